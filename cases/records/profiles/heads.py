"""The head of a sample file: a few hundred rows, whatever its format and however large it is."""

import io
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cases.records import uploads
from cases.records.reading.workbook import open_workbook

ROWS = 400
SHEETS = 10
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def head_of(content: IO[bytes]) -> bytes:
    """The first rows of a file, as a file of the same kind. Raises Unreadable."""
    content.seek(0)
    if content.read(2) == b"PK":
        return _workbook(content)
    return _lines(uploads.head(content).read())


def _lines(head: bytes) -> bytes:
    """At most ROWS lines, never ending within a quoted cell."""
    if head.startswith(UTF_16):
        head = head.decode("utf-16", errors="ignore").encode("utf-8-sig")
    end, last = 0, 0
    for _line in range(ROWS):
        end = head.find(b"\n", end) + 1
        if not end:
            return head
        if head.count(b'"', 0, end) % 2 == 0:
            last = end
    return head[: last or end]


def _workbook(content: IO[bytes]) -> bytes:
    """The first rows of each sheet, cells as text; hidden sheets by their names alone."""
    found = open_workbook(content)
    book = Workbook(write_only=True)
    for name in found.sheets[:SHEETS]:
        sheet = book.create_sheet(name)
        written = 0
        for number, cells in found.rows(name):
            if number > 2 * ROWS:
                break
            for _blank in range(written + 1, number):
                sheet.append([])
            sheet.append([_text(sheet, cell) for cell in cells])
            written = number
            if written >= ROWS:
                break
    for name in found.hidden[:SHEETS]:
        book.create_sheet(name).sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: object, text: str) -> Any:
    """A cell that is text and never a formula."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    return cell
