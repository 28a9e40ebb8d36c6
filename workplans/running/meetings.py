"""Calling a meeting of the Implementation Team, its agenda, holding it, calling it off."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Round, RoundDecision
from counties.models import Membership
from counties.permissions import Permission, Role, may
from linkages import audit, parameters
from linkages.calendar import today
from linkages.templatetags.words import short_day
from workplans.models import Action, AgendaPoint, Attendance, Meeting, Step, WorkPlan
from workplans.plans.holding import Key, NotAllowed, unchanged
from workplans.plans.outline import outline
from workplans.plans.scope import plans_visible_to
from workplans.running.agenda import OpenAction, Point, Result, agenda, missing
from workplans.running.parameters import AGENDA_POINTS, MEETING_DAYS

State = Meeting.State
PURPOSE = "plan_edit"
# Whoever runs the plan is on the list; leads of open steps come to them.
TEAM = (Role.COCHAIR, Role.COORDINATOR, Role.LIAISON, Role.ANALYST)
OPEN_ACTION = Q(done_on=None, dropped_reason="", step=None)


@dataclass(frozen=True, slots=True)
class Calling:
    """What one says to call a meeting."""

    title: str
    on: date
    starts_at: time | None = None
    minutes_long: int = 60
    place: str = ""


def may_keep(user: Any) -> None:
    if not may(user, Permission.KEEP_MEETING):
        raise PermissionDenied(Permission.KEEP_MEETING)


@transaction.atomic
def call(user: Any, plan_id: Key, what: Calling) -> Meeting:
    """A planned meeting with its agenda from the plan and its list of people."""
    may_keep(user)
    plan = plans_visible_to(user).get(pk=plan_id)
    if plan.state == WorkPlan.State.CLOSED:
        raise NotAllowed(_("The plan is closed. Nothing in it changes any more."))
    meeting = Meeting.objects.create(
        county_id=plan.county_id, plan=plan, called_by=user, **_columns(what)
    )
    _add(meeting, points_for(meeting))
    Attendance.objects.bulk_create(_people(meeting))
    audit.note({plan.pk, meeting.pk}, purpose=PURPOSE)
    return meeting


def _columns(what: Calling) -> dict[str, Any]:
    return {each.name: getattr(what, each.name) for each in fields(what)}


def held_in(user: Any, meeting_id: Key, version: int | None = None) -> Meeting:
    """A meeting, locked to change it. Raises Stale, NotAllowed where it was called off."""
    may_keep(user)
    rows = Meeting.objects.visible_to(user).filter(plan__in=plans_visible_to(user))
    meeting = rows.select_for_update(of=("self",)).get(pk=meeting_id)
    unchanged(meeting, version, str(meeting))  # type: ignore[type-var]
    if meeting.state == State.CANCELLED:
        raise NotAllowed(_("This meeting was called off."))
    audit.note({meeting.pk, meeting.plan_id}, purpose=PURPOSE)
    return meeting


def _save(meeting: Meeting, *names: str) -> None:
    meeting.version += 1
    meeting.save(update_fields=[*names, "version"])


@transaction.atomic
def change(user: Any, meeting_id: Key, what: Calling, *, version: int | None) -> Meeting:
    """Another day, time, place or title. The agenda stays; bring it up to date by hand."""
    meeting = held_in(user, meeting_id, version)
    for name, value in _columns(what).items():
        setattr(meeting, name, value)
    _save(meeting, *_columns(what))
    return meeting


@transaction.atomic
def call_off(user: Any, meeting_id: Key, reason: str, *, version: int | None) -> Meeting:
    """It does not take place. What was prepared stays to be read."""
    meeting = held_in(user, meeting_id, version)
    if meeting.state == State.HELD:
        raise NotAllowed(_("This meeting has been held."))
    meeting.state, meeting.cancel_reason = State.CANCELLED, reason
    _save(meeting, "state", "cancel_reason")
    return meeting


@transaction.atomic
def hold(user: Any, meeting_id: Key) -> Meeting:
    """It took place: its minutes count from now on, and can still be completed."""
    meeting = held_in(user, meeting_id)
    if meeting.on > today():
        raise NotAllowed(_("This meeting has not come yet. Change its day first."))
    meeting.state = State.HELD
    _save(meeting, "state")
    return meeting


def points_for(meeting: Meeting) -> tuple[Point, ...]:
    """The agenda as the plan gives it now."""
    last = _before(meeting)
    return agenda(
        outline(WorkPlan.objects.select_related("county", "site").get(pk=meeting.plan_id)),
        on=meeting.on,
        until=next_after(meeting),
        actions=_open_actions(meeting),
        results=_results(meeting, last.on if last else meeting.on - timedelta(days=90)),
        most=parameters.value(AGENDA_POINTS, county=meeting.county_id, on=today()),
    )


def _before(meeting: Meeting) -> Meeting | None:
    held = Meeting.objects.filter(plan=meeting.plan_id, state=State.HELD, on__lte=meeting.on)
    return held.exclude(pk=meeting.pk).order_by("-on").first()


def next_after(meeting: Meeting) -> date:
    """The day of the next planned meeting, else so many days on as the county set."""
    planned = Meeting.objects.filter(plan=meeting.plan_id, state=State.PLANNED, on__gt=meeting.on)
    found = planned.order_by("on").values_list("on", flat=True).first()
    days = parameters.value(MEETING_DAYS, county=meeting.county_id, on=today())
    return found or meeting.on + timedelta(days=days)


def _open_actions(meeting: Meeting) -> list[OpenAction]:
    rows = Action.objects.filter(
        OPEN_ACTION, meeting__plan=meeting.plan_id, meeting__on__lte=meeting.on
    )
    rows = rows.exclude(meeting=meeting.pk).exclude(meeting__state=State.CANCELLED)
    return [
        OpenAction(each.text, who_of(each), each.due_on, each.meeting.on)
        for each in rows.select_related("lead", "meeting")
    ]


def who_of(action: Action) -> str:
    """Who promised it, by name."""
    return str(action.lead) if action.lead_id else action.lead_words


def _results(meeting: Meeting, since: date) -> list[Result]:
    rows = Round.objects.filter(
        county=meeting.county_id, state=Round.State.CLOSED, closed_at__date__gt=since
    )
    found = []
    for each in rows:
        assert each.closed_at is not None
        on = timezone.localdate(each.closed_at)
        told = {"name": each.name, "day": short_day(on)}
        found.append(Result(_("Results of “%(name)s”, closed on %(day)s") % told, on))
    decided = RoundDecision.objects.filter(county=meeting.county_id, at__date__gt=since)
    for each in decided.select_related("round"):
        told = {"name": each.round.name, "kind": each.get_kind_display()}
        on = timezone.localdate(each.at)
        found.append(Result(_("What “%(name)s” led to: %(kind)s") % told, on))
    return found


def _people(meeting: Meeting) -> list[Attendance]:
    """The team and the leads of open steps, each once."""
    steps = Step.objects.filter(
        objective__plan=meeting.plan_id, status__in=["not_started", "in_progress", "blocked"]
    )
    leads = {key for pair in steps.values_list("lead", "co_lead") for key in pair if key}
    rows = Membership.objects.in_force_on(today()).filter(
        Q(role__in=TEAM) | Q(user__in=leads), county=meeting.county_id
    )
    found: dict[uuid.UUID, Attendance] = {}
    for row in rows.order_by("program", "user__name", "pk"):
        found.setdefault(
            row.user_id,
            Attendance(
                county_id=meeting.county_id,
                meeting=meeting,
                user_id=row.user_id,
                program=row.program,
            ),
        )
    return list(found.values())


def _add(meeting: Meeting, points: Iterable[Point]) -> None:
    last = meeting.points.aggregate(last=Max("order"))["last"] or 0
    AgendaPoint.objects.bulk_create(
        AgendaPoint(
            county_id=meeting.county_id,
            meeting=meeting,
            order=order,
            kind=point.kind,
            text=point.text,
            step_id=point.step or None,
            objective_id=point.objective or None,
        )
        for order, point in enumerate(points, start=last + 1)
    )


@transaction.atomic
def renew(user: Any, meeting_id: Key) -> int:
    """Add what the plan has gained since; what stands there stays. Returns how many came."""
    meeting = held_in(user, meeting_id)
    present = [
        Point(each.kind, each.text, str(each.step_id or ""), str(each.objective_id or ""))
        for each in meeting.points.all()
    ]
    added = missing(points_for(meeting), present)
    _add(meeting, added)
    return len(added)


@transaction.atomic
def add_point(user: Any, meeting_id: Key, text: str) -> AgendaPoint:
    """A point of one's own, at the end."""
    meeting = held_in(user, meeting_id)
    _add(meeting, [Point(AgendaPoint.Kind.OWN, text)])
    return meeting.points.order_by("order").last()  # type: ignore[return-value]


@transaction.atomic
def move_point(user: Any, meeting_id: Key, point_id: Key, *, up: bool) -> None:
    """One place up or down."""
    meeting = held_in(user, meeting_id)
    listed = list(meeting.points.all())
    at = next((place for place, each in enumerate(listed) if each.pk == point_id), None)
    if at is None:
        raise AgendaPoint.DoesNotExist
    to = at - 1 if up else at + 1
    if 0 <= to < len(listed):
        listed[at], listed[to] = listed[to], listed[at]
    for order, each in enumerate(listed, start=1):
        each.order = order
    AgendaPoint.objects.bulk_update(listed, ["order"])


@transaction.atomic
def remove_point(user: Any, meeting_id: Key, point_id: Key) -> None:
    """Take a point off. One with minutes, decisions or actions stays."""
    meeting = held_in(user, meeting_id)
    point = meeting.points.get(pk=point_id)
    if point.minutes or point.decisions.exists() or point.actions.exists():
        raise NotAllowed(_("Something is written down under this point, so it stays."))
    # Nothing hangs on it, and the log of decisions may not even be asked to let go.
    AgendaPoint.objects.filter(pk=point.pk)._raw_delete("default")
    meeting.points.filter(order__gt=point.order).update(order=F("order") - 1)
