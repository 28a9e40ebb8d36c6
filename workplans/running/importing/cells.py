"""An Excel workbook or a CSV file as lines of cells, within limits. Nothing in it is run."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from linkages.exports import FORMULA

MOST_BYTES = 2_000_000
MOST_EXPANDED = 40_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
MOST_SHEETS = 40
MOST_LETTERS = 10_000
# Blank rows, however formatted, are passed over up to here.
MOST_ROWS_LOOKED_AT = 20_000
ENCODINGS = ("utf-8-sig", "cp1252")

Value = str | date


class Unreadable(Exception):
    """The file as a whole cannot be read. str(error) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row with anything in it: where it stands, and column (1 is A) to what the cell says."""

    sheet: str
    row: int
    cells: dict[int, Value]

    def place(self, column: int) -> str:
        """As people say it: Plan!B7; B7 in a file with a single sheet."""
        spot = f"{get_column_letter(column)}{self.row}"
        return f"{self.sheet}!{spot}" if self.sheet else spot


def lines_of(content: bytes) -> list[Line]:
    """Every line of the file in its order. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MB. A work plan needs far less."))
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Unreadable(_("This is an old or locked Excel file. Save it as .xlsx and try again."))
    found = _workbook(content) if content[:2] == b"PK" else _csv(content)
    lines: list[Line] = []
    for line in found:
        if len(lines) == MOST_ROWS:
            raise Unreadable(_("The file has more than 5,000 rows. A work plan needs far fewer."))
        _refuse_giants(line)
        lines.append(line)
    if not lines:
        raise Unreadable(_("The file is empty."))
    return lines


def _refuse_giants(line: Line) -> None:
    """Nothing is cut off in silence."""
    for column, value in line.cells.items():
        if column > MOST_COLUMNS or len(str(value)) > MOST_LETTERS:
            told = {"place": line.place(column)}
            raise Unreadable(
                _("Cell %(place)s is too far to the right, or holds more than 10,000 letters.")
                % told
            )


def _workbook(content: bytes) -> Iterator[Line]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets
        if len(sheets) > MOST_SHEETS:
            raise Unreadable(_("The file has more than 40 sheets. A work plan needs far fewer."))
        alone = len(sheets) == 1
        for sheet in sheets:
            yield from _sheet("" if alone else str(sheet.title), sheet)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        EOFError,
        SyntaxError,  # what the parser of XML raises is one
        OSError,
    ) as trouble:
        raise Unreadable(
            _("This file cannot be opened. Save it again as .xlsx or CSV.")
        ) from trouble


def _refuse_bombs(content: bytes) -> None:
    """Before anything is expanded: the sizes that the archive states, which it is held to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = sum(part.file_size for part in archive.infolist())
            names = archive.namelist()
    except zipfile.BadZipFile as trouble:
        raise Unreadable(
            _("This file cannot be opened. Save it again as .xlsx or CSV.")
        ) from trouble
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is neither an Excel workbook (.xlsx) nor a CSV file."))
    if whole > MOST_EXPANDED:
        raise Unreadable(_("This workbook is far larger than it looks, so it is not opened."))


def _sheet(title: str, sheet: Any) -> Iterator[Line]:
    # What a workbook states about its size may be wrong, and may be millions of blank rows.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS_LOOKED_AT, values_only=True)
    for number, row in enumerate(rows, start=1):
        cells = {
            column: value
            for column, found in enumerate(row, start=1)
            if (value := _value(found)) != ""
        }
        if cells:
            yield Line(title, number, cells)


def _csv(content: bytes) -> Iterator[Line]:
    text = _text(content)
    separator = max(
        ",;\t", key=lambda each: sum(line.count(each) for line in text.split("\n")[:50])
    )
    csv.field_size_limit(MOST_LETTERS * 4)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        for number, row in enumerate(rows, start=1):
            cells = {
                column: value
                for column, found in enumerate(row[: MOST_COLUMNS + 1], start=1)
                if (value := _value(_bare(found))) != ""
            }
            if cells:
                yield Line("", number, cells)
    except csv.Error as trouble:
        raise Unreadable(
            _("This is neither an Excel workbook (.xlsx) nor a CSV file.")
        ) from trouble


def _text(content: bytes) -> str:
    if b"\0" in content:
        raise Unreadable(_("This is neither an Excel workbook (.xlsx) nor a CSV file."))
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of this file cannot be read. Save it as CSV UTF-8."))


def _bare(text: str) -> str:
    """Without the sign that keeps a spreadsheet from running it; see `shielded`."""
    rest = text[1:]
    return rest if text.startswith("'") and rest.lstrip(" ").startswith((*FORMULA, "'")) else text


def shielded(text: str) -> str:
    """The text as no spreadsheet runs it, in a way that reading takes back."""
    return f"'{text}" if text.lstrip(" ").startswith((*FORMULA, "'")) else text


def _value(found: Any) -> Value:
    """A day or a text; numbers and truths as a person would have typed them."""
    if isinstance(found, datetime):
        return found.date()
    if isinstance(found, date):
        return found
    if found is None:
        return ""
    if isinstance(found, bool):
        return "x" if found else ""
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    text = str(found).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    return text.replace("\0", "").strip()
