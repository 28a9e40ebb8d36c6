"""Meetings of the demonstration: three held, one called off, one planned; a file to take in."""

from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from counties.models import Membership, User
from linkages import audit, calendar, documents, jobs
from linkages.scope import rls
from workplans.models import Attendance, Meeting, Step, WorkPlan
from workplans.running import meetings, minutes, printing, taking
from workplans.running.meetings import Calling
from workplans.running.minutes import Came, Promise

TEAM = "Implementation Team"
# (days ago, place, minutes, decision, promise, days to do it)
HELD = (
    (77, "Oak Street, room 4", "Both sides walked through the steps. Intake asks for one list of "
     "look-up points, not two.", "The first population is families in maintenance.",
     "Send the list of look-up points to both intake units", 14),
    (49, "By video", "Counsel needs two more weeks for the policy. Nobody waits for it: the "
     "drafting group goes on.", "The policy is written by both programs together.",
     "Ask counsel for a day on which the policy is back", 7),
    (21, "Oak Street, room 4", "Three steps are late because a supervisor left. The unit has an "
     "acting one since Monday.", "Late steps get a new day at the next meeting.",
     "Train the acting supervisor in joint planning", 21),
)  # fmt: skip
FILE = """County:,Alder
Contact Person(s):,Rosa Lima (CWS) and Paul Ames (CalWORKs)
Date:,"November 21, 2014"
"Step 1: Linkages Goal for the next 12 months"
"Families of one office have one plan, and children stay safe at home."
"Step 2: Work Plan Topic Areas"
x,Information sharing and confidentiality
x,Other: Child care after hours
Topic Area:,Information sharing and confidentiality
Objective,Action steps,Person responsible,Resources,Timeframe,Status
1. A joint policy is in force,Collect the law and our rules,Rosa Lima,Counsel,Jan 2015,Done
,Draft it with counsel (see Objective 2),Paul Ames,,ASAP,In progress
Topic Area:,Child care after hours
Objective,Action steps,Person responsible,Timeframe
2. Parents find care for evening classes,Call every provider,Paul Ames,6/30/2015
"""


def seed(today: date) -> None:
    """In Alder everything once, in Birch a first meeting; safe to run again."""
    today = min(today, calendar.today())
    for county in ("alder", "birch"):
        with rls(county=county), transaction.atomic():
            if Meeting.objects.filter(county=county).exists():
                continue
            chair = User.objects.get(email=f"cochair.cws@{county}.example")
        with (
            rls(county=county, user=chair.pk),
            transaction.atomic(),
            audit.trail(county, chair.pk, "demo"),
        ):
            chair.working_in = Membership.objects.filter(user=chair, county=county).first()
            if county == "alder":
                _alder(chair, today)
                _papers(chair)
            else:
                _planned(chair, _plan("birch"), today, 6)
    _made("alder")


def _plan(county: str) -> WorkPlan:
    """The plan that somebody works by, else the latest draft."""
    rows = WorkPlan.objects.filter(county=county).exclude(state=WorkPlan.State.CLOSED)
    found = rows.running().first() or rows.first()
    assert found is not None
    return found


def _planned(user: Any, plan: WorkPlan, today: date, days: int) -> Meeting:
    on = today + timedelta(days=days)
    return meetings.call(user, plan.pk, Calling(TEAM, on, time(9, 30), 60, "Oak Street, room 4"))


def _alder(user: Any, today: date) -> None:
    plan = _plan("alder")
    held = [_held(user, plan, today, *each) for each in HELD]
    off = _planned(user, plan, today, -7)
    meetings.call_off(user, off.pk, "Half of the team was ill.", version=None)
    _settle(user, plan, today, held)
    _planned(user, plan, today, 9)
    taking.keep(user, FILE.encode(), "en")
    dropped = taking.keep(user, b"County:,Alder", "en")
    taking.drop(user, dropped.pk, version=None)


def _held(
    user: Any,
    plan: WorkPlan,
    today: date,
    ago: int,
    place: str,
    said: str,
    decided: str,
    promised: str,
    days: int,
) -> Meeting:
    """A meeting with minutes under its first point, a decision and an action."""
    on = today - timedelta(days=ago)
    made = meetings.call(user, plan.pk, Calling(TEAM, on, time(9, 30), 60, place))
    point = made.points.first() or meetings.add_point(user, made.pk, "How we work")
    minutes.write(user, made.pk, point.pk, said, version=None)
    minutes.decide(user, made.pk, decided, point.pk)
    lead = User.objects.get(email="cws.supervisor@alder.example")
    due = on + timedelta(days=days)
    minutes.promise(user, made.pk, Promise(promised, lead, due_on=due), point.pk)
    people = Attendance.objects.filter(meeting=made)
    minutes.attend(user, made.pk, set(people.values_list("pk", flat=True)[:6]))
    minutes.add_guest(user, made.pk, "Family resource center", "joint")
    meetings.hold(user, made.pk)
    return made


def _settle(user: Any, plan: WorkPlan, today: date, held: list[Meeting]) -> None:
    """One action done, one open, one dropped, and one that became a step."""
    first, second, _third = held
    done = first.actions.get()
    what = Promise(done.text, done.lead, due_on=done.due_on)
    minutes.settle(user, done.pk, what, Came(first.on + timedelta(days=10)), version=None)
    dropped = minutes.promise(user, second.pk, Promise("Book a larger room", None, "Front desk"))
    minutes.settle(
        user,
        dropped.pk,
        Promise(dropped.text, None, dropped.lead_words),
        Came(dropped_reason="The team meets by video for now."),
        version=None,
    )
    _became_a_step(user, plan, second)


def _became_a_step(user: Any, plan: WorkPlan, meeting: Meeting) -> None:
    """As it was when the plan still stood open to writing."""
    step = Step.objects.filter(objective__plan=plan).order_by("objective__number", "order").last()
    assert step is not None
    made = minutes.promise(user, meeting.pk, Promise(step.text))
    made.step = step
    made.save(update_fields=["step"])


def _papers(user: Any) -> None:
    """Ordered by a co-chair: plan, report, the sponsors' page in Spanish, minutes."""
    plan = _plan("alder")
    held = Meeting.objects.filter(plan=plan, state=Meeting.State.HELD).earliest("on")
    orders = (
        (printing.PLAN, plan.pk, "en"),
        (printing.QUARTERLY, plan.pk, "en"),
        (printing.ONE_PAGER, plan.pk, "es"),
        (printing.MINUTES, held.pk, "en"),
    )
    for kind, subject, language in orders:
        documents.request(kind, subject=subject, recipient=user, language=language)


def _made(county: str) -> None:
    """Make them now, so that they are ready when somebody looks."""
    with rls(county=county), transaction.atomic():
        mine = documents.Document.objects.filter(
            kind__startswith="workplans.", state=documents.Document.State.WAITING
        ).values("job")
        rows = jobs.Job.objects.claimable().filter(pk__in=mine)
        waiting = list(rows.values_list("pk", flat=True))
    for pk in waiting:
        jobs.run(county, pk, beating=False)
