"""Ids of one client in two systems: learned from accepted extracts, loaded from a cross-walk.

What comes under the newer id goes on under the record of the older one. A pair that contradicts
another is never stored: it would bring somebody's facts into somebody else's record.
"""

import csv
import io
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from cases.people.models import ProgramRecord, unrestricted
from cases.records import staging
from cases.records.models import ExtractBatch, IdPair, StagedRow
from cases.records.reading import ids
from cases.records.reading.opening import open_source
from cases.records.reading.reasons import Unreadable
from cases.records.reading.row import Id
from cases.records.reading.workbook import open_workbook
from linkages import audit
from linkages.programs import Program

LINES_LIMIT = 300_000
SHOWN = 50  # conflicts and unreadable lines that a page names
CELL_LIMIT = 60
# Of two systems, the one whose ids go on.
NEWER = ("cares",)

LEARN = """
insert into records_idpair (id, county_id, program, old_scheme, old_id, new_scheme, new_id,
                            batch_id, loaded_by_id, loaded_at)
select gen_random_uuid(), s.county_id, %(program)s, min(s.scheme), min(s.native_id),
       s.newer_scheme, s.newer_id, s.batch_id, %(by)s, now()
from records_stagedrow s
where s.county_id = %(county)s and s.batch_id = %(batch)s and s.newer_id <> ''
group by s.county_id, s.batch_id, s.newer_scheme, s.newer_id
having count(*) = 1
on conflict (county_id, program, new_scheme, new_id) do nothing
"""
INSERT = """
insert into records_idpair (id, county_id, program, old_scheme, old_id, new_scheme, new_id,
                            loaded_by_id, loaded_at)
select gen_random_uuid(), %s, program, old_scheme, old_id, new_scheme, new_id, %s, now()
from pairs_copy
on conflict (county_id, program, new_scheme, new_id) do nothing
"""
AGAINST = """
select c.number, c.program, c.old_id, c.new_id
from pairs_copy c
join records_idpair p on p.county_id = %s and p.program = c.program
     and p.new_scheme = c.new_scheme and p.new_id = c.new_id
where (p.old_scheme, p.old_id) <> (c.old_scheme, c.old_id)
order by c.number
"""
CIRCLES = """
select c.number, c.program, c.old_id, c.new_id
from pairs_copy c
join records_idpair p on p.county_id = %s and p.program = c.program
     and p.new_scheme = c.old_scheme and p.new_id = c.old_id
     and p.old_scheme = c.new_scheme and p.old_id = c.new_id
order by c.number
"""
COPIED = "number int, program text, old_scheme text, old_id text, new_scheme text, new_id text"


class Pair(NamedTuple):
    """One line of a cross-walk, in the forms in which ids are compared."""

    number: int
    program: str
    old: Id
    new: Id


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that contradicts another or what is known: its newer id has another older one
    already, or the two ids lead to each other. Which one it is stays unsaid: it may be of
    somebody who is closed to whoever loads the file."""

    number: int
    program: str
    old: str
    new: str


@dataclass(slots=True)
class Loaded:
    """What became of a cross-walk."""

    lines: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def known(county: str, program: str) -> dict[Id, Id]:
    """Newer id -> older id of every pair that holds: what reading wants (`Options.same_ids`)."""
    pairs = IdPair.objects.filter(county=county, program=program)
    rows = pairs.values_list("new_scheme", "new_id", "old_scheme", "old_id")
    with transaction.atomic():
        return {(scheme, value): (older, old) for scheme, value, older, old in rows.iterator()}


def learn(batch: ExtractBatch) -> None:
    """Keep the pairs that an accepted batch states, in the transaction that publishes it."""
    values = {"county": batch.county_id, "batch": batch.pk, "program": batch.program}
    with connection.cursor() as cursor:
        cursor.execute(LEARN, values | {"by": batch.uploaded_by_id})


def unlearn(batch: ExtractBatch) -> None:
    """Forget the pairs that a batch brought when it is rolled back."""
    IdPair.objects.filter(batch=batch).delete()


def twice(batch: ExtractBatch) -> int:
    """How many newer ids a batch gives to several older ones; no such pair is kept. Restricted
    people are in no count."""
    stated = StagedRow.objects.filter(batch=batch, restriction="N").exclude(newer_id="")
    groups = stated.values("newer_scheme", "newer_id").annotate(found=Count("pk"))
    return groups.filter(found__gt=1).count()


def counts(pairs: QuerySet[IdPair]) -> list[dict[str, object]]:
    """Pairs of clients whom extracts name, by program and schemes: how many, how many learned
    from extracts, when the last one came. Whoever is restricted counts as if no extract named
    them."""
    named = ProgramRecord.objects.filter(
        unrestricted(),
        county=OuterRef("county"),
        program=OuterRef("program"),
        scheme=OuterRef("old_scheme"),
        native_id=OuterRef("old_id"),
    )
    grouped = pairs.filter(Exists(named)).values("program", "old_scheme", "new_scheme")
    grouped = grouped.annotate(
        found=Count("pk"),
        learned=Count("pk", filter=Q(batch__isnull=False)),
        latest=Max("loaded_at"),
    )
    return list(grouped.order_by(F("found").desc()))


def load(county: str, content: IO[bytes], *, by: uuid.UUID) -> Loaded:
    """Store the pairs of a two-column file, except those that contradict others. Raises
    Unreadable."""
    done = Loaded()
    pairs = _without_contradictions(_pairs(content, done), done)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"id pairs {county}"])
        rows = [(p.number, p.program, *p.old, *p.new) for p in pairs]
        staging.copy_rows("pairs_copy", COPIED, rows)
        for statement in (AGAINST, CIRCLES):
            cursor.execute(statement, [county])
            done.conflicts += [Conflict(*row) for row in cursor.fetchall()]
        contradicting = [conflict.number for conflict in done.conflicts]
        cursor.execute("delete from pairs_copy where number = any(%s)", [contradicting])
        cursor.execute(INSERT, [county, by])
        cursor.execute("drop table pairs_copy")
    done.conflicts.sort(key=lambda conflict: conflict.number)
    audit.note({by})
    return done


def _without_contradictions(pairs: Iterable[Pair], done: Loaded) -> list[Pair]:
    """Each pair once; a newer id that a file gives to two clients is given to neither."""
    found: dict[tuple[str, Id], Pair] = {}
    refused: set[tuple[str, Id]] = set()
    for pair in pairs:
        place = (pair.program, pair.new)
        first = found.setdefault(place, pair)
        if first.old != pair.old:
            refused.add(place)
            done.conflicts.append(Conflict(pair.number, pair.program, pair.old[1], pair.new[1]))
    olds = {(pair.program, pair.old): pair.new for pair in found.values()}
    kept = []
    for place, pair in found.items():
        if place in refused:
            continue
        if olds.get((pair.program, pair.new)) == pair.old:
            done.conflicts.append(Conflict(pair.number, pair.program, pair.old[1], pair.new[1]))
            continue
        kept.append(pair)
    return kept


def _pairs(content: IO[bytes], done: Loaded) -> Iterator[Pair]:
    """The lines of a cross-walk. The first line may name the columns."""
    for place, (number, cells) in enumerate(_rows(content)):
        stated = [cell.strip() for cell in cells if cell.strip()]
        if not stated:
            continue
        if done.lines >= LINES_LIMIT:
            raise Unreadable("file_too_many_lines", limit=str(LINES_LIMIT))
        try:
            pair = _pair(number, stated)
        except ids.BadId as trouble:
            if place:
                done.lines += 1
                done.wrong.append((number, trouble.code))
            continue
        done.lines += 1
        if pair.old != pair.new:
            yield pair


def _pair(number: int, stated: list[str]) -> Pair:
    if len(stated) != 2:
        raise ids.BadId("pair_not_two")
    program, one = _id(stated[0])
    other_program, other = _id(stated[1])
    if program != other_program:
        raise ids.BadId("pair_of_two_programs")
    if one[0] in NEWER and other[0] not in NEWER:
        one, other = other, one
    return Pair(number, program, one, other)


def _id(text: str) -> tuple[str, Id]:
    """The program and the id that a cell states. A CIN is no CWS id and the other way round."""
    try:
        return Program.CALWORKS, ("cin", ids.cin(text))
    except ids.BadId:
        found = ids.cws_id(text)
        return Program.CWS, (found.scheme, found.value)


def _rows(content: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    content.seek(0)
    if content.read(2) == b"PK":
        book = open_workbook(content)
        yield from book.rows(book.sheets[0])
        return
    for lines in open_source(content).lines():
        for number, text in enumerate(lines.texts, start=lines.first):
            delimiter = next((mark for mark in "\t;|" if mark in text), ",")
            cells = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
            yield number, [cell[:CELL_LIMIT] for cell in cells]


SCHEMES: Mapping[str, str] = {
    "cws_key": "CWS/CMS",
    "cws_19": "CWS/CMS (19)",
    "cares": "CWS-CARES",
    "cin": "CIN",
    "calsaws_person": "CalSAWS",
}
