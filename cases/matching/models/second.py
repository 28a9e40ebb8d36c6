"""Samples of pairs for a second look, and what each person said without knowing of the others."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.rows import CountyKey, CountyRow


class Sample(CountyRow):
    """A random sample of pairs. The seed says which; `frame` counts what it was drawn from."""

    class Kind(models.TextChoices):
        DECIDED = "decided", _("Pairs that people decided")
        TO_LINK = "to_link", _("Pairs that the county’s rule would link")

    class Strata(models.TextChoices):
        AS_THEY_COME = "as_they_come", _("As they come")
        EVEN = "even", _("As many from each name group")

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    strata = models.CharField(max_length=12, choices=Strata)
    size = models.PositiveIntegerField()
    band = models.CharField(max_length=7, blank=True)
    # Pairs at or above this many units of 1/64 bit.
    threshold = models.IntegerField(null=True)
    seed = models.BigIntegerField()
    frame = models.JSONField(default=dict, help_text=_("How many pairs of each name group"))
    drawn_by = models.UUIDField()
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["county", "number"], name="sample_number_once"),
            models.CheckConstraint(
                name="sample_to_link_has_threshold",
                condition=~models.Q(kind="to_link") | models.Q(threshold__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"sample {self.number}"


class SampledPair(CountyRow):
    """A pair of a sample, in a random place. `candidate` is its id; it goes when the pair goes.

    `stratum` says how the names are written (see `second.groups`), nothing about anybody.
    """

    sample = CountyKey(Sample, related_name="pairs")
    candidate = models.UUIDField()
    place = models.PositiveIntegerField()
    stratum = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["county", "sample", "candidate"], name="sampled_once_a_sample"
            ),
            models.UniqueConstraint(
                fields=["county", "sample", "place"], name="sampled_place_once"
            ),
        ]
        indexes = [models.Index(fields=["county", "candidate"], name="sampled_pair_of")]

    def __str__(self) -> str:
        return f"place {self.place}"


class SampleWord(CountyRow):
    """What was said of a sampled pair: first by whoever decided it (nobody, where the rule did),
    then by a second and, when those differ, by a third person. Never twice by the same."""

    class Verb(models.TextChoices):
        LINK = "link", _("One person")
        NOT_SAME = "not_same", _("Not the same")
        CANNOT_TELL = "cannot_tell", _("Cannot tell")

    pair = CountyKey(SampledPair, related_name="words")
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=11, choices=Verb)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["county", "pair", "place"], name="word_once_a_place"),
            models.UniqueConstraint(fields=["county", "pair", "by"], name="word_once_a_person"),
            models.CheckConstraint(
                name="word_has_a_place", condition=models.Q(place__gte=1, place__lte=3)
            ),
            models.CheckConstraint(
                name="word_by_somebody",
                condition=models.Q(place=1) | models.Q(by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"word {self.place}"
