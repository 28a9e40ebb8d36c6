"""Documents of a plan: the plan itself, quarterly report, sponsors' page, handover, minutes."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counties import papers
from counties.models import Membership
from counties.permissions import Permission, Role, may
from linkages import parameters
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused
from workplans.catalogue import choosing
from workplans.models import (
    Action,
    Meeting,
    Neighbor,
    PlanEdition,
    PlanUpdate,
    TeamDecision,
    WorkPlan,
)
from workplans.plans.keeping import read
from workplans.plans.outline import outline
from workplans.plans.populations import POPULATIONS
from workplans.plans.scope import plans_visible_to
from workplans.plans.tree import Outline
from workplans.running.drawing import progress_bars, small_bar
from workplans.running.meeting_page import STATE_WORDS
from workplans.running.meetings import OPEN_ACTION
from workplans.running.parameters import REPORT_MONTHS
from workplans.running.standing import Standing, standing
from workplans.running.ticking import ticks

PLAN, QUARTERLY = "workplans.plan", "workplans.quarterly"
ONE_PAGER, HANDOVER, MINUTES = "workplans.one_pager", "workplans.handover", "workplans.minutes"
# Of a plan, in the order in which they are offered.
OF_A_PLAN = (PLAN, QUARTERLY, ONE_PAGER, HANDOVER)
PUBLIC = gettext_lazy("Plans may be public records. Nothing about clients belongs here.")
TABLE_ROWS = 100
LISTED = 60
ROLES = (
    Role.SPONSOR, Role.COCHAIR, Role.COORDINATOR, Role.LIAISON, Role.ANALYST, Role.COUNSEL,
)  # fmt: skip
Found = tuple[WorkPlan, PlanEdition | None]


def _recipient(document: Document) -> Any:
    user = papers.at_work(document)
    if not (may(user, Permission.VIEW_PLAN) and may(user, Permission.REQUEST_DOCUMENT)):
        raise Refused(_("You may no longer open the plan that this document is about."))
    return user


def _plan(document: Document) -> Found:
    """The plan, or an edition of it, that a document is about."""
    user = _recipient(document)
    mine = plans_visible_to(user)
    plan = mine.filter(pk=document.subject).first()
    if plan is not None:
        return plan, None
    edition = PlanEdition.objects.filter(pk=document.subject, plan__in=mine).first()
    if edition is None:
        raise Refused(_("You may no longer open the plan that this document is about."))
    return mine.get(pk=edition.plan_id), edition


def _frame(document: Document) -> dict[str, Any]:
    return papers.frame(document, str(PUBLIC))


def _compose_plan(document: Document) -> Page:
    """The plan in the template's order: header, goal, ticked topic areas, a table for each."""
    plan, edition = _plan(document)
    tree = read(edition.content) if edition else outline(plan)
    context = _frame(document) | {
        "plan": plan,
        "edition": edition,
        "tree": tree,
        "ticks": ticks(tree, choosing.current(), document.language),
        "populations": [POPULATIONS[code] for code in tree.populations if code in POPULATIONS],
        "links": _links(tree),
        "tables": [(topic, _parts(topic)) for topic in tree.topics],
    }
    return Page("documents/workplans/plan.html", context, ())


def _parts(topic: Any) -> list[list[dict[str, Any]]]:
    """The lines of a topic area's table, in tables of a hundred."""
    lines: list[dict[str, Any]] = []
    for objective in topic.objectives:
        lines.append({"objective": objective})
        for product in objective.products:
            lines.append({"product": product})
            lines += [{"step": step} for step in product.steps]
        lines += [{"step": step} for step in objective.loose]
    return [lines[at : at + TABLE_ROWS] for at in range(0, len(lines), TABLE_ROWS)]


def _links(tree: Outline) -> list[dict[str, Any]]:
    of_plan = [{"number": "", "link": each} for each in tree.links]
    rest = [{"number": o.number, "link": each} for o in tree.objectives for each in o.links]
    return [{**each, "kind": Neighbor(each["link"].neighbor).label} for each in [*of_plan, *rest]]


def standing_of(plan: WorkPlan, tree: Outline) -> Standing:
    """How a plan stands today, by the county's months between reports."""
    months = parameters.value(REPORT_MONTHS, county=plan.county_id, on=today())
    return standing(tree, on=today(), months=months)


def _reported(plan: WorkPlan) -> dict[str, Any]:
    """What both reports draw from."""
    tree = outline(plan)
    found = standing_of(plan, tree)
    decisions = TeamDecision.objects.filter(meeting__plan=plan, meeting__on__gt=found.since)
    decisions = decisions.select_related("meeting").order_by("meeting__on", "at")
    rows = [(f"{each.line.title}", each.tally) for each in found.topics]
    return {
        "plan": plan,
        "tree": tree,
        "standing": found,
        "chart": progress_bars("progress", _("Steps by topic area"), rows) if rows else "",
        "decisions": list(
            decisions.select_related("meeting").order_by("meeting__on", "at")[:LISTED]
        ),
        "open_actions": Action.objects.filter(OPEN_ACTION, meeting__plan=plan).count(),
    }


def _compose_quarterly(document: Document) -> Page:
    plan, _edition = _plan(document)
    reported = _reported(plan)
    found: Standing = reported["standing"]
    updates = PlanUpdate.objects.filter(plan=plan, at__date__gt=found.since)
    reported["updates"] = updates.count()
    return Page("documents/workplans/quarterly.html", _frame(document) | reported, ())


def _compose_one_pager(document: Document) -> Page:
    """One page: the goal, a chart, and a few lines each of what sponsors ask."""
    plan, _edition = _plan(document)
    reported = _reported(plan)
    bars = [(each, small_bar(each.line.title, each.tally)) for each in reported["standing"].topics]
    context = _frame(document) | reported | {"bars": bars}
    return Page("documents/workplans/one_pager.html", context, ())


def _compose_handover(document: Document) -> Page:
    """For whoever takes over: who is who by role, what is agreed, what is open, what came of it."""
    plan, _edition = _plan(document)
    actions = Action.objects.filter(OPEN_ACTION, meeting__plan=plan)
    context = (
        _frame(document)
        | _reported(plan)
        | {
            "people": people_by_role(plan),
            "actions": list(actions.select_related("lead", "meeting")[:TABLE_ROWS]),
            "all_decisions": _cut(
                list(
                    TeamDecision.objects.filter(meeting__plan=plan)
                    .select_related("meeting")
                    .order_by("-meeting__on", "-at")[:500]
                )
            ),
            "meetings": _meetings(plan),
            "editions": list(
                PlanEdition.objects.filter(plan=plan, approved_at__isnull=False).defer("content")
            ),
        }
    )
    return Page("documents/workplans/handover.html", context, ())


def _cut(rows: Sequence[Any]) -> list[Sequence[Any]]:
    return [rows[at : at + TABLE_ROWS] for at in range(0, len(rows), TABLE_ROWS)]


def _meetings(plan: WorkPlan) -> list[tuple[Meeting, str]]:
    held = Meeting.objects.filter(plan=plan).exclude(state=Meeting.State.CANCELLED)
    there = Count("attendance", filter=Q(attendance__present=True))
    rows = held.annotate(there=there).order_by("-on", "-starts_at", "pk")[:LISTED]
    return [(each, str(STATE_WORDS[Meeting.State(each.state)])) for each in rows]


def people_by_role(plan: WorkPlan) -> list[tuple[str, list[Membership]]]:
    """Who is who in the county's program: roles in the order of the table, people by name."""
    rows = Membership.objects.in_force_on(today()).filter(county=plan.county_id, role__in=ROLES)
    listed = list(rows.select_related("user").order_by("user__name", "program"))
    found = [(role.label, [row for row in listed if row.role == role]) for role in ROLES]
    return [(str(label), members) for label, members in found if members]


def _meeting(document: Document) -> Meeting:
    user = _recipient(document)
    rows = Meeting.objects.filter(pk=document.subject, plan__in=plans_visible_to(user))
    found = rows.select_related("plan", "called_by").first()
    if found is None:
        raise Refused(_("You may no longer open the meeting that this document is about."))
    return found


def _compose_minutes(document: Document) -> Page:
    """Agenda before the meeting, minutes after it."""
    meeting = _meeting(document)
    decisions = list(meeting.decisions.all())
    promised = list(meeting.actions.select_related("lead"))

    def under(key: Any) -> dict[str, Any]:
        return {
            "decisions": [each for each in decisions if each.point_id == key],
            "actions": [each for each in promised if each.point_id == key],
        }

    held = meeting.state == Meeting.State.HELD
    context = _frame(document) | {
        "meeting": meeting,
        "held": held,
        "state_words": STATE_WORDS[Meeting.State(meeting.state)],
        "points": [{"point": each, **under(each.pk)} for each in meeting.points.all()],
        "rest": under(None),
        "attendance": list(meeting.attendance.select_related("user")),
        "heading": _("Minutes") if held else _("Agenda"),
    }
    return Page("documents/workplans/minutes.html", context, ())


def _kind(
    title: Any, compose: Callable[[Document], Page], check: Callable[[Document], Any] = _plan
) -> Kind:
    def recheck(document: Document) -> None:
        check(document)

    return Kind(title=title, version="1", compose=compose, recheck=recheck)


PLAN_KIND = _kind(gettext_lazy("Work plan"), _compose_plan)
QUARTERLY_KIND = _kind(gettext_lazy("Quarterly report"), _compose_quarterly)
ONE_PAGER_KIND = _kind(gettext_lazy("One page for sponsors"), _compose_one_pager)
HANDOVER_KIND = _kind(gettext_lazy("Handover pack"), _compose_handover)
MINUTES_KIND = _kind(gettext_lazy("Agenda and minutes"), _compose_minutes, _meeting)
