"""Workbooks, with titles, totals and sheets that are no extract."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import openpyxl

from cases.people.identity import Program
from cases.records.reading.profile import Profile
from tests.records.reading.corpus.crowd import (
    COLUMNS,
    CWS,
    Crowd,
    Sample,
    plain,
    sample,
    truth,
    truths,
)


def booked(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def grid(people: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    return [list(COLUMNS), *([cells[name] for name in COLUMNS] for cells in people)]


@sample()
def workbook(crowd: Crowd) -> Sample:
    people = crowd.people()
    return plain(people, booked({"Clients": grid(people)}))


@sample()
def workbook_with_days_and_numbers(crowd: Crowd) -> Sample:
    people = [{**cells, "ssn": "7" + cells["ssn"][1:]} for cells in crowd.people()]
    people = [{**cells, "ssn": "712" + cells["ssn"][3:]} for cells in people]
    typed = [
        {**cells, "dob": date.fromisoformat(cells["dob"]), "ssn": int(cells["ssn"]),
         "zip": int(cells["zip"]), "county": 99}
        for cells in people
    ]  # fmt: skip
    return plain(people, booked({"Clients": grid(typed)}))


@sample()
def workbook_with_numbers_that_lost_zeros(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    typed = [people[0], {**people[1], "ssn": 12345678}, people[2]]
    kept = truths(people)
    kept[1] |= {"ssn": "", "ssn_quality": "lost_zero"}
    return Sample(booked({"a": grid(typed)}), kept, flags=frozenset({"ssn_lost_zero"}))


@sample()
def workbook_with_titles_merged_cells_and_a_total(crowd: Crowd) -> Sample:
    people = crowd.people()
    rows = [["CWS clients by office"], [], ["Run date", "12/01/2026"], *grid(people),
            ["Total", len(people)], ["Page 1 of 1"]]  # fmt: skip
    told = frozenset({"remark_title_lines", "remark_totals"})
    return Sample(booked({"Report": rows}), truths(people, 5), remarks=told)


@sample()
def workbook_with_other_and_hidden_sheets(crowd: Crowd) -> Sample:
    people, others = crowd.people(), crowd.people()
    sheets = {"Cover": [["About this report"]], "Old": grid(others), "Data": grid(people)}
    told = frozenset({"remark_sheets_unread", "workbook_hidden_sheets"})
    return Sample(booked(sheets, ["Old"]), truths(people), remarks=told)


@sample()
def workbook_with_a_named_sheet(crowd: Crowd) -> Sample:
    people, others = crowd.people(), crowd.people()
    profile = Profile(Program.CWS, "cws_clients", shape="workbook", sheet="March")
    content = booked({"February": grid(others), "March": grid(people)})
    told = frozenset({"remark_sheets_unread"})
    return Sample(content, truths(people), profile=profile, remarks=told)


@sample()
def workbook_without_the_named_sheet(crowd: Crowd) -> Sample:
    profile = Profile(Program.CWS, "cws_clients", shape="workbook", sheet="March")
    content = booked({"February": grid(crowd.people())})
    return Sample(content, refusal="workbook_sheet_missing", profile=profile)


@sample()
def workbook_with_ids_as_numbers(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    typed = [people[0], {**people[1], "client_id": 601569266278000483}, people[2]]
    kept = [truth(people[0], 2), truth(people[2], 4)]
    return Sample(booked({"a": grid(typed)}), kept, [(3, "excel_damaged_id")])


@sample()
def workbook_with_blank_rows_between(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    head, *rows = grid(people)
    content = booked({"a": [head, [], rows[0], [], [], rows[1], rows[2]]})
    kept = [truth(people[0], 3), truth(people[1], 6), truth(people[2], 7)]
    return Sample(content, kept)


@sample(61)
def workbook_of_heading_only(_crowd: Crowd) -> Sample:
    return Sample(booked({"a": [list(COLUMNS)]}), refusal="header_only")


@sample(61)
def workbook_of_nothing(_crowd: Crowd) -> Sample:
    return Sample(booked({"a": []}), refusal="file_empty")


@sample()
def workbook_where_its_report_should_be_text(crowd: Crowd) -> Sample:
    content = booked({"a": grid(crowd.people())})
    return Sample(content, refusal="shape_unexpected", profile=CWS)
