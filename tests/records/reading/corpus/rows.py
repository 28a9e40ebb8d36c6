"""Rows whose dates, numbers, ids or texts are damaged, and must be refused alone."""

from datetime import date
from typing import Any

from cases.people.identity import Program
from cases.records.reading import ids
from cases.records.reading.profile import Profile
from cases.records.reading.row import Options
from tests.records.reading.corpus.crowd import (
    ALDER,
    COLUMNS,
    Cells,
    Crowd,
    Sample,
    plain,
    sample,
    text,
    truth,
    truths,
)


def _one_bad(crowd: Crowd, code: str, *, at: int = 2, **cells: str) -> Sample:
    """Five people of whom the third is refused for one cell."""
    people = crowd.people(5, plain=True)
    written = [{**person} for person in people]
    written[at] |= cells
    kept = [truth(cells, number + 2) for number, cells in enumerate(people) if number != at]
    return Sample(text(written).encode(), kept, [(at + 2, code)])


def _flagged(crowd: Crowd, flag: str, stated: Cells, **read: Any) -> Sample:
    """Three people of whom the second is taken with a remark."""
    people = crowd.people(3, plain=True)
    written = [people[0], {**people[1], **stated}, people[2]]
    kept = truths(people)
    kept[1] |= read
    return Sample(text(written).encode(), kept, flags=frozenset({flag}))


def _dated(name: str, stated: str, code: str) -> None:
    def builder(crowd: Crowd) -> Sample:
        return _one_bad(crowd, code, dob=stated)

    builder.__name__ = f"date_{name}"
    sample(63)(builder)


_dated("that_does_not_exist", "02/29/2025", "date_impossible")
_dated("day_first", "31/12/2024", "date_impossible")
_dated("of_two_digits", "03/14/96", "date_two_digit_year")
_dated("of_zeros", "0000-00-00", "date_impossible")
_dated("in_words", "14th of March 1996", "date_unreadable")


@sample(63)
def date_as_excel_number(crowd: Crowd) -> Sample:
    return _flagged(crowd, "date_excel_serial", {"dob": "45000"}, born=None)


@sample(63)
def dates_day_first_by_profile(crowd: Crowd) -> Sample:
    people = crowd.people(20)
    written = [
        {**cells, "dob": date.fromisoformat(cells["dob"]).strftime("%d/%m/%Y")} for cells in people
    ]
    profile = Profile(Program.CWS, "cws_clients", date_order="dmy")
    return plain(people, text(written).encode(), profile=profile)


@sample(63)
def dates_month_first(crowd: Crowd) -> Sample:
    people = crowd.people(20)
    form = crowd.chance.choice(("%m/%d/%Y", "%m-%d-%Y", "%m%d%Y", "%d-%b-%Y", "%Y/%m/%d"))
    written = [
        {**cells, "dob": date.fromisoformat(cells["dob"]).strftime(form)} for cells in people
    ]
    return plain(people, text(written).encode())


@sample(63)
def dates_of_two_orders_under_a_profile_that_wants_the_year_first(crowd: Crowd) -> Sample:
    people = crowd.people(2)
    written = [people[0], {**people[1], "dob": "03/04/1996"}]
    profile = Profile(Program.CWS, "cws_clients", date_order="ymd")
    kept = truths(people[:1])
    return Sample(text(written).encode(), kept, [(3, "date_unreadable")], profile=profile)


def _numbered(name: str, stated: str, flag: str, quality: str) -> None:
    def builder(crowd: Crowd) -> Sample:
        return _flagged(crowd, flag, {"ssn": stated}, ssn="", ssn_quality=quality)

    builder.__name__ = f"ssn_{name}"
    sample(64)(builder)


_numbered("of_area_000", "000123456", "ssn_invalid", "invalid")
_numbered("of_area_666", "666-12-3456", "ssn_invalid", "invalid")
_numbered("of_area_9xx", "987-65-4321", "ssn_invalid", "invalid")
_numbered("from_an_advertisement", "078-05-1120", "ssn_invalid", "invalid")
_numbered("with_a_lost_zero", "12345678", "ssn_lost_zero", "lost_zero")
_numbered("with_two_lost_zeros", "1234567", "ssn_lost_zero", "lost_zero")
_numbered("that_is_a_stand_in", "12345678P", "ssn_pseudo", "pseudo")


@sample(64)
def ssn_with_spaces(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    written = [
        {**cells, "ssn": f" {cells['ssn'][:3]} {cells['ssn'][3:5]} {cells['ssn'][5:]} "}
        for cells in people
    ]
    return plain(people, text(written).encode())


@sample(64)
def ssn_zeros_restored_where_confirmed(crowd: Crowd) -> Sample:
    people = [{**cells, "ssn": "0" + cells["ssn"][1:]} for cells in crowd.people(4)]
    people = [{**cells, "ssn": "012" + cells["ssn"][3:]} for cells in people]
    written = [{**cells, "ssn": cells["ssn"].lstrip("0")} for cells in people]
    options = Options(county="99", as_of=ALDER.as_of, restore_zeros=True)
    return plain(people, text(written).encode(), options=options)


@sample()
def id_in_exponent_form(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "excel_damaged_id", client_id="6.01569E+17")


@sample()
def id_cut_to_fifteen_digits(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "excel_damaged_id", client_id="0601569266278000000")


@sample()
def id_out_of_range(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "cws_id_out_of_range", client_id="9999-9999-9999-9999999")


@sample()
def ids_in_every_form(crowd: Crowd) -> Sample:
    people = crowd.people(6)
    written = [{**cells} for cells in people]
    for at, cells in enumerate(written):
        number = cells["client_id"]
        if at % 3 == 1 and not number.endswith("0000"):
            cells["client_id"] = number.replace("-", "")
        elif at % 3 == 2:
            cells["client_id"] = ids.to_key(number)
    return plain(people, text(written).encode())


@sample(61)
def row_with_null(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_null_character", last_name="Ro\0sa")


@sample(61)
def row_with_bell(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_control_character", last_name="Ro\x07sa")


@sample(61)
def row_with_formula(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "text_formula", last_name="=cmd|' /C calc'!A0")


@sample(61)
def row_with_endless_cell(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_too_long", last_name="x" * 1_000_000)


@sample(61)
def row_with_quote_that_never_ends(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "row_unbalanced_quote", last_name='"Open')


@sample(61)
def row_with_bare_carriage_return(crowd: Crowd) -> Sample:
    people = crowd.people(3, plain=True)
    head, *rows = text(people).splitlines()
    rows[1] = rows[1].replace(people[1]["last_name"], "Del\rgado", 1)
    raw = "\r\n".join([head, *rows]).encode()
    kept = [truth(people[0], 2), truth(people[2], 5)]
    return Sample(raw, kept, [(3, "row_cell_count"), (4, "row_cell_count")])


@sample()
def row_cut_off_at_the_end(crowd: Crowd) -> Sample:
    people = crowd.people(4)
    raw = text(people)
    cut = raw[: raw.rindex("99") - 12]
    return Sample(cut.encode(), truths(people[:3]), [(5, "row_cell_count")])


@sample()
def row_of_another_county(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "county_other", county="98")


@sample()
def row_without_a_name(crowd: Crowd) -> Sample:
    return _one_bad(crowd, "name_missing", last_name="", first_name="")


@sample()
def rows_about_the_reporter(crowd: Crowd) -> Sample:
    people = crowd.people(3)
    written = [{**cells, "relationship": "Mother"} for cells in people]
    written[1]["relationship"] = "Reporting party"
    kept = [truth(people[0], 2), truth(people[2], 4)]
    raw = text(written, [*COLUMNS, "relationship"])
    return Sample(raw.encode(), kept, omitted=[(3, "reporter_not_loaded")])
