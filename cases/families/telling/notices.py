"""Writing notices: a row for each member of staff who is told something, once.

The row is on their pages at once. Whether a mail follows, and when, is decided apart
(`cases.families.telling.mailing`).
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from cases.families.models import Acceptance, Notice
from cases.matching.models import Deputy
from linkages.calendar import today

Key = uuid.UUID
Kind = Notice.Kind


def note_for(rows: Iterable[tuple[Acceptance, Key, str]]) -> int:
    """Tell each of them once; how many members of staff that are. (acceptance, user, kind)."""
    notices = [
        Notice(county_id=acceptance.county_id, acceptance=acceptance, recipient_id=user, kind=kind)
        for acceptance, user, kind in rows
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=1000)
    return len({notice.recipient_id for notice in notices})


def deputies_of(county: str, users: Collection[Key]) -> dict[Key, Key]:
    """Who is away today, to who stands in for them."""
    rows: Any = Deputy.objects.filter(county=county, absent__in=list(users))
    return dict(rows.in_force_on(today()).values_list("absent", "deputy"))
