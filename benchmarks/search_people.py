"""Made-up linked people with names as families of California bear them, put into a county by SQL.

Half of them are known to the two programs under names that differ: a married name, a short form, a
second surname that one clerk left out.
"""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from cases.people.tokens import ALPHABET
from cases.records.demodata.names import NICKNAMES, choose_culture
from cases.records.demodata.people import Registry
from cases.records.reading.ids import to_number

# (statement, values) -> anything: a cursor of Django's or of psycopg's.
Execute = Callable[[str, Sequence[Any]], Any]
CASELOAD = 40


@dataclass(frozen=True, slots=True)
class Made:
    """One person as the two programs know them: given, middle, surname of either side."""

    key: uuid.UUID
    token: str
    cws: tuple[str, str, str]
    calworks: tuple[str, str, str]
    born: date
    client: str
    cin: str
    case: str


def people(count: int, seed: int, today: date) -> list[Made]:
    """The same people for the same seed."""
    random = Random(seed)
    registry = Registry(random, today)
    return [_one(random, registry, number) for number in range(count)]


def _one(random: Random, registry: Registry, number: int) -> Made:
    age = (0, 17) if random.random() < 0.6 else (18, 55)
    person = registry.person(choose_culture(random), random.choice("FM"), registry.born(*age))
    theirs = [person.given, person.middle, person.surname]
    way = random.random()
    if way < 0.15:
        theirs[2] = registry.surname(person.culture)
    elif way < 0.35:
        theirs[2] = theirs[2].split(" ")[0]
    elif way < 0.45:
        theirs[0] = NICKNAMES.get(person.given, person.given)
    digest = hashlib.md5(f"one {number}".encode()).digest()
    token = "P-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:7])
    return Made(
        key=uuid.UUID(bytes=digest),
        token=token,
        cws=(person.given.upper(), person.middle.upper(), person.surname.upper()),
        calworks=(theirs[0], theirs[1][:1], theirs[2]),
        born=person.born,
        client=person.client,
        cin=person.cin,
        case=registry.case_number(),
    )


VERSIONS = """
insert into people_recordversion (id, county_id, record_id, batch, as_of, fingerprint, source_id,
  given, middle, surname, suffix, born, born_estimated, cin, ssn_last4, ssn_quality, sex, street,
  city, postal, phone, household, role, placed, race_ethnicity, race_source, language, memberships,
  facts, worker_id, unit_code)
select md5('v' || program || key)::uuid, %s, md5(program || key)::uuid, md5('b')::uuid,
  current_date, decode(md5(key), 'hex'), number, given, middle, surname, '', born, false, cin, '',
  '', 'F', '', '', '', '', '', '', false, '{}', '', '',
  case when number = '' then '[]' else jsonb_build_array(jsonb_build_object(
    'case', belongs, 'case_source', belongs, 'category', 'C1')) end, '{}', '', ''
from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[],
  %s::text[], %s::text[])
  made (key, program, given, middle, surname, born, number, cin, belongs)
"""
RECORDS = """
insert into people_programrecord (id, county_id, program, scheme, native_id, person_id, current_id,
  restriction, first_seen_on, last_seen_on)
select md5(program || key)::uuid, %s, program,
  case program when 'cws' then 'cws_key' else 'cin' end, number, key::uuid,
  md5('v' || program || key)::uuid, 'N', current_date, current_date
from unnest(%s::text[], %s::text[], %s::text[]) made (key, program, number)
"""
PEOPLE = """
insert into people_person (id, county_id, token, known_since)
select key::uuid, %s, token, now() from unnest(%s::text[], %s::text[]) made (key, token)
"""
ASSIGNMENTS = """
insert into sharing_assignment (id, county_id, record_id, program, worker_id, since)
select gen_random_uuid(), %s, md5(program || key)::uuid, program,
  (case program when 'cws' then 'CW' else 'EW' end) || worker, current_date - 30
from unnest(%s::text[], %s::int[]) made (key, worker), unnest(array['cws', 'calworks']) program
"""
GROUNDS = """
insert into sharing_legalbasis (id, county_id, code, owner, category, audience, since)
select gen_random_uuid(), %s, '10850', owner, 'C1', audience, current_date - 30
from unnest(array['cws', 'calworks']) owner, unnest(array['pair', 'coordinator']) audience
"""


def put(execute: Execute, county: str, made: Sequence[Made]) -> None:
    """Put them into a county, each with CASELOAD others in one worker's hands on either side.

    Where triggers are off the index of the search does not follow by itself.
    """
    for start in range(0, len(made), 20_000):
        _put(execute, county, made[start : start + 20_000], start)


def _put(execute: Execute, county: str, made: Sequence[Made], start: int) -> None:
    keys = [str(each.key) for each in made]
    execute(PEOPLE, [county, keys, [each.token for each in made]])
    said = [
        (str(each.key), program, *names, each.born, number, cin, case)
        for each in made
        for program, names, number, cin, case in (
            ("cws", each.cws, to_number(each.client), "", ""),
            ("calworks", each.calworks, each.cin, each.cin, each.case),
        )
    ]
    columns = [list(column) for column in zip(*said, strict=True)]
    execute(VERSIONS, [county, *columns])
    native = [each.client if row[1] == "cws" else row[6] for each, row in _twice(made, said)]
    execute(RECORDS, [county, columns[0], columns[1], native])
    # The workers of the demonstration are the first of many.
    workers = [101 + (start + place) // CASELOAD for place in range(len(made))]
    execute(ASSIGNMENTS, [county, keys, workers])


def _twice(made: Sequence[Made], said: Sequence[Any]) -> list[tuple[Made, Any]]:
    return [(made[place // 2], row) for place, row in enumerate(said)]
