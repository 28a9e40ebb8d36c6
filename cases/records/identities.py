"""What current extracts say about who people are: the input of matching.

Social Security numbers are opened here, in the memory of the worker that compares, and nowhere
else.
"""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction

from cases.people.identity import Identity
from cases.records.models import ExtractBatch
from cases.records.publishing import changed_by
from linkages.programs import Program
from linkages.sealing import unseal

__all__ = ["changed_by", "current", "latest"]

PAGE = 20_000
CURRENT = """
select r.id, v.given, v.middle, v.surname, v.suffix, v.born, v.born_estimated, n.id, n.sealed,
       v.cin, v.sex, v.street, v.city, v.postal, v.household, v.role, v.placed, v.died
from people_programrecord r
join people_recordversion v on v.county_id = r.county_id and v.id = r.current_id
left join people_sealedssn n on n.county_id = r.county_id and n.version_id = v.id
where r.county_id = %s and r.program = %s and r.gone_on is null and r.id {chosen}
order by r.id
"""


def current(
    county: str, program: str, records: Collection[uuid.UUID] | None = None
) -> Iterator[tuple[uuid.UUID, Identity]]:
    """(record id, identity) of everyone whom the program's latest extract names, by id.

    `records` narrows it to these. An identity's own id is the record's id in hexadecimal. Rows
    come in pages of their own transactions, so that the caller may commit while it reads; a batch
    that is accepted meanwhile shows in the pages that follow, and brings its own event.
    """
    if records is not None:
        ids = sorted(records)
        for start in range(0, len(ids), PAGE):
            page = _page(
                CURRENT.format(chosen="= any(%s)"), county, program, ids[start : start + PAGE]
            )
            yield from _identities(program, page)
        return
    last = uuid.UUID(int=0)
    statement = CURRENT.format(chosen="> %s") + f"limit {PAGE}"
    while page := _page(statement, county, program, last):
        last = page[-1][0]
        yield from _identities(program, page)


def latest(county: str, program: str) -> ExtractBatch | None:
    """The batch that says what holds now, if any was accepted."""
    return ExtractBatch.objects.filter(county=county).latest_accepted(program)


def _page(statement: str, county: str, program: str, chosen: Any) -> list[tuple[Any, ...]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [county, program, chosen])
        return cursor.fetchall()


def _identities(program: str, page: list[tuple[Any, ...]]) -> Iterator[tuple[uuid.UUID, Identity]]:
    owner = Program(program)
    for pk, given, middle, surname, suffix, born, estimated, number, sealed, *rest in page:
        cin, sex, street, city, postal, household, role, placed, died = rest
        ssn = ""
        if sealed is not None:
            ssn = unseal(sealed, model="sealedssn", field="sealed", row=number).decode()
        yield (
            pk,
            Identity(
                id=pk.hex,
                program=owner,
                given=given,
                middle=middle,
                surname=surname,
                suffix=suffix,
                born=born,
                born_estimated=estimated,
                ssn=ssn,
                cin=cin,
                sex=sex,
                street=street,
                city=city,
                postal=postal,
                household=household,
                role=role,
                placed=placed,
                died=died,
            ),
        )
