"""What everything that people write about a family has in common."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.families.models.episodes import Episode
from cases.people.models import ProgramRecord
from cases.sharing.models import Category
from linkages.programs import Program
from linkages.rows import CountyKey, CountyRow, both_or_neither

# Of these alone something may be written about a family as a whole, or by both programs.
FAMILY_WIDE = ("C1", "C2", "C3", "C5")


class Language(models.TextChoices):
    """The language of a text: the languages that counties of the state must serve, and others."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ARABIC = "ar", _("Arabic")
    ARMENIAN = "hy", _("Armenian")
    CHINESE = "zh", _("Chinese")
    FARSI = "fa", _("Farsi")
    HMONG = "hmn", _("Hmong")
    KHMER = "km", _("Khmer")
    KOREAN = "ko", _("Korean")
    RUSSIAN = "ru", _("Russian")
    TAGALOG = "tl", _("Tagalog")
    VIETNAMESE = "vi", _("Vietnamese")
    OTHER = "und", _("Another language")


class Written(CountyRow):
    """Something written about a family. Its words stand sealed in `Wording`, each version once.

    `program` owns it and `category` says what it tells: the same decision that opens facts opens
    it to a reader. `about` is a record of the owning program; without one it is about the family.
    """

    episode = CountyKey(Episode, null=True, related_name="+")
    program = models.CharField(max_length=8, choices=Program)
    category = models.CharField(max_length=3, choices=Category)
    about = CountyKey(ProgramRecord, null=True, related_name="+")
    language = models.CharField(max_length=3, choices=Language, default=Language.ENGLISH)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    # The number of the wording that holds; what a form compares with what it was opened on.
    version = models.PositiveIntegerField(default=1)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


def written_rules(name: str) -> list[models.CheckConstraint]:
    """What the database refuses of anything written; `name` begins the constraints' names."""
    wide = models.Q(category__in=FAMILY_WIDE)
    cws, calworks, joint = (models.Q(program=each) for each in ("cws", "calworks", "joint"))
    return [
        models.CheckConstraint(
            name=f"{name}_about_somebody", condition=models.Q(about__isnull=False) | wide
        ),
        models.CheckConstraint(
            name=f"{name}_of_its_program",
            condition=(cws & ~models.Q(category__in=["C2", "C3"]))
            | (calworks & ~models.Q(category__in=["C5", "C6"]))
            | (joint & wide),
        ),
        both_or_neither("struck_at", "struck_by"),
    ]
