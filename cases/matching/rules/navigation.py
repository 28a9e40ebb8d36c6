"""Where the rest of the house finds rules, what they linked, and the second look."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.matching.models import MatchCandidate
from cases.matching.queue import pairs_visible_to
from cases.matching.rules.pages import by_rule
from cases.matching.second.judging import waiting_for
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import moment, number

SHOWN = 5


def entries(user: Any) -> Iterator[Entry]:
    """The rules, for those who see them and do not review. Reviewers come by the queue, and the
    privacy officer, whose list is full, by the legal bases."""
    elsewhere = (Permission.REVIEW_MATCH, Permission.VIEW_ALERTS)
    if may(user, Permission.VIEW_RULES) and not any(may(user, each) for each in elsewhere):
        yield Entry(22, _("Matching rules"), reverse("matching:rules"))


def linked_by_rule(user: Any) -> Iterator[Section]:
    """For the page of today: what the rule linked and nobody has looked through."""
    if not may(user, Permission.REVIEW_MATCH):
        return
    linked = pairs_visible_to(user).filter(state=MatchCandidate.State.LINKED)
    waiting = by_rule().filter(looked=False, candidate__in=linked.values("pk"))
    runs = waiting.order_by().values("rule_run").annotate(
        count=Count("pk"), at=Max("rule_run__begun_at")
    )  # fmt: skip
    lines = [
        {
            "label": moment(run["at"], today()),
            "url": reverse("matching:rule_run", args=[run["rule_run"]]),
            "note": ngettext(
                "%(count)s link to look through", "%(count)s links to look through", run["count"]
            )
            % {"count": number(run["count"])},
        }
        for run in runs.order_by("-at")[:SHOWN]
    ]
    if lines:
        context = {
            "lines": lines,
            "url": reverse("matching:rule_runs"),
            "link": _("All runs of the rule"),
        }
        yield Section(12, _("Linked by rule"), "matching/rules/_today.html", context)


def second_looks(user: Any) -> Iterator[Section]:
    """For the page of today: drawn pairs that wait for this reviewer's word."""
    if not may(user, Permission.REVIEW_MATCH):
        return
    count = waiting_for(user).count()
    if not count:
        return
    line = {
        "label": ngettext(
            "%(count)s drawn pair waits for you", "%(count)s drawn pairs wait for you", count
        )
        % {"count": number(count)},
        "url": reverse("matching:second_look"),
        "note": _("Nobody shows you what was said before."),
    }
    yield Section(14, _("Second look"), "matching/rules/_today.html", {"lines": [line]})
