"""Sending an extract: what is refused at once, and what a second sending does."""

import gzip
import uuid
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cases.records.models import ExtractBatch, ExtractFile, UploadChunk
from cases.records.uploads import CHUNK, head, stored
from cases.sharing.models import MatchingAuthority
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.records.conftest import CALWORKS_HEADER, CWS_HEADER, Desk, aided, child, named, text

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def batches() -> int:
    with rls(county="alder"):
        return ExtractBatch.objects.count()


def test_the_form_teaches_and_asks_for_little(desk: Desk) -> None:
    page = desk.client.get(reverse("records:upload")).content.decode()
    for words in ("Program", "Date of the extract", "The file covers several counties"):
        assert words in page


@pytest.mark.check(61)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (CWS_HEADER.encode() + b"\n", "The file has a header line but no rows."),
        (b"PK\x03\x04rest", "The workbook is damaged or was cut short; save it again in Excel."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "This is a workbook in the old Excel format",
        ),
        (b"%PDF-1.7", "This is a PDF; send the CSV file."),
        (b"a;b;c\n1;2;3\n", "Required columns are missing"),
        (f"{CWS_HEADER};last\n1;2\n".encode(), "The header names one column twice: last."),
        (";".join(f"c{n}" for n in range(5000)).encode() + b"\n1\n", "at most"),
        (f"{CALWORKS_HEADER}\n1\n".encode(), "This file is the CalWORKs file of persons, but"),
        (b"\x1f\x8b\x08\x00damaged", "The compressed file is damaged or was cut short."),
    ],
)
def test_what_is_no_extract_is_refused_at_once(desk: Desk, content: bytes, sentence: str) -> None:
    response = desk.send("cws", content)
    assert response.status_code == 422
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert batches() == 0


def test_a_future_day_is_refused(desk: Desk) -> None:
    response = desk.send("cws", text(child(1)), as_of="2026-12-02")
    assert "The day lies in the future." in response.content.decode()


def test_an_older_extract_cannot_follow_an_accepted_one(desk: Desk) -> None:
    desk.accepted("cws", text(child(1)), as_of="2026-11-20")
    response = desk.send("cws", text(child(2)), as_of="2026-11-19")
    assert response.status_code == 422
    assert "An extract as of Nov 20, 2026 is accepted already." in response.content.decode()


def test_calworks_comes_in_one_file(desk: Desk) -> None:
    response = desk.send("calworks", text(aided(1)), others=named(text(child(1))))
    assert "CalWORKs comes in one file. Take the second one out." in response.content.decode()


def test_a_compressed_file_is_read(desk: Desk) -> None:
    assert desk.read("cws", gzip.compress(text(child(1)))).rows_accepted == 1


@pytest.mark.check(66)
def test_what_is_too_large_is_refused_unread(desk: Desk, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 50_000
    response = desk.send("cws", text(*[child(number) for number in range(1000)]))
    assert response.status_code == 413
    assert "The upload is larger than 0 MB. Compress the file (.gz) or split it." in (
        response.content.decode()
    )
    assert batches() == 0
    assert desk.send("cws", text(child(1))).status_code == 302


def test_the_token_against_forged_requests_is_still_asked_for(desk: Desk) -> None:
    desk.client.handler.enforce_csrf_checks = True
    assert desk.send("cws", text(child(1))).status_code == 403
    assert batches() == 0


@pytest.mark.fault(6)
def test_a_form_sent_twice_makes_one_batch(desk: Desk) -> None:
    key = str(uuid.uuid4())
    first = desk.send("cws", text(child(1)), key=key)
    second = desk.send("cws", text(child(1)), key=key)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert batches() == 1


def test_one_file_cannot_stand_in_both_places(desk: Desk) -> None:
    response = desk.send("cws", text(child(1)), others=named(text(child(1))))
    assert response.status_code == 422
    assert batches() == 0


@pytest.mark.check(74)
def test_a_county_cannot_pile_up_batches(desk: Desk) -> None:
    with rls(county="alder"):
        ParameterValue.objects.create(
            county_id="alder", name="records.waiting_limit", value=1,
            effective_from="2026-11-01", reason="test", set_by=uuid.uuid4(),
        )  # fmt: skip
    assert desk.send("cws", text(child(1))).status_code == 302
    response = desk.send("cws", text(child(2)))
    assert response.status_code == 422
    assert "1 batch is waiting for a decision." in response.content.decode()


def authorize(first: date, last: date) -> None:
    with rls(county="alder"):
        MatchingAuthority.objects.create(
            county_id="alder", kind="statute", reference="W&IC 10850", purpose="p", terms="t",
            fields="f", signer="s", signed_on=first, since=first, until=last,
            recorded_by=uuid.uuid4(),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        (date(2026, 1, 1), date(2026, 11, 30)),
        (date(2026, 12, 2), date(2027, 12, 1)),
    ],
    ids=["none", "past", "not yet"],
)
def test_production_wants_the_authority_first(
    desk: Desk, settings: Any, first: Any, last: Any
) -> None:
    if first:
        authorize(first, last)
    settings.PRODUCTION = True
    response = desk.send("cws", text(child(1)))
    assert response.status_code == 422
    sentence = "No authority for comparing the two programs’ clients is in force."
    assert sentence in response.content.decode()
    assert "Legal bases, Matching authority" in response.content.decode()
    assert batches() == 0
    assert sentence in desk.client.get(reverse("records:upload")).content.decode()


def test_production_takes_extracts_under_an_authority_in_force(desk: Desk, settings: Any) -> None:
    authorize(date(2026, 1, 1), date(2026, 12, 1))
    settings.PRODUCTION = True
    assert desk.send("cws", text(child(1))).status_code == 302
    assert batches() == 1


def test_elsewhere_practice_data_load_without_and_the_page_says_so(desk: Desk) -> None:
    assert "Practice data only" in desk.client.get(reverse("records:upload")).content.decode()
    assert desk.send("cws", text(child(1))).status_code == 302
    authorize(date(2026, 1, 1), date(2026, 12, 1))
    assert "Practice data only" not in desk.client.get(reverse("records:upload")).content.decode()


def test_bytes_are_kept_sealed_and_in_order(desk: Desk) -> None:
    rows = [child(number, last="CASTELLANOS") for number in range(16_000)]
    content = text(*rows)
    assert len(content) > CHUNK
    desk.send("cws", content)
    with rls(county="alder"):
        file = ExtractFile.objects.get()
        chunks = list(UploadChunk.objects.order_by("number"))
        assert len(chunks) == len(content) // CHUNK + 1
        assert not any(b"CASTELLANOS" in bytes(chunk.sealed) for chunk in chunks)
        assert stored(file).read() == content
        stream = stored(file)
        stream.seek(CHUNK - 10)
        assert stream.read(20) == content[CHUNK - 10 : CHUNK + 10]


def test_the_head_of_a_file_ends_at_a_line() -> None:
    content = text(*[child(number) for number in range(9_000)])
    for sent in (content, gzip.compress(content)):
        beginning = head(named(sent)).read()
        assert content.startswith(beginning)
        assert beginning.endswith(b"\n")
    wide = content.decode().encode("utf-16")
    beginning = head(named(wide)).read()
    assert len(beginning) % 2 == 0
    beginning.decode("utf-16")
