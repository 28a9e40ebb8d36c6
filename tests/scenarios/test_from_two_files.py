"""From two delivered files to two workers who know of each other, through the pages alone."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate, MatchDecision, MatchRun
from cases.people.models import Link, Person, ProgramRecord
from linkages.scope import rls
from tests.matching.test_review import ANALYST, COORDINATOR, decide, only
from tests.records.conftest import Desk, aided, child, named, text

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
ROSA_CWS = {
    "client_id_19": "0601-5692-6627-8000483",
    "last": "DELGADO-PINTO",
    "first": "ROSA M.",
    "dob": "03/14/1996",
    "ssn": "900-12-3456",
    "gender": "F",
}
ROSA_AID = {
    "case_no": "1B2K111",
    "cin": "91234567A",
    "ssn": "900-12-3456",
    "last": "PINTO",
    "first": "ROSA",
    "dob": "03/14/1996",
}


@pytest.fixture
def desk(sign_in: SignIn, run_jobs: Callable[[str], Any]) -> Desk:
    return Desk(sign_in(ANALYST), run_jobs, "alder")


def workbook(*rows: dict[str, str], sheet: str = "Report") -> bytes:
    """Rows as an Excel sheet whose cells are all text."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    page.append(header)
    for row in rows:
        page.append([row.get(name, "") for name in header])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def both_files(desk: Desk, day: str = "2026-11-20", others: int = 0) -> None:
    """Rosa in both files, and some others who are in one only."""
    children = [child(100 + number) for number in range(others)]
    stranger = {"last": "OKORO", "first": "DAVID", "dob": "1971-09-30", "gender": "M"}
    adults = [aided(100 + number, **stranger) for number in range(others)]
    desk.accepted("cws", text(child(1, **ROSA_CWS), *children), as_of=day)
    desk.accepted("calworks", text(aided(1, **ROSA_AID), *adults), as_of=day)


@pytest.mark.scenario(1)
def test_a_changed_name_goes_from_two_files_to_two_workers_on_one_day(
    desk: Desk, sign_in: SignIn, grounds: None
) -> None:
    both_files(desk)
    pair = only()
    assert (pair.tier, pair.state) == ("B", "proposed")
    coordinator = sign_in(COORDINATOR)
    body = coordinator.get(reverse("matching:review")).content.decode()
    assert "same SSN" in body and "same birth date" in body

    assert decide(coordinator, pair, "link").status_code == 302

    with rls(county="alder"):
        person = Person.objects.get()
        held = MatchDecision.objects.get()
    assert held.decided_by.email == COORDINATOR
    assert (held.shown["tier"], held.verb) == ("B", "link")
    assert ["ssn", "exact"] in [bar[:2] for bar in held.shown["evidence"]]
    for worker in ("cws.worker@alder.example", "calworks.worker@alder.example"):
        today = sign_in(worker).get("/").content.decode()
        assert "Newly in both programs" in today and f"/people/{person.pk}" in today
        assert sign_in(worker).get(f"/people/{person.pk}").status_code == 200
    stranger = sign_in("cws.worker2@alder.example")
    assert f"/people/{person.pk}" not in stranger.get("/").content.decode()


@pytest.mark.scenario(4)
@pytest.mark.parametrize("form", ["text", "workbook"])
def test_a_damaged_id_stops_its_row_and_no_other_in_any_form_of_file(desk: Desk, form: str) -> None:
    rows = [child(number) for number in range(412)]
    rows.insert(200, child(900, client_id_19="6.01569E+17", last="DAMAGED"))
    content = text(*rows) if form == "text" else workbook(*rows)

    batch = desk.read("cws", content)

    assert (batch.rows_accepted, batch.rows_quarantined) == (412, 1)
    body = desk.page(batch)
    assert "Case number lost digits in Excel; export as text" in body
    assert "DAMAGED" not in body and "6.01569E" not in body
    desk.accept(batch)
    again = desk.send("cws", content)
    assert again.status_code == 422 and "This very file was uploaded" in again.content.decode()
    with rls(county="alder"):
        assert ProgramRecord.objects.count() == 412


@pytest.mark.scenario(5)
def test_two_forms_of_one_id_are_one_record_and_keep_its_link(desk: Desk, sign_in: SignIn) -> None:
    both_files(desk)
    decide(sign_in(COORDINATOR), only(), "link")

    other_form = child(1, **(ROSA_CWS | {"client_id_19": "AadfKnG07n"}))
    namesake = child(2, client_id_19="aadfKnG07n", last="OKORO", first="DAVID")
    batch = desk.accepted("cws", workbook(other_form, namesake), as_of="2026-11-27")

    assert (batch.people_unchanged, batch.people_new, batch.people_gone) == (1, 1, 0)
    with rls(county="alder"):
        link = Link.objects.get()
        assert link.cut_at is None and link.cws.native_id == "AadfKnG07n"
        assert ProgramRecord.objects.filter(program="cws").count() == 2


@pytest.mark.scenario(21)
def test_a_wrong_link_is_cut_accounted_for_and_not_proposed_next_week(
    desk: Desk, sign_in: SignIn, grounds: None, run_jobs: Callable[[], Any]
) -> None:
    both_files(desk)
    coordinator = sign_in(COORDINATOR)
    decide(coordinator, only(), "link")
    with rls(county="alder"):
        person = Person.objects.get()
    for worker in ("cws.worker", "calworks.worker", "calworks.worker"):
        assert sign_in(f"{worker}@alder.example").get(f"/people/{person.pk}").status_code == 200
    asked = sign_in("calworks.worker@alder.example")
    assert asked.post(reverse("sharing:summary", args=[person.pk])).status_code == 302
    run_jobs()

    cut = reverse("matching:cut", args=[only().pk])
    coordinator.post(cut, {"reason": "Cousins with the same name"})

    assert only().state == "not_same"
    assert asked.get(f"/people/{person.pk}").status_code == 404
    both_files(desk, "2026-11-27", others=1)  # next week's deliveries say the same of both
    assert only().state == "not_same"
    shown = coordinator.get(reverse("matching:review")).content.decode()
    assert "PINTO" not in shown


@pytest.mark.scenario(23)
def test_the_second_of_two_reviewers_is_told_who_was_first(
    desk: Desk, sign_in: SignIn, december: time_machine.Traveller
) -> None:
    both_files(desk)
    pair, first, second = only(), sign_in(COORDINATOR), sign_in(ANALYST)
    for reviewer in (first, second):
        assert reviewer.get(reverse("matching:pair", args=[pair.pk])).status_code == 200
    december.shift(3)
    assert decide(first, pair, "link").status_code == 302
    december.shift(2)
    fields = {"verb": "not_same", "reason": "relative", "version": pair.version}
    answer = second.post(reverse("matching:decide", args=[pair.pk]), fields)
    assert answer.status_code == 409
    assert "Decided by Celia Navarro" in answer.content.decode()
    with rls(county="alder"):
        assert MatchDecision.objects.count() == 1
    assert only().state == "linked"


@pytest.mark.scenario(15)
def test_a_sealed_client_of_a_file_is_in_nobody_elses_queue_or_figures(
    desk: Desk, sign_in: SignIn
) -> None:
    sealed = child(1, **ROSA_CWS, limited_access="R")
    batch = desk.accepted("cws", text(sealed, child(2)), as_of="2026-11-20")
    assert (batch.people, batch.people_new, batch.rows_accepted) == (1, 1, 1)
    desk.accepted("calworks", text(aided(1, **ROSA_AID)), as_of="2026-11-20")
    with rls(county="alder"):
        pair = MatchCandidate.objects.get()
        runs = MatchRun.objects.exclude(published_at=None)
        assert all(run.certain == run.review == 0 for run in runs)
    for reviewer in (COORDINATOR, ANALYST, "liaison@alder.example"):
        client = sign_in(reviewer)
        for address in ("/", reverse("matching:review"), reverse("matching:runs")):
            body = client.get(address).content.decode()
            assert "PINTO" not in body and str(pair.pk) not in body
    closed = sign_in("restricted@alder.example")
    assert "PINTO" in closed.get(reverse("matching:review") + "?closed=only").content.decode()


def test_a_file_with_another_name_is_the_same_file(desk: Desk) -> None:
    content = workbook(child(1))
    desk.accepted("cws", content)
    fields = {"program": "cws", "file": named(content, "other.xlsx"), "as_of": "2026-11-21"}
    again = desk.client.post(reverse("records:upload"), fields)
    assert again.status_code == 422
