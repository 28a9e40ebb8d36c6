"""Families whose one side has ended, which no mistaken link explains: people close them."""

import uuid
from collections import defaultdict
from collections.abc import Collection

from cases.people.models import FamilyMember, ProgramRecord
from linkages.programs import Program


def lapsed(
    county: str, families: Collection[uuid.UUID], active: Collection[uuid.UUID]
) -> set[uuid.UUID]:
    """Of these, the families in which somebody is still linked of whom one program's record ended.

    `active`: records that stand in their extracts. Past places count: they tell who was linked.
    """
    if not families:
        return set()
    places = FamilyMember.objects.filter(
        county=county, family__in=families, record__person__isnull=False
    )
    sides: dict[tuple[uuid.UUID, uuid.UUID], dict[str, set[uuid.UUID]]] = defaultdict(
        lambda: defaultdict(set)
    )
    rows = places.values_list("family", "record", "record__person", "record__program")
    for family, record, person, program in rows:
        sides[family, person][program].add(record)
    return {
        family
        for (family, _person), known in sides.items()
        if len(known) == len((Program.CWS, Program.CALWORKS))
        if any(not (records & set(active)) for records in known.values())
    }


def linked_among(records: Collection[uuid.UUID]) -> bool:
    """Whether one of these records is linked with another of them."""
    linked = ProgramRecord.objects.filter(pk__in=records, person__isnull=False)
    people = set(linked.values_list("person", "program"))
    return any((person, Program.CALWORKS) in people for person, p in people if p == Program.CWS)
