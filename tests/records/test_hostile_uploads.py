"""Files through the upload page that are too large, made to harm, or cut off on their way."""

import io
import os
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow, StagedRow, UploadChunk
from linkages.scope import rls
from tests.records.conftest import Desk, child, named, text
from tests.records.reading.packed import (
    DAY,
    MAIN,
    RELATED,
    bomb,
    compound,
    number,
    pack,
    parts,
    sheet,
)

pytestmark = [pytest.mark.django_db]

MARK = "a-boundary"


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def written() -> int:
    """How much a refused file left in the database."""
    with rls(county="alder"):
        return ExtractBatch.objects.count() + ExtractFile.objects.count()


def grid(*rows: dict[str, str], days: bool = True) -> list[list[str]]:
    """Rows as those of a sheet, dates of birth as Excel keeps days."""
    header = list(rows[0])
    born = header.index("dob")
    cells = [[row[name] for name in header] for row in rows]
    for line in cells if days else []:
        line[born] = number(42492, DAY)  # 2 May 2016
    return [header, *cells]


def book(rows: list[list[str]], **given: Any) -> bytes:
    return pack(parts({"Report": sheet(rows)}, **given)).getvalue()


PLAIN = parts({"Report": sheet(grid(child(1)))})


def staged(batch: ExtractBatch) -> set[tuple[object, ...]]:
    with rls(county="alder"):
        rows = StagedRow.objects.filter(batch=batch)
        return {
            (key, given, born, bytes(mark))
            for key, given, born, mark in rows.values_list(
                "native_id", "given", "born", "fingerprint"
            )
        }


@pytest.mark.check(69)
def test_a_workbook_is_read_like_the_same_rows_in_text(desk: Desk) -> None:
    rows = [child(number) for number in range(1, 30)]
    batch = desk.read("cws", book(grid(*rows)))
    assert (batch.state, batch.rows_accepted, batch.rows_quarantined) == ("validated", 29, 0)
    told = staged(batch)
    assert len(told) == 29
    desk.reject(batch)
    assert staged(desk.read("cws", text(*rows))) == told


@pytest.mark.check(69)
def test_hidden_sheets_are_reported_and_not_read(desk: Desk) -> None:
    content = parts(
        {"Old": sheet(grid(child(1), child(2))), "Report": sheet(grid(child(3)))}, hidden=["Old"]
    )
    batch = desk.read("cws", pack(content).getvalue())
    assert batch.rows_accepted == 1
    with rls(county="alder"):
        assert [remark[0] for remark in batch.files.get().remarks] == ["workbook_hidden_sheets"]
    assert "idden sheets were not read: Old" in desk.page(batch)


@pytest.mark.check(69)
def test_merged_headers_are_read_through(desk: Desk) -> None:
    header, row = grid(child(1))
    above = ["Client", *[""] * (len(header) - 1)]
    merged = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    content = parts({"Report": sheet([above, header, row], after=merged)})
    assert desk.read("cws", pack(content).getvalue()).rows_accepted == 1


def macros() -> bytes:
    return pack({**PLAIN, "xl/vbaProject.bin": "x"}).getvalue()


def links() -> bytes:
    return pack({**PLAIN, "xl/externalLinks/externalLink1.xml": "<x/>"}).getvalue()


def other_links() -> bytes:
    away = f'<Relationship Id="x" Type="{RELATED}/externalLink" Target="http://x/" '
    return pack(
        parts({"Report": sheet(grid(child(1)))}, extra=away + 'TargetMode="External"/>')
    ).getvalue()


@pytest.mark.check(69)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (macros, "The workbook contains macros; save it as .xlsx, without macros."),
        (links, "The workbook is linked to other files"),
        (other_links, "The workbook is linked to other files"),
    ],
)
def test_macros_and_links_are_refused(desk: Desk, content: Any, sentence: str) -> None:
    response = desk.send("cws", content())
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert written() == 0
    assert desk.send("cws", pack(PLAIN).getvalue()).status_code == 302


@pytest.mark.check(70)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            compound("Root Entry", "EncryptionInfo", "EncryptedPackage").getvalue(),
            "The workbook is protected by a password; save it without one.",
        ),
        (
            compound("Root Entry", "Workbook").getvalue(),
            "This is a workbook in the old Excel format (.xls); save it as .xlsx or as CSV.",
        ),
    ],
)
def test_a_password_and_an_old_format_are_said_in_words(
    desk: Desk, content: bytes, sentence: str
) -> None:
    response = desk.send("cws", content)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert written() == 0


@pytest.mark.check(67)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_entities_are_refused_on_the_page(desk: Desk, part: str) -> None:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    response = desk.send("cws", pack({**PLAIN, part: doctype + str(PLAIN[part])}).getvalue())
    assert response.status_code == 422
    assert "The workbook declares a document type" in response.content.decode()
    assert "root:" not in response.content.decode()
    assert written() == 0


@pytest.mark.check(68)
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: bomb(300).getvalue(), "The file grows to more than 100 times its size"),
        (
            lambda: pack({**PLAIN, **{f"xl/{at}.x": "" for at in range(1_001)}}).getvalue(),
            "The file is packed in more than 1000 parts",
        ),
        (
            lambda: pack({**PLAIN, "xl/a.zip": pack(PLAIN).getvalue()}).getvalue(),
            "The file has another packed file in it",
        ),
        (lambda: pack({**PLAIN, "../a": "x"}).getvalue(), "whose names lead outside of it"),
    ],
)
def test_bombs_are_refused_within_memory_and_time(
    desk: Desk, content: Any, sentence: str, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    sent = content()
    desk.send("cws", b"")  # What the first request of all loads is not counted.
    before, began = _resident(), time.process_time()
    response = desk.send("cws", sent)
    assert time.process_time() - began < 5
    assert _resident() - before < 30_000_000
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert written() == 0
    assert list(tmp_path.iterdir()) == []


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Line(io.RawIOBase):
    """What a browser sends, of which some is never read, or which breaks off."""

    def __init__(self, content: bytes) -> None:
        self.content, self.taken = content, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        end = len(self.content) if size < 0 else self.taken + size
        piece = self.content[self.taken : end]
        self.taken += len(piece)
        return piece


def send_raw(client: Client, line: Line, length: int) -> Any:
    """POST to the upload page what comes over a line, under a stated length."""
    return client.request(
        PATH_INFO=reverse("records:upload"),
        REQUEST_METHOD="POST",
        CONTENT_TYPE=f"multipart/form-data; boundary={MARK}",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": line},
    )


def body(content: bytes, **fields: str) -> bytes:
    said = "".join(
        f'--{MARK}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{MARK}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    return (said + head).encode() + content + f"\r\n--{MARK}--\r\n".encode()


@pytest.mark.check(66)
def test_what_is_too_large_is_refused_before_a_byte_of_it_is_read(desk: Desk) -> None:
    line = Line(b"x" * 1_000)
    began = time.process_time()
    response = send_raw(desk.client, line, 301 << 20)
    assert time.process_time() - began < 5
    assert response.status_code == 413
    assert "The upload is larger than" in response.content.decode()
    assert line.taken == 0
    assert written() == 0


@pytest.mark.fault(10)
def test_a_line_cut_at_half_leaves_neither_rows_nor_files(
    desk: Desk, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    fields = {"program": "cws", "as_of": "2026-11-20", "key": str(uuid.uuid4())}
    whole = body(text(*[child(number) for number in range(3_000)]), **fields)
    desk.client.raise_request_exception = False
    response = send_raw(desk.client, Line(whole[: len(whole) // 2]), len(whole))
    assert response.status_code in (400, 422)
    assert written() == 0
    with rls(county="alder"):
        assert UploadChunk.objects.count() == 0
    assert list(tmp_path.iterdir()) == []
    assert send_raw(desk.client, Line(whole), len(whole)).status_code == 302
    assert written() == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fault(10)
def test_while_a_file_comes_no_directory_lists_it(
    desk: Desk, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who dies in the middle of receiving leaves nothing, since there is nothing with a name."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    seen: list[int] = []
    taken = Line.read

    def read(line: Line, size: int = -1) -> bytes:
        seen.append(len(list(tmp_path.iterdir())))
        return taken(line, size)

    monkeypatch.setattr(Line, "read", read)
    fields = {"program": "cws", "as_of": "2026-11-20", "key": str(uuid.uuid4())}
    whole = body(text(*[child(number) for number in range(8_000)]), **fields)
    assert send_raw(desk.client, Line(whole), len(whole)).status_code == 302
    assert len(seen) > 5
    assert set(seen) == {0}


@pytest.mark.fault(12)
@pytest.mark.parametrize("rows", [10_000, pytest.param(200_000, marks=pytest.mark.drill)])
def test_of_many_rows_the_good_go_in_and_the_bad_one_is_listed(desk: Desk, rows: int) -> None:
    """Of 200,000 in the drills, as that is a load."""
    good = ";".join(child(0).values())
    keys = [f"A{letter}{at:05d}07n" for letter in "abc" for at in range(90_000)][:rows]
    lines = [good.replace("Aa0000007n", key, 1) for key in keys]
    lines[rows - 2] = lines[rows - 2].replace("2016-05-02", "02/30/2016")
    header = ";".join(child(0))
    batch = desk.read("cws", "\n".join([header, *lines]).encode())
    assert (batch.rows_accepted, batch.rows_quarantined, batch.people) == (rows - 1, 1, rows - 1)
    with rls(county="alder"):
        (bad,) = QuarantinedRow.objects.filter(batch=batch)
    assert bad.number == rows
    assert bad.reasons == [["date_impossible", {"column": "dob"}]]
    page = desk.page(batch)
    assert "column dob holds a date that does not exist" in page.replace("Column", "column")


def test_a_workbook_that_breaks_off_midway_fails_in_words(desk: Desk) -> None:
    """The page reads the first rows only; the worker meets the rest."""
    rows = [child(number) for number in range(1, 4_000)]
    broken = sheet(grid(*rows)).replace('<row r="3900">', '<row r="2">')
    batch = desk.read("cws", pack(parts({"Report": broken})).getvalue())
    assert (batch.state, batch.failure_code) == ("failed", "workbook_damaged")
    assert "The workbook is damaged or was cut short" in desk.page(batch)


def test_named_files_are_not_what_the_browser_says_they_are(desk: Desk) -> None:
    response = desk.send("cws", pack(PLAIN).getvalue(), file=named(text(child(1)), "a.xlsx"))
    assert response.status_code == 302
    assert MAIN in str(PLAIN["xl/workbook.xml"])
