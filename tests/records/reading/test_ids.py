"""Both forms of a CWS id are one id; what Excel damaged is refused."""

import random

import pytest

from cases.records.reading import ids

VECTORS = [
    ("AadfKnG07n", "0601-5692-6627-8000483"),
    ("0YIPkZU0S0", "0031-4206-2756-0001736"),
    ("8m7hS7i07n", "0498-4900-5117-4000483"),
    ("7Rgxy9S00T", "0422-9721-3424-2000029"),
]


@pytest.mark.scenario(5)
@pytest.mark.parametrize(("key", "number"), VECTORS)
def test_both_forms_of_a_cws_id_are_one(key, number):
    assert ids.to_key(number) == key
    assert ids.to_number(key) == number
    assert {ids.cws_id(form).value for form in (key, number, number.replace("-", ""))} == {key}


@pytest.mark.scenario(5)
def test_keys_that_differ_by_case_are_two_ids():
    assert ids.cws_id("aadfKnG07n").value != ids.cws_id("0601-5692-6627-8000483").value
    assert ids.to_number("aadfKnG07n") != ids.to_number("AadfKnG07n")


def test_every_key_survives_the_way_there_and_back():
    for _ in range(500):
        key = "".join(random.choices(ids.DIGITS, k=10))
        assert ids.to_key(ids.to_number(key)) == key


def test_range_of_keys_ends_where_seven_and_three_characters_end():
    assert ids.to_key("3521614606207238327") == "zzzzzzzzzz"
    assert ids.to_key("0" * 19) == "0" * 10
    for beyond in ("3521614606208238327", "3521614606207238328"):
        with pytest.raises(ids.BadId) as refusal:
            ids.to_key(beyond)
        assert refusal.value.code == "cws_id_out_of_range"


def test_undashed_number_without_a_short_form_is_kept_but_a_dashed_one_is_refused():
    assert ids.cws_id("6257894693909251210") == ids.CwsId("cws_19", "6257894693909251210")
    with pytest.raises(ids.BadId):
        ids.cws_id("6257-8946-9390-9251210")


@pytest.mark.parametrize(
    "damaged", ["6.01569E+17", "6,01569E+17", "6.01569266278E+18", "6E17", "0601569266278000000"]
)
def test_ids_that_went_through_excel_are_refused(damaged):
    with pytest.raises(ids.BadId) as refusal:
        ids.cws_id(damaged)
    assert refusal.value.code == "excel_damaged_id"


@pytest.mark.parametrize("text", ["", "AadfKnG07", "AadfKnG0-n", "060156926627800048", "٠" * 19])
def test_what_is_no_cws_id_is_refused_without_being_repeated(text):
    with pytest.raises(ids.BadId) as refusal:
        ids.cws_id(text)
    assert refusal.value.code == "cws_id_malformed"
    assert not text or text not in str(refusal.value)


def test_successor_systems_ids_are_opaque():
    assert ids.cws_id("a0B5e00000XyZ1z").scheme == "cares"
    assert ids.cws_id("a0B5e00000XyZ1zEAF").scheme == "cares"


@pytest.mark.parametrize(("text", "cin"), [("91234567A", "91234567A"), ("91234567a", "91234567A")])
def test_cin_is_eight_digits_and_a_letter(text, cin):
    assert ids.cin(text) == cin


@pytest.mark.parametrize("text", ["9123456A", "912345678", "A91234567", "91234567AB", "９1234567A"])
def test_other_cins_are_refused(text):
    with pytest.raises(ids.BadId):
        ids.cin(text)


def test_counties_are_known_by_code_and_by_name():
    assert ids.county("1") == "01"
    assert ids.county("Santa Clara") == ids.county("santa clara county") == "43"
    assert ids.county("19") == "19"
    assert ids.COUNTIES["58"] == "Yuba"
    assert (ids.county("Alder"), ids.county("Birch")) == ("99", "98")
    for unknown in ("00", "59", "Atlantis"):
        with pytest.raises(ids.BadId):
            ids.county(unknown)


def test_case_and_person_numbers():
    assert ids.case_number("1b2k111") == "1B2K111"
    assert ids.person_number("3") == "03"
    for broken in ("1.2E+15", "1B", "1B2;K1"):
        with pytest.raises(ids.BadId):
            ids.case_number(broken)
    with pytest.raises(ids.BadId):
        ids.person_number("two")


@pytest.mark.parametrize(
    "text",
    [
        "AadfKnG07n",
        "0601-5692-6627-8000483",
        "0601569266278000483",
        "0601 5692 6627 8000483",
        "0601–5692–6627–8000483",
        "0601‑5692‑6627‑8000483",
        "'0601-5692-6627-8000483",
        "'0601569266278000483",
    ],
)
def test_every_spelling_of_a_cws_id_is_one_id(text):
    assert ids.cws_id(text) == ids.CwsId("cws_key", "AadfKnG07n")


@pytest.mark.parametrize(
    "text", ["0601 5692 66278000483", "''", "- -", "'6.01569E+17", "'0601569266278000000"]
)
def test_other_spellings_are_refused(text):
    with pytest.raises(ids.BadId):
        ids.cws_id(text)
