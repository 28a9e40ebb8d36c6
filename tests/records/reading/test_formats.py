"""The same data in any format is the same rows; one bad row of very many costs only itself."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.people.identity import Program
from cases.records.reading import ids
from cases.records.reading.profile import Place, Profile
from cases.records.reading.rows import Accepted, Options, Quarantined, read
from tests.records.reading.corpus.workbooks import booked

COLUMNS = (
    "county", "client_id_19", "last", "first", "dob", "ssn", "gender", "case_id_19", "case_start",
    "svc_component", "removal_dt", "next_hearing_type", "worker_name", "limited_access",
)  # fmt: skip
OPTIONS = Options(county="99", as_of=date(2026, 12, 1))
WIDTH = 40

# Letters, marks and figures of names and offices; a cell that begins like a formula is refused in
# every format, and blanks at either end are cut in every format.
words = st.text(
    st.sampled_from("abcdeABCDE ñÑéü’'-.0123456789"), min_size=1, max_size=WIDTH - 2
).map(lambda text: "W" + text.strip())
keys = st.integers(0, ids.MOMENT_LIMIT - 1).map(
    lambda at: ids.to_number(ids.to_key(f"{at:013}000017"))
)
days = st.dates(date(1930, 1, 1), date(2026, 11, 30)).map(lambda day: day.strftime("%m/%d/%Y"))
people = st.fixed_dictionaries(
    {
        "county": st.sampled_from(["99", "Alder", "98", ""]),
        "client_id_19": st.one_of(keys, keys.map(ids.to_key), st.just("6.01569E+17"), st.just("")),
        "last": words,
        "first": words,
        "dob": st.one_of(days, st.sampled_from(["", "02/29/2025", "31/12/2024", "03/14/96"])),
        "ssn": st.one_of(st.just(""), st.from_regex(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", fullmatch=True)),
        "gender": st.sampled_from(["F", "m", "X", "", "odd"]),
        "case_id_19": keys,
        "case_start": st.one_of(st.just(""), days),
        "svc_component": st.sampled_from(["FM", "FR", "Family Reunification", "new text", "ER"]),
        "removal_dt": st.one_of(st.just(""), days),
        "next_hearing_type": st.sampled_from(["", "366.21(e)", "drug court"]),
        "worker_name": words,
        "limited_access": st.sampled_from(["", "N", "S", "R", "??"]),
    }
)

Rows = Sequence[Mapping[str, str]]


def delimited(rows: Rows, delimiter: str) -> bytes:
    lines = [COLUMNS, *([cells[name] for name in COLUMNS] for cells in rows)]
    return "".join(delimiter.join(line) + "\r\n" for line in lines).encode()


def ruled(rows: Rows) -> bytes:
    lines = [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]
    return "\n".join("".join(c[name].ljust(WIDTH) for name in COLUMNS) for c in lines).encode()


def workbook(rows: Rows) -> bytes:
    return booked({"Children": [COLUMNS, *([c[name] for name in COLUMNS] for c in rows)]})


FIXED = Profile(
    Program.CWS,
    "cws_children",
    shape="fixed",
    places=tuple(Place(name, at * WIDTH + 1, WIDTH) for at, name in enumerate(COLUMNS)),
)


def outcomes(content: bytes, profile: Profile | None = None) -> list[Any]:
    found = read(io.BytesIO(content), OPTIONS, profile=profile)
    return [asdict(outcome) for outcome in found]


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=1, max_size=6))
def test_five_formats_give_identical_rows(rows: Rows) -> None:
    expected = outcomes(delimited(rows, ","))
    assert len(expected) == len(rows)
    assert [outcome["number"] for outcome in expected] == list(range(2, len(rows) + 2))
    assert outcomes(delimited(rows, "\t")) == expected
    assert outcomes(delimited(rows, "|")) == expected
    assert outcomes(ruled(rows), FIXED) == expected
    assert outcomes(workbook(rows)) == expected


GOOD = "99,{},Reyes,Rosa,03/14/1996,,F,0YIPkZU0S0,,FM,,,,"


@pytest.mark.fault(12)
def test_row_199_999_of_200_000_is_refused_alone() -> None:
    lines = [GOOD.format(ids.to_key(f"{at:013}000017")) for at in range(200_000)]
    lines[199_998] = lines[199_998].replace("03/14/1996", "02/29/2025")
    content = "\n".join([",".join(COLUMNS), *lines]).encode()
    options = Options(county="99", facts=False)
    taken, refused = 0, []
    for outcome in read(io.BytesIO(content), options):
        if isinstance(outcome, Accepted):
            taken += 1
        else:
            assert isinstance(outcome, Quarantined)
            refused.append((outcome.number, outcome.reasons[0].code, outcome.reasons[0].params))
    assert (taken, refused) == (199_999, [(200_000, "date_impossible", {"column": "dob"})])
