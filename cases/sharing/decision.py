"""May this member of staff see this category of this person's facts, and on what basis?

Pure: no ORM, no clock, no settings. Everything that reads facts asks here, fact by fact, in the
order that the county's information-sharing table prescribes. A refusal never says whether there
is anything to refuse.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from linkages.calendar import years_before
from linkages.programs import Program

CWS, CALWORKS = Program.CWS, Program.CALWORKS

# The categories that are stored at all. C13 (criminal history, reporter, adoption) is not.
STORED = frozenset(f"C{number}" for number in range(1, 13))
IDENTITY = "C1"
REPORT = "C6"
# Where a child is placed, and with whom, is for who placed them, whoever agrees to what; of a
# caregiver's household on aid, for its own worker too.
PLACEMENT = "C7"
NEVER_ACROSS = frozenset({PLACEMENT})
# Within one's own program only for who holds the case, across only for who is named.
PERSONAL = frozenset({"C10", "C11"})
BY_STATUTE = frozenset({"C1", "C2", "C3", "C5"})
# Of a child in CWS, to who works with the child's linked parent.
OF_KIN = frozenset({"C1", "C5"})

# What statute can open at all, by audience: (owner, category). Counsel narrows it, never widens.
_PLANNING = frozenset(
    {(CWS, "C1"), (CWS, "C5"), (CALWORKS, "C1"), (CALWORKS, "C2"), (CALWORKS, "C3")}
)
_IDENTITIES = frozenset({(CWS, "C1"), (CALWORKS, "C1")})
CEILING: dict[str, frozenset[tuple[Program, str]]] = {
    "pair": _PLANNING,
    "coordinator": _PLANNING,
    "index": _IDENTITIES,
    "cft": _IDENTITIES | {(CWS, "C5"), (CWS, "C12")},
    "mdt": _IDENTITIES | {(CWS, "C5"), (CWS, "C6"), (CWS, "C12")},
    "er_team": _IDENTITIES | {(CWS, "C5"), (CWS, "C6")},
}
# A release has one block, and one signature, for each legal regime.
REGIMES = (
    frozenset({"C1", "C2", "C3", "C4", "C5", "C6", "C12"}),
    frozenset({"C8"}),
    frozenset({"C9"}),
    frozenset({"C10"}),
    frozenset({"C11"}),
)
OF_AGE = 18

ASSIGNMENT = "assignment"
NAMED = "named_reader"
CONSENT = "consent"
MATCH_REVIEW = "match_review"
ACCOUNT = "account"


class Purpose(StrEnum):
    """Why facts are read. Use of confidential records always states one (W&IC 10850)."""

    CASEWORK = "casework"
    FAMILY = "family"
    MATCH_REVIEW = "match_review"
    INDEX = "index"
    ACCOUNT = "account"


class Reason(StrEnum):
    """Why a question was refused. For tests and the county's own explanation; never for a page,
    on which everything withheld looks the same."""

    RESTRICTED = "restricted"
    NOT_YOURS = "not_yours"
    NOT_STORED = "not_stored"
    NEVER_ACROSS = "never_across"
    CONSENT_NEEDED = "consent_needed"
    HOLDER_ONLY = "holder_only"
    NARROWED = "narrowed"
    NO_GROUND = "no_ground"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: what their role lets them be, before any person is named.

    `coordinates`: Linkages coordinator, liaison, or the coordinator of restricted cases.
    `opens_people`: the role has pages of people at all. `reviews`: decides match candidates.
    `accounts`: answers for who saw what. `designated`: by letter, for the index.
    """

    user: uuid.UUID
    program: Program
    opens_people: bool = False
    coordinates: bool = False
    reviews: bool = False
    sees_restricted: bool = False
    accounts: bool = False
    designated: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """One block of a release of information, as far as it decides anything.

    Both last days are included; a revocation counts from its moment. What somebody else signed
    for a child ends on the day the child comes of age.
    """

    owner: Program
    recipient: Program
    categories: frozenset[str]
    since: date
    until: date
    revoked_at: datetime | None = None
    by_self: bool = True
    verbal: bool = False
    named: frozenset[uuid.UUID] = frozenset()

    def opens(self, category: str, at: datetime, day: date, born: date | None) -> bool:
        """Whether it covers the category at this instant, for a person of this birth date."""
        if category not in self.categories or not self.since <= day <= self.until:
            return False
        if self.revoked_at is not None and self.revoked_at <= at:
            return False
        if self.verbal and category in {"C8", "C9"} | PERSONAL:
            return False
        if not self.by_self:
            grown = born is not None and born <= years_before(day, OF_AGE)
            return not grown and category not in PERSONAL
        return True


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat that the viewer has today in a team about the subject, the team being complete."""

    audience: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about, as this viewer stands to them today.

    `linked`: a person of both programs; False for a program record that nobody has linked.
    `restricted`: a side of the link is sealed or sensitive; the stricter side decides.
    `named`: the viewer is on the list of every restricted side.
    `related`: the viewer is this client, or too close to them.
    `report_only`: CWS knows them by reports in Emergency Response and nothing else.
    `chain`: the programs on whose side the viewer, or the viewer's unit or team, is assigned;
    `held`: those on which the viewer in person is. `extra`: those they read along with by name.
    `incident`: a record that nobody links any more, and that an incident is about.
    `kin`: a child of a CWS case, in one family with a linked parent who is not narrowed and with
    whom the viewer has business.
    `born`: the earliest birth date that any of their records states.
    """

    linked: bool
    restricted: bool = False
    named: bool = False
    related: bool = False
    report_only: bool = False
    chain: frozenset[Program] = frozenset()
    held: frozenset[Program] = frozenset()
    extra: frozenset[Program] = frozenset()
    chairs: frozenset[Chair] = frozenset()
    releases: tuple[Release, ...] = ()
    narrowed: bool = False
    indexed: bool = False
    incident: bool = False
    kin: bool = False
    born: date | None = None

    @property
    def mine(self) -> frozenset[Program]:
        """The programs on whose side the viewer has business with them."""
        return self.chain | self.extra


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
    """One category of one owner's facts about one subject, at one instant, for one purpose.

    `day` is the calendar day of `at` in the county.
    """

    viewer: Viewer
    subject: Subject
    owner: Program
    category: str
    purpose: Purpose
    at: datetime
    day: date
    grounds: tuple[Ground, ...] = field(default=(), repr=False)

    def about(self, owner: Program, category: str) -> "Question":
        """The same question about another category."""
        return Question(
            self.viewer,
            self.subject,
            owner,
            category,
            self.purpose,
            self.at,
            self.day,
            self.grounds,
        )


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and the basis that the disclosure account will name."""

    basis: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No."""

    reason: Reason


Answer = Allowed | Refused


def may_open(question: Question) -> bool:
    """Whether the person exists for this viewer at all: page, list, search, count.

    Category and owner of the question do not matter. The queryset form of this is
    `scope.people_visible_to`; a test holds the two equal.
    """
    viewer, subject = question.viewer, question.subject
    if not subject.linked or not viewer.opens_people or _closed(viewer, subject):
        return False
    if not (viewer.coordinates or subject.mine or any(_chaired(question))):
        return False
    # A page that says "both programs" would tell of the report (Pen. C. 11167.5).
    if subject.report_only and CWS not in subject.mine:
        return _crosses(question.about(CWS, REPORT)) is not None
    return True


def decide(question: Question) -> Answer:
    """The decision. Order matters: restriction over all, what is never stored, whose business it
    is, one's own caseload, what never crosses, releases, statute, review of a match."""
    viewer, subject = question.viewer, question.subject
    if _closed(viewer, subject):
        return Refused(Reason.RESTRICTED)
    if question.category not in STORED:
        return Refused(Reason.NOT_STORED)
    match question.purpose:
        case Purpose.ACCOUNT:
            return _for_the_account(question)
        case Purpose.INDEX:
            return _for_the_index(question)
        case Purpose.CASEWORK | Purpose.FAMILY if not may_open(question):
            return _beside_casework(question)
    own = _own(question)
    if own is not None:
        return own
    if question.category in NEVER_ACROSS:
        return Refused(Reason.NEVER_ACROSS)
    basis = _crosses(question)
    if basis is not None:
        return Allowed(basis)
    reviewing = question.purpose == Purpose.MATCH_REVIEW and viewer.reviews
    if reviewing and question.category == IDENTITY:
        return Allowed(MATCH_REVIEW)
    return Refused(_why_not(question))


def _closed(viewer: Viewer, subject: Subject) -> bool:
    if subject.related:
        return True
    return subject.restricted and not (viewer.sees_restricted or subject.named)


def _own(question: Question) -> Answer | None:
    """One's own program's facts, through the chain of assignment or by name."""
    subject = question.subject
    if question.category == PLACEMENT and CWS in subject.mine:
        return Allowed(ASSIGNMENT if CWS in subject.chain else NAMED)
    if question.owner not in subject.mine:
        return None
    if question.category in PERSONAL and question.owner not in subject.held:
        return Refused(Reason.HOLDER_ONLY)
    return Allowed(ASSIGNMENT if question.owner in subject.chain else NAMED)


def _crosses(question: Question) -> str | None:
    """The basis on which it crosses to this viewer: a release, else a statute; None for neither."""
    if not question.subject.linked:
        return None
    if _released(question):
        return CONSENT
    ground = _statute(question)
    return None if ground is None else ground.code


def _released(question: Question) -> bool:
    viewer, subject, category = question.viewer, question.subject, question.category
    recipients = set(subject.mine)
    if any(_chaired(question)):
        recipients.add(viewer.program)
    if viewer.coordinates and category in BY_STATUTE:
        recipients |= {CWS, CALWORKS}
    return any(
        release.owner == question.owner
        and release.recipient in recipients
        and release.opens(category, question.at, question.day, subject.born)
        and (category not in PERSONAL or viewer.user in release.named)
        for release in subject.releases
    )


def _statute(question: Question) -> Ground | None:
    """The first ground in force for an audience that the viewer belongs to."""
    subject = question.subject
    if subject.narrowed and question.category != IDENTITY:
        return None
    audiences = {chair.audience for chair in _chaired(question)}
    if question.viewer.coordinates:
        audiences.add("coordinator")
    if subject.mine:
        audiences.add("pair")
    return min(_grounds(question, audiences), key=lambda ground: ground.code, default=None)


def _grounds(question: Question, audiences: set[str]) -> Iterator[Ground]:
    return (
        ground
        for ground in question.grounds
        if ground.owner == question.owner
        and ground.category == question.category
        and ground.audience in audiences
        and ground.holds_on(question.day)
    )


def _chaired(question: Question) -> Iterator[Chair]:
    """Seats in teams to which counsel opened identity at all; others change nothing."""
    if not question.subject.chairs:
        return iter(())
    opened = {
        ground.audience
        for ground in question.grounds
        if ground.category == IDENTITY and ground.holds_on(question.day)
    }
    return (chair for chair in question.subject.chairs if chair.audience in opened)


def _for_the_account(question: Question) -> Answer:
    """Who answers for disclosures must know whom they are about, and nothing else of them: also
    after a wrong link was cut, when they have somebody to tell."""
    concerned = question.subject.linked or question.subject.incident
    if question.viewer.accounts and concerned and question.category == IDENTITY:
        return Allowed(ACCOUNT)
    return Refused(Reason.NOT_YOURS)


def _for_the_index(question: Question) -> Answer:
    """The index of W&IC 18961.5: identity, of people who meet the county's standard."""
    subject = question.subject
    fits = subject.linked and subject.indexed and not subject.report_only
    if not (question.viewer.designated and fits and question.category == IDENTITY):
        return Refused(Reason.NOT_YOURS)
    ground = min(_grounds(question, {"index"}), key=lambda each: each.code, default=None)
    return Refused(Reason.NO_GROUND) if ground is None else Allowed(ground.code)


def _beside_casework(question: Question) -> Answer:
    """Whom the viewer may not open: nothing, save on the page of a family."""
    if question.purpose != Purpose.FAMILY:
        return Refused(Reason.NOT_YOURS)
    own = None if question.subject.linked else _own(question)
    return own or _of_the_kin(question)


def may_stand(question: Question) -> bool:
    """Whether a member of a family exists for this viewer on the family's page: whoever they may
    open, their own program's records, and the children of a parent with whom they work."""
    if _closed(question.viewer, question.subject):
        return False
    if may_open(question) or (question.subject.mine and not question.subject.linked):
        return True
    return isinstance(_of_the_kin(question.about(CWS, IDENTITY)), Allowed)


def _of_the_kin(question: Question) -> Answer:
    """Who works with a parent is told of the parent's children in CWS what statute opens: who
    they are and their case, never where they are. Nothing goes the other way: a child whom CWS
    does not know is nobody's business there."""
    subject, viewer = question.subject, question.viewer
    known = subject.kin and not (subject.report_only or subject.narrowed)
    if not known or question.owner != CWS or question.category not in OF_KIN:
        return Refused(Reason.NOT_YOURS)
    audience = "coordinator" if viewer.coordinates else "pair"
    ground = min(_grounds(question, {audience}), key=lambda each: each.code, default=None)
    return Refused(Reason.NO_GROUND) if ground is None else Allowed(ground.code)


def _why_not(question: Question) -> Reason:
    if question.category not in BY_STATUTE:
        return Reason.CONSENT_NEEDED
    return Reason.NARROWED if question.subject.narrowed else Reason.NO_GROUND
