"""Priority and model as one viewer may know them: shown with reasons, or withheld like any fact.

A rank follows from the status on aid (C2) and from what CWS does with the children (C5). It is
shown where both are open to the viewer about everybody who gave reason for it.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.families.deriving import words
from cases.families.deriving.stated import Rules
from cases.families.models import Model, Priority
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.families import Member
from cases.sharing.reading import RecordFacts
from linkages.programs import Program

STATUS = (Program.CALWORKS, "C2")
CASE = (Program.CWS, "C5")
ACTIVITIES = "C3"


@dataclass(frozen=True, slots=True)
class Shown:
    """A code in words, why, and the grounds on which this viewer sees it."""

    label: str
    why: tuple[str, ...]
    openings: tuple[wordings.Opening, ...]


def model_of(view: FamilyView) -> Shown | None:
    """The model with its reasons; None where it is not for this viewer, or nothing is stated."""
    episode = view.episode
    opened = wordings.openings(view.members, *CASE)
    if episode is None or not opened or not _complete(view.members, episode.model_why):
        return None
    label = str(Model(episode.model).label) if episode.model else words.no_model()
    return Shown(label, tuple(words.of_model(episode.model_why)), opened)


def priority_of(view: FamilyView, rules: Rules | None = None) -> Shown | None:
    """The priority that was derived, with its reasons; None where it is not for this viewer.

    `rules` spares asking for them again for each of many families.
    """
    episode = view.episode
    if episode is None:
        return None
    opened = [wordings.openings(view.members, *known) for known in (STATUS, CASE)]
    if not all(opened) or not _complete(view.members, episode.priority_why):
        return None
    records = records_of(view.members)
    activities = knows_activities(view.members)
    why = words.of_priority(
        episode, records, names_of(view.members), activities=activities, rules=rules
    )
    label = words.rank_label(episode.priority, activities=activities)
    return Shown(label, tuple(why), (*opened[0], *opened[1]))


def knows_activities(members: Iterable[Member]) -> bool:
    """Whether this viewer may know of which kind somebody's activities are."""
    of_aid = (record for member in members for record in member.facts.of(Program.CALWORKS))
    return all(ACTIVITIES in dict(record.opened) for record in of_aid)


def may_set(view: FamilyView) -> bool:
    """Whether the priority is anything that its viewer could judge. Says nothing of permission."""
    return view.episode is not None and not view.episode.closed_on and bool(priority_of(view))


def ranks(codes: Iterable[str]) -> list[tuple[str, str]]:
    """(code, label) of these ranks, for choices."""
    return [(code, f"{code} · {Priority(code).label}") for code in codes]


def records_of(members: Iterable[Member]) -> dict[uuid.UUID, RecordFacts]:
    """Each record of the members whom this viewer sees."""
    return {record.record: record for member in members for record in member.facts.records}


def names_of(members: Iterable[Member]) -> dict[uuid.UUID, str]:
    """Record to what its person is called, as this viewer may know it."""
    return {
        record.record: record.name or member.facts.name
        for member in members
        for record in member.facts.records
    }


def _complete(members: Collection[Member], why: Collection[Mapping[str, Any]]) -> bool:
    """Whether everybody who gave reason is somebody whom this viewer sees."""
    seen = {str(record) for record in records_of(members)}
    return all(record in seen for each in why for record in each["records"])
