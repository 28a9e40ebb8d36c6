"""What of a family would be open to the other program's own worker: for what is handed over.

Whoever asks must see it themselves already; this narrows it to what the receiving side may have.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from cases.people.models import ProgramRecord
from cases.sharing.decision import Allowed, Purpose, Question, Subject, Viewer, decide, may_stand
from cases.sharing.families import Member
from cases.sharing.models import Category
from cases.sharing.reading import RecordFacts
from cases.sharing.standing import Standing
from linkages.programs import Program

NOBODY = frozenset()


def as_the_worker_of(program: Program, user: Any, members: Sequence[Member]) -> tuple[Member, ...]:
    """The members without facts, each category open as it is to a worker of this program to whom
    their records there are assigned. Members who would not be there for that worker are left
    out; so is whoever is restricted, since nobody was named. Constant number of queries.
    """
    wanted = [record.record for member in members for record in member.facts.records]
    rows = ProgramRecord.objects.visible_to(user).filter(pk__in=wanted).select_related("current")
    standing = Standing(user, Purpose.FAMILY, list(rows))
    found = (_seen(program, standing, member) for member in members)
    return tuple(member for member in found if member is not None)


def _seen(program: Program, standing: Standing, member: Member) -> Member | None:
    records = [
        standing.records[each.record]
        for each in member.facts.records
        if each.record in standing.records
    ]
    if not records:
        return None
    theirs = frozenset({program}) & {Program(record.program) for record in records}
    subject = replace(
        standing.subject(records, member.facts.person),
        chain=theirs,
        held=NOBODY,
        extra=NOBODY,
        chairs=NOBODY,
        named=False,
        related=False,
    )
    if not may_stand(_question(standing, subject, program, program, Category.C1)):
        return None
    seen = tuple(
        replace(record, facts=(), opened=tuple(_opened(standing, subject, program, record)))
        for record in member.facts.records
    )
    return replace(member, facts=replace(member.facts, records=seen))


def _opened(
    standing: Standing, subject: Subject, program: Program, record: RecordFacts
) -> list[tuple[str, str]]:
    answers = (
        (category, decide(_question(standing, subject, program, record.program, category)))
        for category in Category.values
    )
    return [(category, a.basis) for category, a in answers if isinstance(a, Allowed)]


def _question(
    standing: Standing, subject: Subject, program: Program, owner: Program, category: str
) -> Question:
    viewer = Viewer(user=uuid.UUID(int=0), program=program, opens_people=True)
    return replace(standing.question(subject, owner, category), viewer=viewer)
