"""Blocking keys: two records are compared when they share one.

Each key is a signed 64-bit number that PostgreSQL can store and join. A component (a token, a date,
a number) is hashed with BLAKE2b under the deployment's secret, once per distinct value; a key mixes
the hashes of its components with SplitMix64. Without the secret a stored key says nothing.
Keys of a record depend on that record alone, so a database may keep them row by row.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cases.matching.engine.phonetic import sound_key
from cases.matching.engine.prepared import JOINED, Ints, Longs, Prepared, name_groups

Hashes = npt.NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)


def _mix(left: Hashes, right: Hashes) -> Hashes:
    """SplitMix64 of two hashes; 0 (missing) on either side gives 0."""
    mixed = left * _GOLDEN + right
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX_A
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX_B
    mixed ^= mixed >> np.uint64(31)
    return np.where((left == 0) | (right == 0), np.uint64(0), mixed)


class _Hasher:
    """Hashes components under the secret and a label, each distinct value once."""

    def __init__(self, secret: bytes) -> None:
        self.secret = secret

    def text(self, label: str, values: Sequence[str]) -> Hashes:
        """One hash per string; 0 for the empty string."""
        known: dict[str, int] = {"": 0}
        person = label.encode()
        for value in values:
            if value not in known:
                digest = blake2b(value.encode(), key=self.secret, digest_size=8, person=person)
                known[value] = int.from_bytes(digest.digest(), "little") or 1
        return np.array([known[value] for value in values], np.uint64)

    def codes(
        self, label: str, strings: list[str], table: Ints, part: Callable[[str], str]
    ) -> Hashes:
        """One hash per cell of a table of vocabulary codes, of a part of each string."""
        distinct, where = np.unique(table, return_inverse=True)
        return self.text(label, [part(strings[code]) for code in distinct.tolist()])[
            where.reshape(table.shape)
        ]

    def number(self, label: str, values: npt.NDArray[np.integer]) -> Hashes:
        """One hash per integer; 0 for 0."""
        distinct, where = np.unique(values, return_inverse=True)
        texts = ["" if value == 0 else str(value) for value in distinct.tolist()]
        return self.text(label, texts)[where]


def _labeled(hashes: Hashes, label: int) -> Hashes:
    return _mix(hashes, np.full(hashes.shape, label, np.uint64))


def keys_of(prepared: Prepared, secret: bytes) -> tuple[Longs, Longs]:
    """(row, key) pairs of every record, without repeats.

    `secret` is 16 to 64 bytes. Stop keys are not removed here, see `without_stop_keys`.
    """
    if len(prepared) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    columns = [
        _labeled(column, label)
        for label, family in enumerate(_families(_parts(prepared, _Hasher(secret))), start=1)
        for column in family
    ]
    table = np.stack(columns, axis=1).view(np.int64)
    table.sort(axis=1)
    table[:, 1:][table[:, 1:] == table[:, :-1]] = 0
    rows, places = np.nonzero(table)
    return rows.astype(np.int64), table[rows, places]


class _Parts(NamedTuple):
    """Hashed pieces of every record, of which the families of keys are made."""

    token: Hashes
    three: Hashes
    two: Hashes
    sound: Hashes
    joined: Hashes
    roots: list[Hashes]
    day: Hashes
    year: Hashes
    month_day: Hashes
    swapped: Hashes
    ssn: Hashes
    first_five: Hashes
    last_five: Hashes
    last_four: Hashes
    ssn_digits: Hashes
    cin: Hashes
    postal: Hashes
    address: Hashes


def _parts(prepared: Prepared, hasher: _Hasher) -> _Parts:
    """Hash each piece once; the texts name the kind of piece, so that kinds never meet."""
    tokens, first = prepared.tokens, prepared.tokens[:, :6]
    strings = prepared.strings
    born = prepared.born.astype(np.int64)
    positive = np.maximum(prepared.ssn, 0)
    place = hasher.codes("place", strings, prepared.place[:, :2], str)
    return _Parts(
        token=hasher.codes("token", strings, tokens, str),
        three=hasher.codes("three", strings, tokens, lambda text: text[:3]),
        two=hasher.codes("two", strings, first, lambda text: text[:2]),
        sound=hasher.codes("sound", strings, first, sound_key),
        joined=hasher.codes("joined", strings, prepared.joined, str),
        roots=_roots(prepared, hasher),
        day=hasher.number("born", born),
        year=hasher.number("year", born // 10_000),
        month_day=hasher.number("month-day", born % 10_000),
        swapped=hasher.number("swapped", _unordered_date(born)),
        ssn=hasher.number("ssn", prepared.ssn),
        first_five=hasher.number("ssn5", positive // 10_000),
        last_five=hasher.number("ssn-5", positive % 100_000),
        last_four=hasher.number("ssn-4", positive % 10_000),
        ssn_digits=hasher.number("ssn-digits", _sorted_digits(positive)),
        cin=hasher.number("cin", prepared.cin),
        postal=hasher.number("postal", prepared.postal),
        address=_mix(place[:, 0], place[:, 1]),
    )


def _families(parts: _Parts) -> list[list[Hashes]]:
    """Columns of hashes per family of keys; columns of one family meet one another.

    The order is part of the keys: a new family goes to the end.
    """
    two, sound, joined, roots = parts.two, parts.sound, parts.joined, parts.roots
    day, year, month_day, postal = parts.day, parts.year, parts.month_day, parts.postal
    address = parts.address
    g1, g2, m1, s1, s2 = (parts.token[:, place] for place in (0, 1, 3, 5, 6))
    surname_year = [_mix(s, year) for s in (s1, s2)]
    letters = joined[:, JOINED["letters"]]
    every = joined[:, JOINED["all_letters"]]
    names = [_mix(g, s) for g in (g1, g2, m1) for s in (s1, s2)] + [_mix(s1, g1)]
    return [
        [parts.ssn],
        [parts.cin],
        [_mix(day, parts.three[:, place]) for place in range(8)],
        [_mix(day, two[:, 0])],
        [_mix(day, two[:, 5])],
        [_mix(day, root) for root in roots],
        [_mix(day, sound[:, 5])],
        [_mix(day, postal)],
        [_mix(day, address)],
        [_mix(name, year) for name in names],
        [_mix(name, month_day) for name in names],
        [_mix(name, parts.swapped) for name in names[:2]],
        [_mix(name, postal) for name in names],
        [_mix(_mix(root, sound[:, 5]), year) for root in roots],
        [_mix(_mix(root, sound[:, 5]), postal) for root in roots],
        [_mix(address, g) for g in (g1, g2, m1)],
        [_mix(address, root) for root in roots],
        [_mix(address, year)],
        [_mix(address, s1)],
        [_mix(parts.ssn_digits, s) for s in (g1, s1)],
        [_mix(address, month_day)],
        [_mix(parts.first_five, year)],
        [_mix(parts.last_five, year)],
        [_mix(parts.last_four, month_day)],
        [_mix(parts.first_five, g1)],
        [_mix(parts.last_five, g1), _mix(parts.last_five, s1)],
        [_mix(parts.first_five, s1)],
        [letters, every],
        [_mix(joined[:, JOINED["given_middle"]], s) for s in (s1, s2)],
        [_mix(s, _mix(year, postal)) for s in (s1, s2)],
        [_mix(column, two[:, 0]) for column in surname_year],
    ]


def _roots(prepared: Prepared, hasher: _Hasher) -> list[Hashes]:
    """Up to three nickname groups of the first given name, else the name's own sound."""
    distinct, where = np.unique(prepared.tokens[:, 0], return_inverse=True)
    names = [prepared.strings[code] for code in distinct.tolist()]
    groups = [
        [str(number) for number in name_groups(name)[:3]] or [sound_key(name)] for name in names
    ]
    columns = [[[*of, "", ""][place] for of in groups] for place in range(3)]
    return [hasher.text("group", column)[where] for column in columns]


def _sorted_digits(numbers: Longs) -> Longs:
    """The digits of each number in ascending order: equal for a number and its transpositions."""
    digits = np.stack([numbers // 10**place % 10 for place in range(9)], axis=1)
    digits.sort(axis=1)
    ordered: Longs = (digits * 10 ** np.arange(8, -1, -1)).sum(axis=1)
    return ordered


def _unordered_date(born: Longs) -> Longs:
    """The year with day and month in ascending order: equal for a date and its swapped form."""
    month, day = born // 100 % 100, born % 100
    ordered: Longs = born // 10_000 * 10_000 + np.minimum(month, day) * 100
    return ordered + np.maximum(month, day)


def join(keys_a: tuple[Longs, Longs], keys_b: tuple[Longs, Longs], stop: Longs) -> Longs:
    """Distinct (row of a, row of b) pairs that share a key which is not a stop key, (n, 2)."""
    rows_a, key_a = _sorted(*without_stop_keys(keys_a, stop))
    rows_b, key_b = _sorted(*without_stop_keys(keys_b, stop))
    first = np.searchsorted(key_b, key_a, "left")
    count = np.searchsorted(key_b, key_a, "right") - first
    hit = count > 0
    first, count, rows = first[hit], count[hit], rows_a[hit]
    total = int(count.sum())
    starts = np.repeat(first - np.concatenate(([0], np.cumsum(count)[:-1])), count)
    partner = rows_b[starts + np.arange(total)]
    width = np.int64(int(rows_b.max(initial=0)) + 1)
    both = np.unique(np.repeat(rows, count) * width + partner)
    return np.stack((both // width, both % width), axis=1)


def without_stop_keys(keys: tuple[Longs, Longs], stop: Longs) -> tuple[Longs, Longs]:
    """The same keys without those of the sorted list `stop`."""
    rows, key = keys
    if len(stop) == 0:
        return rows, key
    place = np.minimum(np.searchsorted(stop, key), len(stop) - 1)
    keep = stop[place] != key
    return rows[keep], key[keep]


def _sorted(rows: Longs, key: Longs) -> tuple[Longs, Longs]:
    order = np.argsort(key)
    return rows[order], key[order]


def stop_keys(keys_a: Longs, keys_b: Longs, cap: int) -> Longs:
    """Keys whose block would hold more than `cap` pairs, sorted."""
    distinct_a, count_a = np.unique(keys_a, return_counts=True)
    distinct_b, count_b = np.unique(keys_b, return_counts=True)
    common, in_a, in_b = np.intersect1d(
        distinct_a, distinct_b, assume_unique=True, return_indices=True
    )
    return common[count_a[in_a] * count_b[in_b] > cap]
