"""Agreement levels of two records, field by field, for many pairs at once.

Every comparison yields one small integer per pair. 0 always means "one side does not say" and
weighs nothing. The order of a level's name in `LEVELS` is its integer; weights live in the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler, Prefix
from rapidfuzz.process import cpdist

from cases.matching.engine.prepared import JOINED, Ints, Lexicon, Longs, Prepared

Levels = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

LEVELS: dict[str, tuple[str, ...]] = {
    "given": (
        "missing", "exact", "first", "joined", "token", "nickname", "middle", "sound", "near",
        "cut_short", "initial", "middle_near", "middle_initial", "swapped", "swapped_near",
        "letters", "half", "different",
    ),
    "middle": ("missing", "exact", "initial", "near", "elsewhere", "different"),
    "surname": (
        "missing", "exact", "first", "cross", "spelling", "sound", "in_middle", "near",
        "cross_near", "swapped", "swapped_near", "letters", "half", "changed", "different",
    ),
    "born": (
        "missing", "exact", "swapped", "one_digit", "transposed", "january_first", "estimated",
        "two_digits", "same_year", "near", "far", "generation",
    ),
    "ssn": ("missing", "exact", "one_edit", "two_edits", "last_four", "different"),
    "cin": ("missing", "exact", "different"),
    "sex": ("missing", "exact", "different"),
    "address": (
        "missing", "exact", "house_street", "near", "street", "postal", "region", "different",
        "placed",
    ),
    "suffix": ("missing", "exact", "one_side", "different"),
}  # fmt: skip
COMPARISONS: tuple[str, ...] = tuple(LEVELS)
AGE_OF_MARRIAGE = 17
GENERATION_YEARS = 11


def level(comparison: str, name: str) -> int:
    """The integer of a named level."""
    return LEVELS[comparison].index(name)


def decided(comparison: str, rules: Sequence[tuple[str, Mask]], otherwise: str) -> Levels:
    """The first rule that holds decides."""
    out = np.full(rules[0][1].shape, level(comparison, otherwise), np.int8)
    for name, holds in reversed(rules):
        out[holds] = level(comparison, name)
    return out


@dataclass(frozen=True, slots=True)
class Pairs:
    """The two sides of each pair, over one vocabulary."""

    a: Prepared
    b: Prepared
    rows_a: Longs
    rows_b: Longs
    tokens_a: Ints
    tokens_b: Ints
    joined_a: Ints
    joined_b: Ints
    place_a: Ints
    place_b: Ints
    words: Lexicon


class NameComparison:
    """Compares given, middle and last names of all pairs, whatever order they stand in."""

    def __init__(self, pairs: Pairs) -> None:
        self.words = pairs.words
        self.a, self.b = pairs.tokens_a, pairs.tokens_b
        self.joined_a, self.joined_b = pairs.joined_a, pairs.joined_b
        self.shared_given = np.zeros(len(self.a), np.int32)
        self.shared_surname = np.zeros(len(self.a), np.int32)
        self.shared_middle = np.zeros(len(self.a), np.int32)

    def _whole(self, name: str, other: str | None = None) -> Mask:
        left = self.joined_a[:, JOINED[name]]
        right = self.joined_b[:, JOINED[other or name]]
        same: Mask = (left == right) & (left > 0)
        return same

    def _same(self, left: Ints, right: Ints) -> Mask:
        same: Mask = (left == right) & (self.words.length[left] > 1)
        return same

    def _group(self, left: Ints, right: Ints) -> Mask:
        groups_a, groups_b = self.words.groups[left], self.words.groups[right]
        out = np.zeros(len(left), bool)
        rows = np.flatnonzero((groups_a[:, 0] > 0) & (groups_b[:, 0] > 0))
        ga, gb = groups_a[rows], groups_b[rows]
        hit = ((ga[:, :, None] == gb[:, None, :]) & (ga[:, :, None] > 0)).any(axis=(1, 2))
        out[rows[hit]] = True
        return out

    def _sound(self, left: Ints, right: Ints) -> Mask:
        sound = self.words.sound[left]
        alike: Mask = (sound == self.words.sound[right]) & (sound > 0)
        return alike

    def _initial(self, left: Ints, right: Ints) -> Mask:
        words = self.words
        short = np.minimum(words.length[left], words.length[right]) == 1
        same: Mask = short & (words.initial[left] == words.initial[right]) & (left > 0)
        return same

    def similar(self, left: Ints, right: Ints, where: Mask) -> npt.NDArray[np.float32]:
        """Jaro-Winkler similarity where asked and both tokens are longer than one letter."""
        long = (self.words.length[left] > 1) & (self.words.length[right] > 1)
        rows = np.flatnonzero(where & long)
        out = np.zeros(len(left), np.float32)
        if len(rows):
            out[rows] = cpdist(
                self.words.strings[left[rows]].tolist(),
                self.words.strings[right[rows]].tolist(),
                scorer=JaroWinkler.similarity,
                dtype=np.float32,
            )
        return out

    def _any(self, test: str, left: range, right: range) -> Mask:
        found = np.zeros(len(self.a), bool)
        compare = getattr(self, test)
        for i in left:
            for j in right:
                found |= compare(self.a[:, i], self.b[:, j])
        return found

    def _shared(self, left: Sequence[int], right: Sequence[int]) -> Ints:
        """The first token that both sides have in these places, 0 when none."""
        out = np.zeros(len(self.a), np.int32)
        for i in left:
            for j in right:
                hit = self._same(self.a[:, i], self.b[:, j]) & (out == 0)
                out[hit] = self.a[hit, i]
        return out

    def compare(self, adult_woman: Mask) -> tuple[Levels, Levels, Levels]:
        """Given, middle and surname levels."""
        given, surname = self._given(), self._surname(adult_woman)
        self._swapped(given, surname)
        return given, self._middle(given), surname

    def _given(self) -> Levels:
        g, m = range(3), range(3, 5)
        a, b = self.a, self.b
        missing = (a[:, 0] == 0) | (b[:, 0] == 0)
        exact = self._whole("given") & (self.words.length[a[:, 0]] > 1)
        first = self._same(a[:, 0], b[:, 0])
        joined = (
            self._whole("given_middle")
            | self._whole("given", "given_middle")
            | self._whole("given_middle", "given")
        )
        shared = self._shared(g, g)
        self.shared_given = np.where(exact, self.joined_a[:, JOINED["given"]], shared)
        to_middle = self._shared(g, m) | self._shared(m, g)
        open_ = ~(missing | exact | first | (shared > 0))
        nickname = self._any("_group", range(2), range(2))
        close = np.maximum(
            self.similar(a[:, 0], b[:, 0], open_),
            self.similar(self.joined_a[:, 0], self.joined_b[:, 0], open_),
        )
        crossed = np.maximum(
            self.similar(a[:, 0], b[:, 3], open_), self.similar(a[:, 3], b[:, 0], open_)
        )
        return decided(
            "given",
            [
                ("missing", missing),
                ("exact", exact),
                ("first", first),
                ("joined", joined & (self.words.length[self.joined_a[:, 0]] > 1)),
                ("token", shared > 0),
                ("nickname", nickname),
                (
                    "middle",
                    (to_middle > 0)
                    | self._any("_group", range(1), range(3, 4))
                    | self._any("_group", range(3, 4), range(1)),
                ),
                ("sound", self._sound(a[:, 0], b[:, 0])),
                ("near", close >= 0.895),
                ("cut_short", self._cut_short(open_)),
                ("initial", self._initial(a[:, 0], b[:, 0])),
                ("middle_near", crossed >= 0.88),
                (
                    "middle_initial",
                    self._initial(a[:, 0], b[:, 3]) | self._initial(a[:, 3], b[:, 0]),
                ),
                ("half", close >= 0.78),
            ],
            "different",
        )

    def _cut_short(self, where: Mask) -> Mask:
        """One given name begins with the other, three letters at least."""
        left, right = self.a[:, 0], self.b[:, 0]
        shorter = np.minimum(self.words.length[left], self.words.length[right])
        rows = np.flatnonzero(where & (shorter > 2))
        out = np.zeros(len(left), bool)
        if len(rows):
            shared = cpdist(
                self.words.strings[left[rows]].tolist(),
                self.words.strings[right[rows]].tolist(),
                scorer=Prefix.similarity,
                dtype=np.int32,
            )
            out[rows] = shared >= shorter[rows]
        return out

    def _surname(self, adult_woman: Mask) -> Levels:
        s, early = range(5, 8), range(1, 5)
        a, b = self.a, self.b
        missing = (a[:, 5] == 0) | (b[:, 5] == 0)
        exact = self._whole("surname")
        first = self._same(a[:, 5], b[:, 5])
        shared = self._shared(s, s)
        in_middle = self._shared(s, early) | self._shared(early, s)
        self.shared_surname = np.where(
            exact | (shared == 0), np.where(exact, a[:, 5], in_middle), shared
        )
        open_ = ~(missing | exact | first | (shared > 0))
        close = np.maximum(
            self.similar(a[:, 5], b[:, 5], open_),
            self.similar(self.joined_a[:, 2], self.joined_b[:, 2], open_),
        )
        crossed = np.maximum(
            self.similar(a[:, 5], b[:, 6], open_), self.similar(a[:, 6], b[:, 5], open_)
        )
        return decided(
            "surname",
            [
                ("missing", missing),
                ("exact", exact),
                ("first", first),
                ("cross", shared > 0),
                ("spelling", self._group(a[:, 5], b[:, 5])),
                ("sound", self._sound(a[:, 5], b[:, 5])),
                ("near", close >= 0.9),
                ("in_middle", in_middle > 0),
                ("cross_near", (crossed >= 0.9) | self._any("_sound", range(5, 7), range(5, 7))),
                ("half", close >= 0.8),
                ("changed", adult_woman),
            ],
            "different",
        )

    def _swapped(self, given: Levels, surname: Levels) -> None:
        """Family name first, or first and last exchanged; sets both levels in place."""
        g, s = range(5), range(5, 8)
        poor_given = given >= level("given", "nickname")
        poor_surname = surname >= level("surname", "spelling")
        poor = poor_given & poor_surname
        letters = (
            self._whole("letters")
            | self._whole("all_letters")
            | self._whole("letters", "all_letters")
            | self._whole("all_letters", "letters")
        )
        there, back = self._shared(range(3), s), self._shared(s, g)
        exact = poor & (there > 0) & (back > 0)
        half = poor & ~exact & ((there > 0) | (back > 0) | letters)
        like_there = self._like(range(2), range(5, 7), half, there)
        like_back = self._like(range(5, 7), range(2), half, back)
        near = half & like_there & like_back
        bad = (given >= level("given", "half")) | (surname >= level("surname", "half"))
        for names, rows in (
            ("letters", poor & letters & ~exact & bad),
            ("swapped_near", near),
            ("swapped", exact),
        ):
            given[rows] = level("given", names)
            surname[rows] = level("surname", names)
        self.shared_given = np.where(exact | near, there, self.shared_given).astype(np.int32)
        self.shared_surname = np.where(exact | near, back, self.shared_surname).astype(np.int32)

    def _like(self, left: range, right: range, where: Mask, shared: Ints) -> Mask:
        """The same, the same sound or group, or nearly the same token."""
        found = shared > 0
        rows = np.flatnonzero(where & ~found)
        for i in left:
            for j in right:
                x, y = self.a[rows, i], self.b[rows, j]
                every = np.ones(len(rows), bool)
                found[rows] |= (
                    self._sound(x, y) | self._group(x, y) | (self.similar(x, y, every) >= 0.88)
                )
        return found

    def _middle(self, given: Levels) -> Levels:
        m = range(3, 5)
        a, b = self.a, self.b
        missing = (a[:, 3] == 0) | (b[:, 3] == 0)
        shared = self._shared(m, m)
        self.shared_middle = shared
        exact = self._whole("middle") & (self.words.length[a[:, 3]] > 1) | (shared > 0)
        initial = (self.words.initial[a[:, 3]] == self.words.initial[b[:, 3]]) & (
            np.minimum(self.words.length[a[:, 3]], self.words.length[b[:, 3]]) == 1
        )
        others = (*range(3), *range(5, 8))
        elsewhere = (self._shared(m, others) | self._shared(others, m)) > 0
        moved = np.isin(
            given,
            [
                level("given", n)
                for n in (
                    "joined",
                    "middle",
                    "middle_near",
                    "middle_initial",
                    "swapped",
                    "swapped_near",
                    "letters",
                )
            ],
        )
        close = self.similar(a[:, 3], b[:, 3], ~(missing | exact)) >= 0.87
        near = close | self._group(a[:, 3], b[:, 3]) | self._sound(a[:, 3], b[:, 3])
        return decided(
            "middle",
            [
                ("missing", missing),
                ("exact", exact),
                ("initial", initial),
                ("near", near),
                ("elsewhere", elsewhere | moved),
            ],
            "different",
        )


def digit_differences(left: Longs, right: Longs, width: int) -> tuple[Ints, Mask]:
    """How many decimal digits differ, and whether the difference is one adjacent exchange."""
    count = np.zeros(len(left), np.int32)
    exchanged = np.zeros(len(left), bool)
    previous_left = previous_right = np.full(len(left), -1, np.int64)
    for place in range(width):
        scale = 10**place
        x, y = left // scale % 10, right // scale % 10
        count += x != y
        exchanged |= (x == previous_right) & (y == previous_left) & (x != y)
        previous_left, previous_right = x, y
    return count, exchanged & (count == 2)


def born_levels(a: Longs, b: Longs, estimated: Mask) -> Levels:
    """Levels of two dates of birth, packed yyyymmdd; an estimated date says only its year ± 1."""
    year_a, year_b = a // 10_000, b // 10_000
    gap = np.abs(year_a - year_b)
    rest_a, rest_b = a % 10_000, b % 10_000
    swapped = (gap == 0) & (rest_a // 100 == rest_b % 100) & (rest_b // 100 == rest_a % 100)
    differing, exchanged = digit_differences(a, b, 8)
    january = ((rest_a == 101) | (rest_b == 101)) & (gap <= 1)
    near = (gap <= 1) & (np.abs(_day_number(a) - _day_number(b)) <= 62)
    return decided(
        "born",
        [
            ("missing", (a == 0) | (b == 0)),
            ("estimated", estimated & (gap <= 1)),
            ("generation", gap >= GENERATION_YEARS),
            ("far", estimated),
            ("exact", a == b),
            ("swapped", swapped),
            ("one_digit", differing == 1),
            ("transposed", exchanged),
            ("january_first", january),
            ("two_digits", (differing == 2) & ((gap == 0) | (rest_a == rest_b))),
            ("near", near),
            ("same_year", gap == 0),
        ],
        "far",
    )


def _day_number(packed: Longs) -> Longs:
    return packed // 10_000 * 372 + packed // 100 % 100 * 31 + packed % 100


def ssn_levels(a: Longs, b: Longs) -> Levels:
    """Levels of two SSNs or generic identifiers (negative, where only equality counts)."""
    differing, exchanged = digit_differences(np.maximum(a, 0), np.maximum(b, 0), 9)
    numbers = (a > 0) & (b > 0)
    return decided(
        "ssn",
        [
            ("missing", (a == 0) | (b == 0) | ((a > 0) != (b > 0))),
            ("exact", a == b),
            ("one_edit", numbers & ((differing == 1) | exchanged)),
            ("two_edits", numbers & (differing == 2)),
            ("last_four", numbers & (a % 10_000 == b % 10_000)),
        ],
        "different",
    )


def plain_levels(comparison: str, a: npt.NDArray[np.integer], b: npt.NDArray[np.integer]) -> Levels:
    """missing, exact or different, for CIN and sex."""
    return decided(comparison, [("missing", (a == 0) | (b == 0)), ("exact", a == b)], "different")


def suffix_levels(a: Ints, b: Ints) -> Levels:
    """Jr against Sr is a difference; a suffix on one side only is nearly nothing."""
    return decided(
        "suffix",
        [("missing", (a == 0) & (b == 0)), ("exact", a == b), ("one_side", (a == 0) | (b == 0))],
        "different",
    )


def address_levels(pairs: Pairs, names: NameComparison) -> Levels:
    """Levels of two addresses; a placed child's address is the caregiver's and says little."""
    pa, pb = pairs.place_a, pairs.place_b
    za, zb = pairs.a.postal[pairs.rows_a], pairs.b.postal[pairs.rows_b]
    known_place = (pa[:, 1] > 0) & (pb[:, 1] > 0)
    known_zip = (za > 0) & (zb > 0)
    known_city = (pa[:, 2] > 0) & (pb[:, 2] > 0)
    house = (pa[:, 0] == pb[:, 0]) & (pa[:, 0] > 0)
    street = (pa[:, 1] == pb[:, 1]) & known_place
    zip_same, zip_region = (za == zb) & known_zip, (za // 100 == zb // 100) & known_zip
    close_zip = zip_same | zip_region | ~known_zip
    alike = street | (names.similar(pa[:, 1], pb[:, 1], known_place & house & ~street) >= 0.85)
    house_alike = house | (street & (names.similar(pa[:, 0], pb[:, 0], street & ~house) >= 0.78))
    city = (pa[:, 2] == pb[:, 2]) & known_city
    placed = pairs.a.placed[pairs.rows_a] | pairs.b.placed[pairs.rows_b]
    out = decided(
        "address",
        [
            ("missing", ~(known_place | known_zip | known_city)),
            ("exact", house & street & (zip_same | ~known_zip)),
            ("house_street", house & street),
            ("near", alike & house_alike & (close_zip | city)),
            ("street", street & (pa[:, 0] == 0) & (pb[:, 0] == 0) & close_zip),
            ("postal", zip_same),
            ("region", zip_region | city),
        ],
        "different",
    )
    out[placed & (out >= level("address", "postal"))] = level("address", "placed")
    return out


def adult_women(pairs: Pairs, newest_year: int) -> Mask:
    """Pairs of a woman past the age at which surnames change by marriage.

    `newest_year` is frozen in the model, so that a delta sees what the full run saw.
    """
    woman = (pairs.a.sex[pairs.rows_a] == 1) | (pairs.b.sex[pairs.rows_b] == 1)
    born = np.maximum(pairs.a.born[pairs.rows_a], pairs.b.born[pairs.rows_b])
    adult: Mask = woman & (born > 0) & (born // 10_000 <= newest_year - AGE_OF_MARRIAGE)
    return adult
