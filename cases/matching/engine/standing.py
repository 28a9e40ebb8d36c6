"""What stands between runs, and what a change can reach.

`affected` and `neighborhood` are pure set operations over pair keys, so a database store can use
them (or say them in SQL). `Standing` is the store in memory, for the command line and for proofs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cases.matching.engine.keys import keys_of, without_stop_keys
from cases.matching.engine.model import Model
from cases.matching.engine.prepared import prepare
from cases.matching.engine.score import score, standing_rows
from cases.matching.engine.settle import BANDS, Band, settle
from cases.people.identity import Identity

PairKey = tuple[str, str]
"""(id of the CWS record, id of the CalWORKs record)."""


class _Links:
    """Pairs at or above the floor, found by record and by the two households they join."""

    def __init__(
        self, pairs: Iterable[PairKey], home_a: Mapping[str, str], home_b: Mapping[str, str]
    ) -> None:
        self.home_a, self.home_b = home_a, home_b
        self.of_a: dict[str, set[PairKey]] = defaultdict(set)
        self.of_b: dict[str, set[PairKey]] = defaultdict(set)
        self.of_homes: dict[tuple[str, str], set[PairKey]] = defaultdict(set)
        for pair in pairs:
            self.of_a[pair[0]].add(pair)
            self.of_b[pair[1]].add(pair)
            if homes := self.homes(pair):
                self.of_homes[homes].add(pair)

    def homes(self, pair: PairKey) -> tuple[str, str] | None:
        first, second = self.home_a.get(pair[0], ""), self.home_b.get(pair[1], "")
        return (first, second) if first and second else None

    def mates(self, pairs: Iterable[PairKey]) -> set[PairKey]:
        """The pairs themselves and those between the same two households."""
        found = set(pairs)
        for homes in {self.homes(pair) for pair in found} - {None}:
            found |= self.of_homes.get(homes, set())  # type: ignore[arg-type] # None was taken out
        return found

    def rivals(self, pairs: Iterable[PairKey]) -> set[PairKey]:
        """The pairs themselves and those that share a record with one of them."""
        found = set(pairs)
        for first, second in list(found):
            found |= self.of_a.get(first, set()) | self.of_b.get(second, set())
        return found


def affected(
    changed: Iterable[PairKey],
    standing: Iterable[PairKey],
    home_a: Mapping[str, str],
    home_b: Mapping[str, str],
) -> set[PairKey]:
    """Standing pairs whose final score may change when the pairs `changed` come, go or change.

    `standing` are the pairs at or above the floor, before and after the change; `home_a` and
    `home_b` give the household of a record ("" or absent: none). When a record moves between
    households, call once with the old and once with the new households and take both.
    """
    links = _Links(standing, home_a, home_b)
    return links.rivals(links.mates(changed))


def neighborhood(
    pairs: Iterable[PairKey],
    standing: Iterable[PairKey],
    home_a: Mapping[str, str],
    home_b: Mapping[str, str],
) -> set[PairKey]:
    """Pairs that must be given to `settle` so that the final scores of `pairs` are right."""
    links = _Links(standing, home_a, home_b)
    return links.mates(links.rivals(pairs))


@dataclass(frozen=True, slots=True)
class Final:
    """The settled result of one pair: final score in units, probability, band."""

    units: int
    probability: float
    band: Band


class Standing:
    """Records, keys and pairs of two programs under one frozen model."""

    def __init__(self, model: Model, secret: bytes, *, test_numbers: bool = False) -> None:
        self.model, self.secret, self.test_numbers = model, secret, test_numbers
        self.records: tuple[dict[str, Identity], dict[str, Identity]] = ({}, {})
        self.keys: tuple[dict[int, set[str]], dict[int, set[str]]] = (
            defaultdict(set),
            defaultdict(set),
        )
        self.keys_of_record: tuple[dict[str, list[int]], dict[str, list[int]]] = ({}, {})
        self.base: dict[PairKey, int] = {}
        self.final: dict[PairKey, Final] = {}

    def _homes(self) -> tuple[dict[str, str], dict[str, str]]:
        cws, calworks = self.records
        return (
            {name: who.household for name, who in cws.items()},
            {name: who.household for name, who in calworks.items()},
        )

    def apply(
        self,
        cws: Iterable[Identity] = (),
        calworks: Iterable[Identity] = (),
        gone: tuple[Iterable[str], Iterable[str]] = ((), ()),
    ) -> set[PairKey]:
        """Add or change records, remove those that are gone; the pairs that were settled anew."""
        incoming = (
            {who.id: who for who in cws},
            {who.id: who for who in calworks},
        )
        leaving = (set(gone[0]) - set(incoming[0]), set(gone[1]) - set(incoming[1]))
        touched = (set(incoming[0]) | leaving[0], set(incoming[1]) | leaving[1])
        old_pairs = {p for p in self.base if p[0] in touched[0] or p[1] in touched[1]}
        reach = affected(old_pairs, self.base, *self._homes())
        for side in (0, 1):
            self._replace(side, incoming[side], leaving[side])
        for pair in old_pairs:
            self.base.pop(pair)
            self.final.pop(pair, None)
        new_pairs = self._score(self._candidates(touched))
        reach |= affected(new_pairs, self.base, *self._homes())
        again = {pair for pair in reach if pair in self.base}
        self._settle(again)
        return again

    def _replace(self, side: int, incoming: dict[str, Identity], leaving: set[str]) -> None:
        for name in (*incoming, *leaving):
            for key in self.keys_of_record[side].pop(name, ()):
                self.keys[side][key].discard(name)
            self.records[side].pop(name, None)
        self.records[side].update(incoming)
        names = list(incoming)
        ready = prepare(incoming.values(), test_numbers=self.test_numbers)
        keys = without_stop_keys(keys_of(ready, self.secret), self.model.stop_array)
        for row, key in zip(keys[0].tolist(), keys[1].tolist(), strict=True):
            self.keys[side][key].add(names[row])
            self.keys_of_record[side].setdefault(names[row], []).append(key)

    def _candidates(self, touched: tuple[set[str], set[str]]) -> set[PairKey]:
        found: set[PairKey] = set()
        for name in touched[0]:
            for key in self.keys_of_record[0].get(name, ()):
                found |= {(name, other) for other in self.keys[1].get(key, ())}
        for name in touched[1]:
            for key in self.keys_of_record[1].get(name, ()):
                found |= {(other, name) for other in self.keys[0].get(key, ())}
        return found

    def _score(self, pairs: set[PairKey]) -> set[PairKey]:
        a, b, rows, ordered = self._prepared(pairs)
        scored = score(a, b, rows, self.model)
        stands = standing_rows(scored, self.model.floor).tolist()
        kept = {
            pair: units
            for pair, units, keep in zip(ordered, scored.base.tolist(), stands, strict=True)
            if keep
        }
        self.base.update(kept)
        return set(kept)

    def _prepared(self, pairs: set[PairKey]):  # type: ignore[no-untyped-def]
        ordered = sorted(pairs)
        sides, places = [], []
        for side in (0, 1):
            names = sorted({pair[side] for pair in ordered})
            places.append({name: row for row, name in enumerate(names)})
            sides.append(
                prepare(
                    [self.records[side][name] for name in names], test_numbers=self.test_numbers
                )
            )
        rows = np.array(
            [(places[0][first], places[1][second]) for first, second in ordered], np.int64
        ).reshape(len(ordered), 2)
        return sides[0], sides[1], rows, ordered

    def _settle(self, pairs: set[PairKey]) -> None:
        around = neighborhood(pairs, self.base, *self._homes())
        a, b, rows, ordered = self._prepared(around)
        settled = settle(score(a, b, rows, self.model), a, b, self.model)
        for row, pair in enumerate(ordered):
            if pair in pairs:
                self.final[pair] = Final(
                    int(settled.units[row]),
                    float(settled.probability[row]),
                    BANDS[settled.band[row]],
                )
