"""What one member of staff can see of one person, category by category, and why: in words.

Nothing of the person is read but how the member of staff stands to them. Whether there is a
release for substance use treatment, domestic violence safety or a minor's own services would tell
of the service itself, so that the answer about those is one sentence for everybody.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cases.people.models import Person, ProgramRecord
from cases.sharing import pages
from cases.sharing.accounting import reasons
from cases.sharing.chain import chain_of, named_for, viewer_of
from cases.sharing.decision import (
    ASSIGNMENT,
    CONSENT,
    NAMED,
    Allowed,
    Purpose,
    Reason,
    Subject,
    decide,
    may_open,
)
from cases.sharing.models import READ_AS_EXTRA, Assignment, Category, RosterSubject
from cases.sharing.scope import chairs_of, people_visible_to
from cases.sharing.standing import Standing
from counties.models import Membership
from linkages.calendar import today
from linkages.programs import Program
from linkages.templatetags.words import short_day

SILENT = frozenset({"C9", "C10", "C11"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One category of one program: open or not, why, and what would open it."""

    category: str
    title: str
    open: bool
    why: str
    opener: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One program's categories."""

    program: Program
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether the person exists for the member of staff, by which business, and what is open."""

    opens: bool
    business: tuple[str, ...]
    why: str
    opener: str
    sides: tuple[Side, ...]


def staff_of(asker: Any) -> list[Membership]:
    """Who works in the asker's county today, by name; one membership a person."""
    working = Membership.objects.visible_to(asker).in_force_on(today())
    first: dict[uuid.UUID, Membership] = {}
    for membership in working.select_related("user", "county", "unit").order_by("role"):
        first.setdefault(membership.user_id, membership)
    return sorted(first.values(), key=lambda each: each.user.name)


def at_work(membership: Membership) -> Any:
    """The member of staff as a request of theirs would have them. Opens nothing for the asker."""
    user = get_user_model().objects.get(pk=membership.user_id)
    user.working_in = membership
    return user


def explain(staff: Any, person: Person) -> Explanation:
    """The decision for every category that the programs hold, put into words."""
    records = list(
        ProgramRecord.objects.filter(person=person).select_related("current").order_by("-program")
    )
    standing = Standing(staff, Purpose.CASEWORK, records)
    subject = standing.subject(records, person.pk)
    question = standing.question(subject, Program.CWS, Category.C1)
    if not may_open(question):
        refused = _kept_out(standing, subject)
        why, opener = reasons.closed(refused)
        return Explanation(False, (), why, opener, ())
    told = _Told(standing, subject, person)
    sides = tuple(
        Side(program, tuple(told.answer(program, category) for category in pages.ORDER[program]))
        for program in (Program.CWS, Program.CALWORKS)
    )
    return Explanation(True, told.business(), "", "", sides)


def _kept_out(standing: Standing, subject: Subject) -> Reason | str:
    if not standing.viewer.opens_people:
        return reasons.NO_PAGES
    if subject.related or subject.restricted:
        return Reason.RESTRICTED
    return Reason.NOT_YOURS


class _Told:
    """The business that one member of staff has with one person, fetched once."""

    def __init__(self, standing: Standing, subject: Subject, person: Person) -> None:
        self.standing = standing
        self.subject = subject
        rows = chain_of(standing.user).filter(record__person=person).select_related("team")
        self.chain = list(rows.order_by("since", "pk"))
        named = named_for(standing.user, READ_AS_EXTRA).filter(content_object__person=person)
        self.extra = set(named.values_list("content_object__program", flat=True))
        teams = RosterSubject.objects.filter(
            roster__in=sorted(chairs_of(standing.user).any), record__person=person
        )
        self.seats = list({each.roster for each in teams.select_related("roster")})

    def business(self) -> tuple[str, ...]:
        """Every kind of business, each in a sentence."""
        told = [words for row in self.chain for words in [self._assigned(row)]]
        told += [_("Reads along by name, as an exception.") for _program in sorted(self.extra)]
        for roster in sorted(self.seats, key=lambda each: each.since):
            told.append(
                _("Sits in a team about them since %(day)s: %(kind)s.")
                % {"day": short_day(roster.since), "kind": roster.get_kind_display()}
            )
        if self.standing.viewer.coordinates:
            told.append(_("Coordinates the whole county."))
        return tuple(dict.fromkeys(told))

    def _assigned(self, row: Assignment) -> str:
        words = {
            "program": Program(row.program).label,
            "day": short_day(row.since),
            "team": row.team,
        }
        return reasons.ASSIGNED[assigned_as(self.standing.user, row)] % words

    def answer(self, owner: Program, category: str) -> Answer:
        """One category in words."""
        title = str(Category(category).label)
        if category in SILENT and owner not in self.subject.mine:
            return Answer(
                category, title, False, str(reasons.SILENT_WHY), str(reasons.SILENT_OPENER)
            )
        decided = decide(self.standing.question(self.subject, owner, category))
        if isinstance(decided, Allowed):
            return Answer(category, title, True, self._basis(decided.basis, owner, category))
        why, opener = reasons.closed(decided.reason)
        return Answer(category, title, False, why, opener)

    def _basis(self, basis: str, owner: Program, category: str) -> str:
        match basis:
            case _ if basis == ASSIGNMENT:
                mine = [row for row in self.chain if row.program == owner]
                return " ".join(dict.fromkeys(self._assigned(row) for row in mine))
            case _ if basis == NAMED:
                return _("Reads along by name, as an exception.")
            case _ if basis == CONSENT:
                return self._release(owner, category)
        since = min(
            ground.since
            for ground in self.standing.grounds
            if (ground.code, ground.owner, ground.category) == (basis, owner, category)
        )
        return reasons.statute(basis, since)

    def _release(self, owner: Program, category: str) -> str:
        at, day, born = self.standing.at, self.standing.day, self.subject.born
        until = max(
            release.until
            for release in self.subject.releases
            if release.owner == owner and release.opens(category, at, day, born)
        )
        return _("Release of information, valid to %(day)s.") % {"day": short_day(until)}


def assigned_as(staff: Any, row: Assignment) -> str:
    """By which kind of business an assignment is somebody's: worker, team, unit or supervisor."""
    if row.team_id:
        return reasons.TEAM
    if row.worker_id and row.worker_id == staff.working_in.worker_id:
        return reasons.WORKER
    return reasons.SUPERVISOR if row.worker_id else reasons.UNIT


@dataclass(frozen=True, slots=True)
class Caseload:
    """How many people a member of staff can open, and how many by each kind of business."""

    people: int
    kinds: tuple[tuple[str, int], ...]


def caseload(staff: Any, among: Any) -> Caseload:
    """Counted over the people of whom the asker may know at all (`among`)."""
    seen = people_visible_to(staff).filter(pk__in=among.values("pk"))
    people = set(seen.values_list("pk", flat=True))
    kinds: Counter[str] = Counter()
    for kind, theirs in _by_kind(staff):
        kinds[kind] = len(theirs & people)
    if viewer_of(staff).coordinates:
        kinds[reasons.COUNTY] = len(people)
    told = [(str(words), kinds[kind]) for kind, words in reasons.KINDS.items() if kinds[kind]]
    return Caseload(len(people), tuple(told))


def _by_kind(staff: Any) -> Iterator[tuple[str, set[uuid.UUID]]]:
    linked: dict[str, set[uuid.UUID]] = {kind: set() for kind in reasons.KINDS}
    rows = chain_of(staff).exclude(record__person=None).select_related("record")
    for row in rows.only("worker_id", "team", "unit", "record__person"):
        linked[assigned_as(staff, row)].add(row.record.person_id)
    named = named_for(staff, READ_AS_EXTRA).exclude(content_object__person=None)
    linked[reasons.EXTRA] = set(named.values_list("content_object__person", flat=True))
    teams = RosterSubject.objects.filter(roster__in=sorted(chairs_of(staff).any))
    linked[reasons.SEAT] = set(teams.values_list("record__person", flat=True)) - {None}
    return iter(linked.items())
