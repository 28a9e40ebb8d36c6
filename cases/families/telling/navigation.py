"""Where the rest of the house finds answers: the family's page, and the page of today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.families.models import Acceptance
from cases.families.telling import pages, scope, unit_views
from cases.families.telling.responsible import SIDES
from cases.families.viewing import FamilyView
from cases.sharing.chain import viewer_of
from counties.permissions import Permission, Role, may
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5
State = Acceptance.State


def of_family(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: both sides, who was told when, and what they answered."""
    if view.episode is None:
        return
    rows = pages.with_family(Acceptance.objects.filter(episode=view.episode))
    known = {view.family.pk: view.name}
    shown = pages.lines(user, rows.order_by("-told_at", "pk"), known)
    names = pages.told_of([line.acceptance.pk for line in shown])
    sides = []
    for side in SIDES if shown else ():
        theirs = [line for line in shown if line.acceptance.program == side]
        live = next((each for each in theirs if each.acceptance.state in scope.LIVE), None)
        sides.append(
            {
                "program": side.value,
                "line": live,
                "told": names.get(live.acceptance.pk, []) if live else [],
                "past": [each for each in theirs if each is not live],
            }
        )
    yield Section(35, _("Workers"), "families/telling/_family.html", {"sides": sides})


def to_accept(user: Any) -> Iterator[Section]:
    """For the page of today: families that wait for one's answer, the first due first."""
    if not may(user, Permission.ANSWER_FAMILY):
        return
    waiting = scope.waiting_for(user)
    rows = pages.with_family(waiting).order_by("due_on", "told_at", "pk")[:SHOWN]
    lines = pages.lines(user, rows)
    if not lines:
        if user.working_in.worker_id and Role(user.working_in.role) != Role.SUPERVISOR:
            yield Section(2, _("New families to accept"), "families/telling/_today_none.html")
        return
    count = waiting.count()
    told = ngettext("All of them (%(count)s)", "All of them (%(count)s)", count)
    context = {
        "lines": lines,
        "me": pages.own_name(user),
        "url": reverse("families:notices"),
        "link": told % {"count": number(count)},
    }
    yield Section(2, _("New families to accept"), "families/telling/_today.html", context)


def without_answer(user: Any) -> Iterator[Section]:
    """For the page of today: by worker, what a unit or a county has not answered."""
    if not may(user, Permission.REASSIGN_FAMILY):
        return
    open_ones = unit_views.loads(user, waiting=True)
    left = pages.with_family(scope.unheld(scope.to_reassign(user)))
    lines = pages.lines(user, left.order_by("told_at", "pk")[:SHOWN])
    if not open_ones and not lines:
        return
    context = {
        "loads": open_ones[:SHOWN],
        "columns": unit_views.LOADS,
        "lines": lines,
        "url": reverse("families:unanswered"),
        "link": _("All families without an answer"),
    }
    title = (
        _("Families without an answer in the county")
        if viewer_of(user).coordinates
        else _("Families without an answer in your unit")
    )
    yield Section(3, title, "families/telling/_today_unit.html", context)
