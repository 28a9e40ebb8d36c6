"""What an accepted batch, or its withdrawal, does to corrections: those with which the extract has
caught up end by themselves, and come back when the batch is rolled back."""

import uuid

from django.db import transaction
from django.utils import timezone

from cases.people.models import Correction
from cases.sharing.corrections.fields import extract_says, same
from linkages import audit
from linkages.events import Event

Ended = Correction.Ended


@transaction.atomic
def on_accepted(event: Event) -> None:
    """End the open corrections of the county that the extract agrees with by now. Twice is
    harmless; nothing else is touched, whatever the extract says."""
    ended: set[uuid.UUID] = set()
    rows = Correction.objects.filter(county=event.county_id, ended="")
    held = rows.select_for_update(of=("self",)).select_related("record__current").order_by("pk")
    for correction in held:
        if not same(extract_says(correction.record.current, correction.field), correction.value):
            continue
        correction.ended, correction.ended_at = Ended.CAUGHT_UP, timezone.now()
        correction.ended_batch = event.subject
        correction.save(update_fields=["ended", "ended_at", "ended_batch"])
        ended |= {correction.pk, correction.record_id}
    if ended:
        audit.note(ended)
        audit.current().write()


@transaction.atomic
def on_rolled_back(event: Event) -> None:
    """Let those count again that ended with the batch, unless the field was stated anew since."""
    rows = Correction.objects.filter(
        county=event.county_id, ended=Ended.CAUGHT_UP, ended_batch=event.subject
    )
    for correction in rows.select_for_update(of=("self",)).order_by("-stated_at"):
        open_now = Correction.objects.filter(
            record=correction.record_id, field=correction.field, ended=""
        )
        if open_now.exists():
            continue
        correction.ended, correction.ended_at, correction.ended_batch = "", None, None
        correction.save(update_fields=["ended", "ended_at", "ended_batch"])
