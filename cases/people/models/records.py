"""Who the two programs know: program records as they were said, and people as sets of them.

Link, never merge: what an extract said stays as it was said. A person is a set of program records
that someone, or a rule the county switched on, linked; cutting a link restores what was before.
"""

import secrets
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.people.tokens import ALPHABET
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither


def new_token() -> str:
    """A printable name for a person that says nothing about them."""
    return "P-" + "".join(secrets.choice(ALPHABET) for _place in range(7))


class Restriction(models.TextChoices):
    """How far a source closes a client to its own and other staff (CWS/CMS limited access)."""

    NONE = "N", _("Not restricted")
    SENSITIVE = "S", _("Sensitive")
    SEALED = "R", _("Sealed")


def unrestricted(prefix: str = "") -> models.Q:
    """Neither the extract nor the county closes the record to which `prefix` leads."""
    return models.Q(
        **{f"{prefix}restriction": Restriction.NONE, f"{prefix}shield": Restriction.NONE}
    )


class Person(CountyRow):
    """Someone whom both programs know, as far as people have decided."""

    token = models.CharField(max_length=12, default=new_token)
    known_since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "token"], name="person_token_once")
        ]
        indexes = [models.Index(fields=["county", "-known_since", "token"], name="person_latest")]

    def __str__(self) -> str:
        return self.token


class ProgramRecordQuerySet(CountyQuerySet):
    def present(self) -> Self:
        """Records that the latest accepted extract of their source still names."""
        return self.filter(gone_on=None).exclude(current=None)

    def open_to_all(self) -> Self:
        """Without sealed and sensitive clients."""
        return self.filter(unrestricted())

    def closed(self) -> Self:
        """Sealed and sensitive clients."""
        return self.exclude(unrestricted())


class ProgramRecord(CountyRow):
    """One CWS client or one CalWORKs person, as one source system numbers them."""

    program = models.CharField(max_length=8, choices=Program)
    scheme = models.CharField(max_length=16, help_text=_("Which numbering the id belongs to"))
    # CWS keys are case-sensitive: aadfKnG07n is not AadfKnG07n.
    native_id = models.CharField(max_length=40, db_collation="C")
    person = CountyKey(Person, null=True, related_name="records")
    current = CountyKey("people.RecordVersion", null=True, related_name="+")
    restriction = models.CharField(max_length=1, choices=Restriction, default=Restriction.NONE)
    # What the county itself closes, kept by cases.sharing. The stricter of the two holds.
    shield = models.CharField(
        max_length=1,
        choices=Restriction,
        default=Restriction.NONE,
        db_default=Restriction.NONE,
    )
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    gone_on = models.DateField(null=True)

    objects = ProgramRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "program", "scheme", "native_id"], name="record_once_a_county"
            )
        ]
        indexes = [
            models.Index(
                fields=["county", "person"],
                name="record_of_person",
                condition=models.Q(person__isnull=False),
                include=["current"],
            ),
            # The few that are closed: every list of people leaves them out.
            models.Index(
                fields=["county", "person"],
                name="record_closed",
                condition=~models.Q(restriction="N") | ~models.Q(shield="N"),
            ),
        ]
        permissions = [
            ("read_restricted", "Is named for a restricted client"),
            ("read_as_extra", "Reads along without an assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.program} record"

    @property
    def is_restricted(self) -> bool:
        """Whether the extract or the county itself closes this client."""
        return self.restriction != Restriction.NONE or self.shield != Restriction.NONE


class RecordVersion(CountyRow):
    """What one batch said about one record. Never changed; a roll-back points elsewhere.

    `facts` holds the program's facts by category, {"C2": {"wtw_status": "sanction", …}}, and is
    read only through `cases.sharing`. `memberships` are the cases and households it stands in.
    """

    record = CountyKey(ProgramRecord, related_name="versions")
    batch = models.UUIDField()
    as_of = models.DateField()
    fingerprint = models.BinaryField(max_length=16)
    source_id = models.CharField(max_length=40, help_text=_("The id as it stood in the file"))
    given = models.CharField(max_length=80, blank=True)
    middle = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80, blank=True)
    suffix = models.CharField(max_length=12, blank=True)
    born = models.DateField(null=True)
    born_estimated = models.BooleanField(default=False)
    died = models.DateField(null=True)
    cin = models.CharField(max_length=9, blank=True)
    ssn_digest = models.BinaryField(max_length=32, null=True)
    ssn_last4 = models.CharField(max_length=4, blank=True)
    ssn_quality = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=1, blank=True)
    street = models.CharField(max_length=120, blank=True)
    city = models.CharField(max_length=60, blank=True)
    postal = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    household = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=24, blank=True)
    placed = models.BooleanField(default=False)
    race_ethnicity = ArrayField(models.CharField(max_length=60), default=list)
    race_source = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=40, blank=True)
    memberships = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    # All that CWS has is a report in Emergency Response: then even the name, and that there is
    # anything at all, belong to the report (Pen. C. 11167.5). Computed by the database, so that
    # the decision, its queryset form and plain SQL cannot disagree.
    from_report = models.GeneratedField(
        expression=models.ExpressionWrapper(
            models.Q(facts__has_key="C6") & ~models.Q(facts__has_key="C5"),
            output_field=models.BooleanField(),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    worker_id = models.CharField(max_length=20, blank=True)
    unit_code = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "record", "batch"], name="version_once_a_batch"
            )
        ]
        indexes = [
            models.Index(fields=["county", "batch"], name="version_batch"),
            # Who else of a household was born on the same day: twins are never linked unseen.
            models.Index(
                fields=["county", "household", "born"],
                name="version_twins",
                condition=~models.Q(household="") & models.Q(born__isnull=False),
            ),
            # Who shares a case or a household with somebody: families are put together by it.
            models.Index(
                fields=["county", "household"],
                name="version_household",
                condition=~models.Q(household=""),
            ),
            models.Index(
                fields=["id"], name="version_of_report", condition=models.Q(from_report=True)
            ),
        ]

    def __str__(self) -> str:
        return f"version of {self.as_of}"


class SealedSsn(CountyRow):
    """The SSN of one version, sealed under its own id; opened only in matching's memory."""

    version = models.OneToOneField(
        RecordVersion, models.CASCADE, related_name="ssn", db_constraint=False
    )
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return "sealed"


@pghistory.track(append_only=True)
class Link(CountyRow):
    """Two program records that are one human being, by someone's decision or a county's rule."""

    class By(models.TextChoices):
        PERSON = "person", _("Decided by a person")
        RULE = "rule", _("Linked by the county's rule")

    cws = CountyKey(ProgramRecord, related_name="links_from_cws")
    calworks = CountyKey(ProgramRecord, related_name="links_from_calworks")
    candidate = models.UUIDField(null=True)
    by = models.CharField(max_length=8, choices=By, default=By.PERSON)
    linked_at = models.DateTimeField(default=timezone.now)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cut_at = models.DateTimeField(null=True)
    cut_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cut_reason = models.CharField(max_length=300, blank=True)
    # The person that this link joined into an older one, and on whose side it stood.
    absorbed = CountyKey(Person, null=True, related_name="+")
    absorbed_side = models.CharField(max_length=8, blank=True, choices=Program)

    class Meta:
        constraints = [
            both_or_neither("cut_at", "cut_by"),
            models.UniqueConstraint(
                fields=["county", "cws", "calworks"],
                condition=models.Q(cut_at=None),
                name="link_once_while_uncut",
            ),
        ]

    def __str__(self) -> str:
        return "cut link" if self.cut_at else "link"
