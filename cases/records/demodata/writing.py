"""The extracts as files, each county in its own form, with a few rows that no county wants.

Alder delivers dates as `MM/DD/YYYY`, dashed CWS numbers and UTF-8; Birch delivers ISO dates,
Windows-1252 from child welfare, and the ten-character keys in its second file.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from cases.records.demodata.extracts import CALWORKS, CHILDREN, OTHERS, Cells, extracts_of
from cases.records.demodata.people import Person
from cases.records.demodata.places import PLACES, Places
from cases.records.demodata.population import populate
from cases.records.demodata.weeks import Table, first_week, second_week
from cases.records.reading.ids import to_number

DATES = frozenset(
    name
    for name in (*CHILDREN, *OTHERS, *CALWORKS)
    if name.endswith(("_dt", "_eff", "_due", "_start", "_begin", "_end"))
    or name in ("dob", "begin", "end")
)


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of one county: this week's three, next week's three, and who is who.

    `truth` has `client_id_19,cin,tags`, one line per person whom both programs know.
    """

    children: Path
    others: Path
    calworks: Path
    next_children: Path
    next_others: Path
    next_calworks: Path
    truth: Path


@dataclass(frozen=True, slots=True)
class Form:
    """How a county's reports print: delimiter, encodings, dates and CWS ids."""

    delimiter: str
    cws_encoding: str
    calworks_encoding: str
    day: Callable[[date], str]
    id_in_others: Callable[[str], str]


FORMS = {
    "alder": Form(";", "utf-8", "utf-8-sig", lambda day: day.strftime("%m/%d/%Y"), to_number),
    "birch": Form(",", "cp1252", "utf-8", date.isoformat, str),
}


def write_demo(
    county: str,
    folder: Path,
    today: date,
    seed: int = 1,
    scale: float = 1.0,
    places: Places | None = None,
) -> DemoFiles:
    """Write the extracts of a demonstration county (`alder` or `birch`) into a folder.

    The same arguments write the same bytes. `scale` multiplies the number of families; `places`
    stands in for the county's own, for instance with more families.
    """
    population = populate(places or PLACES[county], today, seed, scale)
    extracts = extracts_of(population)
    folder.mkdir(parents=True, exist_ok=True)
    weeks = (
        ("", first_week(extracts)),
        ("-next-week", second_week(extracts, today, population.random)),
    )
    paths = [
        path
        for ending, tables in weeks
        for path in _write_week(folder, county, ending, tables, population.random)
    ]
    truth = folder / f"{county}-truth.csv"
    _write_truth(truth, extracts.truth.values())
    this, following = paths[:3], paths[3:]
    return DemoFiles(this[0], this[1], this[2], following[0], following[1], following[2], truth)


def _write_week(
    folder: Path, county: str, ending: str, tables: tuple[Table, Table, Table], random: Random
) -> Iterable[Path]:
    form = FORMS[county]
    children, others, calworks = (_printed(table, form, random) for table in tables)
    dashed, short = to_number, form.id_in_others
    week = (
        ("cws-children", CHILDREN, form.cws_encoding, _with_ids(children, dashed)),
        ("cws-others", OTHERS, form.cws_encoding, _with_ids(others, short)),
        ("calworks", CALWORKS, form.calworks_encoding, calworks),
    )
    for name, columns, encoding, rows in week:
        path = folder / f"{county}-{name}{ending}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(
                file, columns, delimiter=form.delimiter, restval="", extrasaction="ignore"
            )
            writer.writeheader()
            writer.writerows(rows)
            writer.writerows(_unwanted(name, rows, county))
        yield path


def _printed(table: Table, form: Form, random: Random) -> list[Cells]:
    rows = [
        {
            name: form.day(date.fromisoformat(text)) if text and name in DATES else text
            for name, text in cells.items()
        }
        for _, cells in table
    ]
    random.shuffle(rows)
    return rows


def _with_ids(rows: list[Cells], printed: Callable[[str], str]) -> list[Cells]:
    return [
        {
            **cells,
            "client_id_19": printed(cells["client_id_19"]),
            "case_id_19": printed(cells["case_id_19"]),
        }
        for cells in rows
    ]


def _unwanted(name: str, rows: list[Cells], county: str) -> list[Cells]:
    """Rows that have to be quarantined: damaged by Excel, impossible dates, another county's."""
    other = next(place.code for place in PLACES.values() if place.slug != county)
    model = rows[0]
    if name == "calworks":
        return [
            {**model, "dob": "02/29/2025", "case_no": "1B2K111", "cin": "90000001A"},
            {**model, "dob": "7/4/98", "case_no": "1B2K112", "cin": "90000002A"},
            {**model, "county": other, "case_no": "1B2K113", "cin": "90000003A"},
            {**model, "case_no": "6.01569E+17", "cin": "90000004A"},
        ]
    damaged = {**model, "client_id_19": "6.01569E+17", "case_id_19": "6.01569E+17"}
    impossible = {**model, "dob": "31/12/2024"}
    if name == "cws-others":
        return [damaged, impossible]
    return [damaged, impossible, {**model, "county": other}]


def _write_truth(path: Path, persons: Iterable[Person]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("client_id_19", "cin", "tags"))
        for person in persons:
            tags = ";".join(sorted({person.culture.code, *person.tags}))
            writer.writerow((to_number(person.client), person.cin, tags))
