"""Reads what the rules need: of a whole county, or of whoever is connected with some records.

The only readers of what extracts say beside the decision point (see tests/house/test_raw_facts.py):
in bulk, and for who belongs to whom alone.
"""

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from cases.families.rollup.entries import Entry, Part, Ruling
from cases.people.models import FamilyRuling, RecordVersion
from cases.sharing.stating import cares_for_the_placed
from linkages.calendar import years_before
from linkages.programs import Program

PARENTS = frozenset({"mother", "father", "parent", "guardian"})
# Roles in a CalWORKs household. Who has none stated is told by age.
CHILDREN = frozenset({"aided_child"})
RELATIVES = frozenset({"caretaker", "non_needy_caretaker"})
OF_AGE = 18
OFF_AID = frozenset({"discontinued", "denied"})

# Who has a place at all: everybody of CWS, and the households on aid of linked people.
EVERYBODY = """
(r.program = 'cws' or v.household in (
  select w.household from people_programrecord p
  join people_recordversion w on w.county_id = p.county_id and w.id = p.current_id
  where p.county_id = %(county)s and p.program = 'calworks' and p.gone_on is null
    and (p.person_id is not null or w.household = any(%(units)s))))
"""
ENTRIES = """
select r.id, r.program, r.person_id, r.native_id, r.last_seen_on, v.as_of, v.household, v.role,
  v.born, v.placed, v.from_report, v.facts -> 'C5' ->> 'removal_on',
  v.facts -> 'C1' ->> 'relationship', v.facts -> 'C2' ->> 'begin',
  v.facts -> 'C2' ->> 'program_status', v.facts -> 'C2' ->> 'end',
  case when r.program = 'cws' then array(
    select (m ->> 'role') || ' ' || (m ->> 'case') from jsonb_array_elements(v.memberships) m
  ) end
from people_programrecord r
join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
where r.county_id = %(county)s and r.gone_on is null and v.household <> '' and {chosen}
"""
# One step of the neighborhood: who shares a person or a unit with these, or a family.
BESIDE = """
with asked as (
  select r.id, r.program, r.person_id, v.household from people_programrecord r
  left join people_recordversion v
    on v.county_id = r.county_id and v.id = r.current_id and r.gone_on is null
  where r.county_id = %(county)s and r.id = any(%(records)s)
)
select id from asked
union
select p.id from asked a
join people_programrecord p on p.county_id = %(county)s and p.person_id = a.person_id
union
select w.record_id from asked a
join people_recordversion w on w.county_id = %(county)s and w.household = a.household
  and w.household <> ''
join people_programrecord p on p.county_id = %(county)s and p.id = w.record_id
  and p.current_id = w.id and p.gone_on is null and p.program = a.program
union
select f.record_id from people_familymember m
join people_familymember f on f.county_id = m.county_id and f.family_id = m.family_id
  and f.until is null
where m.county_id = %(county)s and m.record_id = any(%(records)s) and m.until is null
"""
SILENT = """
select distinct r.id from people_familymember m
join people_programrecord r on r.county_id = m.county_id and r.id = m.record_id
join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
where m.county_id = %(county)s and m.until is null and r.gone_on is null and v.household = ''
  and {chosen}
"""
UNITS_OF = """
select distinct v.household from people_programrecord r
join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
where r.county_id = %(county)s and r.id = any(%(records)s) and v.household <> ''
"""
RECORDS_IN = """
select v.record_id from people_recordversion v
join people_programrecord r on r.county_id = v.county_id and r.current_id = v.id
where v.county_id = %(county)s and v.household = any(%(units)s) and v.household <> ''
  and r.gone_on is null
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Entries and rulings, and when each record was said to stand where it stands."""

    entries: tuple[Entry, ...]
    rulings: tuple[Ruling, ...]
    # record -> (as of which day the extract says so, when it was last named)
    said: dict[uuid.UUID, tuple[date, date]] = field(default_factory=dict)
    # Whoever has a place, and of whom the extract states no case and no household any more.
    silent: frozenset[uuid.UUID] = frozenset()


def gather(county: str, today: date, records: Collection[uuid.UUID] | None = None) -> Gathered:
    """Everybody's entries, or those of these records."""
    rulings = tuple(_rulings(county))
    units = sorted({unit for ruling in rulings for unit in (ruling.one, ruling.other)})
    values: dict[str, Any] = {"county": county, "units": units, "records": list(records or ())}
    these = "true" if records is None else "r.id = any(%(records)s)"
    rows = _rows(ENTRIES.format(chosen=EVERYBODY if records is None else these), values)
    removed = _removals(rows)
    return Gathered(
        tuple(_entry(row, removed, today) for row in rows),
        rulings,
        {row[0]: (row[5], row[4]) for row in rows},
        frozenset(_ids(SILENT.format(chosen=these), values)),
    )


def neighborhood(county: str, records: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """These records and all that are connected with them: by a person, a unit, a family or a
    ruling, over however many steps."""
    partners = _partners(county)
    found: set[uuid.UUID] = set()
    edge = set(records)
    while edge:
        values: dict[str, Any] = {"county": county, "records": list(edge)}
        met = edge | _ids(BESIDE, values)
        if partners:
            units = {unit for (unit,) in _rows(UNITS_OF, values)}
            ruled = sorted({other for unit in units for other in partners.get(unit, ())})
            met |= records_in(county, ruled)
        found |= edge
        edge = met - found
    return found


def records_in(county: str, units: Collection[str]) -> set[uuid.UUID]:
    """Records that stand in these units, as extracts say now."""
    return _ids(RECORDS_IN, {"county": county, "units": list(units)}) if units else set()


def _ids(statement: str, values: dict[str, Any]) -> set[uuid.UUID]:
    return {row[0] for row in _rows(statement, values)}


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _rulings(county: str) -> Iterator[Ruling]:
    standing = FamilyRuling.objects.filter(county=county, undone_at=None)
    rows = standing.order_by("ruled_at", "pk").values_list("kind", "one_unit", "other_unit")
    for number, (kind, one, other) in enumerate(rows):
        yield Ruling(kind == FamilyRuling.Kind.TOGETHER, one, other, number)


def _partners(county: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for ruling in _rulings(county):
        found.setdefault(ruling.one, set()).add(ruling.other)
        found.setdefault(ruling.other, set()).add(ruling.one)
    return found


def _removals(rows: Iterable[tuple[Any, ...]]) -> dict[uuid.UUID, str]:
    """Placed children by person, and when they were removed as far as CWS says."""
    found: dict[uuid.UUID, str] = {}
    for row in rows:
        person, placed, removal = row[2], row[9], row[11] or ""
        if person is not None and placed:
            found[person] = max(found.get(person, ""), removal)
    return found


def _entry(row: tuple[Any, ...], removed: dict[uuid.UUID, str], today: date) -> Entry:
    if row[1] == Program.CWS:
        return _of_cws(row)
    record, _program, person, *_rest = row
    household, role, born = row[6], row[7], row[8]
    relationship, begin, status, end = (text or "" for text in row[12:16])
    cares = False
    if person in removed:
        facts = {"C1": {"relationship": relationship}, "C2": {"begin": begin}}
        cares = cares_for_the_placed(RecordVersion(facts=facts), removed[person])
    minor = born is not None and born > years_before(today, OF_AGE)
    child = role in CHILDREN or (not role and minor)
    relative = role in RELATIVES and relationship not in PARENTS
    return Entry(
        record,
        Program.CALWORKS,
        household,
        Part.CHILD if child else Part.OTHER if relative else Part.PARENT,
        person,
        adult=not child,
        cares=cares,
        ended=status in OFF_AID or bool(end and end <= today.isoformat()),
    )


def _of_cws(row: tuple[Any, ...]) -> Entry:
    role, stands = row[7], [text.partition(" ") for text in row[16] or () if text]
    child_in = frozenset(case for kind, _space, case in stands if kind == "child")
    parent_in = frozenset(case for kind, _space, case in stands if kind in PARENTS)
    roles = {kind for kind, _space, _case in stands} | {role}
    part = Part.OTHER
    if child_in or role == "child":
        part = Part.CHILD
    elif roles & PARENTS:
        part = Part.PARENT
    elif "caregiver" in roles:
        part = Part.CAREGIVER
    cares = part == Part.CAREGIVER
    return Entry(
        row[0],
        Program.CWS,
        # Who cares for a child belongs to no family of that child, whatever else they are to it.
        f"caregiver-{row[3]}" if cares else row[6],
        part,
        row[2],
        child_in=child_in,
        parent_in=parent_in,
        guardian=roles & PARENTS == {"guardian"},
        placed=bool(row[9]),
        cares=cares,
        from_report=bool(row[10]),
    )
