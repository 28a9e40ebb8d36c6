"""Writing notices: a row for each member of staff who is told something, once.

The row is on their pages at once. Whether a mail follows, and when, is decided apart
(`cases.families.telling.mailing`).
"""

import uuid
from collections.abc import Iterable

from cases.families.models import Acceptance, Notice

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
