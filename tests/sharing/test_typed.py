"""What a typed line is read as: words, numbers and days, without any database."""

from datetime import date

import pytest

from cases.sharing.finding import days, names, terms


@pytest.mark.parametrize(
    "typed",
    [
        "3/14/1996", "03/14/96", "3-14-1996", "1996-03-14", "3.14.1996", "03141996", "19960314",
        "March 14, 1996", "14 mar 1996", "14MAR1996", "14 de marzo de 1996", "Mar. 14th 1996",
        "14/3/1996", "3 14 1996",
    ],
)  # fmt: skip
def test_a_date_in_any_form(typed: str) -> None:
    (term,) = terms.read(typed)
    assert date(1996, 3, 14) in term.days[:2]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("4/3/1996", date(1996, 3, 4)),  # day and month exchanged
        ("3/41/1996", date(1996, 3, 14)),  # two digits of the day
        ("3/14/1969", date(1996, 3, 14)),  # of the year
    ],
)
def test_turned_dates(typed: str, meant: date) -> None:
    (term, _name) = terms.read(f"{typed} rosa")
    assert meant in term.days


def test_a_wrong_digit_counts_beside_a_name_alone() -> None:
    (alone,) = terms.read("3/14/1997")
    assert not alone.slips
    beside, _name = terms.read("3/14/1997 rosa")
    assert date(1996, 3, 14) in beside.slips
    assert date(1996, 4, 14) not in beside.slips


def test_two_figures_of_a_year_lie_in_the_past() -> None:
    assert days.full_year("96") == 1996
    assert days.full_year("01") == 2001


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("91234567A", "91234567A"),
        ("9123 4567 a", "91234567A"),
        ("9123-4567-A", "91234567A"),
        ("1b2k-111", "1B2K111"),
        ("0601-5692-6627-8000483", "0601569266278000483"),
        ("0601 5692 6627 8000483", "0601569266278000483"),
        ("AadfKnG07n", "AadfKnG07n"),
        ("p-7k2m9qx", "P-7K2M9QX"),
        ("P7K2M9QX", "P-7K2M9QX"),
        ("p 7k2m9qx", "P-7K2M9QX"),
        ("PVHSWGJQ", "P-VHSWGJQ"),
    ],
)
def test_a_number_in_any_form(typed: str, kept: str) -> None:
    (term,) = terms.read(typed)
    assert kept in term.ids


def test_four_figures_are_no_part_of_a_number() -> None:
    (term,) = terms.read("4321")
    assert term.ids == {"4321"}
    assert not term.days


def test_a_familys_token() -> None:
    assert [term.family for term in terms.read("f-7k2m9qx")] == ["F-7K2M9QX"]
    assert not any(term.family for term in terms.read("f hernand"))


@pytest.mark.parametrize(
    "typed", ["%", "", "___", "()[]{}*+?", "\\", "\x00", "💥", "' or '", "(a+)+$" * 20, "((((((((("]
)
def test_what_is_no_word_is_no_wildcard_either(typed: str) -> None:
    assert all(term.word.isalnum() for term in terms.read(typed) if term.word)


def test_ten_thousand_signs_are_cut_and_cost_nothing() -> None:
    assert len(terms.read("9" * 10_000)) <= terms.MOST
    assert len(terms.read("1/" * 5_000)) <= terms.MOST
    assert len(terms.read("de la " * 2_000)) <= terms.MOST


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("delgdo", "delgado"), ("delgaddo", "delgado"), ("dalgado", "delgado"),
        ("delgaod", "delgado"), ("edlgado", "delgado"), ("rsa", "rosa"), ("aan", "ana"),
    ],
)  # fmt: skip
def test_one_slip(typed: str, word: str) -> None:
    assert names.one_mistake_apart(typed, word)


@pytest.mark.parametrize(
    ("typed", "word"),
    [("dalgaso", "delgado"), ("lee", "lea"), ("osa", "rosa"), ("li", "lia"), ("naa", "ana")],
)
def test_two_slips_and_short_names(typed: str, word: str) -> None:
    assert not names.one_mistake_apart(typed, word)


def test_short_forms_go_both_ways() -> None:
    assert "jose" in names.standing_in("pepe")
    assert "pepe" in names.standing_in("jose")


def test_particles_rule_nobody_out_unless_they_are_all_there_is() -> None:
    words = {term.word: term.optional for term in terms.read("maria de la cruz")}
    assert words == {"maria": False, "de": True, "la": True, "cruz": False}
    assert [term.optional for term in terms.read("la")] == [False]
    (cruz,) = (term for term in terms.read("maria de la cruz") if term.word == "cruz")
    assert "delacruz" in cruz.joined
