"""Finding a person by what is typed: names in any order, an id in any form, a date.

The database function looks through the county's linked people, and through members of families
whom nobody has linked, and gives ids only. What comes back is filtered by who may be opened, and
held against the facts that this viewer may read: a hidden person is the same as nobody, and a
withheld name is the same as none.
"""

import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cases.people.models import Family, FamilyMember, Person, ProgramRecord
from cases.sharing.chain import viewer_of
from cases.sharing.families import families_visible_to
from cases.sharing.finding import fit
from cases.sharing.finding.terms import LONGEST, Term, read, spellings
from cases.sharing.models import Category
from cases.sharing.reading import PersonFacts, Purpose, Reading, gather
from cases.sharing.scope import people_visible_to
from linkages import once

__all__ = ["LONGEST", "SHOWN", "Hit", "find", "fitting", "spellings", "terms"]

SHOWN = 50
# How many the database may name before they are filtered by who may be opened.
CANDIDATES = 1000
# How many of those who may be opened are read and held against what was typed.
READ = 60
# As many as fit every term; then those whom one term does not fit are left out.
PLENTY = 5
# Asked for where nobody was named: somebody hidden must take as long as nobody.
NOBODY = [uuid.UUID(int=0)]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody whom the words fit, as this viewer may know them.

    `person` where there is a page of theirs to open; `family` where they stand in one that this
    viewer may open. One of the two always is.
    """

    facts: PersonFacts
    person: Person | None
    family: Family | None


def find(user: Any, typed: str) -> list[Hit]:
    """Whom this user may open and whom the words fit, best first; at most SHOWN, accounted for."""
    # What was typed must not stand in an address, so that a search is sent; it changes nothing.
    with once.reading():
        return _find(user, typed)


def _find(user: Any, typed: str) -> list[Hit]:
    wanted = read(typed)
    families = families_visible_to(user)
    tokens = [term.family for term in wanted if term.family]
    if tokens:
        return _of_families(user, families.filter(token__in=tokens))
    if not wanted:
        return []
    people = people_visible_to(user)
    among = None
    if not viewer_of(user).coordinates:
        # A caseload is searched as such, so that the county's other people cannot crowd it out.
        among = [*people.values_list("pk", flat=True), *_keys_in(families)]
    ids = _ask([term.asked() for term in wanted], among, missing=1, members=True)
    return _best(wanted, _readable(user, people, families, ids))


def fitting(typed: str, people: QuerySet[Person], *, alone: bool) -> list[Person]:
    """Those of the people whom all words fit, best first.

    `alone`: only they are looked through; else the whole county, of which at most CANDIDATES are
    named before these people are picked out of them.
    """
    wanted = terms(typed)
    if not wanted:
        return []
    ids = _ask(wanted, list(people.values_list("pk", flat=True)) if alone else None)
    found = {person.pk: person for person in people.filter(pk__in=ids or NOBODY)}
    return [found[pk] for pk in ids if pk in found]


def terms(typed: str) -> list[dict[str, Any]]:
    """What was typed as terms of the search function, and nothing that it might have meant: who
    asks beyond their own caseload hears of whom they named."""
    return [
        replace(term, alike=frozenset(), days=term.days[:1], slips=frozenset()).asked()
        for term in read(typed)
    ]


def _ask(
    wanted: Sequence[dict[str, Any]],
    among: list[uuid.UUID] | None,
    *,
    missing: int = 0,
    members: bool = False,
) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from sharing_search(%s, %s, %s, %s, %s)",
            [json.dumps(wanted), among, CANDIDATES, missing, members],
        )
        return [row[0] for row in cursor]


@dataclass(frozen=True, slots=True)
class _Readable:
    """Candidates who may be opened, by the ways in which they may be read."""

    readings: tuple[Reading, ...]
    people: Mapping[uuid.UUID, Person]
    families: Mapping[uuid.UUID, Family]


def _keys_in(families: QuerySet[Family]) -> Iterable[uuid.UUID]:
    """The members of families now: people, and records that nobody has linked."""
    places = FamilyMember.objects.filter(family__in=families).now()
    rows = places.values_list("record", "record__person").distinct()
    return {person or record for record, person in rows}


def _readable(
    user: Any, people: QuerySet[Person], families: QuerySet[Family], ids: Sequence[uuid.UUID]
) -> _Readable:
    """What may be read of the first candidates, in a number of queries that never varies."""
    named = list(ids) or NOBODY
    open_now = {person.pk: person for person in people.filter(pk__in=named)}
    at_home = _places(families, named)
    first = [key for key in ids if key in open_now or key in at_home][:READ]
    beside = [key for key in first if key not in open_now]
    kin = Person.objects.visible_to(user).filter(pk__in=beside or NOBODY)
    alone = ProgramRecord.objects.visible_to(user).filter(pk__in=beside or NOBODY, person=None)
    readings = (
        _gather(user, Purpose.CASEWORK, [open_now[key] for key in first if key in open_now]),
        _gather(user, Purpose.FAMILY, [*kin, *alone]),
    )
    return _Readable(readings, open_now, at_home)


def _gather(user: Any, purpose: Purpose, asked: Any) -> Reading:
    return gather(user, purpose, asked, categories=[Category.C1])


def _places(families: QuerySet[Family], keys: Collection[uuid.UUID]) -> dict[uuid.UUID, Family]:
    """Person, or record that nobody has linked, to the family in which they stand now."""
    places = FamilyMember.objects.filter(family__in=families).now()
    places = places.filter(Q(record__in=keys) | Q(record__person__in=keys))
    found: dict[uuid.UUID, Family] = {}
    rows = places.select_related("family", "record").order_by("since", "pk")
    for place in rows:
        found.setdefault(place.record.person_id or place.record_id, place.family)
    return found


def _key(facts: PersonFacts) -> uuid.UUID:
    return facts.person or facts.records[0].record


def _best(wanted: Sequence[Term], candidates: _Readable) -> list[Hit]:
    """The candidates whom the words fit by what may be seen of them; only these are accounted."""
    scored = []
    for reading in candidates.readings:
        for facts in reading.people:
            how = fit.fit(wanted, fit.known(facts))
            if how is not None:
                scored.append((how, facts.name, str(_key(facts)), facts))
    scored.sort(key=lambda each: each[:3])
    whole = [each for each in scored if not each[0].missing]
    chosen = whole if len(whole) >= PLENTY else scored
    hits = [_hit(each[3], candidates) for each in chosen[:SHOWN]]
    _account(candidates.readings, hits)
    return hits


def _hit(facts: PersonFacts, candidates: _Readable) -> Hit:
    key = _key(facts)
    return Hit(facts, candidates.people.get(key), candidates.families.get(key))


def _account(readings: Iterable[Reading], hits: Sequence[Hit]) -> None:
    shown = {_key(hit.facts) for hit in hits}
    for reading in readings:
        reading.only(shown).account()


def _of_families(user: Any, families: QuerySet[Family]) -> list[Hit]:
    """The members of families whose tokens were typed."""
    keys = list(_keys_in(families))
    candidates = _readable(user, people_visible_to(user), families, keys)
    everybody = [facts for reading in candidates.readings for facts in reading.people]
    hits = [_hit(facts, candidates) for facts in everybody[:SHOWN]]
    _account(candidates.readings, hits)
    return hits
