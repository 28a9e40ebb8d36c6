"""A profile is taken apart before it is believed."""

import json
from typing import Any

import pytest

from cases.people.identity import Program
from cases.records.reading.profile import Place, Profile, ProfileError, from_json, to_json

CWS = {"program": "cws", "grain": "cws_children"}
FULL = Profile(
    Program.CALWORKS,
    "calworks_persons",
    shape="delimited",
    delimiter="|",
    columns={"lnm": "surname", "memo": ""},
    codes={"sex": {"w": "F"}, "role": {"denunciante": "reporter"}},
    date_order="dmy",
)
FIXED = Profile(
    Program.CWS, "cws_others", shape="fixed", places=(Place("ID", 1, 10), Place("Last", 12, 20))
)


@pytest.mark.parametrize("profile", [FULL, FIXED, Profile(Program.CWS, "cws_clients")])
def test_a_profile_survives_json(profile: Profile) -> None:
    assert from_json(json.loads(json.dumps(to_json(profile)))) == profile


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ([], "profile_not_object"),
        ("cws", "profile_not_object"),
        ({"grain": "cws_children"}, "profile_key_missing"),
        ({**CWS, "colums": {}}, "profile_key_unknown"),
        ({**CWS, "program": "calfresh"}, "profile_value_unknown"),
        ({**CWS, "grain": "rows"}, "profile_value_unknown"),
        ({**CWS, "grain": ["cws_children"]}, "profile_value_unknown"),
        ({**CWS, "grain": "calworks_persons"}, "profile_grain_of_other_program"),
        ({**CWS, "shape": "pdf"}, "profile_value_unknown"),
        ({**CWS, "delimiter": "x"}, "profile_value_unknown"),
        ({**CWS, "date_order": "ydm"}, "profile_value_unknown"),
        ({**CWS, "sheet": 3}, "profile_value_malformed"),
        ({**CWS, "sheet": "x" * 101}, "profile_value_malformed"),
        ({**CWS, "sheet": "a\nb"}, "profile_value_malformed"),
        ({**CWS, "sheet": "March"}, "profile_part_needless"),
        ({**CWS, "shape": "workbook", "delimiter": ","}, "profile_part_needless"),
        ({**CWS, "columns": []}, "profile_value_malformed"),
        ({**CWS, "columns": {"Last name": "surname"}}, "profile_value_malformed"),
        ({**CWS, "columns": {"": "surname"}}, "profile_value_malformed"),
        ({**CWS, "columns": {"a": None}}, "profile_value_malformed"),
        ({**CWS, "columns": {"a": "shoe_size"}}, "profile_field_unknown"),
        ({**CWS, "columns": {"a": "aid_code"}}, "profile_field_unknown"),
        ({**CWS, "columns": {"reportername": "surname"}}, "profile_column_withheld"),
        ({**CWS, "columns": {f"c{n}": "" for n in range(501)}}, "profile_too_long"),
        ({**CWS, "codes": {"surname": {}}}, "profile_field_without_codes"),
        ({**CWS, "codes": {"sex": {"w": "Q"}}}, "profile_code_unknown"),
        ({**CWS, "codes": {"sex": {"W": "F"}}}, "profile_value_malformed"),
        ({**CWS, "codes": {"sex": []}}, "profile_value_malformed"),
        ({**CWS, "codes": {"limited_access": {"sealed": "N"}}}, "profile_code_contradicts"),
        ({**CWS, "codes": {"relationship": {"rp": "mother"}}}, "profile_code_contradicts"),
        ({**CWS, "codes": {"disposition": {"unfounded": "loaded"}}}, "profile_code_contradicts"),
        ({**CWS, "places": [["a", 1, 2]]}, "profile_part_needless"),
        ({**CWS, "shape": "fixed"}, "profile_places_missing"),
        ({**CWS, "shape": "fixed", "places": [["a", 0, 2]]}, "profile_place_malformed"),
        ({**CWS, "shape": "fixed", "places": [["a", True, 2]]}, "profile_place_malformed"),
        ({**CWS, "shape": "fixed", "places": [["a", 1, 200_000]]}, "profile_place_malformed"),
        ({**CWS, "shape": "fixed", "places": [["", 1, 2]]}, "profile_place_malformed"),
        ({**CWS, "shape": "fixed", "places": [["a", 1]]}, "profile_value_malformed"),
        ({**CWS, "shape": "fixed", "places": [["a", 1, 5], ["b", 5, 2]]}, "profile_places_overlap"),
        ({**CWS, "shape": "fixed", "places": [["a", 1, 2], ["A", 5, 2]]}, "profile_place_repeated"),
        ({**CWS, "shape": "tanf"}, "profile_grain_of_other_program"),
        (
            {"program": "calworks", "grain": "calworks_persons", "shape": "tanf",
             "columns": {"a": ""}},
            "profile_part_needless",
        ),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_with_a_sentence(stated: Any, code: str) -> None:
    with pytest.raises(ProfileError) as refused:
        from_json(stated)
    assert refused.value.code == code
    assert str(refused.value) and "{" not in str(refused.value)


def test_a_known_code_may_be_named_again() -> None:
    stated = {**CWS, "codes": {"limited_access": {"sealed": "R", "vip": "S"}}}
    assert from_json(stated).codes["limited_access"] == {"sealed": "R", "vip": "S"}
