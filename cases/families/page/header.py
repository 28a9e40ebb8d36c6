"""The head of a family's page: who they are, who works with them, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cases.families import listing
from cases.families.deriving.words import rank_label
from cases.families.models import Acceptance, Model
from cases.families.page import dates
from cases.families.viewing import FamilyView
from cases.people.models import FamilyMember
from cases.sharing import pages, wordings
from cases.sharing.families import Member
from linkages.calendar import today
from linkages.programs import Program

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """One member in a line. `url_person`: whose page may be opened; None where nobody's."""

    name: str
    born: str
    part: str
    programs: str
    person: Any


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above everything else."""

    name: str
    token: str
    state: str
    state_kind: str
    model: str
    priority: str
    set_by_hand: bool
    members: tuple[Glance, ...]
    workers: tuple[tuple[Program, str], ...]
    dates: tuple[dates.NextDate, ...]


def head_of(user: Any, view: FamilyView) -> Head:
    """The head of a family's page as far as the viewer may know it."""
    ranked = view.episode is not None and listing.may_see_rank(view.members)
    by_cws = wordings.openings(view.members, Program.CWS, "C5")
    if ranked:
        by_aid = wordings.openings(view.members, Program.CALWORKS, "C2")
        wordings.account(user, (*by_cws, *by_aid))
    model = view.episode.model if view.episode is not None and by_cws else ""
    return Head(
        name=view.name,
        token=view.family.token,
        state=listing.state_words(view.episode),
        state_kind=listing.state_kind(view.episode),
        model=str(Model(model).label) if model else "",
        priority=_priority(view) if ranked else "",
        set_by_hand=bool(ranked and view.episode and view.episode.set_priority),
        members=tuple(_glance(member) for member in view.members),
        workers=listing.workers_of(view.members),
        dates=tuple(dates.in_order(_coming(user, view), today())[:SHOWN]),
    )


def _priority(view: FamilyView) -> str:
    """The rank in words. Who may not see activities is not told of which kind they are."""
    if view.episode is None:
        return ""
    kinds = wordings.openings(view.members, Program.CALWORKS, "C3")
    return rank_label(view.episode.rank, activities=bool(kinds))


def _coming(user: Any, view: FamilyView) -> Iterator[dates.NextDate]:
    yield from dates.of_facts(view.members)
    mine = dates.of_tasks(user, [view.family], {view.family.pk: view.members})
    yield from mine.get(view.family.pk, ())
    if view.episode is not None:
        waiting = view.episode.acceptances.filter(state=Acceptance.State.WAITING)
        yield from (dates.answer_due(row.due_on) for row in waiting)


def _glance(member: Member) -> Glance:
    known = {record.program for record in member.facts.records}
    return Glance(
        name=member.facts.name,
        born=pages.birth_date(member.facts),
        part=part_words(member),
        programs=Program.JOINT if len(known) > 1 else next(iter(known)),
        person=None if member.facts.kin else member.facts.person,
    )


def part_words(member: Member) -> str:
    """What somebody is in the family: child, parent, or both in different units."""
    parts = dict.fromkeys(place.part for place in member.places)
    return " · ".join(str(FamilyMember.Part(part).label) for part in parts)
