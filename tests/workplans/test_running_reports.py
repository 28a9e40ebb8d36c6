"""Documents and files of a plan: in the template's order, tagged, within their limits."""

import csv
import io
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from linkages import documents, pdf
from linkages.documents import Document
from linkages.scope import rls
from tests.house.pdf_text import text_of
from tests.workplans.conftest import At
from workplans.catalogue.shipped import SHIPPED
from workplans.models import Status, Step, WorkPlan
from workplans.plans import acts
from workplans.plans.outline import outline
from workplans.running import meetings, minutes, printing
from workplans.running.importing import Known, read_file
from workplans.running.meetings import Calling
from workplans.running.minutes import Promise
from workplans.running.paper import of_outline
from workplans.running.standing import standing

pytestmark = pytest.mark.django_db
CHAIR = "cochair.cws@alder.example"


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2026-09-01 18:00:00+00:00", tick=True):
        yield


def in_order(text: str, *parts: str) -> bool:
    """Whether the words come in this order, wherever lines break."""
    flat = " ".join(text.split())
    places = [flat.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


@pytest.fixture
def told(at: At, plan: WorkPlan) -> WorkPlan:
    """The plan with a goal, something done, something blocked, a meeting with a decision."""
    with at("cochair.cws") as user:
        WorkPlan.objects.filter(pk=plan.pk).update(goal="One plan for each family.")
        first, second, *_rest = Step.objects.filter(objective__plan=plan, objective__number=1)
        acts.set_status(user, first.pk, Status.DONE, "", version=None)
        acts.set_status(user, second.pk, Status.BLOCKED, "No room", version=None)
        made = meetings.call(user, plan.pk, Calling("Team", date(2026, 9, 1), time(9, 30)))
        minutes.decide(user, made.pk, "We begin in October.", made.points.first().pk)
        minutes.promise(user, made.pk, Promise("Call counsel", lead_words="Front desk"))
        minutes.write(user, made.pk, made.points.first().pk, "Everybody spoke.", version=1)
    with rls(county="alder"):
        return WorkPlan.objects.select_related("county", "site").get(pk=plan.pk)


def made(at: At, run_jobs: Any, kind: str, subject: Any, language: str) -> str:
    with at("cochair.cws") as user:
        asked = documents.request(kind, subject=subject, recipient=user, language=language)
    run_jobs()
    with rls(county="alder"):
        done = Document.objects.get(pk=asked.pk)
        assert done.state == Document.State.READY
        content = done.open()
    assert pdf.check(content) == done.pages
    return text_of(content)


def test_the_plan_prints_in_the_templates_order(at: At, run_jobs: Any, told: WorkPlan) -> None:
    text = made(at, run_jobs, printing.PLAN, told.pk, "en")
    titles = [SHIPPED.topics[code].title["en"] for code in ("T01", "T06")]
    assert in_order(
        text, "County", "Contact person", "Goal for the next twelve months",
        "One plan for each family.", "☒ " + titles[0], "☐", "☒ " + titles[1],
        "1A1", "1A2", "2A1",
    )  # fmt: skip
    assert "public records" in text


def test_an_approved_edition_prints_as_it_was(
    at: At, run_jobs: Any, staff: Any, told: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        edition = acts.submit(user, told.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as user:
            acts.approve(user, told.pk, edition.pk)
    WorkPlan.objects.filter(pk=told.pk).update(goal="Something else.")
    text = made(at, run_jobs, printing.PLAN, edition.pk, "es")
    assert "One plan for each family." in text and "Something else" not in text


@pytest.mark.parametrize("language", ["en", "es"])
def test_reports_say_what_was_done_is_late_and_was_decided(
    at: At, run_jobs: Any, told: WorkPlan, language: str
) -> None:
    quarterly = made(at, run_jobs, printing.QUARTERLY, told.pk, language)
    assert in_order(quarterly, "1A1", "No room", "1A3", "We begin in October.")
    page = made(at, run_jobs, printing.ONE_PAGER, told.pk, language)
    assert page.count("\f") == 1 and "No room" in page
    pack = made(at, run_jobs, printing.HANDOVER, told.pk, language)
    assert in_order(pack, "cochair.cws@alder.example", "Call counsel", "We begin in October.")


def test_the_sponsors_page_is_one_page_however_large_the_plan(
    at: At, run_jobs: Any, told: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        for code in ("T02-1", "T03-1", "T04-1", "T05-1", "T07-1", "T08-1", "T09-1", "T10-1",
                     "T11-1", "T12-1", "X1-1"):  # fmt: skip
            acts.add_objective(user, told.pk, code=code)
        steps = Step.objects.filter(objective__plan=told)
        steps.update(status="blocked", status_reason="Nobody has time for it. " * 10)
        keys = [step.pk for step in steps[:20]]
        steps.filter(pk__in=keys).update(status="done", status_on=date(2026, 8, 30))
        meeting = told.meetings.get()
        for _each in range(5):
            minutes.decide(user, meeting.pk, "We go on as we said, and say it again. " * 10)
        WorkPlan.objects.filter(pk=told.pk).update(goal="Families are served together. " * 30)
    for language in ("en", "es"):
        assert made(at, run_jobs, printing.ONE_PAGER, told.pk, language).count("\f") == 1


def test_minutes_and_agenda_as_documents(at: At, run_jobs: Any, told: WorkPlan) -> None:
    with rls(county="alder"):
        meeting = told.meetings.get()
    agenda = made(at, run_jobs, printing.MINUTES, meeting.pk, "en")
    assert agenda.lstrip().find("Agenda: Team") >= 0
    with at("cochair.cws") as user:
        meetings.hold(user, meeting.pk)
    text = made(at, run_jobs, printing.MINUTES, meeting.pk, "en")
    assert in_order(text, "Minutes: Team", "1A2", "Everybody spoke.", "We begin in October.",
                    "Call counsel")  # fmt: skip


def test_a_document_is_refused_to_whoever_may_not_have_it(
    at: At, run_jobs: Any, told: WorkPlan
) -> None:
    with at("partner") as user:
        asked = documents.request(printing.PLAN, subject=told.pk, recipient=user, language="en")
    run_jobs()
    with rls(county="alder"):
        assert Document.objects.get(pk=asked.pk).state == Document.State.FAILED


def test_how_a_plan_stands(at: At, told: WorkPlan) -> None:
    with at("cochair.cws"):
        found = standing(outline(told), on=date(2026, 9, 1), months=3)
    assert (found.whole.steps, found.whole.done, found.whole.overdue) == (
        len(found.overdue) + 1 + found.whole.steps - 5, 1, 4,
    )  # fmt: skip
    assert [each.step.number for each in found.done] == ["1A1"]
    assert [each.step.number for each in found.blocked] == ["1A2"]
    assert [each.step.number for each in found.overdue] == ["1A2", "1A3", "1A4", "1A5"]
    assert all(each.step.due_on >= date(2026, 9, 1) for each in found.coming)
    assert found.topics[0].tally.counts[Status.BLOCKED] == 1


@pytest.mark.parametrize("name", ["plan_workbook", "plan_csv"])
def test_a_plan_taken_out_reads_as_the_same_plan(
    at: At, sign_in: Any, told: WorkPlan, name: str
) -> None:
    answer = sign_in(CHAIR).get(reverse(f"workplans:{name}", args=[told.pk]))
    assert str(told.pk) not in answer["Content-Disposition"]
    found = read_file(answer.content, Known(SHIPPED))
    with at("cochair.cws"):
        assert found.plan == of_outline(outline(told))
    assert found.problems == () and found.kept == ()


def test_a_calendar_has_open_steps_on_their_days_and_meetings_at_their_hour(
    sign_in: Any, at: At, told: WorkPlan
) -> None:
    answer = sign_in(CHAIR).get(reverse("workplans:plan_calendar", args=[told.pk]))
    assert answer["Content-Type"] == "text/calendar"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    with rls(county="alder"):
        steps = Step.objects.filter(objective__plan=told)
        waiting = {str(pk) for pk in steps.exclude(status="done").values_list("pk", flat=True)}
    keys = {str(event["uid"]).partition("@")[0] for event in events}
    assert waiting < keys and len(keys) == len(waiting) + 1
    (met,) = [event for event in events if event["summary"] == "Team"]
    assert met.decoded("dtstart").isoformat() == "2026-09-01T16:30:00+00:00"
    due = next(event for event in events if str(event["summary"]).startswith("Due"))
    assert due.decoded("dtstart") == date(2026, 8, 31)
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_my_calendar_holds_my_steps_only(
    sign_in: Any, at: At, staff: dict[str, Any], told: WorkPlan
) -> None:
    mine = reverse("workplans:my_calendar")
    assert b"VEVENT" not in sign_in(CHAIR).get(mine).content
    with at("cochair.cws") as user:
        Step.objects.filter(objective__plan=told, objective__number=2).update(lead=staff[CHAIR])
        edition = acts.submit(user, told.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as user:
            acts.approve(user, told.pk, edition.pk)
    found = Calendar.from_ical(sign_in(CHAIR).get(mine).content).walk("VEVENT")
    with rls(county="alder"):
        count = Step.objects.filter(objective__plan=told, objective__number=2).count()
    assert len(found) == count + 1
    other = sign_in("cws.worker@alder.example").get(mine).content
    assert len(Calendar.from_ical(other).walk("VEVENT")) == 1


def test_sponsors_page_is_due_after_a_quarter_and_no_more_once_it_was_made(
    sign_in: Any, at: At, run_jobs: Any, told: WorkPlan
) -> None:
    with at("cochair.cws") as user:
        edition = acts.submit(user, told.pk)
    for side in ("cws", "calworks"):
        with at(f"sponsor.{side}") as user:
            acts.approve(user, told.pk, edition.pk)
    due = "One page for sponsors"

    def says(day: str) -> bool:
        with time_machine.travel(f"{day} 18:00:00+00:00", tick=True):
            return due in sign_in(CHAIR).get(reverse("today")).content.decode()

    assert not says("2026-09-28") and says("2026-10-02")
    with time_machine.travel("2026-10-02 19:00:00+00:00", tick=True):
        made(at, run_jobs, printing.ONE_PAGER, told.pk, "en")
    assert not says("2026-10-05") and says("2027-01-10")


def test_reports_are_asked_for_on_their_page(sign_in: Any, told: WorkPlan) -> None:
    client = sign_in(CHAIR)
    client.post(reverse("workplans:make_report", args=[told.pk]), {"kind": printing.QUARTERLY})
    page = client.get(reverse("workplans:reports", args=[told.pk])).content.decode()
    assert page.count("Quarterly report") == 3  # the offer, its button, the one being made
    rows = list(csv.reader(io.StringIO(
        client.get(reverse("workplans:plan_csv", args=[told.pk])).content.decode("utf-8-sig")
    )))  # fmt: skip
    assert ["County", "Alder"] in rows
