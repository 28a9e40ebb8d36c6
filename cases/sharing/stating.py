"""Everything that one version of a program record says, each with its category."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from cases.people.models import RecordVersion
from cases.sharing.decision import IDENTITY, PLACEMENT
from cases.sharing.models import Category

ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
HEADER = ("given", "middle", "surname", "suffix", "born", "died", "cin", "sex", "language")
# Where somebody can be met. Of a placed child, and of whoever cares for one, this is placement.
WHEREABOUTS = ("street", "city", "postal", "phone")
REPORT = Category.C6.value
CAREGIVER = "caregiver"
# All that the index may hold (W&IC 18961.5): who and where, case numbers, worker, no more.
IN_THE_INDEX = frozenset(
    {"given", "middle", "surname", "suffix", "born", *WHEREABOUTS, "case", "worker"}
)

# What of a household on aid is about the child alone; the rest tells who cares for them.
OF_THE_CHILD = frozenset({*HEADER, "born_estimated", "source_id", "ssn_last4"})
OF_A_PARENT = frozenset({"", "child", "son", "daughter", "stepchild"})

Stated = tuple[str, str, str | date]


def cares_for_the_placed(version: RecordVersion, removed_on: str) -> bool:
    """Whether a placed child's household on aid is a caregiver's: it begins after the removal, or
    calls the child something else than one's own. `removed_on`: ISO date, empty if unknown."""
    relationship = str(version.facts.get("C1", {}).get("relationship", ""))
    begun = str(version.facts.get("C2", {}).get("begin", ""))
    return relationship not in OF_A_PARENT or bool(removed_on and begun >= removed_on)


def as_placement(stated: Sequence[Stated]) -> list[Stated]:
    """Facts of a caregiver's household: all but the child's own identity is where they live."""
    return [
        (category if name in OF_THE_CHILD else PLACEMENT, name, value)
        for category, name, value in stated
    ]


def stated_by(version: RecordVersion, workers: Sequence[str], *, placed: bool) -> Iterator[Stated]:
    """(category, name, value). Race and ethnicity are for statistics and never come out here.

    `placed`: this person, on whichever side of the link, is a child in out-of-home care.
    `workers`: who is assigned to the record, in words; they replace what the extract calls them.
    """
    yield from _identity(version)
    cares = version.role == CAREGIVER
    if version.role:
        yield PLACEMENT if cares else IDENTITY, "role", version.role
    for name in WHEREABOUTS:
        if value := getattr(version, name):
            yield PLACEMENT if placed or cares else IDENTITY, name, value
    for membership in version.memberships:
        if number := membership.get("case_source") or membership.get("case"):
            yield membership.get("category") or IDENTITY, "case", number
    for worker in workers:
        yield IDENTITY, "worker", worker
    yield from _program_facts(version, named=bool(workers))


def _identity(version: RecordVersion) -> Iterator[Stated]:
    for name in HEADER:
        if value := getattr(version, name):
            yield IDENTITY, name, value
    if version.born_estimated:
        yield IDENTITY, "born_estimated", "yes"
    if version.source_id and version.source_id != version.cin:
        yield IDENTITY, "source_id", version.source_id
    if version.ssn_last4:
        yield Category.C4.value, "ssn_last4", version.ssn_last4


def _program_facts(version: RecordVersion, *, named: bool) -> Iterator[Stated]:
    for category, facts in version.facts.items():
        for name, value in facts.items():
            if value and not (named and name.startswith("worker_")):
                yield category, name, _typed(str(value))


def _typed(text: str) -> str | date:
    """Dates come as ISO text out of the extract."""
    return date.fromisoformat(text) if ISO_DATE.match(text) else text
