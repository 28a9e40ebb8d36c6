"""Summary, notice and hand-off sheet: for one recipient, under their rights, on few pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.urls import reverse

from cases.families.documents import hand_off
from cases.people import linking
from cases.people.models import FamilyMember, Link, ProgramRecord
from cases.sharing.incidents import acts as incidents
from cases.sharing.models import Assignment, Disclosure, IncidentDocument, Narrowing
from linkages import pdf
from linkages.documents import Document
from linkages.jobs import Job
from linkages.mail import Mail
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.closing.conftest import stands_open
from tests.families.documents.conftest import (
    THEIRS,
    WORKER,
    Couple,
    Sender,
    latest,
    make_couple,
    pdf_of,
)
from tests.families.documents.test_letters import declines
from tests.house.pdf_text import text_of
from tests.sharing.conftest import assign, make_record

pytestmark = pytest.mark.django_db
SUMMARY, NOTICE, SHEET = "families.summary", "families.notification", "families.hand_off"


def make(client: Any, couple: Couple, kind: str, language: str = "en") -> Any:
    address = reverse("families:make_document", args=[couple.family.pk])
    return client.post(address, {"kind": kind, "language": language})


def paper(
    email: str, couple: Couple, kind: str, sign_in: Sender, run_jobs: Any, language: str = "en"
) -> str:
    client = sign_in(email)
    assert make(client, couple, kind, language).status_code == 302
    run_jobs()
    return text_of(pdf_of(client, latest(kind)))


def test_each_recipients_summary_shows_what_is_open_to_them(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    ours = paper(WORKER, couple, SUMMARY, sign_in, run_jobs)
    theirs = paper(THEIRS, couple, SUMMARY, sign_in, run_jobs)
    for words in (ours, theirs):
        for name in ("ZQMOTHER", "ZQFATHER", "ZQCHILD"):
            assert name in words
        assert "Reunification" in words
        assert words.count("\f") <= 2
        for never in ("c8", "c9", "c10", "c11", "cws6", "cws7", "cws8", "ZQchildstreet"):
            assert f"ZQmother{never}" not in words
            assert f"ZQfather{never}" not in words
    with rls(county="alder"):
        rows = Disclosure.objects.filter(channel="document")
        assert {row.recipient_program for row in rows} == {"cws", "calworks"}
        assert {c for row in rows for c in row.categories} <= {"C1", "C2", "C3", "C5"}


def test_without_counsels_grounds_the_other_programs_facts_are_not_in_it(
    staff: dict[str, Any], sign_in: Sender, run_jobs: Any
) -> None:
    words = paper(THEIRS, make_couple(), SUMMARY, sign_in, run_jobs)
    assert "ZQMOTHER" in words
    assert "Reunification" not in words
    assert "ZQCHILD" not in words


def test_a_large_family_stays_on_two_pages(couple: Couple, sign_in: Sender, run_jobs: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        for number in range(14):
            record: ProgramRecord = make_record(
                "alder", "cws", given=f"ZQCHILD{number}", role="child", facts={"C5": {
                    "service_component": "FM", "next_hearing_on": f"2027-01-{number + 1:02}",
                    "case_plan_due": f"2027-02-{number + 1:02}"}},
            )  # fmt: skip
            FamilyMember.objects.create(
                county_id="alder",
                family=couple.family,
                record=record,
                unit="CASE1",
                part="child",
                rule="test",
                since=TODAY,
            )
            assign(record, "CW101")
    for language in ("en", "es"):
        words = paper(WORKER, couple, SUMMARY, sign_in, run_jobs, language)
        assert words.count("\f") == 2


def test_a_category_closed_since_keeps_it_from_being_taken(
    couple: Couple, sign_in: Sender, run_jobs: Any, staff: dict[str, Any]
) -> None:
    paper(THEIRS, couple, SUMMARY, sign_in, run_jobs)
    document = latest(SUMMARY)
    with rls(county="alder"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder",
            record=couple.mother,
            since=TODAY,
            reason="test",
            made_by=staff[WORKER].pk,
        )
    address = reverse("document_file", args=[document.pk])
    assert sign_in(THEIRS).get(address).status_code == 403


def test_a_notice_on_paper_tells_who_it_is_and_nothing_about_them(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    words = paper(THEIRS, couple, NOTICE, sign_in, run_jobs)
    assert couple.family.token in words
    assert "ZQMOTHER" in words
    assert "Reunification" not in words
    assert words.count("\f") == 1


def hand_over(client: Any, couple: Couple, recipient: Any, **changed: Any) -> Any:
    address = reverse("families:hand_off", args=[couple.family.pk])
    given = {
        "recipient": str(recipient.pk),
        "about": "C5",
        "asked": "ZQasked",
        "needed": "ZQneeded",
        "needed_by": "2026-12-18",
        "language": "en",
    }
    return client.post(address, given | changed)


def test_a_hand_off_sheet_is_for_the_worker_of_the_other_program(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    answer = hand_over(sign_in(WORKER), couple, staff[THEIRS])
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    run_jobs()
    document = latest(SHEET)
    words = text_of(pdf_of(sign_in(THEIRS), document))
    for told in ("ZQasked", "ZQneeded", staff[WORKER].name, staff[THEIRS].name, "ZQMOTHER"):
        assert told in words
    assert not stands_open("ZQ", "handoff")
    assert sign_in(WORKER).get(reverse("document_file", args=[document.pk])).status_code == 404
    (message,) = outbox.outbox
    assert message.to == [THEIRS]
    assert "ZQ" not in message.body + message.subject


def test_it_goes_to_nobody_who_does_not_answer_for_the_family(
    couple: Couple, sign_in: Sender, staff: dict[str, Any]
) -> None:
    for email in ("calworks.worker2@alder.example", WORKER, "analyst@alder.example"):
        assert hand_over(sign_in(WORKER), couple, staff[email]).status_code == 422
    with rls(county="alder"):
        assert not Document.objects.exists()


def test_its_words_are_about_what_its_reader_may_see(
    staff: dict[str, Any], sign_in: Sender
) -> None:
    """Nobody opened the CWS case to CalWORKs here."""
    couple = make_couple()
    refused = hand_over(sign_in(WORKER), couple, staff[THEIRS])
    assert refused.status_code == 409
    with rls(county="alder"):
        assert not Document.objects.exists()


def test_nothing_is_handed_over_of_a_family_that_declined(
    couple: Couple, sign_in: Sender, staff: dict[str, Any]
) -> None:
    declines(couple, couple.mother, staff)
    assert hand_over(sign_in(WORKER), couple, staff[THEIRS]).status_code == 409


def test_who_declines_or_is_gone_since_keeps_a_sheet_from_being_taken_and_told_of(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    hand_over(sign_in(WORKER), couple, staff[THEIRS])
    with rls(county="alder"), transaction.atomic():
        posted = Mail.objects.get(code=SHEET)
        assert hand_off.MAIL.wanted(posted)
        held = Assignment.objects.filter(program="calworks")
        held.update(until=TODAY - timedelta(days=1))
        assert not hand_off.MAIL.wanted(posted)
        held.update(until=None)
    run_jobs()
    address = reverse("document_file", args=[latest(SHEET).pk])
    assert sign_in(THEIRS).get(address).status_code == 200
    declines(couple, couple.mother, staff)
    assert sign_in(THEIRS).get(address).status_code == 403


@pytest.mark.check(86)
@pytest.mark.check(87)
@pytest.mark.parametrize("kind", [SUMMARY, NOTICE])
def test_every_page_has_its_foot_and_it_is_for_nobody_else(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any, kind: str
) -> None:
    words = paper(WORKER, couple, kind, sign_in, run_jobs)
    document = latest(kind)
    for page in words.split("\f")[:-1]:
        for told in (staff[WORKER].name, "PST", document.pk.hex[:8].upper(), "Caseworker", "10850"):
            assert told in page
    address = reverse("document_file", args=[document.pk])
    assert sign_in(THEIRS).get(address).status_code == 404
    assert pdf.check(pdf_of(sign_in(WORKER), document)) == words.count("\f")
    assert "ZQ" not in document.file_name


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (WORKER, 302),
        ("coordinator@alder.example", 302),
        ("cws.worker2@alder.example", 404),
        ("analyst@alder.example", 404),
        ("coordinator@birch.example", 404),
    ],
)
def test_who_may_ask(couple: Couple, sign_in: Sender, who: str, status: int) -> None:
    assert make(sign_in(who), couple, SUMMARY).status_code == status


def test_the_family_page_lists_what_was_made(
    couple: Couple, sign_in: Sender, run_jobs: Any
) -> None:
    paper(WORKER, couple, SUMMARY, sign_in, run_jobs)
    address = reverse("families:family", args=[couple.family.pk])
    page = sign_in(WORKER).get(address).content.decode()
    assert reverse("document", args=[latest(SUMMARY).pk]) in page
    assert str(latest(SUMMARY).pk) not in sign_in(THEIRS).get(address).content.decode()
    with rls(county="alder"):
        assert not Job.objects.filter(state="failed").exists()


def test_a_wrong_link_counts_the_familys_documents_and_nobody_gets_them_any_more(
    couple: Couple, sign_in: Sender, staff: dict[str, Any], run_jobs: Any
) -> None:
    paper(THEIRS, couple, SUMMARY, sign_in, run_jobs)
    document = latest(SUMMARY)
    address = reverse("document_file", args=[document.pk])
    assert sign_in(THEIRS).get(address).status_code == 200
    with working_as(staff["coordinator@alder.example"]) as user:
        held = Link.objects.get(cws=couple.mother, cut_at=None)
        gone = linking.cut(held, by=user.pk, reason="Two people of one name.")
        incidents.open_for_cut(gone, {couple.mother.person_id})
    with rls(county="alder"):
        assert IncidentDocument.objects.filter(document=document.pk).exists()
    assert sign_in(THEIRS).get(address).status_code == 403
