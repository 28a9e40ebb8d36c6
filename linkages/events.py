"""News from a lower app to higher ones, which it must not import: a row, then a job.

The row is written in the transaction of what happened. Handlers are dotted strings in settings,
take the event, and run inside the delivering job; each must bear being called twice.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.module_loading import import_string

from linkages import jobs
from linkages.rows import CountyRow


class Event(CountyRow):
    """Something that happened to one row of a county."""

    kind = models.CharField(max_length=60)
    subject = models.UUIDField()
    by = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.kind


def emit(kind: str, *, county: str, subject: uuid.UUID, by: uuid.UUID | None = None) -> None:
    """Tell whoever listens. No listener, no row."""
    if not settings.EVENT_HANDLERS.get(kind):
        return
    event = Event.objects.create(county_id=county, kind=kind, subject=subject, by=by)
    jobs.enqueue("linkages.deliver_event", county=county, subject=event.pk, by=by)


def deliver(run: jobs.Run) -> None:
    """Job: call every handler of one event, in one transaction with the mark that it is done."""
    with run.chunk():
        event = Event.objects.select_for_update().get(pk=run.job.subject)
        if event.delivered_at is not None:
            return
        for handler in settings.EVENT_HANDLERS.get(event.kind, []):
            import_string(handler)(event)
        event.delivered_at = timezone.now()
        event.save(update_fields=["delivered_at"])
