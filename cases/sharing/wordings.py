"""Whether what people wrote about a family may be shown, and the account of showing it.

A text has an owner and a category like a fact, and the same decision opens it: to whom this
category of this owner is open, about the member whom the text names, or, of a text about the
whole family, about every parent on the viewer's page. Whatever is not open does not exist.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.people.models import FamilyMember
from cases.sharing.chain import viewer_of
from cases.sharing.decision import BY_STATUTE, Purpose
from cases.sharing.families import Member
from cases.sharing.models import Disclosure
from cases.sharing.pages import ORDER
from linkages import audit
from linkages.programs import Program

# Longer than any request lasts.
MOMENT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Opening:
    """One owner's category of one person, and the basis on which it is open to the viewer."""

    person: uuid.UUID
    owner: Program
    category: str
    basis: str


def openings(
    members: Sequence[Member], owner: str, category: str, about: uuid.UUID | None = None
) -> tuple[Opening, ...]:
    """What must be open for a text to be shown to whom these members were read for; empty where
    it may not be.

    `about` is a record of the member whom the text names; without one it is about the family.
    What belongs to both programs is open to who may see the category of each that can hold it.
    The members must have been read with this category among those wanted.
    """
    if about is None and category not in BY_STATUTE:
        return ()
    found: list[Opening] = []
    for program in owners_of(owner, category):
        theirs = _concerned(members, program, about)
        opened = [_opening(member, program, category) for member in theirs]
        if not opened or None in opened:
            return ()
        found += [each for each in opened if each is not None]
    return tuple(found)


def owners_of(owner: str, category: str) -> tuple[Program, ...]:
    """The programs whose information it is: one, or both that can hold the category."""
    both = (Program.CWS, Program.CALWORKS)
    wanted = both if owner == Program.JOINT else (Program(owner),)
    return tuple(program for program in wanted if category in ORDER[program])


def _concerned(
    members: Sequence[Member], program: Program, about: uuid.UUID | None
) -> Sequence[Member]:
    """Whom a text of this program is about: the named member, or every parent whom the program
    knows, or where it knows none of the parents, every member."""
    if about is not None:
        named = (m for m in members if any(r.record == about for r in m.facts.records))
        return tuple(named)
    known = [member for member in members if member.facts.of(program)]
    parents = [
        member
        for member in known
        if any(place.part == FamilyMember.Part.PARENT for place in member.places)
    ]
    return parents or known


def _opening(member: Member, program: Program, category: str) -> Opening | None:
    for record in member.facts.of(program):
        for opened, basis in record.opened:
            if opened == category:
                return Opening(member.key, program, category, basis)
    return None


def account(
    user: Any,
    shown: Iterable[Opening],
    *,
    channel: str = Disclosure.Channel.SCREEN,
    recipient: str = "",
) -> None:
    """Write down, in the open transaction, that texts were shown on these grounds.

    `recipient` is the program to which they go where it is not the viewer's own. What the same
    moment already accounted for, because facts of the category stood beside it, is not told twice.
    """
    opened = set(shown)
    if not opened:
        return
    trail = audit.current()
    trail.note(
        {each.person for each in opened},
        bases={each.basis for each in opened},
        purpose=Purpose.FAMILY,
    )
    program = recipient or viewer_of(user).program
    crossed = {each for each in opened if each.owner != program}
    crossed -= set(_told_already(trail.id, channel, crossed))
    Disclosure.objects.bulk_create(_rows(user, program, channel, crossed, trail.id))


def _told_already(
    event: uuid.UUID, channel: str, crossed: Collection[Opening]
) -> Iterator[Opening]:
    if not crossed:
        return
    # By person and time, as the table is indexed; by event it would be read from end to end.
    rows = Disclosure.objects.filter(
        person__in={each.person for each in crossed},
        at__gte=timezone.now() - MOMENT,
        event=event,
        channel=channel,
    )
    told = {
        (person, owner, category)
        for person, owner, categories in rows.values_list("person", "owner", "categories")
        for category in categories
    }
    yield from (each for each in crossed if (each.person, each.owner, each.category) in told)


def _rows(
    user: Any, program: str, channel: str, crossed: Iterable[Opening], event: uuid.UUID
) -> list[Disclosure]:
    by: dict[tuple[uuid.UUID, Program], list[Opening]] = defaultdict(list)
    for each in crossed:
        by[each.person, each.owner].append(each)
    return [
        Disclosure(
            county_id=user.working_in.county_id,
            event=event,
            recipient=user.pk,
            recipient_program=program,
            person=person,
            owner=owner,
            categories=sorted({each.category for each in opened}),
            bases=sorted({each.basis for each in opened}),
            purpose=Purpose.FAMILY,
            channel=channel,
        )
        for (person, owner), opened in sorted(by.items(), key=str)
    ]
