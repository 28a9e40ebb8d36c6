"""Finding a person by what is typed: names in any order, an id in any form, a birth date.

The database function looks through the county's linked people and gives ids only. What comes
back is filtered once more by who may be opened, so that a hidden person is the same as nobody.
"""

import json
import re
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from cases.people.models import Person
from cases.sharing.scope import people_visible_to, viewer_of
from linkages.registries import providers

LONGEST = 120
SHOWN = 50
# How many the database may name before they are filtered by who may be opened.
CANDIDATES = 1000
DATE_FORMS = ("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d", "%m/%d/%y", "%Y/%m/%d")
DASHED_ID = re.compile(r"\b\d{4}[- ]\d{4}[- ]\d{4}[- ]\d{7}\b")


def find(user: Any, typed: str) -> list[Person]:
    """People whom this user may open and whom the words fit, best first; at most SHOWN."""
    # A caseload is searched as such, so that the county's other people cannot crowd it out.
    caseload = not viewer_of(user).coordinates
    return fitting(typed, people_visible_to(user), alone=caseload)[:SHOWN]


def fitting(typed: str, people: QuerySet[Person], *, alone: bool) -> list[Person]:
    """Those of the people whom the words fit, best first.

    `alone`: only they are looked through; else the whole county, of which at most CANDIDATES are
    named before these people are picked out of them.
    """
    wanted = terms(typed)
    if not wanted:
        return []
    ids = _ask(wanted, list(people.values_list("pk", flat=True)) if alone else None)
    # Asked even where nobody fits: somebody hidden must take as long as nobody.
    found = {person.pk: person for person in people.filter(pk__in=ids or [uuid.uuid4()])}
    return [found[pk] for pk in ids if pk in found]


def terms(typed: str) -> list[dict[str, Any]]:
    """What was typed as terms of the search function: {"word"}, {"ids"} or {"born"}."""
    typed = typed[:LONGEST]
    found: list[dict[str, Any]] = []
    for number in DASHED_ID.findall(typed):
        found.append({"ids": spellings(number)})
    rest = DASHED_ID.sub(" ", typed)
    for part in rest.replace(",", " ").split():
        day = _as_date(part)
        if day is not None:
            found.append({"born": day.isoformat()})
        elif any(letter.isdigit() for letter in part):
            found.append({"ids": spellings(part)})
        elif any(letter.isalpha() for letter in part):
            found.append(_word_or_key(part))
    return found[:8]


def _word_or_key(part: str) -> dict[str, Any]:
    """A ten-letter key may happen to hold no digit; capitals inside a word give it away."""
    looks_like_key = len(part) == 10 and part.isascii() and part.isalpha()
    if looks_like_key and not part.istitle() and not part.isupper() and not part.islower():
        return {"ids": spellings(part)}
    if part.upper().startswith("P-"):
        return {"ids": spellings(part)}
    return {"word": part}


def spellings(text: str) -> list[str]:
    """The forms in which an id may be kept: as typed, in capitals, and what source systems make
    of it. A CWS key of ten letters is never put into capitals: that would be another key."""
    bare = text.replace("-", "").replace(" ", "")
    forms = {text, bare}
    if len(bare) != 10:
        forms |= {text.upper(), bare.upper()}
    for reader in providers("ID_READERS"):
        try:
            forms.add(reader(text))
        except ValueError:
            continue
    return sorted(forms)


def _as_date(part: str) -> date | None:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(part, form).date()
        except ValueError:
            continue
    return None


def _ask(wanted: Sequence[dict[str, Any]], among: list[uuid.UUID] | None) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from sharing_search(%s, %s, %s)", [json.dumps(wanted), among, CANDIDATES]
        )
        return [row[0] for row in cursor]
