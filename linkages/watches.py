"""What looks at a county's rows again and again, and how far each of them has looked.

A watch is a dotted callable in settings.WATCHES: (county, since, until) -> None. It runs inside the
transaction that moves its mark, so that a watch killed half-way has neither told nor moved
anything. What it writes must bear being written twice: `since` reaches back by OVERLAP, because a
row that was begun before the last look may have been committed after it.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from linkages.rows import CountyQuerySet, CountyRow
from linkages.scope import rls

OVERLAP = timedelta(hours=2)
# A watch that has never looked begins this far back.
AT_FIRST = timedelta(days=30)


class Watermark(CountyRow):
    """How far one watch has looked at one county."""

    watch = models.CharField(max_length=80)
    until = models.DateTimeField()

    objects = CountyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["county", "watch"], name="watermark_once_a_watch")
        ]

    def __str__(self) -> str:
        return f"{self.watch} until {self.until:%Y-%m-%d %H:%M}"


def look(county: str, dotted: str) -> None:
    """Let one watch look at what is new in one county. Two at once wait for each other."""
    with rls(county=county), transaction.atomic():
        now = timezone.now()
        first = {"until": now - AT_FIRST}
        Watermark.objects.get_or_create(county_id=county, watch=dotted, defaults=first)
        mark = Watermark.objects.select_for_update().get(county=county, watch=dotted)
        import_string(dotted)(county, mark.until - OVERLAP, now)
        mark.until = max(mark.until, now)
        mark.save(update_fields=["until"])


def rounds(counties: list[str]) -> list[tuple[str, str]]:
    """(county, watch) of everything that is to be looked at."""
    return [(county, dotted) for county in counties for dotted in settings.WATCHES]
