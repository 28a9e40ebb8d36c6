"""Plans of the demonstration: Alder's year after a lull, closed, and the one in force, amended;
Birch's launch with one sponsor's word, and a draft beside it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import Round
from counties.models import Membership, Office, User
from linkages import audit, calendar
from linkages.programs import Program
from linkages.scope import rls
from workplans.models import (
    Neighbor,
    PlanApproval,
    PlanEdition,
    PlanLink,
    PlanSuggestion,
    PlanUpdate,
    Product,
    Status,
    Step,
    StepNeed,
    WorkPlan,
)
from workplans.plans import acts, suggestions
from workplans.plans.outline import outline

DONE, BEGUN, BLOCKED = Status.DONE, Status.IN_PROGRESS, Status.BLOCKED
DROPPED, WAITING = Status.DROPPED, Status.NOT_STARTED
LEADS = (
    ("cochair.cws", "cochair.calworks"),
    ("calworks.supervisor", "cws.supervisor"),
    ("cws.worker", "calworks.worker"),
    ("analyst", ""),
    ("coordinator", ""),
)
REASONS = {
    BLOCKED: "Counsel has the text; an answer is promised for the end of the month.",
    DROPPED: "The other county’s version serves as it is.",
}
SAID = {DONE: "Done and filed with the minutes.", BEGUN: "Begun; first half is there."}
SERVES = "Families are served together sooner."
# How far the steps of each objective of the plan in force are, in turns.
NOW = (
    (DONE, DONE, BEGUN, WAITING),
    (BEGUN, BLOCKED, WAITING),
    (DONE,),
    (WAITING,),
    (DONE, DROPPED, BEGUN),
)
THEN = ((DONE,), (DONE, DONE, BEGUN), (DONE, DROPPED), (BEGUN, WAITING))
MORE = ("T01-1", "T05-3", "T07-2", "T09-2", "T10-2", "T12-3")
LAUNCH = ("T01-1", "T02-1", "T05-1", "T06-1", "T07-1", "T08-1", "T09-1")


@contextmanager
def _at_work(handle: str, county: str) -> Iterator[User]:
    user = User.objects.get(email=f"{handle}@{county}.example")
    with (
        rls(county=county, user=user.pk),
        audit.trail(county, user.pk, "seed_demo"),
        transaction.atomic(),
    ):
        user.working_in = Membership.objects.get(county=county, user=user)
        yield user


def seed(today: date) -> None:
    """Every status in Alder or Birch; safe to run again."""
    today = min(today, calendar.today())  # nothing is reported tomorrow
    with rls(county="alder"), transaction.atomic():
        there = WorkPlan.objects.filter(county="alder").exists()
    if there:
        return
    old = _last_year(today)
    _in_force(today, old)
    _launch(today)
    _draft(today)


def _closed_round(name: str) -> Round | None:
    found: Round | None = Round.objects.filter(
        county="alder", name=name, state=Round.State.CLOSED
    ).first()
    return found


def _staff(county: str) -> dict[str, User]:
    handles = {handle for pair in LEADS for handle in pair if handle}
    emails = [f"{handle}@{county}.example" for handle in handles]
    return {each.email.split("@")[0]: each for each in User.objects.filter(email__in=emails)}


def _begun(user: Any, what: acts.Beginning, goal: str, starter: str) -> WorkPlan:
    plan = acts.begin(user, what)
    plan.goal, plan.starter, plan.populations = goal, starter, ["fm_calworks"]
    plan.save(update_fields=["goal", "starter", "populations"])
    return plan


def _last_year(today: date) -> WorkPlan:
    """What Alder did after it picked Linkages up again, closed two weeks ago."""
    starts_on = (today - timedelta(days=385)).replace(day=1)
    with _at_work("cochair.cws", "alder") as user:
        asked = _closed_round("Picking it up again")
        goal = "Linkages runs again at Alder Central, with leads of both programs."
        what = acts.Beginning("Picking up Linkages", "renovation", starts_on, round=asked)
        plan = _begun(user, what, goal, "strengthen")
        _taken(user, plan, asked)
        for code in ("T08-1", "T09-1"):
            _once(user, plan, code)
        _filled(plan, THEN, today - timedelta(days=60))
        _approved_then(plan, user, starts_on)
        acts.close(user, plan.pk, "Its twelve months are over. A new assessment was made.")
        plan.refresh_from_db()
        plan.closed_on = today - timedelta(days=14)
        plan.save(update_fields=["closed_on"])
        PlanSuggestion.objects.filter(round=asked).update(at=_noon(starts_on))
    return plan


def _once(user: Any, plan: WorkPlan, code: str) -> None:
    if not plan.objectives.filter(code=code).exists():
        acts.add_objective(user, plan.pk, code=code)


def _taken(user: Any, plan: WorkPlan, asked: Round | None) -> None:
    """Most of what the assessment suggests; of the rest one is put off and one turned down."""
    rows = suggestions.of_round(asked) if asked else []
    for row in rows[:4]:
        suggestions.accept(user, row.pk, plan.pk)
    for row in rows[4:5]:
        day = max(plan.starts_on, calendar.today()) + timedelta(days=120)
        suggestions.defer(user, row.pk, day, "After the summer, when the new staff are here.")
    for row in rows[5:6]:
        suggestions.reject(user, row.pk, "The department does this for all programs at once.")


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _approved_then(plan: WorkPlan, user: Any, day: date) -> None:
    """As both sponsors approved it on a day that is long past."""
    edition = PlanEdition.objects.create(
        county_id=plan.county_id,
        plan=plan,
        number=1,
        content=outline(plan).written(),
        submitted_by=user,
        submitted_at=_noon(day),
        approved_at=_noon(day + timedelta(days=3)),
    )
    sponsors = User.objects.filter(email__startswith="sponsor.", email__endswith="@alder.example")
    PlanApproval.objects.bulk_create(
        PlanApproval(
            county_id=plan.county_id,
            edition=edition,
            program=Program.CWS if "cws" in each.email else Program.CALWORKS,
            user=each,
            approves=True,
            at=_noon(day + timedelta(days=2)),
        )
        for each in sponsors
    )
    plan.state, plan.dated = WorkPlan.State.ACTIVE, day
    plan.save(update_fields=["state", "dated"])


def _filled(plan: WorkPlan, statuses: Sequence[Sequence[str]], reported: date) -> None:
    """Leads of both programs, and how far each step is, with what was said about it."""
    staff = _staff(plan.county_id)
    updates, steps = [], []
    for turn, objective in enumerate(plan.objectives.prefetch_related("steps")):
        pattern, (lead, co_lead) = statuses[turn % len(statuses)], LEADS[turn % len(LEADS)]
        for place, step in enumerate(objective.steps.all()):
            step.lead, step.lead_program = staff[lead], _program(lead)
            if co_lead:
                step.co_lead, step.co_lead_program = staff[co_lead], _program(co_lead)
            step.status = pattern[min(place, len(pattern) - 1)]
            step.status_reason = REASONS.get(Status(step.status), "")
            step.status_on = None if step.status == WAITING else reported
            steps.append(step)
            if step.status != WAITING:
                updates.append(_update(plan, step, reported))
    Step.objects.bulk_update(
        steps,
        ["lead", "lead_program", "co_lead", "co_lead_program", "status", "status_reason",
         "status_on"],
    )  # fmt: skip
    PlanUpdate.objects.bulk_create(updates)
    plan.objectives.update(serves_goal=SERVES)
    Product.objects.filter(objective__plan=plan).update(owner="Co-chairs")


def _program(handle: str) -> str:
    if handle.startswith("cws") or handle.endswith("cws"):
        return Program.CWS
    return Program.CALWORKS if "calworks" in handle else Program.JOINT


def _update(plan: WorkPlan, step: Step, day: date) -> PlanUpdate:
    text = step.status_reason or SAID[Status(step.status)]
    return PlanUpdate(
        county_id=plan.county_id,
        plan=plan,
        step=step,
        before=WAITING,
        after=step.status,
        text=text,
        by=step.lead,
        at=_noon(day),
    )


def _in_force(today: date, old: WorkPlan) -> None:
    """Alder's year of renovation, approved, amended and approved again."""
    starts_on = (today - timedelta(days=30)).replace(day=1)
    with _at_work("cochair.calworks", "alder") as user:
        asked = _closed_round("One year on")
        goal = (
            "By the end of the year, families of both programs at Alder Central and Alder South "
            "have one plan that both workers and the family made."
        )
        what = acts.Beginning(
            "Linkages, the year of renovation", "renovation", starts_on, round=asked, restarts=old
        )
        plan = _begun(user, what, goal, "expand")
        _taken(user, plan, asked)
        for code in MORE:
            _once(user, plan, code)
        PlanLink.objects.create(
            county_id="alder", plan=plan, neighbor=Neighbor.SIP, title="Strategy 2, in-home care"
        )
        _filled(plan, NOW, today - timedelta(days=9))
        _in_order(plan)
        edition = acts.submit(user, plan.pk)
    _approve(plan, edition, "cws", "calworks")
    with _at_work("cochair.calworks", "alder") as user:
        acts.amend(user, plan.pk, "Alder South joins half a year earlier.")
        acts.add_objective(user, plan.pk, code="T03-2")
        late = Step.objects.filter(objective__plan=plan, status=BEGUN).order_by("pk").first()
        if late is not None:
            late.starts_on, late.due_on = starts_on, today - timedelta(days=4)
            late.save(update_fields=["starts_on", "due_on"])
        edition = acts.submit(user, plan.pk)
    _approve(plan, edition, "cws", "calworks")


def _in_order(plan: WorkPlan) -> None:
    """The second step of the first objective waits for its first."""
    first = plan.objectives.first()
    assert first is not None
    one, two = list(first.steps.all())[:2] if first.steps.count() > 1 else (None, None)
    if one is not None:
        StepNeed.objects.create(county_id=plan.county_id, step=two, needs=one)


def _approve(plan: WorkPlan, edition: PlanEdition, *sides: str) -> None:
    for side in sides:
        with _at_work(f"sponsor.{side}", plan.county_id) as sponsor:
            acts.approve(sponsor, plan.pk, edition.pk)


def _launch(today: date) -> None:
    """Birch's first plan: one sponsor has approved it, the other has not looked yet."""
    starts_on = calendar.months_after(today.replace(day=1), 1)
    with _at_work("cochair.cws", "birch") as user:
        site = Office.objects.filter(county="birch").order_by("name").first()
        goal = "Launch Linkages for families in family maintenance at Birch Downtown."
        what = acts.Beginning("Linkages begins in Birch", "launch", starts_on, site=site)
        plan = _begun(user, what, goal, "launch")
        for code in LAUNCH:
            acts.add_objective(user, plan.pk, code=code)
        _filled(plan, ((WAITING,),), today)
        edition = acts.submit(user, plan.pk)
    _approve(plan, edition, "cws")


def _draft(today: date) -> None:
    """A second plan of Birch, hardly begun: what advice looks like."""
    starts_on = calendar.months_after(today.replace(day=1), 2)
    with _at_work("coordinator", "birch") as user:
        plan = acts.begin(user, acts.Beginning("Birch Valley, perhaps", "launch", starts_on))
        acts.add_objective(user, plan.pk, code="T02-1")
        plan.populations = ["er_calworks", "fm_calworks"]
        plan.save(update_fields=["populations"])
