"""Who may be the same person: the frozen model, keys, runs, candidates, and what people decided.

A candidate is a pair of one CWS record and one CalWORKs record. Runs write its scores; only people
write its state, save that a pair whose record left its extract expires and that a pair decided
"not the same" comes back when identifying facts changed.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.matching.engine import UNITS
from cases.people.models import ProgramRecord
from cases.sharing.models import DatedQuerySet
from linkages.fence import RowClass
from linkages.programs import Program
from linkages.rows import CountyKey, CountyQuerySet, CountyRow


class MatchModel(CountyRow):
    """The engine's model as it was frozen on a county's two extracts. Never changed.

    `content` is the engine's JSON: weights, frequencies of names of four bearers or more, stop
    keys. The record counts say when it has become stale.
    """

    number = models.PositiveIntegerField()
    weights = models.CharField(max_length=20)
    content = models.TextField()
    cws_records = models.PositiveIntegerField()
    calworks_records = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="match_model_once")
        ]

    def __str__(self) -> str:
        return f"model {self.number}"


class KeyedRecord(CountyRow):
    """A program record whose keys are stored. `id` is the record's own.

    `keys` are the 64-bit keys in native byte order, so that those of an older version can be
    taken out again; `marks` are keyed digests of the identifying fields (see `marks`).
    """

    program = models.CharField(max_length=8, choices=Program)
    version = models.UUIDField(help_text=_("The record version the keys were made from"))
    keys = models.BinaryField()
    marks = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.program} keys"


class MatchKey(models.Model):
    """One keyed hash of one record. Records of the two programs that share one are compared."""

    row_class: ClassVar[RowClass] = RowClass.COUNTY

    # The only index: joins go by county and key, removal by the keys that KeyedRecord remembers.
    pk = models.CompositePrimaryKey("county_id", "key", "program", "record")
    county = models.ForeignKey(
        "counties.County", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    key = models.BigIntegerField()
    program = models.CharField(max_length=8)
    record = models.UUIDField()

    objects = CountyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.program


class UnsettledRecord(CountyRow):
    """A record whose keys changed and whose pairs no published run has settled. `id` is its own."""

    program = models.CharField(max_length=8, choices=Program)
    version = models.UUIDField(null=True, help_text=_("Empty: the record is gone"))

    def __str__(self) -> str:
        return f"{self.program} record to settle"


class MatchRun(CountyRow):
    """One comparison of the two programs' records: all of them, or what changed."""

    class Kind(models.TextChoices):
        FULL = "full", _("Everything")
        DELTA = "delta", _("What changed")

    kind = models.CharField(max_length=5, choices=Kind, blank=True)
    # Everything was asked for; otherwise the run finds out whether what changed is enough.
    whole = models.BooleanField(default=False)
    batch = models.UUIDField(null=True)
    job = models.UUIDField(null=True)
    requested_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    model = CountyKey(MatchModel, null=True, related_name="+")
    cws_records = models.PositiveIntegerField(default=0)
    calworks_records = models.PositiveIntegerField(default=0)
    records_changed = models.PositiveIntegerField(default=0)
    pairs_compared = models.PositiveIntegerField(default=0)
    pairs_settled = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    reopened = models.PositiveIntegerField(default=0)
    certain = models.PositiveIntegerField(default=0)
    review = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    memory_mb = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-requested_at"]

    def __str__(self) -> str:
        return f"run of {self.requested_at:%Y-%m-%d %H:%M}"


class CandidateQuerySet(CountyQuerySet):
    def unrestricted(self) -> Self:
        """Pairs in which neither record is sealed or sensitive, as the records stand now."""
        return self.filter(restricted=False)

    def restricted(self) -> Self:
        """Pairs in which a record is sealed or sensitive."""
        return self.filter(restricted=True)

    def shown(self) -> Self:
        """Pairs that people get to see: likely enough, or decided once."""
        decided = models.Q(state__in=[MatchCandidate.State.LINKED, MatchCandidate.State.NOT_SAME])
        return self.filter(~models.Q(band=MatchCandidate.Band.LOW) | decided)

    def open(self) -> Self:
        """Pairs that wait for a decision."""
        return self.filter(state__in=MatchCandidate.OPEN).exclude(band=MatchCandidate.Band.LOW)

    def in_queue_order(self) -> Self:
        """Most certain first; pairs of the same two households stand together."""
        return self.order_by("-lead_units", "homes", "-units", "id")

    def after(self, pair: "MatchCandidate") -> Self:
        """The pairs behind this one in the queue's order."""
        return self.filter(_beyond(pair, behind=True))

    def before(self, pair: "MatchCandidate") -> Self:
        """The pairs ahead of this one in the queue's order."""
        return self.filter(_beyond(pair, behind=False))


def _beyond(pair: "MatchCandidate", *, behind: bool) -> models.Q:
    """On which side of a pair the queue's order puts another; lexicographic over its columns."""
    down, up = ("lt", "gt") if behind else ("gt", "lt")
    last = models.Q(units=pair.units, **{f"id__{up}": pair.pk})
    same_homes = models.Q(homes=pair.homes) & (models.Q(**{f"units__{down}": pair.units}) | last)
    within = models.Q(**{f"homes__{up}": pair.homes}) | same_homes
    return models.Q(**{f"lead_units__{down}": pair.lead_units}) | (
        models.Q(lead_units=pair.lead_units) & within
    )


class MatchCandidate(CountyRow):
    """A pair that may be one person: what speaks for and against, and what people decided.

    Scores are whole units of 1/64 bit and add up. levels, rarity, guards, hold and household_level
    are the engine's agreement vector, from which every bar can be drawn again without opening an
    SSN. `homes` is a keyed digest of the two households, 0 where one has none; `lead_units` is the
    best score of the group that they make, which orders the queue.
    """

    class Band(models.TextChoices):
        CERTAIN = "certain", _("Almost certain")
        REVIEW = "review", _("Needs a look")
        LOW = "low", _("Unlikely")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Not decided")
        NEEDS_INFORMATION = "needs_information", _("Needs information")
        LINKED = "linked", _("Linked")
        NOT_SAME = "not_same", _("Not the same")
        EXPIRED = "expired", _("No longer in both extracts")

    OPEN = (State.PROPOSED, State.NEEDS_INFORMATION)

    cws = CountyKey(ProgramRecord, related_name="candidates_from_cws", db_index=False)
    calworks = CountyKey(ProgramRecord, related_name="candidates_from_calworks", db_index=False)
    model = CountyKey(MatchModel, related_name="+", db_index=False)
    standing = models.BooleanField(help_text=_("Whether the last run still found the pair"))
    base_units = models.IntegerField()
    household_units = models.IntegerField()
    rival_units = models.IntegerField()
    alone_units = models.IntegerField()
    units = models.IntegerField()
    probability = models.FloatField()
    band = models.CharField(max_length=7, choices=Band)
    tier = models.CharField(max_length=2, blank=True)
    levels = models.BinaryField()
    rarity = models.BinaryField()
    guards = models.PositiveIntegerField()
    hold = models.PositiveIntegerField()
    household_level = models.PositiveSmallIntegerField()
    placed = models.BooleanField(help_text=_("A child in care: the address is a placement"))
    homes = models.BigIntegerField(default=0)
    lead_units = models.IntegerField(default=0)
    state = models.CharField(max_length=17, choices=State, default=State.PROPOSED)
    version = models.PositiveIntegerField(default=1)
    # Follows both records' restriction by a trigger, in the transaction that changes one.
    restricted = models.BooleanField(default=False)
    changed_since = ArrayField(
        models.CharField(max_length=20), default=list, help_text=_("What brought the pair back")
    )
    found_at = models.DateTimeField(default=timezone.now)
    scored_at = models.DateTimeField(default=timezone.now)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "cws", "calworks"], name="one_candidate_a_pair"
            ),
            models.CheckConstraint(
                name="candidate_units_add_up",
                condition=models.Q(
                    units=models.F("base_units")
                    + models.F("household_units")
                    + models.F("rival_units")
                    + models.F("alone_units")
                ),
            ),
            models.CheckConstraint(
                name="open_candidates_stand",
                condition=~models.Q(state__in=["proposed", "needs_information"])
                | models.Q(standing=True),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "calworks"], name="candidate_calworks"),
            models.Index(
                fields=["county", "homes"],
                name="candidate_homes",
                condition=~models.Q(homes=0),
            ),
            models.Index(
                fields=["county", "-lead_units", "homes", "-units", "id"],
                name="candidate_queue",
                condition=~models.Q(band="low"),
            ),
            models.Index(
                fields=["county", "-lead_units", "homes", "-units", "id"],
                name="candidate_waiting",
                condition=models.Q(state__in=["proposed", "needs_information"], restricted=False)
                & ~models.Q(band="low"),
            ),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}"

    @property
    def bits(self) -> float:
        """The final score in bits; exact."""
        return self.units / UNITS

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state in self.OPEN and self.band != self.Band.LOW


class MatchDecision(CountyRow):
    """What somebody decided about a pair, what was shown, and what both sides said then.

    Rows are only ever added. The marks let a later run say which identifying fact has changed.
    """

    class Verb(models.TextChoices):
        LINK = "link", _("Link")
        NOT_SAME = "not_same", _("Not the same")
        NEEDS_INFORMATION = "needs_information", _("Needs information")
        CUT = "cut", _("Cut")
        UNDO = "undo", _("Undo")

    class Reason(models.TextChoices):
        NAMESAKE = "namesake", _("Two people with the same name")
        RELATIVE = "relative", _("A relative: parent, brother, sister or cousin")
        TWIN = "twin", _("A twin")
        SSN_OF_OTHER = "ssn_of_other", _("One record carries somebody else's SSN")
        DATA_ERROR = "data_error", _("A mistake in one of the extracts")
        OTHER = "other", _("Another reason, see the note")

    candidate = CountyKey(MatchCandidate, related_name="decisions")
    verb = models.CharField(max_length=17, choices=Verb)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    state_before = models.CharField(max_length=17, choices=MatchCandidate.State)
    state_after = models.CharField(max_length=17, choices=MatchCandidate.State)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    model = CountyKey(MatchModel, related_name="+", db_index=False)
    # {"bits", "band", "tier", "probability", "evidence": [[field, level, bits], …]}
    shown = models.JSONField()
    cws_marks = models.BinaryField()
    calworks_marks = models.BinaryField()
    undoes = CountyKey("self", null=True, related_name="undone_by")

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.UniqueConstraint(fields=["county", "undoes"], name="undone_once"),
            models.CheckConstraint(
                name="refusal_names_a_reason",
                condition=~models.Q(verb="not_same") | ~models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.verb


class LegalHold(CountyRow):
    """Why a record must be kept, from a day to a day: nobody disposes of it meanwhile."""

    record = models.UUIDField()
    reason = models.CharField(max_length=300)
    since = models.DateField()
    until = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["county", "record"], name="hold_of_record")]

    def __str__(self) -> str:
        return f"hold since {self.since}"


class Tombstone(CountyRow):
    """A refused pair whose records were disposed of, as a keyed digest. See `tombstones`."""

    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "digest"], name="tombstone_once")]

    def __str__(self) -> str:
        return "refused pair"


class Disposal(CountyRow):
    """That records were disposed of: why, by whom, how many rows of what. Never what they said."""

    class Ground(models.TextChoices):
        RETENTION = "retention", _("The retention period has ended")
        SEALING_ORDER = "sealing_order", _("A court ordered the records sealed")

    ground = models.CharField(max_length=13, choices=Ground)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # What was removed -> number of rows
    counts = models.JSONField()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="scheduled_disposal_by_two",
                condition=models.Q(ground="sealing_order", second__isnull=True)
                | models.Q(ground="retention", second__isnull=False)
                & ~models.Q(second=models.F("by")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.at:%Y-%m-%d}"
