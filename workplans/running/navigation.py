"""Where the rest of the house finds what runs a plan: the page of today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from counties.permissions import Permission, may
from linkages import parameters
from linkages.calendar import months_after, today
from linkages.documents import Document
from linkages.registries import Section
from linkages.templatetags.words import due, short_day
from workplans.models import Action, Meeting, PlanImport, WorkPlan
from workplans.plans.carrying import address
from workplans.plans.scope import plans_visible_to
from workplans.running.meetings import OPEN_ACTION
from workplans.running.parameters import REPORT_MONTHS
from workplans.running.printing import ONE_PAGER

SHOWN = 5
SOON = timedelta(days=14)


def _section(order: int, title: Any, rows: list[dict[str, str]]) -> Iterator[Section]:
    if rows:
        yield Section(order, title, "workplans/running/_today.html", {"rows": rows})


def meetings_of(user: Any) -> Iterator[Section]:
    """For the page of today: meetings of the next two weeks, and those not yet put on record."""
    if not may(user, Permission.VIEW_PLAN):
        return
    rows = Meeting.objects.visible_to(user).filter(
        state=Meeting.State.PLANNED, on__lte=today() + SOON, plan__in=plans_visible_to(user)
    )
    if not may(user, Permission.KEEP_MEETING):
        rows = rows.filter(attendance__user=user.pk, on__gte=today())
    found = [
        {
            "url": address(each.plan, "meeting", each.pk),
            "words": each.title,
            "told": f"{due(each.on, today())}, {each.plan.name}",
        }
        for each in rows.select_related("plan").order_by("on", "pk")[:SHOWN]
    ]
    yield from _section(21, _("Meetings of the team"), found)


def actions_of(user: Any) -> Iterator[Section]:
    """For the page of today: what one promised at a meeting and has not done."""
    if not may(user, Permission.UPDATE_STEP):
        return
    rows = Action.objects.visible_to(user).filter(
        OPEN_ACTION, lead=user.pk, meeting__plan__in=plans_visible_to(user)
    )
    rows = rows.exclude(meeting__plan__state=WorkPlan.State.CLOSED)
    found = [
        {
            "url": address(each.meeting.plan, "action", each.pk),
            "words": each.text,
            "told": due(each.due_on, today())
            or _now("from the meeting of %(day)s") % {"day": short_day(each.meeting.on)},
        }
        for each in rows.select_related("meeting__plan").order_by("due_on", "pk")[:SHOWN]
    ]
    yield from _section(21, _("What you promised at meetings"), found)


def to_report(user: Any) -> Iterator[Section]:
    """For the page of today: plans in force whose sponsors have had no page for a quarter."""
    if not (may(user, Permission.KEEP_MEETING) and may(user, Permission.REQUEST_DOCUMENT)):
        return
    months = parameters.value(REPORT_MONTHS, county=user.working_in.county_id, on=today())
    since = months_after(today(), -months)
    running = list(plans_visible_to(user).running().filter(starts_on__lte=since)[:SHOWN])
    made = set(
        Document.objects.visible_to(user)
        .filter(kind=ONE_PAGER, subject__in=[plan.pk for plan in running])
        .filter(requested_at__date__gt=since)
        .exclude(state=Document.State.FAILED)
        .values_list("subject", flat=True)
    )
    found = [
        {
            "url": address(plan, "reports"),
            "words": _now("One page for sponsors"),
            "told": _now("due for %(plan)s") % {"plan": plan.name},
        }
        for plan in running
        if plan.pk not in made
    ]
    yield from _section(25, _("Reports that are due"), found)


def files_read(user: Any) -> Iterator[Section]:
    """For the page of today: plans read from a file that nobody has taken in."""
    if not may(user, Permission.EDIT_PLAN):
        return
    rows = PlanImport.objects.visible_to(user).filter(state=PlanImport.State.READ)
    found = [
        {
            "url": reverse("workplans:plan_import", args=[each.pk]),
            "words": _now("A work plan read from a file"),
            "told": _now("read by %(who)s") % {"who": each.by},
        }
        for each in rows.select_related("by").defer("content", "problems")[:SHOWN]
    ]
    yield from _section(26, _("Files to take in"), found)
