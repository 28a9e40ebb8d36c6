"""May this member of staff see this category of this person's facts, and on what basis?

Pure: no ORM, no clock, no settings. Everything that reads facts asks here, fact by fact, in the
order that the county's information-sharing table prescribes. A refusal never says whether there
is anything to refuse.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from linkages.programs import Program

# The categories by what can ever open them to the other program. C13 (criminal history, reporter,
# adoption) has no place here because it is not stored at all.
STORED = frozenset(f"C{number}" for number in range(1, 13))
BY_STATUTE = frozenset({"C1", "C2", "C3", "C5"})
# Allegations and placement stay with the program that holds them, whoever agrees to what.
NEVER_ACROSS = frozenset({"C6", "C7"})
IDENTITY = "C1"

ASSIGNMENT = "assignment"
MATCH_REVIEW = "match_review"


class Purpose(StrEnum):
    """Why facts are read. Use of confidential records always states one (W&IC 10850)."""

    CASEWORK = "casework"
    MATCH_REVIEW = "match_review"


class Reason(StrEnum):
    """Why a question was refused. For tests and the county's own explanation; never for a page,
    on which everything withheld looks the same."""

    RESTRICTED = "restricted"
    NOT_YOURS = "not_yours"
    NOT_STORED = "not_stored"
    NEVER_ACROSS = "never_across"
    CONSENT_NEEDED = "consent_needed"
    NO_GROUND = "no_ground"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: what their role lets them be, before any person is named.

    `coordinates`: Linkages coordinator, liaison, or the coordinator of restricted cases.
    `opens_people`: the role has pages of people at all. `reviews`: decides match candidates.
    """

    user: uuid.UUID
    program: Program
    opens_people: bool = False
    coordinates: bool = False
    reviews: bool = False
    sees_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about, as this viewer stands to them.

    `linked`: a person of both programs; False for a program record that nobody has linked.
    `restricted`: a side of the link is sealed or sensitive; the stricter side decides.
    `report_only`: CWS knows them by reports in Emergency Response and nothing else.
    `chain`: the programs on whose side the viewer, or the viewer's unit, is assigned.
    """

    linked: bool
    restricted: bool = False
    report_only: bool = False
    chain: frozenset[Program] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """A statute that counsel switched on; the last day is included."""

    code: str
    owner: str
    category: str
    audience: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Question:
    """One category of one owner's facts about one subject, on one day, for one purpose."""

    viewer: Viewer
    subject: Subject
    owner: Program
    category: str
    purpose: Purpose
    day: date
    grounds: tuple[Ground, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and the basis that the disclosure account will name."""

    basis: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No."""

    reason: Reason


Answer = Allowed | Refused


def may_open(viewer: Viewer, subject: Subject) -> bool:
    """Whether the person exists for this viewer at all: page, list, search, count.

    The queryset form of this is `scope.people_visible_to`; a test holds the two equal.
    """
    if not subject.linked or not viewer.opens_people:
        return False
    if subject.restricted and not viewer.sees_restricted:
        return False
    if subject.report_only and Program.CWS not in subject.chain:
        # A page that says "both programs" would tell of the report (Pen. C. 11167.5).
        return False
    return viewer.coordinates or bool(subject.chain)


def decide(question: Question) -> Answer:
    """The decision. Order matters: restriction over all, then what is never stored, one's own
    caseload, consent (none exists yet), what never crosses, statute, review of a match."""
    viewer, subject = question.viewer, question.subject
    if subject.restricted and not viewer.sees_restricted:
        return Refused(Reason.RESTRICTED)
    if question.category not in STORED:
        return Refused(Reason.NOT_STORED)
    reviewing = question.purpose == Purpose.MATCH_REVIEW
    if not reviewing and not may_open(viewer, subject):
        return Refused(Reason.NOT_YOURS)
    if question.owner in subject.chain:
        return Allowed(ASSIGNMENT)
    if question.category in NEVER_ACROSS:
        return Refused(Reason.NEVER_ACROSS)
    if question.category not in BY_STATUTE:
        return Refused(Reason.CONSENT_NEEDED)
    ground = _statute(question)
    if ground is not None:
        return Allowed(ground.code)
    if reviewing and viewer.reviews and question.category == IDENTITY:
        return Allowed(MATCH_REVIEW)
    return Refused(Reason.NO_GROUND)


def _statute(question: Question) -> Ground | None:
    """The first ground in force for the audience that the viewer belongs to. Statutes open the
    facts of people whom both programs serve, so none opens an unlinked record."""
    if not question.subject.linked:
        return None
    audiences = set()
    if question.viewer.coordinates:
        audiences.add("coordinator")
    if question.subject.chain:
        audiences.add("pair")
    fitting = (
        ground
        for ground in question.grounds
        if ground.owner == question.owner
        and ground.category == question.category
        and ground.audience in audiences
        and ground.holds_on(question.day)
    )
    return min(fitting, key=lambda ground: ground.code, default=None)
