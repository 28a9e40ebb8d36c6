"""Which units are one family: a union of units along links, held apart where they must be. Pure."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cases.families.rollup.entries import Entry, Part, Record, Rule, Ruling, Unit
from linkages.programs import Program

CWS, CALWORKS = Program.CWS, Program.CALWORKS
# By hand before a parent, a parent before a child.
RANK = {Rule.JOINED: 0, Rule.TEEN_PARENT: 1, Rule.PARENT_ON_AID: 2, Rule.CHILD_AT_HOME: 3}


@dataclass(frozen=True, slots=True)
class Joined:
    """Units by family, and why each household stands there.

    `turned_away`: households that links lead to a family into which they do not go, and why.
    `teens`: records of a teen parent's children and of the other parents of these, and the unit of
    their own in which they stand.
    """

    groups: tuple[tuple[Unit, ...], ...]
    rules: Mapping[Unit, Rule]
    turned_away: Mapping[Unit, Rule]
    teens: Mapping[Record, Unit]


@dataclass(frozen=True, slots=True)
class Tie:
    """One linked person between a household and a CWS family."""

    known: Entry
    aided: Entry

    @property
    def home(self) -> Unit:
        return self.aided.node

    @property
    def family(self) -> Unit:
        return self.known.node

    @property
    def of_a_parent(self) -> bool:
        return self.known.part == Part.PARENT

    @property
    def of_an_adult_child(self) -> bool:
        """A child of a CWS case who is an adult in a household on aid."""
        return self.known.part == Part.CHILD and self.aided.adult

    @property
    def of_a_child_at_home(self) -> bool:
        return self.known.part == Part.CHILD and not (self.aided.adult or self.known.placed)


def joined(entries: Sequence[Entry], rulings: Sequence[Ruling]) -> Joined:
    """Join the units of these entries, which all stand."""
    ties = _Ties(entries)
    unions = _Unions()
    for unit in ties.units:
        unions.add(unit)
    for one, other in ties.never:
        unions.part(one, other)
    for one, other in _ruled(rulings, ties.units, together=False):
        unions.part(one, other)
    whole = [unit for unit in ties.units if unit.teen is None]
    caring = {home for home, _family in ties.never}
    edges = [
        (Rule.JOINED, one, other)
        for one, other in _ruled(rulings, whole, together=True)
        # By hand a caregiver's household joins nobody but a CWS family of its own.
        if not ({one, other} & caring and one.program == other.program)
    ]
    edges += ties.edges()
    turned_away = dict(ties.turned_away)
    rules: dict[Unit, Rule] = {}
    for rule, one, other in edges:
        homes = [unit for unit in (one, other) if unit.program == CALWORKS]
        if unions.join(one, other):
            for home in homes:
                rules.setdefault(home, rule)
        elif rule != Rule.JOINED:
            for home in homes:
                turned_away.setdefault(home, Rule.SPLIT)
    return Joined(unions.groups(), rules, turned_away, ties.teens)


def _ruled(
    rulings: Iterable[Ruling], units: Iterable[Unit], *, together: bool
) -> Iterator[tuple[Unit, Unit]]:
    """Pairs of units that rulings of one kind name, the latest first."""
    by_label: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        by_label[unit.label].append(unit)
    chosen = (ruling for ruling in rulings if ruling.together is together)
    for ruling in sorted(chosen, key=lambda r: (-r.number, r.one, r.other)):
        for one in by_label.get(ruling.one, ()):
            for other in by_label.get(ruling.other, ()):
                yield one, other


class _Ties:
    """The ties between households and CWS families, sorted by what they mean."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._inside: dict[Unit, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.program == CALWORKS or not entry.cares:
                self._inside[entry.node].append(entry)
        self.turned_away: dict[Unit, Rule] = {}
        self._at = self._pairs(entries)
        # A teen parent's own unit; the households in which they are the adult; who moves there.
        self._own: dict[Record, Unit] = {}
        self._own_homes: set[tuple[Unit, Record]] = set()
        self.teens: dict[Record, Unit] = {}
        adults = (tie for ties in self._at.values() for tie in ties if tie.of_an_adult_child)
        for tie in sorted(adults, key=lambda tie: (str(tie.known.record), tie.home.order)):
            self._give_own(tie)
        self.units = sorted({*self._inside, *self._own.values()}, key=lambda unit: unit.order)
        self.never = sorted(self._placements(), key=lambda pair: (pair[0].order, pair[1].order))

    def _pairs(self, entries: Sequence[Entry]) -> dict[tuple[Unit, Unit], list[Tie]]:
        aided: dict[uuid.UUID, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.program == CALWORKS and entry.person:
                aided[entry.person].append(entry)
        found: dict[tuple[Unit, Unit], list[Tie]] = defaultdict(list)
        for entry in entries:
            if entry.program == CWS and entry.person:
                for tie in (Tie(entry, other) for other in aided.get(entry.person, ())):
                    if entry.cares:
                        self.turned_away[tie.home] = Rule.CAREGIVER
                    else:
                        found[tie.home, tie.family].append(tie)
        return found

    def _give_own(self, tie: Tie) -> None:
        """Part a teen parent's own from the family in which they are a child, unless their parents
        or other children of the family live in the same household."""
        teen = tie.known
        cases = teen.parent_in - teen.child_in
        theirs = [e for e in self._inside[tie.family] if e is not teen and _only_in(e, cases)]
        records = {entry.record for entry in theirs} | {teen.record}
        if any(
            (each.of_a_parent or each.of_a_child_at_home) and each.known.record not in records
            for each in self._at[tie.home, tie.family]
        ):
            return
        unit = self._own.setdefault(teen.record, Unit(CWS, teen.unit, teen.record))
        self._own_homes.add((tie.home, teen.record))
        for entry in theirs:
            self.teens.setdefault(entry.record, unit)

    def _sorted_by_family(self) -> dict[tuple[Unit, Unit], list[Tie]]:
        """Ties by household and the unit to which they lead: a whole CWS family, or a teen
        parent's own. Where the older generation lives too, it is one household of one family."""
        found: dict[tuple[Unit, Unit], list[Tie]] = defaultdict(list)
        for (home, family), ties in self._at.items():
            elder = any(
                (tie.of_a_parent or tie.of_a_child_at_home) and tie.known.record not in self.teens
                for tie in ties
            )
            for tie in ties:
                node = self.teens.get(tie.known.record, family)
                if tie.of_an_adult_child:
                    if (home, tie.known.record) in self._own_homes:
                        found[home, self._own[tie.known.record]].append(tie)
                elif node == family or not elder:
                    found[home, node].append(tie)
        return found

    def edges(self) -> list[tuple[Rule, Unit, Unit]]:
        """(why, household, family), the strongest first."""
        found: list[tuple[tuple[object, ...], Rule, Unit, Unit]] = []
        for (home, family), ties in self._sorted_by_family().items():
            rule, bearing = _why(ties)
            if rule is None:
                continue
            if all(tie.known.from_report for tie in bearing) and not self._all_reports(family):
                self.turned_away.setdefault(home, Rule.REPORT)
                continue
            people = len({tie.known.person for tie in bearing})
            found.append(((RANK[rule], -people, home.order, family.order), rule, home, family))
        return [(rule, home, family) for _key, rule, home, family in sorted(found)]

    def _all_reports(self, family: Unit) -> bool:
        return all(entry.from_report for entry in self._inside[Unit(CWS, family.label)])

    def _placements(self) -> Iterator[tuple[Unit, Unit]]:
        """Households that care for a placed child, and the families in which they never stand."""
        for (home, family), ties in self._at.items():
            for tie in ties:
                if not (tie.known.placed and tie.aided.cares and not tie.aided.adult):
                    continue
                for node in {family, self.teens.get(tie.known.record, family)}:
                    if not any(self._heads(each, node) for each in ties):
                        yield home, node

    def _heads(self, tie: Tie, family: Unit) -> bool:
        """Whether a linked parent of this unit stands in the household."""
        if tie.of_an_adult_child:
            return self._own.get(tie.known.record) == family
        node = self.teens.get(tie.known.record, tie.family)
        return tie.of_a_parent and not tie.known.guardian and node == family


def _only_in(entry: Entry, cases: frozenset[str]) -> bool:
    """Whether all that somebody is, child or parent, they are in these cases."""
    mine = entry.child_in | entry.parent_in
    return bool(mine) and mine <= cases


def _why(ties: Sequence[Tie]) -> tuple[Rule | None, list[Tie]]:
    """The rule by which a household joins a family, and the ties that bear it."""
    grown = [tie for tie in ties if tie.of_an_adult_child]
    if grown:
        return Rule.TEEN_PARENT, grown
    caring = any(tie.known.placed and tie.aided.cares for tie in ties)
    parents = [tie for tie in ties if tie.of_a_parent]
    heads = [tie for tie in parents if not (caring and tie.known.guardian)]
    if heads:
        return Rule.PARENT_ON_AID, heads
    at_home = [tie for tie in ties if tie.of_a_child_at_home]
    if at_home and not caring:
        return Rule.CHILD_AT_HOME, at_home
    return None, []


class _Unions:
    """Union-find that refuses to bring together what must stay apart."""

    def __init__(self) -> None:
        self._above: dict[Unit, Unit] = {}
        self._apart: dict[Unit, set[Unit]] = {}

    def add(self, unit: Unit) -> None:
        """Take a unit, alone so far."""
        self._above.setdefault(unit, unit)

    def part(self, one: Unit, other: Unit) -> None:
        """Keep two units apart, whatever else is joined. Only before anything is."""
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)

    def join(self, one: Unit, other: Unit) -> bool:
        """Whether they are together now."""
        one, other = self._root(one), self._root(other)
        if one == other:
            return True
        if any(self._root(enemy) == other for enemy in self._apart.get(one, ())):
            return False
        lower, higher = sorted((one, other), key=lambda unit: unit.order)
        self._above[higher] = lower
        if enemies := self._apart.pop(higher, None):
            self._apart.setdefault(lower, set()).update(enemies)
        return True

    def _root(self, unit: Unit) -> Unit:
        while (above := self._above[unit]) != unit:
            self._above[unit] = unit = self._above[above]
        return unit

    def groups(self) -> tuple[tuple[Unit, ...], ...]:
        """The units by family."""
        found: dict[Unit, list[Unit]] = defaultdict(list)
        for unit in sorted(self._above, key=lambda each: each.order):
            found[self._root(unit)].append(unit)
        return tuple(tuple(group) for group in found.values())
