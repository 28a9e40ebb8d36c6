"""Who asked for what, when, with what result: one append-only row a request or job.

A trail collects while the work runs and is written in the same transaction as the work, so a
page that could not be accounted for is never served. Denials roll their transaction back and are
written in one of their own.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.fence import RowClass
from linkages.rows import CountyQuerySet


class AuditEvent(models.Model):
    """One request, job or sign-in that read or changed something confidential, or was refused."""

    class Result(models.TextChoices):
        ALLOWED = "allowed", _("Allowed")
        DENIED = "denied", _("Denied")
        FAILED = "failed", _("Failed")

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    user_id = models.UUIDField(null=True)
    action = models.CharField(max_length=80)
    result = models.CharField(max_length=8, choices=Result)
    subjects = ArrayField(models.UUIDField(), default=list)
    bases = ArrayField(models.CharField(max_length=40), default=list)
    purpose = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    origin = models.GenericIPAddressField(null=True)

    objects = CountyQuerySet.as_manager()

    class Meta:
        managed = False  # partitioned by month; the migration writes the table itself
        db_table = "linkages_auditevent"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.result}"


@dataclass(slots=True)
class Trail:
    """What the work of the moment has touched so far."""

    county: str
    user: uuid.UUID | None
    action: str
    origin: str | None = None
    id: uuid.UUID = field(default_factory=uuid.uuid4)
    subjects: set[uuid.UUID] = field(default_factory=set)
    bases: set[str] = field(default_factory=set)
    purpose: str = ""
    reason: str = ""
    changed: bool = False

    def note(
        self,
        subjects: set[uuid.UUID],
        *,
        bases: set[str] = frozenset(),
        purpose: str = "",  # type: ignore[assignment]
    ) -> None:
        """Add what was read or changed."""
        self.subjects |= subjects
        self.bases |= bases
        self.purpose = purpose or self.purpose
        self.changed = True

    def write(self, result: str = AuditEvent.Result.ALLOWED) -> AuditEvent | None:
        """The event row, inside the open transaction. Nothing to tell, nothing written."""
        if not self.county or (result == AuditEvent.Result.ALLOWED and not self.changed):
            return None
        return AuditEvent.objects.create(
            id=self.id,
            county_id=self.county,
            user_id=self.user,
            action=self.action,
            result=result,
            subjects=sorted(self.subjects),
            bases=sorted(self.bases),
            purpose=self.purpose,
            reason=self.reason,
            origin=self.origin,
        )


_trail: ContextVar[Trail | None] = ContextVar("trail", default=None)


@contextmanager
def trail(
    county: object, user: uuid.UUID | None, action: str, origin: str | None = None
) -> Iterator[Trail]:
    """Collect what the block touches. Whoever opens it writes it, within its transaction."""
    opened = Trail(str(county or ""), user, action, origin)
    token = _trail.set(opened)
    try:
        yield opened
    finally:
        _trail.reset(token)


def current() -> Trail:
    """The trail of the moment. Reading confidential rows outside one is a programming error."""
    found = _trail.get()
    if found is None:
        raise LookupError("Confidential rows are read or changed only inside an audit trail.")
    return found


def note(
    subjects: set[uuid.UUID],
    *,
    bases: set[str] = frozenset(),
    purpose: str = "",  # type: ignore[assignment]
) -> None:
    """Add to the trail of the moment."""
    current().note(subjects, bases=bases, purpose=purpose)
