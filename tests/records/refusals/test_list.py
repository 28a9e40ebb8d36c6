"""The list of refused rows, as XLSX and CSV, made anew from the sealed bytes."""

import csv
import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cases.people.models import ProgramRecord
from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow, UploadChunk
from cases.records.refusals import keeping
from linkages.audit import AuditEvent
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.records.conftest import OTHERS_HEADER, Desk, child, key, named, text

pytestmark = [pytest.mark.django_db]
NOW = "2026-12-01 18:00:00+00:00"


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel(NOW, tick=True):
        yield


BAD = {"dob": "02/30/2016"}


def rows_of(client: Client, batch: ExtractBatch) -> list[dict[str, str]]:
    content = client.get(reverse("records:quarantine", args=[batch.pk])).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def book_of(client: Client, batch: ExtractBatch) -> Any:
    response = client.get(reverse("records:quarantine_workbook", args=[batch.pk]))
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


def set_days(days: int) -> None:
    with rls(county="alder"):
        ParameterValue.objects.create(
            county_id="alder", name="records.keep_file_days", value=days,
            effective_from="2026-11-01", reason="test", set_by=uuid.uuid4(),
        )  # fmt: skip


def test_each_reason_is_a_line_with_the_rows_own_cells_in_part(desk: Desk) -> None:
    wrong = child(3, **BAD, last="DELGADO-PINTO", ssn="900123456") | {"client_id_19": "no id"}
    batch = desk.read("cws", text(child(1), child(2), wrong))
    lines = rows_of(desk.client, batch)
    assert [(line["Row"], line["Column"]) for line in lines] == [
        ("4", "dob"),
        ("4", "client_id_19"),
    ]
    line = lines[0]
    assert line["Reason"] == "Column dob holds a date that does not exist"
    assert line["What to do"].startswith("Correct it in the source system")
    assert (line["last"], line["ssn"], line["dob"]) == ("D•••", "•••56", "•••16")
    # Facts are hidden altogether: whoever sends a file has no basis for what it says.
    assert (line["svc_component"], line["case_start"], line["gender"]) == ("•••", "•••", "M")
    assert list(line)[-4:] == ["Row", "Column", "Reason", "What to do"]


@pytest.mark.check(82)
def test_the_workbook_holds_text_cells_and_no_formula(desk: Desk) -> None:
    evil = child(2, worker_id="=1+1", unit="@SUM(A1)", last="=HYPERLINK(9)")
    batch = desk.read("cws", text(child(1), evil, child(3, **BAD, unit="-2+3")))
    assert batch.rows_quarantined == 2
    response = desk.client.get(reverse("records:quarantine_workbook", args=[batch.pk]))
    assert response["Content-Disposition"] == (
        f'attachment; filename="refused-rows-{batch.pk.hex[:8]}.xlsx"'
    )
    with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    sheet = load_workbook(io.BytesIO(response.content)).active
    head, *lines = list(sheet.iter_rows(values_only=True))
    assert head[-4:] == ("Row", "Column", "Reason", "What to do")
    assert [line[-4] for line in lines] == [3, 4]
    assert "-2+3" in lines[1]
    widths = [sheet.column_dimensions[name].width for name in ("A", "P", "S")]
    assert all(width and 8 <= width <= 62 for width in widths)
    assert widths[2] > widths[0]


@pytest.mark.check(81)
def test_the_csv_holds_no_formula_either(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1), child(3, **BAD, unit="-2+3", worker_id="+1")))
    (line,) = rows_of(desk.client, batch)
    assert (line["unit"], line["worker_id"]) == ("'-2+3", "'+1")


def test_two_files_stand_on_two_sheets(desk: Desk) -> None:
    others = f"{OTHERS_HEADER}\nCc0000107n;broken;Mother;REYES;ANA;1990-01-09;;;Y\n"
    batch = desk.read("cws", text(child(1), child(2, **BAD)), others=named(others.encode()))
    assert book_of(desk.client, batch).sheetnames == [
        "Children and other clients", "Parents and others",
    ]  # fmt: skip
    assert [line["File"] for line in rows_of(desk.client, batch)] == [
        "Children and other clients", "Parents and others",
    ]  # fmt: skip


def test_what_must_not_be_stored_is_in_no_list(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1), child(2, **BAD, reporter_name="ZQREPORTER")))
    content = desk.client.get(reverse("records:quarantine", args=[batch.pk])).content.decode()
    assert "reporter_name" in content
    assert "ZQREPORTER" not in content
    assert "Z•••" not in content


def test_in_the_language_of_whoever_asks(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    address = reverse("records:quarantine", args=[batch.pk])
    spanish = desk.client.get(address, HTTP_ACCEPT_LANGUAGE="es").content.decode("utf-8-sig")
    assert "Qué hacer" in spanish


def test_others_than_those_who_upload_get_no_cells(
    desk: Desk, sign_in: Callable[[str], Client]
) -> None:
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    for handle in ("coordinator", "admin", "privacy"):
        (line,) = rows_of(sign_in(f"{handle}@alder.example"), batch)
        assert "last" not in line
        assert line["Row"] == "3"


def test_a_download_is_in_the_audit_as_an_export(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    rows_of(desk.client, batch)
    with rls(county="alder"):
        event = AuditEvent.objects.get(purpose="export")
        assert event.subjects == [batch.pk]


def chunks() -> int:
    with rls(county="alder"):
        return UploadChunk.objects.count()


def tidy(day: str) -> None:
    with time_machine.travel(f"{day} 18:00:00+00:00"), rls(county="alder"):
        keeping.look("alder", None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["accept", "reject"])
def test_after_the_decision_the_bytes_stay_sealed_for_a_week(desk: Desk, verb: str) -> None:
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    getattr(desk, verb)(batch)
    assert chunks() == 1
    assert rows_of(desk.client, batch)[0]["last"] == "R•••"
    assert "until Dec 8, 2026" in desk.page(batch)
    tidy("2026-12-08")
    assert chunks() == 1
    tidy("2026-12-09")
    assert chunks() == 0
    (line,) = rows_of(desk.client, batch)
    assert line == {
        "File": "Children and other clients",
        "Row": "3",
        "Column": "dob",
        "Reason": "Column dob holds a date that does not exist",
        "What to do": "Correct it in the source system; it comes right with the next extract.",
    }
    with rls(county="alder"):
        assert QuarantinedRow.objects.count() == 1


def test_the_list_ends_on_its_day_even_if_nobody_tidied_up(desk: Desk) -> None:
    batch = desk.accept(desk.read("cws", text(child(1), child(2, **BAD))))
    with rls(county="alder"):
        ExtractFile.objects.update(kept_until="2026-11-30")
    assert "last" not in rows_of(desk.client, batch)[0]


def test_a_file_without_refused_rows_goes_at_once(desk: Desk) -> None:
    desk.accept(desk.read("cws", text(child(1))))
    assert chunks() == 0


def test_a_county_may_keep_nothing(desk: Desk) -> None:
    set_days(0)
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    assert rows_of(desk.client, batch)[0]["last"] == "R•••"
    desk.accept(batch)
    assert chunks() == 0


def test_nothing_of_a_list_is_stored(desk: Desk) -> None:
    from django.db import connection

    batch = desk.read("cws", text(child(1), child(2, **BAD, last="ZQCANARY")))
    rows_of(desk.client, batch)
    book_of(desk.client, batch)
    with rls(county="alder"), connection.cursor() as cursor:
        for table in ("records_quarantinedrow", "linkages_auditevent", "linkages_document"):
            cursor.execute(f"select count(*) from {table} t where t::text like '%%ZQCANARY%%'")
            assert cursor.fetchone() == (0,)


def figures(batch: ExtractBatch) -> tuple[int, ...]:
    return (batch.rows, batch.rows_accepted, batch.rows_quarantined)


def test_refused_rows_of_sealed_clients_are_in_no_list_and_no_count(desk: Desk) -> None:
    sealed = child(3, **BAD, limited_access="R", last="ZQSEALED")
    batch = desk.read("cws", text(child(1), child(2, **BAD), sealed))
    assert figures(batch) == (2, 1, 1)
    assert [line["Row"] for line in rows_of(desk.client, batch)] == ["3"]
    page = desk.page(batch)
    assert "Rows refused" in page
    with rls(county="alder"):
        assert QuarantinedRow.objects.filter(restricted=True).count() == 1
    # The twin: an open one counts and is listed.
    desk.reject(batch)
    batch = desk.read("cws", text(child(1), child(2, **BAD), child(3, **BAD)))
    assert figures(batch) == (3, 1, 2)
    assert len(rows_of(desk.client, batch)) == 2


def test_a_client_whom_the_county_knows_as_sealed_is_left_out_by_id(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2, limited_access="S")), as_of="2026-11-10")
    with rls(county="alder"):
        assert ProgramRecord.objects.closed().get().native_id == key(2)
    batch = desk.read("cws", text(child(1), child(2, **BAD)))
    assert figures(batch) == (1, 1, 0)
    assert rows_of(desk.client, batch) == []


@pytest.mark.fault(12)
def test_a_bad_row_at_the_end_of_a_long_file_is_found_again(desk: Desk) -> None:
    rows = [child(number) for number in range(3_000)]
    batch = desk.read("cws", text(*rows, child(4_000, **BAD, last="QUINTERO"), child(5_000)))
    assert figures(batch) == (3_002, 3_001, 1)
    (line,) = rows_of(desk.client, batch)
    assert (line["Row"], line["last"]) == ("3002", "Q•••")


def test_lists_ask_the_database_no_more_for_more_rows(desk: Desk) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    one = desk.read("cws", text(child(1), child(2, **BAD)))
    many = desk.read("cws", text(child(1), *[child(n, **BAD) for n in range(3, 90)]))
    counts = []
    for batch in (one, one, many):
        with CaptureQueriesContext(connection) as captured:
            rows_of(desk.client, batch)
        counts.append(len(captured))
    assert counts[1] == counts[2]


def test_what_the_watch_leaves(desk: Desk) -> None:
    """Bytes of a batch that nobody decided are not touched, however old."""
    desk.read("cws", text(child(1), child(2, **BAD)))
    with time_machine.travel(NOW) as clock:
        clock.shift(timedelta(days=90))
        with rls(county="alder"):
            keeping.look("alder", None, None)  # type: ignore[arg-type]
    assert chunks() == 1
