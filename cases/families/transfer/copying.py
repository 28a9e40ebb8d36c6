"""The copy of a family that leaves a county: what the sender's grounds open, and nothing else."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from cases.families.models import Episode, Model
from cases.families.notes import reading as notes
from cases.families.viewing import FamilyView
from cases.people.models import FamilyMember
from cases.sharing import wordings, words
from cases.sharing.decision import CONSENT, IDENTITY
from cases.sharing.families import FamilyReading, Member, gather_members, know_by_statute
from cases.sharing.models import Disclosure, Narrowing
from cases.sharing.reading import Fact, RecordFacts
from linkages.calendar import today
from linkages.programs import Program
from linkages.sealing import seal, unseal

# By statute alone. What somebody released was released to this county's workers; reports,
# placement, health, treatment and safety do not travel in a copy.
SENT = ("C1", "C2", "C3", "C5")
Travels = Callable[[wordings.Opening], bool]
FORM = 1


@dataclass(frozen=True, slots=True)
class CopiedFact:
    """One thing that a program of the other county stated."""

    category: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class CopiedRecord:
    """What one program there stated of one person, as of a day, as far as it may be seen here."""

    program: Program
    as_of: date
    facts: tuple[CopiedFact, ...]


@dataclass(frozen=True, slots=True)
class CopiedMember:
    """Somebody of the family that moved."""

    part: str
    records: tuple[CopiedRecord, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """The family as it was on the day on which it was offered."""

    made_on: date
    identified_on: date
    model: str
    members: tuple[CopiedMember, ...]
    contacts: tuple[date, ...]


def gather(user: Any, view: FamilyView) -> tuple[FamilyReading, dict[str, Any]]:
    """(what must be accounted for, the copy) under the rights of who sends it."""
    found = gather_members(
        user, [view.family], categories=SENT, channel=Disclosure.Channel.DOCUMENT
    )
    members = found.members[view.family.pk]
    seen = FamilyView(view.family, view.episode, members)
    episode, travels = view.episode, _travels(user, members)
    return found, {
        "form": FORM,
        "made_on": today().isoformat(),
        "identified_on": (episode.identified_on if episode else today()).isoformat(),
        "model": _model(members, episode, travels),
        "members": [_member(member, travels) for member in members],
        "contacts": sorted({row.at.date().isoformat() for row in _contacts(user, seen, travels)}),
    }


def known_to(user: Any) -> frozenset[tuple[str, str]]:
    """(program, category) that statute opens to somebody who coordinates in this county: a copy
    shows no more than this county's counsel lets its own records show."""
    return frozenset(
        (program.value, category)
        for program in (Program.CWS, Program.CALWORKS)
        for category in SENT
        if know_by_statute(user, [(program, category)])
    )


def _travels(user: Any, members: Iterable[Member]) -> Travels:
    """Whether something that is open here may leave the county: what a release opens may only
    where statute opens it besides."""
    statute, listed = known_to(user), list(members)
    people = {each.facts.person for each in listed} - {None}
    records = [record.record for each in listed for record in each.facts.records]
    rows = Narrowing.objects.visible_to(user).in_force_on(today())
    rows = rows.filter(Q(record__in=records) | Q(record__person__in=people))
    named = rows.values_list("record", "record__person")
    narrowed = {person or record for record, person in named}

    def travels(opened: wordings.Opening) -> bool:
        by_statute = (str(opened.owner), opened.category) in statute
        whole = opened.category == IDENTITY or opened.person not in narrowed
        return opened.basis != CONSENT or (by_statute and whole)

    return travels


def _model(members: tuple[Member, ...], episode: Episode | None, travels: Travels) -> str:
    opened = wordings.openings(members, Program.CWS, "C5")
    known = bool(opened) and all(travels(each) for each in opened)
    return episode.model if episode is not None and known else ""


def _contacts(user: Any, view: FamilyView, travels: Travels) -> Iterable[Any]:
    for row, opened in notes.find(user, view, ("contact",)).rows:
        if all(travels(each) for each in opened):
            yield row


def _member(member: Member, travels: Travels) -> dict[str, Any]:
    return {
        "part": [place.part for place in member.places],
        "records": [
            {
                "program": str(record.program),
                "as_of": record.as_of.isoformat(),
                "facts": [
                    [fact.category, fact.name, _plain(fact.value)]
                    for fact in record.facts
                    if isinstance(fact, Fact) and fact.category in _sent(member, record, travels)
                ],
            }
            for record in member.facts.records
        ],
    }


def _sent(member: Member, record: RecordFacts, travels: Travels) -> frozenset[str]:
    return frozenset(
        category
        for category, basis in record.opened
        if category in SENT
        and travels(wordings.Opening(member.key, record.program, category, basis))
    )


def _plain(value: str | date) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def sealed(content: Mapping[str, Any], *, model: str, row: uuid.UUID) -> bytes:
    """The copy as it lies in the database."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return seal(plain, model=model, field="content", row=row)


def opened(content: bytes, *, model: str, row: uuid.UUID) -> dict[str, Any]:
    """The copy as JSON; raises Unopenable."""
    found: dict[str, Any] = json.loads(unseal(content, model=model, field="content", row=row))
    return found


def numbers(content: Mapping[str, Any]) -> dict[str, set[str]]:
    """Program to the numbers by which its records are known in every county."""
    found: dict[str, set[str]] = {Program.CWS.value: set(), Program.CALWORKS.value: set()}
    for member in content["members"]:
        for record in member["records"]:
            named = {"cin"} if record["program"] == Program.CALWORKS else {"source_id"}
            for _category, name, value in record["facts"]:
                if name in named and isinstance(value, str):
                    found[record["program"]].add(value)
    return found


def shown(content: Mapping[str, Any], known: frozenset[tuple[str, str]]) -> Copy:
    """The copy for a reader to whom these (program, category) are open."""
    model = content["model"] if (Program.CWS.value, "C5") in known else ""
    return Copy(
        made_on=date.fromisoformat(content["made_on"]),
        identified_on=date.fromisoformat(content["identified_on"]),
        model=str(Model(model).label) if model else "",
        members=tuple(_shown_member(each, known) for each in content["members"]),
        contacts=tuple(date.fromisoformat(day) for day in content["contacts"]),
    )


def _shown_member(member: Mapping[str, Any], known: frozenset[tuple[str, str]]) -> CopiedMember:
    return CopiedMember(
        part=part_of(member["part"]),
        records=tuple(
            CopiedRecord(
                Program(record["program"]),
                date.fromisoformat(record["as_of"]),
                tuple(
                    CopiedFact(category, words.fact_label(name), _worded(name, value))
                    for category, name, value in record["facts"]
                    if (record["program"], category) in known
                ),
            )
            for record in member["records"]
        ),
    )


def part_of(parts: list[str]) -> str:
    """What somebody was in the family, in words."""
    return " · ".join(str(FamilyMember.Part(part).label) for part in dict.fromkeys(parts))


def _worded(name: str, value: Any) -> str:
    stated = date.fromisoformat(value["day"]) if isinstance(value, dict) else value
    return words.fact_value(name, stated)
