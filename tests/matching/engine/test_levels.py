from datetime import date

import numpy as np
import pytest

from cases.matching.engine.levels import LEVELS, born_levels, ssn_levels
from tests.matching.engine.people import calworks, cws, levels_of

BORN = date(2010, 5, 4)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (19960314, 19960314, "exact"),
        (19960304, 19960403, "swapped"),
        (19960314, 19960315, "one_digit"),
        (19960314, 19970314, "one_digit"),
        (19960314, 19960341, "transposed"),
        (19960101, 19960823, "january_first"),
        (19950101, 19960823, "january_first"),
        (19960314, 19960325, "two_digits"),
        (19960314, 19961128, "same_year"),
        (19960314, 19900922, "far"),
        (19960314, 19700314, "generation"),
        (0, 19960314, "missing"),
    ],
)
def test_dates_of_birth(one, other, level):
    found = born_levels(np.array([one]), np.array([other]), np.array([False]))
    back = born_levels(np.array([other]), np.array([one]), np.array([False]))

    assert LEVELS["born"][found[0]] == level
    assert found[0] == back[0]


@pytest.mark.parametrize(
    ("other", "level"), [(19901107, "estimated"), (19910630, "estimated"), (19930101, "far")]
)
def test_an_estimated_date_says_its_year_and_no_more(other, level):
    found = born_levels(np.array([19900101]), np.array([other]), np.array([True]))

    assert LEVELS["born"][found[0]] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (900123456, 900123456, "exact"),
        (900123456, 900123457, "one_edit"),
        (900123456, 900213456, "one_edit"),
        (900123456, 900124457, "two_edits"),
        (900123456, 812993456, "last_four"),
        (900123456, 812997777, "different"),
        (900123456, 0, "missing"),
        (-5, -5, "exact"),
        (-5, -6, "different"),
        (-5, 900123456, "missing"),
    ],
)
def test_ssns(one, other, level):
    found = ssn_levels(np.array([one]), np.array([other]))

    assert LEVELS["ssn"][found[0]] == level


def names(first: tuple[str, str, str], second: tuple[str, str, str]) -> tuple[str, str, str]:
    found = levels_of(
        cws("a", first[0], first[2], BORN, middle=first[1]),
        calworks("b", second[0], second[2], BORN, middle=second[1]),
    )
    return found["given"], found["middle"], found["surname"]


@pytest.mark.parametrize(
    ("first", "second", "given", "surname"),
    [
        # Spanish: paternal, maternal, crossed, joined with particles, surname as middle name
        (("Rosa", "", "Delgado-Pinto"), ("ROSA", "", "PINTO"), "exact", "cross"),
        (("Paula", "", "Romero Duran"), ("PAULA", "", "DURAN ROMERO"), "exact", "cross"),
        (("Ana", "", "de la Cruz"), ("ANA", "", "DELACRUZ"), "exact", "exact"),
        (("Karina", "", "Reyes"), ("KARINA", "REYES", "SANDOVAL"), "exact", "in_middle"),
        (("Jose", "", "Valdez"), ("PEPE", "", "BALDES"), "nickname", "sound"),
        (("Maria Elena", "", "Soto"), ("MARIAELENA", "", "SOTO"), "exact", "exact"),
        (("Araceli Patricia", "", "Meza"), ("PATRICIA", "", "MEZA"), "token", "exact"),
        (("Eduardo", "", "Becerra"), ("JUAN", "EDUARDO", "BECERRA"), "middle", "exact"),
        # Vietnamese, Chinese: family name first, syllables joined, spelling
        (("Nguyen", "Van", "Minh"), ("MINH", "VAN", "NGUYEN"), "swapped", "swapped"),
        (("Xiao Ming", "", "Cheung"), ("XIAOMING", "", "ZHANG"), "exact", "spelling"),
        (("Chen", "Shan", "Qi"), ("QISHAN", "", "CHEN"), "letters", "letters"),
        # Hmong and Korean spellings
        (("Mai", "", "Vaj"), ("MAI", "", "VANG"), "exact", "spelling"),
        (("Pa", "", "Mua"), ("PA", "", "MOUA"), "exact", "spelling"),
        (("Jisoo", "", "Pak"), ("JI SOO", "", "PARK"), "exact", "spelling"),
        # English name beside the native one
        (("Alan", "Bee", "Fang"), ("BEE", "", "FANG"), "middle", "exact"),
        (("Robert", "", "Reed"), ("BOB", "", "REID"), "nickname", "spelling"),
        (("Jocelyn", "", "Kuarez"), ("JOCELYN", "", "JUAREZ"), "exact", "half"),
        (("Daniel", "", "Ortega"), ("DANEIL", "", "ORTEGA"), "near", "exact"),
        (("Christopher", "", "Hart"), ("CHR", "", "HART"), "cut_short", "exact"),
        (("Luis", "", "Reyes"), ("LUZ", "", "REYES"), "different", "exact"),
        (("Baby Boy", "", "Reyes"), ("LUZ", "", "REYES"), "missing", "exact"),
    ],
)
def test_names(first, second, given, surname):
    found = names(first, second)
    back = names(second, first)

    assert (found[0], found[2]) == (given, surname)
    assert (back[0], back[2]) == (given, surname)


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("Maria", "MARIA", "exact"),
        ("Maria", "M", "initial"),
        ("Maria", "MARIE", "near"),
        ("Maria", "JOAN", "different"),
        ("Maria", "", "missing"),
    ],
)
def test_middle_names(one, other, level):
    assert names(("Ana", one, "Soto"), ("ANA", other, "SOTO"))[1] == level


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (("4001 E Lemon St", "92401"), ("4001 LEMON STREET #4", "92401"), "exact"),
        (("4001 Lemon St", "92401"), ("4001 LEMON ST", "92887"), "house_street"),
        (("4001 Lemon St", "92401"), ("4001 LEMMON ST", "92401"), "near"),
        (("4001 Lemon St", "92401"), ("17 Oak St", "92401"), "postal"),
        (("4001 Lemon St", "92401"), ("17 Oak St", "92499"), "region"),
        (("4001 Lemon St", "92401"), ("17 Oak St", "95814"), "different"),
        (("4001 Lemon St", "92401"), ("", ""), "missing"),
    ],
)
def test_addresses(one, other, level):
    found = levels_of(
        cws("a", "Ana", "Soto", BORN, street=one[0], postal=one[1]),
        calworks("b", "ANA", "SOTO", BORN, street=other[0], postal=other[1]),
    )

    assert found["address"] == level


def test_a_placed_childs_other_address_is_no_difference():
    placed = cws("a", "Ana", "Soto", BORN, street="9 Foster Way", postal="90001", placed=True)
    home = calworks("b", "ANA", "SOTO", BORN, street="17 Oak St", postal="95814")

    assert levels_of(placed, home)["address"] == "placed"
