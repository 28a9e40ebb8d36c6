"""Who is one family: shapes of families, and what holds for any of them. Pure."""

import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.families.rollup.rules import (
    RULES,
    Draft,
    Entry,
    Kind,
    Part,
    Rule,
    Ruling,
    put_together,
)
from linkages.programs import Program

CHILD, PARENT, OTHER = Part.CHILD, Part.PARENT, Part.OTHER


def key(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def cws(name: str, unit: str, part: Part = CHILD, **stated: Any) -> Entry:
    """`linked`: the same human being on aid, by name."""
    linked = stated.pop("linked", "")
    cases = {"child_in" if part == CHILD else "parent_in": frozenset({unit})}
    return Entry(
        key(name), Program.CWS, unit, part, key("person " + linked) if linked else None,
        **{**cases, **stated},
    )  # fmt: skip


def aid(name: str, unit: str, part: Part = CHILD, **stated: Any) -> Entry:
    linked = stated.pop("linked", "")
    person = key("person " + linked) if linked else None
    return Entry(
        key(name), Program.CALWORKS, unit, part, person, adult=part != CHILD, **stated
    )  # fmt: skip


def caregiver(name: str, linked: str = "") -> Entry:
    person = key("person " + linked) if linked else None
    return Entry(
        key(name), Program.CWS, f"caregiver-{name}", Part.CAREGIVER, person, cares=True
    )  # fmt: skip


TEEN_CASES = {"child_in": frozenset({"U1"}), "parent_in": frozenset({"B"})}
BABY_CASES = {"child_in": frozenset({"B"})}

SHAPES: dict[str, tuple[list[Entry], list[tuple[str, str]]]] = {
    "three children in care, a parent on aid elsewhere": (
        [
            cws("m", "U1", PARENT, linked="M"),
            *(cws(f"c{n}", "U1", placed=True) for n in range(3)),
            aid("M", "H1", PARENT, linked="M"),
        ],
        [("mutual", "M c0 c1 c2 m")],
    ),
    "a child at home is linked": (
        [cws("c", "U1", linked="C"), aid("C", "H1", linked="C"), aid("M", "H1", PARENT)],
        [("mutual", "C M c")],
    ),
    "a placed child in the household of whoever cares for them": (
        [
            cws("m", "U1", PARENT),
            cws("c", "U1", linked="C", placed=True),
            aid("C", "H9", linked="C", cares=True),
            aid("G", "H9", PARENT),
        ],
        [("caregiver", "C G c"), ("cws_only", "c m")],
    ),
    "the caregiver is linked, the parents are on aid too": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("c", "U1", linked="C", placed=True),
            caregiver("g", "G"),
            aid("M", "H1", PARENT, linked="M"),
            aid("C", "H9", linked="C", cares=True),
            aid("G", "H9", PARENT, linked="G"),
        ],
        [("caregiver", "C G c g"), ("mutual", "M c m")],
    ),
    "only a placed child is linked, of whose household nobody knows whose it is": (
        [cws("c", "U1", linked="C", placed=True), aid("C", "H1", linked="C")],
        [("caregiver", "C c"), ("cws_only", "c")],
    ),
    "a placed child still stands in the parents' household": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("c", "U1", linked="C", placed=True),
            aid("M", "H1", PARENT, linked="M"),
            aid("C", "H1", linked="C"),
        ],
        [("mutual", "C M c m")],
    ),
    "placed with the father: where the child is stands on no page": (
        [
            cws("f", "U1", PARENT, linked="F"),
            cws("c", "U1", linked="C", placed=True),
            aid("F", "H2", PARENT, linked="F"),
            aid("C", "H2", linked="C", cares=True),
        ],
        [("mutual", "F c f")],
    ),
    "a legal guardian who cares for the placed child": (
        [
            cws("w", "U1", PARENT, linked="W", guardian=True),
            cws("c", "U1", linked="C", placed=True),
            aid("W", "H2", PARENT, linked="W"),
            aid("C", "H2", linked="C", cares=True),
        ],
        [("caregiver", "C W c"), ("cws_only", "c w")],
    ),
    "two separated parents, each on aid": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("f", "U1", PARENT, linked="F"),
            cws("c", "U1"),
            aid("M", "H1", PARENT, linked="M"),
            aid("F", "H2", PARENT, linked="F"),
        ],
        [("mutual", "F M c f m")],
    ),
    "a teen parent with a household of their own": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("t", "U1", linked="T", **TEEN_CASES),
            cws("b", "U1", linked="B", **BABY_CASES),
            aid("M", "H1", PARENT, linked="M"),
            aid("T", "H2", PARENT, linked="T"),
            aid("B", "H2", linked="B"),
        ],
        [("mutual", "B T b t"), ("mutual", "M m t")],
    ),
    "a teen on their own aid, and a mother whom nobody linked": (
        [cws("m", "U1", PARENT), cws("t", "U1", linked="T"), aid("T", "H2", PARENT, linked="T")],
        [("cws_only", "m t"), ("mutual", "T t")],
    ),
    "three generations in one household": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("t", "U1", linked="T", **TEEN_CASES),
            cws("b", "U1", linked="B", **BABY_CASES),
            aid("M", "H1", PARENT, linked="M"),
            aid("T", "H1", PARENT, linked="T"),
            aid("B", "H1", linked="B"),
        ],
        [("mutual", "B M T b m t")],
    ),
    "a teen parent and the baby's father, each on aid": (
        [
            cws("m", "U1", PARENT),
            cws("t", "U1", linked="T", **TEEN_CASES),
            cws("f", "U1", PARENT, linked="F", parent_in=frozenset({"B"})),
            aid("T", "H2", PARENT, linked="T"),
            aid("F", "H3", PARENT, linked="F"),
        ],
        [("cws_only", "m t"), ("mutual", "F T f t")],
    ),
    "all that CWS has is a report, and somebody is linked": (
        [cws("c", "U1", linked="C", from_report=True), aid("C", "H1", linked="C")],
        [("report", "C c")],
    ),
    "a report that nobody linked": ([cws("c", "U1", from_report=True)], []),
    "a case, and only a reported child is linked": (
        [
            cws("a", "U1"),
            cws("c", "U1", linked="C", from_report=True),
            aid("C", "H1", linked="C"),
        ],
        [("cws_only", "a c"), ("report", "C c")],
    ),
    "CWS alone": ([cws("m", "U1", PARENT), cws("c", "U1")], [("cws_only", "c m")]),
    "aid alone": ([aid("M", "H1", PARENT), aid("C", "H1")], []),
    "a foster home that CalWORKs does not know": ([caregiver("g")], []),
    "a linked lodger joins nobody": (
        [cws("c", "U1"), cws("l", "U1", OTHER, linked="L"), aid("L", "H1", PARENT, linked="L")],
        [("cws_only", "c l")],
    ),
    "off aid": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("c", "U1"),
            aid("M", "H1", PARENT, linked="M", ended=True),
        ],
        [("cws_only", "c m")],
    ),
    "a household of two CWS families": (
        [
            cws("m", "U1", PARENT, linked="M"),
            cws("s", "U2", PARENT, linked="S"),
            aid("M", "H1", PARENT, linked="M"),
            aid("S", "H1", PARENT, linked="S"),
        ],
        [("mutual", "M S m s")],
    ),
}  # fmt: skip


def names(drafts: tuple[Draft, ...], entries: list[Entry]) -> list[tuple[str, str]]:
    called = {}
    for name in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        called[key(name)] = name
    called |= {key(f"c{n}"): f"c{n}" for n in range(3)}
    return sorted(
        (str(draft.kind), " ".join(sorted({called[place.record] for place in draft.places})))
        for draft in drafts
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_families(shape: str) -> None:
    entries, expected = SHAPES[shape]
    assert names(put_together(entries), entries) == expected


def test_a_teen_parent_is_a_child_in_one_family_and_a_parent_in_the_other() -> None:
    entries, _expected = SHAPES["a teen parent with a household of their own"]
    parts = sorted(
        (str(place.part), place.guest)
        for draft in put_together(entries)
        for place in draft.places
        if place.record == key("t")
    )
    assert parts == [("child", False), ("parent", True)]


def test_every_rule_has_words() -> None:
    assert set(RULES) == set(Rule)
    for words in RULES.values():
        assert str(words.name) and str(words.sentence).endswith(".") and str(words.example)


def parted() -> list[Entry]:
    return SHAPES["two separated parents, each on aid"][0]


def test_a_household_split_by_hand_stands_alone_with_whoever_is_linked() -> None:
    found = put_together(parted(), [Ruling(False, "H2", "U1")])
    assert names(found, parted()) == [("mutual", "F f"), ("mutual", "M c f m")]


def test_joined_by_hand_without_a_link_is_not_mutual() -> None:
    entries = [cws("c", "U1"), aid("M", "H1", PARENT)]
    found = put_together(entries, [Ruling(True, "H1", "U1")])
    assert names(found, entries) == [("cws_only", "M c")]


def test_nobody_can_join_a_caregivers_household_to_the_parents_family() -> None:
    entries, expected = SHAPES["the caregiver is linked, the parents are on aid too"]
    for pair in (("H9", "U1"), ("H1", "H9")):
        found = put_together(entries, [Ruling(True, *pair)])
        assert names(found, entries) == expected


def test_a_caregiver_with_a_case_of_their_own_is_in_their_own_family() -> None:
    entries = [
        cws("m", "U1", PARENT),
        cws("c", "U1", linked="C", placed=True),
        cws("g", "U2", PARENT, linked="G"),
        aid("C", "H9", linked="C", cares=True),
        aid("G", "H9", PARENT, linked="G"),
    ]
    assert names(put_together(entries), entries) == [("cws_only", "c m"), ("mutual", "G g")]


def test_the_latest_ruling_counts_where_two_cannot_both_be_obeyed() -> None:
    entries = [cws("a", "U1"), cws("b", "U2"), cws("c", "U3")]
    rulings = [Ruling(True, "U1", "U2", 1), Ruling(True, "U2", "U3", 2), Ruling(False, "U1", "U3")]
    assert names(put_together(entries, rulings), entries) == [
        ("cws_only", "a"),
        ("cws_only", "b c"),
    ]


# --- What holds for any county

UNITS = st.sampled_from(["U1", "U2", "U3", "H1", "H2", "H3"])


@st.composite
def counties(draw: Any) -> list[Entry]:
    found = []
    for number in range(draw(st.integers(1, 12))):
        person = draw(st.sampled_from(["", "A", "B", "C", "D"]))
        part = draw(st.sampled_from([CHILD, PARENT, OTHER]))
        flags = {
            "from_report": draw(st.booleans()) and draw(st.booleans()),
            "ended": draw(st.booleans()) and draw(st.booleans()),
        }
        if draw(st.booleans()):
            unit = draw(st.sampled_from(["U1", "U2", "U3"]))
            cases = frozenset(draw(st.sets(st.sampled_from(["a", "b", "c"]), max_size=2)))
            entry = cws(f"n{number}", unit, part, linked=person, **flags)
            entry = replace(
                entry,
                child_in=cases if part == CHILD else frozenset(),
                parent_in=frozenset(draw(st.sets(st.sampled_from(["a", "b", "c"]), max_size=1))),
                placed=part == CHILD and draw(st.booleans()),
                guardian=draw(st.booleans()),
            )
        else:
            unit = draw(st.sampled_from(["H1", "H2", "H3"]))
            entry = aid(f"n{number}", unit, part, linked=person, ended=flags["ended"])
            entry = replace(entry, cares=part == CHILD and draw(st.booleans()))
        found.append(entry)
    return found


RULINGS = st.lists(
    st.builds(Ruling, st.booleans(), UNITS, UNITS, st.integers(0, 9)).filter(
        lambda ruling: ruling.one < ruling.other
    ),
    max_size=3,
)


@given(counties(), RULINGS, st.randoms())
@settings(max_examples=300, deadline=None)
def test_order_is_irrelevant(entries: list[Entry], rulings: list[Ruling], chance: Any) -> None:
    numbered = [replace(ruling, number=n) for n, ruling in enumerate(rulings)]
    before = put_together(entries, numbered)
    chance.shuffle(entries)
    chance.shuffle(numbered)
    assert put_together(entries, numbered) == before


@given(counties(), RULINGS)
@settings(max_examples=300, deadline=None)
def test_each_place_of_ones_own_is_in_one_family(
    entries: list[Entry], rulings: list[Ruling]
) -> None:
    drafts = put_together(entries, rulings)
    own = Counter((p.record, p.unit) for draft in drafts for p in draft.places if not p.guest)
    assert set(own.values()) <= {1}
    homes = Counter()
    for draft in drafts:
        homes.update({p.unit for p in draft.places if p.unit.startswith("H")})
    assert set(homes.values()) <= {1}


@given(counties(), RULINGS)
@settings(max_examples=300, deadline=None)
def test_who_is_split_by_hand_is_not_together(entries: list[Entry], rulings: list[Ruling]) -> None:
    drafts = put_together(entries, rulings)
    for ruling in rulings:
        for draft in drafts:
            units = {p.unit for p in draft.places if not p.guest}
            if not ruling.together:
                assert not {ruling.one, ruling.other} <= units


@given(counties(), RULINGS)
@settings(max_examples=300, deadline=None)
def test_nobody_who_ended_has_a_place_and_a_placement_is_on_no_parents_page(
    entries: list[Entry], rulings: list[Ruling]
) -> None:
    of = {entry.record: entry for entry in entries}
    for draft in put_together(entries, rulings):
        for place in draft.places:
            entry = of[place.record]
            assert not entry.ended
            hidden = entry.program == Program.CALWORKS and entry.cares and not entry.adult
            assert draft.kind == Kind.CAREGIVER or not hidden
