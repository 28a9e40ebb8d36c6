"""Who stands where in a family, and what kind of family it is. Pure.

The same entries and rulings give the same drafts, in whatever order they come.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cases.families.rollup.entries import (
    Draft,
    Entry,
    Kind,
    Part,
    Place,
    Record,
    Rule,
    Ruling,
    Unit,
)
from cases.families.rollup.joining import joined
from linkages.programs import Program

Pair = tuple[Entry, Entry]


def put_together(entries: Iterable[Entry], rulings: Iterable[Ruling] = ()) -> tuple[Draft, ...]:
    """The families of these entries, in a fixed order."""
    standing = sorted(
        (entry for entry in entries if entry.unit and not entry.ended),
        key=lambda entry: (entry.program, entry.unit, str(entry.record)),
    )
    found = joined(standing, tuple(rulings))
    writer = _Writer(standing, found.teens)
    drafts = (writer.draft(group, found.rules, found.turned_away) for group in found.groups)
    return tuple(
        sorted(
            (draft for draft in drafts if draft is not None),
            key=lambda draft: [(str(place.record), place.unit) for place in draft.places],
        )
    )


class _Writer:
    """Writes the places of one group of units after the other."""

    def __init__(self, entries: Sequence[Entry], teens: Mapping[Record, Unit]) -> None:
        self._of: dict[Unit, list[Entry]] = defaultdict(list)
        self._cws_of: dict[uuid.UUID, list[Entry]] = defaultdict(list)
        for entry in entries:
            caregiver = entry.program == Program.CWS and entry.cares
            if not caregiver:
                self._of[teens.get(entry.record, entry.node)].append(entry)
            if entry.person and entry.program == Program.CWS:
                self._cws_of[entry.person].append(entry)

    def draft(
        self,
        group: Sequence[Unit],
        rules: Mapping[Unit, Rule],
        turned_away: Mapping[Unit, Rule],
    ) -> Draft | None:
        """The family of a group of units; None where there is none to speak of."""
        known = any(unit.program == Program.CWS for unit in group)
        homes = [unit for unit in group if unit.program == Program.CALWORKS]
        if known and not homes:
            return self._without_aid(group)
        if not known:
            return self._household(homes, turned_away)
        places = [p for unit in group for p in self._places(unit, rules)]
        places += self._teens(group)
        return Draft(self._kind(group), _once(places))

    def _without_aid(self, group: Sequence[Unit]) -> Draft | None:
        """A CWS family alone. Of a report that nobody linked no family is made."""
        entries = [entry for unit in group for entry in self._of[unit]]
        if all(entry.from_report for entry in entries):
            return None
        places = [Place(e.record, e.unit, e.part, Rule.CWS_FAMILY) for e in entries]
        return Draft(Kind.CWS_ONLY, _once([*places, *self._teens(group)]))

    def _household(self, homes: Sequence[Unit], turned_away: Mapping[Unit, Rule]) -> Draft | None:
        """Households that joined no CWS family: a caregiver's, or one kept apart."""
        entries = [entry for home in homes for entry in self._of[home]]
        guests = [
            (entry, one)
            for entry in entries
            if entry.person
            for one in self._cws_of.get(entry.person, ())
        ]
        whys = {turned_away[home] for home in homes if home in turned_away}
        heads = {
            one.unit
            for e, one in guests
            if one.part == Part.PARENT and e.adult and not one.guardian
        }
        if Rule.CAREGIVER in whys or any(
            _is_cared_for(entry, one, whys) for entry, one in guests if one.unit not in heads
        ):
            return _caregivers(entries, guests)
        if not whys:
            return None
        rule = Rule.SPLIT if Rule.SPLIT in whys else Rule.REPORT
        guests = [
            (entry, one)
            for entry, one in guests
            if one.part in (Part.CHILD, Part.PARENT) and _may_be_told(entry)
        ]
        places = [Place(e.record, e.unit, e.part, rule) for e in entries if _may_be_told(e)]
        places += [Place(g.record, g.unit, g.part, rule, guest=True) for _entry, g in guests]
        reported = all(one.from_report for _entry, one in guests)
        return Draft(Kind.REPORT if reported else Kind.MUTUAL, _once(places))

    def _places(self, unit: Unit, rules: Mapping[Unit, Rule]) -> Iterator[Place]:
        for entry in self._of[unit]:
            if entry.program == Program.CWS:
                rule = Rule.TEEN_PARENT if unit.teen else Rule.CWS_FAMILY
                yield Place(entry.record, entry.unit, entry.part, rule)
            elif _may_be_told(entry):
                yield Place(entry.record, entry.unit, entry.part, rules[unit])

    def _teens(self, group: Sequence[Unit]) -> Iterator[Place]:
        """The teen parent of an own household, who is a child in another family."""
        for unit in group:
            if unit.teen is None:
                continue
            yield Place(unit.teen, unit.label, Part.PARENT, Rule.TEEN_PARENT, guest=True)

    def _kind(self, group: Sequence[Unit]) -> Kind:
        """Mutual only where somebody is linked of whom CWS has more than a report."""
        inside = [entry for unit in group for entry in self._of[unit]]
        aided = {e.person for e in inside if e.program == Program.CALWORKS and e.person}
        known = [e for e in inside if e.program == Program.CWS]
        teens = {unit.teen for unit in group if unit.teen}
        known += [e for p in aided for e in self._cws_of.get(p, ()) if e.record in teens]
        linked = [entry for entry in known if entry.person in aided]
        if any(not entry.from_report for entry in linked):
            return Kind.MUTUAL
        if linked or all(entry.from_report for entry in known):
            return Kind.REPORT
        return Kind.CWS_ONLY


def _is_cared_for(entry: Entry, known: Entry, whys: Collection[Rule]) -> bool:
    """Whether somebody of a household cares for CWS's clients, or is one in their care. The
    household of a placed child is, until somebody says otherwise, their caregiver's."""
    if known.cares:
        return True
    return known.placed and not entry.adult and (entry.cares or not whys)


def _may_be_told(entry: Entry) -> bool:
    """Where a placed child lives stands on no page of a mutual family."""
    return entry.adult or not entry.cares


def _caregivers(entries: Iterable[Entry], guests: Iterable[tuple[Entry, Entry]]) -> Draft:
    """A caregiver's household, with whoever CWS placed there."""
    places = [
        Place(e.record, e.unit, Part.CAREGIVER if e.adult else e.part, Rule.CAREGIVER)
        for e in entries
    ]
    places += [
        Place(g.record, g.unit, Part.CAREGIVER if g.cares else g.part, Rule.CAREGIVER, guest=True)
        for _entry, g in guests
        if g.cares or g.placed
    ]
    return Draft(Kind.CAREGIVER, _once(places))


def _once(places: Iterable[Place]) -> tuple[Place, ...]:
    """One place for each record and unit; whoever belongs there before whoever is a guest."""
    found: dict[tuple[Record, str], Place] = {}
    for place in sorted(places, key=lambda p: (p.guest, str(p.record), p.unit)):
        found.setdefault((place.record, place.unit), place)
    return tuple(sorted(found.values(), key=lambda p: (str(p.record), p.unit)))
