"""The first look at a file: columns guessed with a reason, and nothing shown that may not be."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import pytest

from cases.people.identity import Program
from cases.records.reading.previewing import Preview, preview
from cases.records.reading.profile import Profile
from cases.records.reading.rows import Accepted, Quarantined, Unreadable
from tests.records.reading.corpus import build
from tests.records.reading.corpus.workbooks import booked
from tests.records.reading.extracts import ALDER, CHILDREN, PERSON, ROW, SIMPLE, lines

CHILD = {
    "county": "99",
    "client_id_19": "AadfKnG07n",
    "case_id_19": "0YIPkZU0S0",
    "last": "Reyes",
    "first": "Rosa",
    "dob": "01/02/2010",
    "svc_component": "FM",
}


def previewed(
    columns: Sequence[str], rows: Sequence[Mapping[str, str]], profile: Profile | None = None
) -> Preview:
    return preview(io.BytesIO(lines(columns, rows).encode()), ALDER, profile)


def test_known_names_are_guessed_surely() -> None:
    found = previewed(CHILDREN, [CHILD])
    assert {guess.column for guess in found.guesses} == set(CHILDREN)
    assert all(guess.sure and guess.why == "guess_name" for guess in found.guesses)
    assert (found.shape, found.delimiter, found.trouble) == ("delimited", ",", None)
    assert [type(outcome) for outcome in found.outcomes] == [Accepted]
    assert found.samples[0][CHILDREN.index("last")] == "Reyes"


def strange(count: int = 40) -> list[dict[str, str]]:
    return [
        {
            "A": f"AadfK{at:02}07n",
            "B": f"0YIPkZU0S{at % 3}",
            "C": f"{at % 12 + 1:02}/03/{1940 + at * 2}",
            "D": f"{at + 100}-45-{6000 + at}",
            "E": "FM"[at % 2],
            "F": f"9{at:07}A",
            "G": f"9560{at % 9}",
            "Clt Lst Nm (last)": "Reyes",
            "H": ("FM", "FR", "PP")[at % 3],
        }
        for at in range(count)
    ]


def test_other_columns_are_guessed_by_their_values() -> None:
    rows = strange()
    found = previewed(list(rows[0]), rows)
    told = {guess.column: (guess.field, guess.why) for guess in found.guesses}
    assert told == {
        "A": ("client_id", "guess_cws_id"),
        "B": ("case_id", "guess_cws_id"),
        "C": ("born", "guess_dates"),
        "D": ("ssn", "guess_ssn"),
        "E": ("sex", "guess_codes"),
        "F": ("cin", "guess_cin"),
        "G": ("postal", "guess_postal"),
        "H": ("service_component", "guess_codes"),
        "Clt Lst Nm (last)": ("surname", "guess_name_part"),
    }
    assert not any(guess.sure for guess in found.guesses)
    assert found.trouble and found.trouble.code == "columns_missing"
    assert found.outcomes == [] and len(found.samples) == 40
    shares = {guess.column: dict(guess.params) for guess in found.guesses}
    assert shares["D"] == {"share": "100"}
    assert shares["C"] == {"first": "1940", "last": "2018"}


def test_share_is_told_and_few_values_prove_nothing() -> None:
    rows = strange(20)
    for cells in rows[:2]:
        cells["D"] = "none"
    found = previewed(list(rows[0]), rows)
    (guess,) = [guess for guess in found.guesses if guess.column == "D"]
    assert guess.params == {"share": "90"}
    assert [guess.column for guess in previewed(["D", "Z"], rows[:2]).guesses] == []


def test_dates_within_one_year_are_nobodys_births() -> None:
    rows = [{"Z": f"2026-01-{at + 1:02}", "Y": "zz"} for at in range(20)]
    assert previewed(["Z", "Y"], rows).guesses == ()


def test_columns_that_must_not_be_stored_are_neither_guessed_nor_shown() -> None:
    marker = "123-45-6789"
    columns = [*SIMPLE, "Reporter SSN", "A-Number", "dv_flag"]
    forbidden = dict.fromkeys(columns[-3:], marker)
    for profile in (None, Profile(Program.CWS, "cws_clients")):
        found = previewed(columns, [{**ROW, **forbidden}] * 5, profile)
        assert marker not in json.dumps(asdict(found), default=str)
        assert not {guess.column for guess in found.guesses} & set(forbidden)
    found = previewed([*columns[-3:], "x", "y"], [{**forbidden, "x": "1", "y": "2"}] * 5)
    assert found.guesses == ()
    assert marker not in json.dumps(asdict(found), default=str)
    torn = lines(columns, [ROW]) + f"x,{marker}\n"
    assert marker not in json.dumps(asdict(preview(io.BytesIO(torn.encode()), ALDER)), default=str)


def test_rows_and_texts_that_are_not_loaded_are_not_shown() -> None:
    reporter = {**ROW, "role": "", "relationship": "Reporting party", "last_name": "Informer"}
    free = {**ROW, "relationship": "", "notes": "sobriety plan"}
    found = previewed([*SIMPLE, "relationship", "notes"], [reporter, free])
    shown = json.dumps(found.samples)
    assert "Informer" not in shown and "sobriety" not in shown
    assert len(found.samples) == len(found.outcomes) == 2


def test_texts_of_codes_are_counted_with_what_they_are_read_as() -> None:
    texts = ["FM", "fm", "Fam. Mtn.", "Fam. Mtn.", ""]
    rows = [{**CHILD, "svc_component": text} for text in texts]
    assert previewed(CHILDREN, rows).codes_seen["service_component"] == {
        "FM": (1, "FM"),
        "fm": (1, "FM"),
        "Fam. Mtn.": (2, None),
    }
    profile = Profile(Program.CWS, "cws_children", codes={"service_component": {"fammtn": "FM"}})
    seen = previewed(CHILDREN, rows, profile).codes_seen["service_component"]
    assert seen["Fam. Mtn."] == (2, "FM")


def test_restricted_people_are_in_no_count() -> None:
    rows = [
        {**CHILD, "gender": "F"},
        {**CHILD, "gender": "F", "limited_access": "S"},
        {**CHILD, "gender": "M", "limited_access": "R"},
        {**CHILD, "gender": "M", "limited_access": "V.I.P."},
    ]
    seen = previewed(CHILDREN, rows).codes_seen
    assert seen["sex"] == {"F": (1, "F")}
    assert seen["limited_access"] == {"V.I.P.": (0, None)}
    assert previewed(CHILDREN, rows[:1]).codes_seen["sex"] == seen["sex"]


def test_at_most_so_many_rows() -> None:
    rows = [{**PERSON, "cin": f"9{at:07}A"} for at in range(2_100)]
    found = previewed([*PERSON], rows)
    assert (len(found.samples), len(found.outcomes)) == (50, 50)
    assert [reason.code for reason in found.remarks] == ["remark_counted_first"]
    few = preview(io.BytesIO(lines([*PERSON], rows).encode()), ALDER, rows=3)
    assert len(few.samples) == 3


def test_a_profile_decides_and_says_so() -> None:
    profile = Profile(Program.CWS, "cws_clients", columns={"dob": "", "bday": "born"})
    rows = [{**ROW, "bday": "1990-01-01", "dob": "2026-01-01"}]
    found = previewed([*SIMPLE, "bday"], rows, profile)
    told = {guess.column: guess.why for guess in found.guesses}
    assert told["bday"] == "guess_profile" and "dob" not in told
    (outcome,) = found.outcomes
    assert isinstance(outcome, Accepted) and str(outcome.row.born) == "1990-01-01"


def test_refused_rows_keep_their_place_beside_their_cells() -> None:
    rows = [ROW, {**ROW, "dob": "02/29/2025"}, ROW]
    found = previewed(SIMPLE, rows)
    assert [isinstance(outcome, Quarantined) for outcome in found.outcomes] == [False, True, False]
    assert found.samples[1][SIMPLE.index("dob")] == "02/29/2025"
    assert found.numbers == (2, 3, 4)


def test_workbooks_and_federal_files_can_be_looked_at() -> None:
    grid = [SIMPLE, [ROW.get(name, "") for name in SIMPLE]]
    found = preview(io.BytesIO(booked({"Cover": [["x"]], "Data": grid})), ALDER)
    assert (found.shape, found.sheet, found.sheets) == ("workbook", "Data", ("Cover", "Data"))
    federal = preview(io.BytesIO(build("federal_file", 1).content), ALDER)
    assert federal.shape == "tanf" and federal.guesses == () and len(federal.outcomes) == 3


def test_what_is_expected_is_asked_for() -> None:
    with pytest.raises(Unreadable) as refused:
        preview(io.BytesIO(lines(SIMPLE, [ROW]).encode()), ALDER, expect={"calworks_persons"})
    assert refused.value.code == "layout_unexpected"
    with pytest.raises(Unreadable):
        preview(io.BytesIO(b""), ALDER)
