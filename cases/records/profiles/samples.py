"""Sample files: every layout in every format, a handful of fictional people, made on request.

Nothing is stored. Social Security numbers are of the 900 range, which was never issued.
"""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from cases.people.identity import Program
from cases.records.profiles.sheets import fields_of
from cases.records.profiles.words import TOLD
from cases.records.reading.ids import to_number
from cases.records.reading.layouts import Layout
from cases.records.reading.profile import Place, Profile

# Surname, given, middle, sex, born, and who somebody is in a file of parents and in CalWORKs.
_PEOPLE = (
    ("REYES", "ROSA", "ELENA", "F", "03/14/1996", "mother", "aided_adult"),
    ("REYES", "LUIS", "", "M", "05/02/2016", "child", "aided_child"),
    ("PINTO ALDAY", "CARMEN", "", "F", "11/30/1989", "mother", "sanctioned"),
    ("O'HARA", "SEAN", "P", "M", "07/19/1985", "father", "unaided_work_eligible"),
    ("VANG", "MAI", "", "F", "01/08/2021", "child", "aided_child"),
)
_CHILDREN = ("05/02/2016", "08/21/2018", "02/17/2012", "10/10/2014", "01/08/2021")


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: what it is called, the ending of its name, its media type."""

    label: Any
    ending: str
    media: str


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(
        _("Excel workbook"),
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv": Format(_("CSV, with commas"), "csv", "text/csv; charset=utf-8"),
    "semicolon": Format(_("CSV, with semicolons"), "csv", "text/csv; charset=utf-8"),
    "tsv": Format(_("Tab between columns"), "tsv", "text/tab-separated-values; charset=utf-8"),
    "pipe": Format(_("Pipe (|) between columns"), "txt", "text/plain; charset=utf-8"),
    "fixed": Format(_("Fixed width"), "txt", "text/plain; charset=utf-8"),
}


FEDERAL = Format(_("Federal TANF data file"), "txt", "text/plain; charset=utf-8")
TANF_PROFILE = Profile(Program.CALWORKS, "calworks_persons", shape="tanf")


def formats_of(layout: Layout) -> Mapping[str, Format]:
    """The formats in which a layout has a sample."""
    if layout.program is Program.CALWORKS:
        return {**FORMATS, "tanf": FEDERAL}
    return FORMATS


def rows_of(layout: Layout, county: str) -> list[list[str]]:
    """The header line and the rows of a layout's sample, for a county's two-digit code."""
    fields = fields_of(layout)
    rows = [[each.header for each in fields]]
    for number in range(len(_PEOPLE)):
        person = _person(number, layout.grain) | {"county": county}
        rows.append([person.get(each.name, TOLD[each.name].example) for each in fields])
    return rows


def _person(number: int, grain: str) -> dict[str, str]:
    surname, given, middle, sex, born, relation, role = _PEOPLE[number]
    family = min(number, 1) if number < 2 else number
    person = {
        "client_id": to_number(f"Aa{number + 1:05}07n"),
        "case_id": to_number(f"Cc{family + 1:05}07n"),
        "cares_id": "",
        "old_id": "",
        "household_id": f"H-{family + 1}",
        "cin": f"9{number + 1:07}A",
        "case_no": f"1B{family + 1:05}",
        "person_no": f"{number + 1:02}",
        "surname": surname,
        "given": given,
        "middle": middle,
        "suffix": "",
        "sex": sex,
        "born": _CHILDREN[number] if grain == "cws_children" else born,
        "died": "",
        "end": "",
        "end_reason": "",
        "relationship": relation,
        "role": role if grain == "calworks_persons" else relation,
        "ssn": f"900-55-{1200 + number}",
        "removal_on": "",
    }
    return person


def content(kind: str, layout: Layout, county: str) -> bytes:
    """The sample of a layout in one of its formats."""
    if kind == "tanf":
        return _federal()
    return _WRITERS[kind](rows_of(layout, county))


def _delimited(delimiter: str) -> Callable[[list[list[str]]], bytes]:
    def write(rows: list[list[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
        return text.getvalue().encode()

    return write


def _workbook(rows: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Extract")
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fixed(rows: list[list[str]]) -> bytes:
    widths = _widths(rows)
    lines = (
        "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows[1:]
    )
    return "".join(f"{line}\r\n" for line in lines).encode()


def _federal() -> bytes:
    """One quarter's active cases: a family record, then its adults and children."""
    lines, month = [], "202610"
    for number, (_surname, _given, _middle, sex, born, _relation, role) in enumerate(_PEOPLE):
        child = role == "aided_child"
        if not child or number == len(_PEOPLE) - 1:
            case = f"{month}1B{number + 1:09}"
            lines.append(f"T1{case}000  95900 1".ljust(156))
        day, ssn = born[6:] + born[:2] + born[3:5], f"90055{1200 + number}"
        person = f"{day}{ssn}200001{'2' if sex == 'F' else '1'}"
        if child:
            lines.append(f"T3{case}1{person}  04".ljust(156))
        else:
            lines.append(f"T2{case}1 {person}      01".ljust(156))
    trailer = f"TRAILER{len(lines):07}".ljust(23)
    return "".join(f"{line}\r\n" for line in ("HEADER20264A06   TAN1 D", *lines, trailer)).encode()


def _widths(rows: list[list[str]]) -> list[int]:
    """Characters of each column: its longest cell, and one to keep columns apart."""
    return [max(map(len, column)) + 1 for column in zip(*rows, strict=True)]


def places_of(layout: Layout, county: str) -> Profile:
    """The profile under which the sample of fixed width reads."""
    rows = rows_of(layout, county)
    places, start = [], 1
    for header, width in zip(rows[0], _widths(rows), strict=True):
        places.append(Place(header, start, width))
        start += width
    return Profile(layout.program, layout.grain, shape="fixed", places=tuple(places))


_WRITERS: Mapping[str, Callable[[list[list[str]]], bytes]] = {
    "xlsx": _workbook,
    "csv": _delimited(","),
    "semicolon": _delimited(";"),
    "tsv": _delimited("\t"),
    "pipe": _delimited("|"),
    "fixed": _fixed,
}
