"""Files that people take out as tables: the one function that makes them.

Cells cannot become formulas, the name of the file says nothing about anybody, and the audit event
names the file's id, whoever it is about, and the purpose "export".
"""

import csv
import io
import uuid
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from linkages import audit

PURPOSE = "export"
# From 500 rows on a file needs a reason and a second person; no such file is made here.
MOST_ROWS = 499
# What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|")


class TooManyRows(Exception):
    """More rows than may leave without a second person."""


def csv_file(
    kind: str, header: Sequence[str], rows: Iterable[Sequence[str]], *, subjects: set[uuid.UUID]
) -> HttpResponse:
    """A CSV of at most MOST_ROWS rows, noted in the open audit trail; raises TooManyRows."""
    listed = [[cell(each) for each in row] for row in rows]
    if len(listed) > MOST_ROWS:
        raise TooManyRows
    file_id = uuid.uuid4()
    audit.note({file_id, *subjects}, purpose=PURPOSE)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([cell(each) for each in header])
    writer.writerows(listed)
    # With a byte-order mark, without which Excel takes accents for something else.
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{file_id.hex[:8]}.csv"'
    return response


def cell(value: object) -> str:
    """The value as text that no spreadsheet runs."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
