"""Content that the state or a county writes in editions: drafts, published once, then frozen.

What the product ships with is an edition too, read from its files; see each kind's `shipped`.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linkages.fence import RowClass
from linkages.rows import CountyQuerySet


class EditionQuerySet(CountyQuerySet):
    """Editions of one's own county; `published` are everybody's."""

    def published(self) -> "EditionQuerySet":
        """What every county may use. The fence lets published rows of others through."""
        return self.filter(state=Edition.State.PUBLISHED)


class Edition(models.Model):
    """One edition of one piece of content, by its code: everybody reads it once it is published.

    `county` is the author: the state's desk, or a county that keeps its own. `content` is JSON
    whose shape the kind's reader checks. Published editions never change.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    row_class: ClassVar[RowClass] = RowClass.PUBLISHED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    county = models.ForeignKey("counties.County", models.PROTECT, related_name="+")
    code = models.SlugField(max_length=32)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    content = models.JSONField()
    # What changed, in the author's words, for those who use it.
    note = models.CharField(max_length=600, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "code", "number"], name="%(class)s_number_once"
            ),
            models.CheckConstraint(
                name="%(class)s_published_on_a_day",
                condition=models.Q(state="draft", published_at=None)
                | (~models.Q(state="draft") & models.Q(published_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"
