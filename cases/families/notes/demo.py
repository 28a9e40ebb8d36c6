"""What the demonstration's workers wrote about their families: every kind of contact, every
state, both programs, several categories and languages. Alder's workers write more than Birch's."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases.families.models import Contact, Episode, Wording
from cases.families.notes import acts
from cases.families.notes.choices import Choices, choices_for
from cases.families.notes.reading import Row, may_finish
from cases.families.viewing import FamilyView, latest_episode
from cases.people.models import Family
from cases.sharing.families import families_visible_to, members_of
from cases.sharing.restricting.demo import at_work
from counties.personas import COUNTIES
from linkages import calendar
from linkages.programs import Program

Kind, Outcome = Contact.Kind, Contact.Outcome
HELD, PLANNED, MISSED = Outcome.HELD, Outcome.PLANNED, Outcome.NOT_REACHED
# County to how many families of each first worker have something written about them.
FAMILIES = {"alder": 4, "birch": 2}
WORKERS = ("cws.worker", "calworks.worker")
# (kind, days from today, outcome, language, words)
CONTACTS: tuple[tuple[Kind, int, Outcome, str, str], ...] = (
    (Kind.HOME_VISIT, -3, HELD, "en", "Home visit as planned. Hours of both plans gone through."),
    (Kind.PHONE, -5, HELD, "en", "She asks that both workers come together next time."),
    (Kind.JOINT_VISIT, 6, PLANNED, "en", ""),
    (Kind.TEXT, -7, MISSED, "en", "No answer yet."),
    (Kind.OFFICE, -10, HELD, "es", "Vino con su hija. Todo quedó claro."),
    (Kind.VIDEO, -12, HELD, "en", "Video call with the family."),
    (Kind.LETTER, -15, HELD, "vi", "Đã gửi thư hẹn."),
    (Kind.CFT, -18, HELD, "en", "Meeting of the team. Next steps agreed."),
    (Kind.TDM, -21, HELD, "en", "Decision meeting."),
    (Kind.MDT, -24, HELD, "en", "Meeting of the disciplines."),
    (Kind.COURT, -28, HELD, "en", "Hearing. The next date is in the file."),
    (Kind.OTHER, -30, MISSED, "ar", "تم ترك رسالة مع الجار."),
)
# (category, about a member, words); what a program cannot hold, or its worker not see, is left out.
NOTES: tuple[tuple[str, bool, str], ...] = (
    ("C1", False, "Reached best on weekday mornings."),
    ("C5", False, "Visits moved to Saturdays so that the class on Thursdays can go on. 👍"),
    ("C3", False, "Class on Thursdays until the end of the month."),
    ("C8", True, "Appointment kept."),
    ("C12", True, "Enrollment letter received."),
)
STEPS = (
    ("call_other_side", -2, False),
    ("plan_joint_visit", 8, False),
    ("ask_release", 0, False),
    ("call_family", -9, True),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A worker, one of their families, and what they may choose about it."""

    worker: Any
    view: FamilyView
    choices: Choices
    today: date


def seed(today: date) -> None:
    """In both counties, by both first workers; safe to run again."""
    today = min(today, calendar.today())  # nobody writes down what has not happened
    for county, count in FAMILIES.items():
        assert county in COUNTIES
        for handle in WORKERS:
            with at_work(handle, county) as worker:
                if not Wording.objects.filter(by=worker.pk).exists():
                    for place, desk in enumerate(_desks(worker, count, today)):
                        _write_about(desk, place)


def _desks(worker: Any, count: int, today: date) -> Iterator[Desk]:
    """The worker's first mutual families, those in which joint work goes on in front."""
    going_on = Episode.objects.visible_to(worker).open().values("family")
    mine = families_visible_to(worker).filter(kind=Family.Kind.MUTUAL, pk__in=going_on)
    families = list(mine.order_by("token")[:count])
    members = members_of(worker, families)
    for family in families:
        view = FamilyView(family, latest_episode(family), members[family.pk])
        yield Desk(worker, view, choices_for(worker, view), today)


def _write_about(desk: Desk, place: int) -> None:
    contacts = CONTACTS if place == 0 else CONTACTS[:3]
    rows = [_contact(desk, *stated) for stated in contacts]
    for category, about, text in NOTES if place < 2 else NOTES[:1]:
        _note(desk, category, text, about=about)
    if place == 0:
        _mistakes(desk, rows)
    _tasks(desk, rows[0])


def _contact(desk: Desk, kind: Kind, days: int, outcome: Outcome, language: str, text: str) -> Row:
    at = datetime.combine(desk.today + timedelta(days=days), time(10, 30))
    present = [value for value, _name in desk.choices.present[:1]]
    more = {
        "kind": kind,
        "at": timezone.make_aware(at),
        "outcome": outcome,
        "with_records": present,
        "with_programs": ["cws", "calworks"] if kind == Kind.JOINT_VISIT else [_own(desk)],
    }
    return _put(desk, "contact", desk.choices.preset(kind), None, language, text, more)


def _own(desk: Desk) -> str:
    return desk.choices.program.value


def _put(
    desk: Desk,
    kind: str,
    category: str,
    about: uuid.UUID | None,
    language: str,
    text: str,
    more: dict[str, Any],
) -> Row:
    said = acts.Said(_own(desk), category, about, language, text, more)
    return acts.write(desk.worker, desk.view, kind, said)


def _note(desk: Desk, category: str, text: str, *, about: bool) -> None:
    whom = _first_about(desk) if about else None
    if desk.choices.may_write(_own(desk), category, whom) and bool(whom) is about:
        _put(desk, "note", category, whom, "en", text, {})


def _first_about(desk: Desk) -> uuid.UUID | None:
    named = [key for key, _name in desk.choices.abouts if key]
    return desk.choices.about(_own(desk), named[0]) if named else None


def _mistakes(desk: Desk, rows: Sequence[Row]) -> None:
    """One corrected, one struck out, one struck out and restored."""
    first, second, third = rows[1], rows[3], rows[4]
    said = acts.Said(
        _own(desk),
        first.category,
        None,
        "en",
        "She asks that both workers come together next time, in the morning.",
        {},
    )
    acts.correct(desk.worker, first, said, "The time of day was missing.", seen="1")
    acts.strike(desk.worker, second, "Written about the wrong day.", seen="1")
    acts.strike(desk.worker, third, "By mistake.", seen="1")
    acts.restore(desk.worker, third, seen="2")


def _tasks(desk: Desk, contact: Row) -> None:
    """Overdue, due, waiting on the other side, done, and one in a worker's own words."""
    other = Program.CALWORKS if _own(desk) == Program.CWS else Program.CWS
    for code, days, done in STEPS:
        theirs = code == "ask_release"
        made = acts.add_task(
            desk.view.episode,
            title_code=code,
            program=other.value if theirs else _own(desk),
            owner=_own(desk),
            worker_id="" if theirs else desk.worker.working_in.worker_id,
            due=desk.today + timedelta(days=days),
            by=desk.worker,
        )
        if done and may_finish(desk.worker, made):
            acts.finish(desk.worker, made, done=True)
    more = {
        "doer": _own(desk),
        "due_on": desk.today + timedelta(days=3),
        "contact_id": contact.pk,
        "user_id": desk.worker.pk,
    }
    _put(desk, "task", "C1", None, "en", "Ask which mornings are free.", more)
