"""What matching compares of a row or client, and whether anything changed since last time."""

from dataclasses import fields
from hashlib import blake2b

from cases.people.identity import Identity, Program
from cases.records.reading.consolidation import Client, calworks_household
from cases.records.reading.row import Row

# Where a row stood, what was remarked about it, how its id was spelled and which newer one
# came with it are no change.
_UNCOMPARED = frozenset({"number", "flags", "source_id", "case_source", "other_id"})
_COMPARED = tuple(field.name for field in fields(Row) if field.name not in _UNCOMPARED)


def to_identity(source: Row | Client, id: str = "") -> Identity:
    """The identity header for matching. `id` defaults to the program's own key."""
    row = source.row if isinstance(source, Client) else source
    if isinstance(source, Client):
        household = source.household
    elif row.program is Program.CALWORKS:
        household = calworks_household(row)
    else:
        household = row.household_id or row.case
    return Identity(
        id=id or row.key,
        program=row.program,
        given=row.given,
        middle=row.middle,
        surname=row.surname,
        suffix=row.suffix,
        born=row.born,
        born_estimated=row.born_estimated,
        ssn=row.ssn,
        cin=row.cin,
        sex=row.sex,
        street=row.street,
        city=row.city,
        postal=row.postal,
        household=household,
        role=row.role,
        placed=source.placed,
        died=row.died,
    )


def fingerprint(source: Row | Client) -> bytes:
    """Sixteen bytes that differ when identity, facts, memberships or household differ."""
    row = source.row if isinstance(source, Client) else source
    parts = [repr(getattr(row, name)) for name in _COMPARED if name != "facts"]
    parts.append(_facts(row))
    if isinstance(source, Client):
        parts.append(source.household)
        parts += (
            repr((m.case, m.county, m.role, m.relationship, m.in_home, m.person_no, m.category))
            + repr(sorted((name, sorted(part.items())) for name, part in m.facts.items()))
            for m in source.memberships
        )
    return blake2b("\x1f".join(parts).encode(), digest_size=16).digest()


def _facts(row: Row) -> str:
    return repr(sorted((name, sorted(part.items())) for name, part in row.facts.items()))
