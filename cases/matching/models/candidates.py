"""A pair of one CWS record and one CalWORKs record: its scores, its state, the queue's order."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.matching.engine import UNITS
from cases.matching.models.runs import MatchModel
from cases.people.models import ProgramRecord
from linkages.rows import CountyKey, CountyQuerySet, CountyRow, both_or_neither

# What was put off and has come back first (an empty date stands last), then the most certain;
# pairs of the same two households together.
ORDER = ("deferred_until", "-lead_units", "homes", "-units", "id")


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

    def due_on(self, day: date) -> Self:
        """Pairs that nobody has put off beyond this day."""
        return self.filter(models.Q(deferred_until=None) | models.Q(deferred_until__lte=day))

    def put_off_beyond(self, day: date) -> Self:
        """Pairs that come back by themselves after this day."""
        return self.filter(deferred_until__gt=day)

    def in_queue_order(self) -> Self:
        """What came back first, then the most certain; the same two households together."""
        return self.order_by(*ORDER)

    def after(self, pair: "MatchCandidate") -> Self:
        """The pairs behind this one in the queue's order."""
        return self.filter(_beyond(pair, behind=True))

    def before(self, pair: "MatchCandidate") -> Self:
        """The pairs ahead of this one in the queue's order."""
        return self.filter(_beyond(pair, behind=False))

    def just_before(self, pair: "MatchCandidate", most: int) -> "list[MatchCandidate]":
        """The last few pairs ahead of this one, in the queue's order.

        Asked in two parts, since pairs without a date are found by the index only on their own.
        """
        alike = self.filter(deferred_until=pair.deferred_until)
        near = list(alike.filter(_ranked(pair, behind=False)).reverse()[:most])
        if len(near) < most:
            dated = self.filter(deferred_until__isnull=False)
            if pair.deferred_until is not None:
                dated = dated.filter(deferred_until__lt=pair.deferred_until)
            near += dated.reverse()[: most - len(near)]
        return near[::-1]


def _beyond(pair: "MatchCandidate", *, behind: bool) -> models.Q:
    """On which side of a pair the queue's order puts another; lexicographic over its columns."""
    ranked = models.Q(deferred_until=pair.deferred_until) & _ranked(pair, behind=behind)
    if pair.deferred_until is None:
        return ranked if behind else ranked | models.Q(deferred_until__isnull=False)
    if behind:
        later = models.Q(deferred_until=None) | models.Q(deferred_until__gt=pair.deferred_until)
        return ranked | later
    return ranked | models.Q(deferred_until__lt=pair.deferred_until)


def _ranked(pair: "MatchCandidate", *, behind: bool) -> models.Q:
    """The same among pairs that were put off to the same day, or not at all."""
    down, up = ("lt", "gt") if behind else ("gt", "lt")
    last = models.Q(units=pair.units, **{f"id__{up}": pair.pk})
    same_homes = models.Q(homes=pair.homes) & (models.Q(**{f"units__{down}": pair.units}) | last)
    within = models.Q(**{f"homes__{up}": pair.homes}) | same_homes
    # Said twice, so that the index is entered where the pair stands.
    return models.Q(**{f"lead_units__{down}e": pair.lead_units}) & (
        models.Q(**{f"lead_units__{down}": pair.lead_units})
        | models.Q(lead_units=pair.lead_units) & within
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
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Until then the pair waits out of sight; from that day on it stands before all others.
    deferred_until = models.DateField(null=True)
    deferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
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
            both_or_neither("deferred_until", "deferred_by"),
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
                fields=["county", *ORDER],
                name="candidate_queue",
                condition=~models.Q(band="low"),
            ),
            models.Index(
                fields=["county", *ORDER],
                name="candidate_waiting",
                condition=models.Q(state__in=["proposed", "needs_information"], restricted=False)
                & ~models.Q(band="low"),
            ),
            models.Index(
                fields=["county", "assigned_to", *ORDER],
                name="candidate_given",
                condition=models.Q(state__in=["proposed", "needs_information"])
                & ~models.Q(band="low")
                & models.Q(assigned_to__isnull=False),
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
