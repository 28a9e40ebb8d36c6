"""Agreement, kappa and intervals, against the published figures and against themselves."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.matching.second.agreement import (
    OTHERS,
    SMALLEST_GROUP,
    Judged,
    by_group,
    kappa,
    merged,
    overall,
    wilson,
)
from cases.matching.second.groups import GROUPS, name_group


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (1, 10, 0.0179, 0.4042), (5, 10, 0.2366, 0.7634), (0, 0, 0.0, 1.0),
     (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)  # fmt: skip
def test_wilson_says_what_the_tables_say(count: int, of: int, low: float, high: float) -> None:
    found = wilson(count, of)
    assert found == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_narrows_with_more(said: tuple[int, int]) -> None:
    count, of = said
    low, high = wilson(count, of)
    assert 0.0 <= low <= count / of <= high <= 1.0
    wider = wilson(count, of)
    narrower = wilson(10 * count, 10 * of)
    assert narrower[1] - narrower[0] < wider[1] - wider[0]


def test_kappa_of_the_textbook() -> None:
    # Fifty people, two raters: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([]) is None
    assert kappa([("y", "y")] * 9) is None
    assert kappa([("y", "n"), ("n", "y")]) == pytest.approx(-1.0)


WORDS = st.sampled_from(["link", "not_same"])


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=60))
def test_kappa_knows_no_order_and_is_one_only_for_perfect_agreement(
    pairs: list[tuple[str, str]],
) -> None:
    found = kappa(pairs)
    turned = kappa([(second, first) for first, second in pairs])
    assert (found is None) == (turned is None)
    if found is not None and turned is not None:
        assert found == pytest.approx(turned)
        assert found <= 1.0 + 1e-12
        assert (found == pytest.approx(1.0)) == all(a == b for a, b in pairs)


@given(st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 60), min_size=1))
def test_no_group_of_fewer_than_eleven_can_be_read_or_worked_out(sizes: dict[str, int]) -> None:
    names = merged(sizes)
    shown: Counter[str] = Counter()
    for group, size in sizes.items():
        shown[names[group]] += size
    judged = [Judged(group, "link", "link", "link") for group, n in sizes.items() for _ in range(n)]
    listed = dict(by_group(judged))
    assert all(share.of >= SMALLEST_GROUP for share in listed.values())
    hidden = sum(sizes.values()) - sum(share.of for share in listed.values())
    # What is missing from the list is everything, or nothing: never a few.
    assert hidden == 0 or not listed
    if sum(sizes.values()) >= SMALLEST_GROUP:
        assert hidden == 0


def test_groups_drawn_alike_weigh_as_they_stand_in_the_county() -> None:
    few = [Judged("hmong", "link", "link", "not_same")] * 10
    many = [Judged("spanish", "link", "link", "link")] * 10
    plain, weighed = overall(few + many, {}), overall(few + many, {"hmong": 100, "spanish": 900})
    assert plain.share == pytest.approx(0.5)
    assert weighed.share == pytest.approx(0.1)
    assert weighed.low < 0.1 < weighed.high
    even = overall(few + many, {"hmong": 500, "spanish": 500})
    assert (even.low, even.high) == (pytest.approx(plain.low), pytest.approx(plain.high))


@pytest.mark.parametrize(
    ("names", "group"),
    [(("DELGADO-PINTO",), "spanish"), (("De la Cruz", "DELACRUZ"), "filipino"),
     (("Nguyễn",), "vietnamese"), (("VANG", "VAJ"), "hmong"), (("Petrosian",), "armenian"),
     (("SINGH",), "punjabi"), (("Smith-García",), "english"), (("",), "others"),
     (("QZX", "Kim"), "korean")],
)  # fmt: skip
def test_a_name_group_follows_how_names_are_written(names: tuple[str, ...], group: str) -> None:
    assert name_group(*names) == group


@given(st.text(max_size=30), st.text(max_size=30))
def test_every_name_has_a_group(first: str, second: str) -> None:
    assert name_group(first, second) in GROUPS
    assert OTHERS in GROUPS


def test_chance_is_not_the_name_of_a_group() -> None:
    chance = Random(1)
    letters = "BCDFGHJKLMNPQRSTVWXZ"
    made = ["".join(chance.choice(letters) for _ in range(6)) for _ in range(200)]
    assert sum(name_group(name) == "others" for name in made) > 190
