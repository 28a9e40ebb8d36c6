"""The list of refused rows as a table file. No cell of it can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cases.records.refusals.listing import Line, Listing
from linkages.exports import cell

WIDEST, NARROWEST = 60, 6  # characters
# What XML cannot carry.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
FORBIDDEN_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
TITLE_LENGTH = 31


def _last_columns() -> list[str]:
    return [_("Row"), _("Column"), _("Reason"), _("What to do")]


def _told(line: Line) -> list[str | int]:
    return [line.number, line.column, line.reason, line.remedy]


def as_csv(listings: Sequence[Listing], rest: str) -> bytes:
    """RFC 4180, UTF-8 with mark. Files of one batch share a table under the columns of all."""
    headers = list(dict.fromkeys(name for listing in listings for name in listing.headers))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(name) for name in [*headers, _("File"), *_last_columns()]])
    for listing in listings:
        for line in listing.lines:
            own = dict(zip(listing.headers, line.cells, strict=True))
            texts = [own.get(name, "") for name in headers]
            writer.writerow([cell(text) for text in [*texts, listing.part, *_told(line)]])
    if rest:
        writer.writerow([cell(rest)])
    return out.getvalue().encode("utf-8-sig")


def as_workbook(listings: Sequence[Listing], rest: str) -> bytes:
    """A sheet a file, widths fitted, headings bold and standing still."""
    book = Workbook(write_only=True)
    for listing in listings:
        heads = [*listing.headers, *_last_columns()]
        rows: list[list[str | int]] = [[*line.cells, *_told(line)] for line in listing.lines]
        if rest and listing is listings[-1]:
            rows.append([rest])
        _sheet(book, listing.part, heads, rows)
    if not listings:
        _sheet(book, _("Refused rows"), _last_columns(), [[rest]] if rest else [])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(
    book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[str | int]]
) -> None:
    listed = list(rows)
    sheet = book.create_sheet(FORBIDDEN_IN_TITLES.sub(" ", title)[:TITLE_LENGTH])
    sheet.freeze_panes = "A2"
    for place, head in enumerate(heads):
        longest = max((len(str(r[place])) for r in listed if len(r) == len(heads)), default=0)
        width = min(WIDEST, max(NARROWEST, longest, len(head)) + 2)
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.append([_text(sheet, head, bold=True) for head in heads])
    for row in listed:
        sheet.append([_text(sheet, value) if isinstance(value, str) else value for value in row])


def _text(sheet: object, value: str, *, bold: bool = False) -> Any:
    """A cell that is text whatever it begins with, and stays so when somebody edits it."""
    written = WriteOnlyCell(sheet, value=UNWRITABLE.sub(" ", value))
    written.data_type = "s"
    written.quotePrefix = True
    if bold:
        written.font = Font(bold=True)
    return written
