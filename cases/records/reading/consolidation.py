"""One client of several rows, and the household that a client belongs to.

A CWS file has one row per child and case, and a client may be a child in one case and a parent
in another. All rows of one id become one client with a list of memberships. Rows of a client are
not neighbors in a file; they wait on a pile (`gathering`).

CWS cases that share a child or a parent are one family; its label is the smallest case key among
them, so that it does not change when unrelated rows do. Caregivers, relatives and others belong
to a case without joining it to their other cases: a foster home is not one family, and who cares
for a child is placement (C7). A CalWORKs household is a case number within its county.
"""

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from cases.people.identity import Program
from cases.records.reading.gathering import (
    CLIENT_ROWS,
    FAMILY_CASES,
    JOINING_ROLES,
    Gathered,
    Pile,
)
from cases.records.reading.reasons import Unreadable
from cases.records.reading.row import Facts, Row

__all__ = ["FAMILY_CASES", "Client", "Consolidator", "Membership", "calworks_household"]

ACCESS_ORDER = "NSR"


@dataclass(frozen=True, slots=True)
class Membership:
    """One client's part in one case, with the facts that the program holds about it.

    `category` is C7 where the membership says who cares for a placed child, C6 where all there is
    of the case is a report (`from_report`; the facts are then C6 as well), otherwise C1.
    """

    case: str
    case_source: str
    county: str
    role: str
    relationship: str
    in_home: bool | None
    person_no: str
    category: str
    facts: Facts
    from_report: bool


@dataclass(frozen=True, slots=True)
class Client:
    """One person of one program, as all rows about them stated it.

    `row` is the identity header: the row with the latest facts, its blanks filled from the
    others. `limited_access` and `placed` are the strictest of all rows. `numbers` are the lines
    the client was read from, per grain.
    """

    key: str
    key_scheme: str
    source_id: str
    program: Program
    county: str
    row: Row
    memberships: tuple[Membership, ...]
    household: str
    limited_access: str
    placed: bool
    emergency_response: bool
    numbers: tuple[tuple[str, int], ...]


class Consolidator:
    """Gathers the accepted rows of one program's files; `clients` yields once all were added.

    Beside the pile it holds which cases are one family, and which are nothing but a report.
    """

    def __init__(self, pile: Pile | None = None) -> None:
        self._pile: Pile = Gathered() if pile is None else pile
        self.add = self._pile.add
        self._parents: dict[str, str] = {}
        self._households: Mapping[str, str] = {}
        self._reports: Container[str] = frozenset()

    def __len__(self) -> int:
        return len(self._pile)

    def restricted_rows(self, shielded: Collection[str]) -> Counter[str]:
        """Rows by grain of clients who are sealed or sensitive in any of their rows, or whose key
        is among those that the county itself closed."""
        return self._pile.restricted_rows(shielded)

    def refuse_crowds(self) -> None:
        """Raise Unreadable when one id stands in more rows than a client can have."""
        if self._pile.most_rows() > CLIENT_ROWS:
            raise Unreadable("id_in_too_many_rows", limit=str(CLIENT_ROWS))

    def clients(self) -> Iterator[Client]:
        """Every client once, in the order of the pile."""
        self._parents = {}
        for cases in self._pile.families():
            for case in cases[1:]:
                self._unite(cases[0], case)
        self._households = self._pile.households()
        self._reports = self._pile.reports()
        for rows in self._pile.clients():
            yield self._client(rows)

    def household_of(self, case: str) -> str:
        """The label of the family that a CWS case belongs to, after `clients` was begun."""
        return self._root(case)

    def _root(self, case: str) -> str:
        """The smallest case of a family. Only cases that lead to a smaller one are remembered."""
        parents = self._parents
        while (above := parents.get(case)) is not None:
            higher = parents.get(above)
            if higher is None:
                return above
            parents[case] = higher
            case = higher
        return case

    def _unite(self, one: str, other: str) -> None:
        one, other = self._root(one), self._root(other)
        if one != other:
            self._parents[max(one, other)] = min(one, other)

    def _client(self, rows: Sequence[Row]) -> Client:
        if len(rows) > 1:
            rows = sorted(rows, key=_latest_first)
        row = _merged(rows)
        memberships = _memberships(rows, self._reports)
        return Client(
            key=row.key,
            key_scheme=row.key_scheme,
            source_id=row.source_id,
            program=row.program,
            county=row.county,
            row=row,
            memberships=memberships,
            household=self._household(rows),
            limited_access=row.limited_access,
            placed=row.placed,
            emergency_response=bool(memberships) and all(m.from_report for m in memberships),
            numbers=tuple(sorted((each.grain, each.number) for each in rows)),
        )

    def _household(self, rows: Sequence[Row]) -> str:
        if rows[0].program is Program.CALWORKS:
            return calworks_household(rows[0])
        joined = [row for row in rows if row.role in JOINING_ROLES] or rows
        cases = [self.household_of(row.case) for row in joined if row.case]
        if cases:
            return f"caregiver-{rows[0].key}" if _only_cares(rows) else min(cases)
        ids = [row.household_id for row in joined if row.household_id]
        if not ids:
            return ""
        case = self._households.get(min(ids))
        return self.household_of(case) if case else min(ids)


def calworks_household(row: Row) -> str:
    """The label of a CalWORKs household: the case number within its county."""
    return f"{row.county}-{row.case}" if row.county and row.case else row.case


def _only_cares(rows: Iterable[Row]) -> bool:
    return all(row.role == "caregiver" for row in rows)


def _latest_first(row: Row) -> tuple[Any, ...]:
    """Order of rows of one client: open before ended, late before early, then by content, so that
    the order of the file does not matter."""
    facts = {name: value for part in row.facts.values() for name, value in part.items()}
    ended = facts.get("program_status") in ("discontinued", "denied") or "end" in facts
    begun = max(
        facts.get("case_start", ""),
        facts.get("service_component_start", ""),
        facts.get("begin", ""),
    )
    newest = tuple(-ord(character) for character in begun)
    return (not begun, ended, newest, row.case, repr(_content(row)))


def _content(row: Row) -> tuple[Any, ...]:
    return tuple(
        getattr(row, field.name) for field in fields(row) if field.name not in ("number", "flags")
    )


_FILLED = (
    "county", "cin", "ssn", "given", "middle", "surname", "suffix", "died", "sex", "phone",
    "role", "race_source", "tribe", "tribal_inquiry", "language_spoken", "language_written",
    "race_ethnicity", "other_id",
)  # fmt: skip


def _merged(rows: Sequence[Row]) -> Row:
    first = rows[0]
    if len(rows) == 1:
        return first
    filled: dict[str, Any] = {}  # the types of Row's fields differ
    for name in _FILLED:
        if not getattr(first, name):
            filled[name] = next(
                (v for row in rows if (v := getattr(row, name))), getattr(first, name)
            )
    if first.born is None:
        dated = next((row for row in rows if row.born), first)
        filled |= {"born": dated.born, "born_estimated": dated.born_estimated}
    if not first.street:
        housed = next((row for row in rows if row.street), first)
        filled |= {"street": housed.street, "city": housed.city, "postal": housed.postal}
    if filled.get("ssn"):
        filled["ssn_quality"] = "stated"
    if any(row.role == "child" for row in rows):
        filled["role"] = "child"
    return replace(
        first,
        **filled,
        limited_access=max((row.limited_access for row in rows), key=ACCESS_ORDER.index),
        placed=any(row.placed for row in rows),
        flags=tuple(dict.fromkeys(flag for row in rows for flag in row.flags)),
    )


def _memberships(rows: Sequence[Row], reports: Container[str]) -> tuple[Membership, ...]:
    found: dict[tuple[str, str], Membership] = {}
    for row in rows:
        if not row.case and not row.facts:
            continue
        known = found.get((row.case, row.county))
        part = _membership(row, from_report=row.case in reports or row.emergency_response)
        found[row.case, row.county] = part if known is None else _both(known, part)
    return tuple(found[at] for at in sorted(found))


def _membership(row: Row, *, from_report: bool) -> Membership:
    facts = row.facts
    if from_report and facts:
        facts = {"C6": {name: text for part in facts.values() for name, text in part.items()}}
    return Membership(
        row.case,
        row.case_source,
        row.county,
        row.role,
        row.relationship,
        row.in_home,
        row.person_no,
        "C7" if row.role == "caregiver" else "C6" if from_report else "C1",
        facts,
        from_report,
    )


def _both(known: Membership, other: Membership) -> Membership:
    """Two rows about one client and case (one per plan service, say): the first has the word."""
    report = known.from_report and other.from_report
    facts = {
        category: {**other.facts.get(category, {}), **known.facts.get(category, {})}
        for category in sorted({*known.facts, *other.facts})
    }
    return replace(
        known,
        facts=facts,
        relationship=known.relationship or other.relationship,
        in_home=known.in_home if known.in_home is not None else other.in_home,
        person_no=known.person_no or other.person_no,
        category="C7" if "C7" in (known.category, other.category) else "C6" if report else "C1",
        from_report=report,
    )
