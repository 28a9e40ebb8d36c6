"""Files of fictional people for the benchmark of intake: as large as wanted, in five formats.

Everything is drawn from one seed, row by row, and written as it is drawn.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from cases.records.demodata.names import CULTURES

COUNTY = "99"
CHILDREN = (
    "county", "client_id_19", "last", "first", "middle", "dob", "est_dob", "ssn", "cin", "gender",
    "lang", "case_id_19", "case_start", "svc_component", "svc_comp_start", "intervention",
    "removal_dt", "placement_type", "next_hearing_dt", "next_hearing_type", "case_plan_eff",
    "case_plan_due", "special_project", "worker_name", "worker_id", "unit", "office",
    "limited_access",
)  # fmt: skip
PERSONS = (
    "county", "case_no", "program_status", "aid_code", "begin", "person_no", "cin", "ssn", "last",
    "first", "dob", "gender", "role", "wtw_status", "ew_id",
)  # fmt: skip
DAYS = frozenset({"dob", "case_start", "svc_comp_start", "removal_dt", "next_hearing_dt",
                  "case_plan_eff", "case_plan_due", "begin"})  # fmt: skip
WIDTH = 24  # characters of a column of fixed width
TODAY = date(2026, 11, 20)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

Cells = Sequence[str]


def children(rows: int, seed: int = 1) -> Iterator[Cells]:
    """Rows of the CWS file of children: siblings share a case, one in ten has a second one."""
    chance, names = Random(seed), _Names(seed)
    for at in range(rows):
        second = at % 10 == 9
        child = at - 1 if second else at
        case = at // 2 if not second else rows + at
        yield _child(chance, names, child, case, second=second)


def _child(chance: Random, names: "_Names", child: int, case: int, *, second: bool) -> Cells:
    born = TODAY - timedelta(days=child * 7 % 6500)
    began = TODAY - timedelta(days=case * 3 % 900)
    component = "FM" if second else ("FM", "FR", "PP", "ER")[child % 4]
    placed = component in ("FR", "PP")
    return (
        COUNTY, _key("C", child), names.last(child), names.first(child),
        chance.choice("ABCDEFGH "), born.isoformat(), "N", f"900{child % 1_000_000:06d}", "",
        "FM"[child % 2], chance.choice(("English", "Spanish", "")), _key("F", case),
        began.isoformat(), component, began.isoformat(), "Court" if placed else "Voluntary",
        began.isoformat() if placed else "", "Foster home" if placed else "",
        (TODAY + timedelta(days=chance.randint(1, 180))).isoformat() if placed else "",
        "Review" if placed else "", began.isoformat(),
        (began + timedelta(days=180)).isoformat(), "None", "LEE KIM", f"CW{case % 400:03d}",
        f"U{case % 40:02d}", "Main Street", "S" if child % 500 == 0 else "N",
    )  # fmt: skip


def persons(seed: int = 2) -> Iterator[Cells]:
    """Rows of the CalWORKs file of persons, without an end: three people a case."""
    chance, names = Random(seed), _Names(seed)
    at = 0
    while True:
        case, who = divmod(at, 3)
        born = TODAY - timedelta(days=9_000 + at * 5 % 9_000 if who == 0 else at * 7 % 6_500)
        yield (
            COUNTY, f"1B{case:07d}", "Active", "30", "2026-01-01", f"{who + 1:02d}",
            f"9{at % 10_000_000:07d}A", f"900{at % 1_000_000:06d}", names.last(case),
            names.first(at), born.isoformat(), "FM"[at % 2],
            "Aided Adult" if who == 0 else "Aided Child", "", f"EW{chance.randint(100, 499)}",
        )  # fmt: skip
        at += 1


class _Names:
    """Names by their frequency, from a table that was drawn once."""

    def __init__(self, seed: int) -> None:
        chance = Random(seed)
        shares = list(accumulate(culture.share for culture in CULTURES))
        drawn = chance.choices(CULTURES, cum_weights=shares, k=20_011)
        self._last = [chance.choice(culture.surnames) for culture in drawn]
        self._first = [chance.choice(culture.girls + culture.boys) for culture in drawn]

    def last(self, at: int) -> str:
        return self._last[at * 7 % len(self._last)]

    def first(self, at: int) -> str:
        return self._first[at * 13 % len(self._first)]


def _key(letter: str, number: int) -> str:
    """A CWS key of ten characters."""
    text = ""
    while number:
        number, digit = divmod(number, 62)
        text = DIGITS[digit] + text
    return f"{letter}a{text:0>5}07n"


def write_text(path: Path, header: Cells, rows: Iterable[Cells], delimiter: str) -> None:
    """A file with a delimiter."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(delimiter.join(header) + "\r\n")
        for row in rows:
            out.write(delimiter.join(row) + "\r\n")


def write_up_to(path: Path, size: int, header: Cells, rows: Iterable[Cells]) -> int:
    """A CSV of so many bytes; how many rows it has."""
    count = written = 0
    with path.open("wb") as out:
        out.write((",".join(header) + "\r\n").encode())
        for row in rows:
            written += out.write((",".join(row) + "\r\n").encode())
            count += 1
            if written >= size:
                break
    return count


def write_fixed(path: Path, rows: Iterable[Cells]) -> None:
    """A file of fixed width, which has no header."""
    with path.open("w", encoding="utf-8", newline="") as out:
        for row in rows:
            out.write("".join(cell.ljust(WIDTH) for cell in row) + "\r\n")


def write_workbook(path: Path, header: Cells, rows: Iterable[Cells]) -> None:
    """A workbook as Excel writes one: shared texts, days as numbers in a format of days."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in PARTS.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f"<worksheet {MAIN}><sheetData>".encode())
            part.write(_line(1, header, (), texts).encode())
            for number, row in enumerate(rows, start=2):
                part.write(_line(number, row, header, texts).encode())
            part.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'<sst {MAIN} uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                part.write(f"<si><t>{escape(text)}</t></si>".encode())
            part.write(b"</sst>")


def _line(number: int, row: Cells, header: Cells, texts: dict[str, int]) -> str:
    cells = []
    for at, cell in enumerate(row):
        place = f"{_LETTERS[at]}{number}"
        if not cell:
            continue
        if header and header[at] in DAYS:
            days = (date.fromisoformat(cell) - date(1899, 12, 30)).days
            cells.append(f'<c r="{place}" s="1"><v>{days}</v></c>')
        else:
            shared = texts.setdefault(cell, len(texts))
            cells.append(f'<c r="{place}" t="s"><v>{shared}</v></c>')
    return f'<row r="{number}" spans="1:{len(row)}">{"".join(cells)}</row>'


_LETTERS = [*(chr(65 + at) for at in range(26)), *(f"A{chr(65 + at)}" for at in range(26))]
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" '
    f'Type="{RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATED}"><sheets>'
    '<sheet name="Report" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="s" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="t" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="f" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    "</cellXfs></styleSheet>",
}
