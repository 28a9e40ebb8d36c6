"""Finding pairs by a name, a case number, an id or a token, inside the queue.

What was typed is kept sealed among its author's drafts and never stands in an address. The
database function gives ids only; the queue filters them by who may see them.
"""

import json
import uuid
from typing import Any

from django.db import connection

from cases.sharing.search import terms
from counties.permissions import Permission, may
from linkages.drafts import Draft, drop_draft, save_draft

FORM = "match-search"
# How many pairs the database may name; a search that finds more is too wide to be one.
MOST = 1000


def keep(user: Any, typed: str) -> None:
    """Remember what this reviewer looks for, instead of what they looked for before."""
    save_draft(user.pk, FORM, {"q": [typed]})


def forget(user: Any) -> None:
    """Look for nothing any more."""
    drop_draft(user.pk, FORM)


def typed_by(user: Any) -> str:
    """What this reviewer looks for; empty for nothing."""
    draft = Draft.objects.filter(user=user, form=FORM).first()
    return draft.fields.get("q", [""])[0] if draft else ""


def found_by(user: Any) -> list[uuid.UUID]:
    """Ids of pairs that this reviewer's search fits, among them some that they may not see."""
    wanted = terms(typed_by(user))
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from matching_search(%s, %s, %s)",
            [json.dumps(wanted), may(user, Permission.VIEW_RESTRICTED), MOST],
        )
        # Asked for even where nobody fits: somebody hidden must take as long as nobody.
        return [row[0] for row in cursor] or [uuid.uuid4()]
