"""Where the rest of the house finds rules that got in the way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.families.models import Obstacle
from cases.families.obstacles import acts
from cases.families.obstacles.rules import name_of
from counties.permissions import Permission, may
from linkages.registries import Section

SHOWN = 5
# How long an answer stands on the page of who asked.
NEWS = timedelta(days=14)


def to_answer(user: Any) -> Iterator[Section]:
    """For the page of today of who answers: rules with notes that wait, most often first."""
    if not may(user, Permission.SETTLE_OBSTACLE):
        return
    counted = acts.open_ones(user).values("rule").annotate(waiting=Count("pk"))
    found = list(counted.order_by("-waiting", "rule")[:SHOWN])
    if not found:
        return
    rows = [
        {
            "name": name_of(row["rule"]) or row["rule"],
            "waiting": row["waiting"],
            "url": reverse("families:obstacle_rule", args=[row["rule"]]),
        }
        for row in found
    ]
    context = {"rows": rows, "url": reverse("families:obstacles"), "link": _("All rules")}
    yield Section(45, _("Rules that got in the way"), "families/obstacles/_today.html", context)


def answered(user: Any) -> Iterator[Section]:
    """For the page of today of who said so: what the county answered lately."""
    if not may(user, Permission.WORK_FAMILY):
        return
    mine = Obstacle.objects.visible_to(user).filter(
        said_by=user, answered_at__gte=timezone.now() - NEWS
    )
    rows = [
        {
            "name": name_of(each.rule) or each.rule,
            "answer": each.answer,
            "url": reverse("families:obstacle", args=[each.pk]),
        }
        for each in mine.order_by("-answered_at", "pk")[:SHOWN]
    ]
    if rows:
        title = _("Answers about rules that got in your way")
        yield Section(46, title, "families/obstacles/_today.html", {"rows": rows})
