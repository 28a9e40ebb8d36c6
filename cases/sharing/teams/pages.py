"""What pages about teams show: finished words, in the order people read."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.people.models import Person
from cases.sharing.decision import IDENTITY
from cases.sharing.models import Category, LegalBasis, Roster, RosterSubject, Seat
from cases.sharing.reading import Purpose, read
from cases.sharing.restricting.finding import staff_in_force
from cases.sharing.rosters import CFT, may_share
from linkages import parameters
from linkages.calendar import today
from linkages.templatetags.words import due, number

Key = uuid.UUID
MEMBERS = {
    Roster.Kind.MDT: "sharing.mdt_members",
    Roster.Kind.ER_TEAM: "sharing.er_team_members",
}

# The words for the one member that is missing, by how many the statute wants.
NEXT = {
    2: gettext_lazy("Shares nothing until a second member is seated."),
    3: gettext_lazy("Shares nothing until a third member is seated."),
}


@dataclass(frozen=True, slots=True)
class About:
    """Someone a team is about; `person` only where this viewer may open them now."""

    token: str
    name: str
    person: Key | None


@dataclass(frozen=True, slots=True)
class Line:
    """A team in a list: what it is, whom it is about, whether it shares and until when."""

    team: Roster
    kind: str
    about: tuple[About, ...]
    seated: int
    state_kind: str
    state: str
    meaning: str
    window: str


@dataclass(frozen=True, slots=True)
class Chair:
    """A seat, as the page of a team shows it."""

    seat: Seat
    name: str
    role: str
    open: bool


@dataclass(frozen=True, slots=True)
class Longer:
    """One extension of a window."""

    until: date
    cause: str
    by: str
    at: datetime


def lines(user: Any, teams: Sequence[Roster]) -> list[Line]:
    """Teams in words, in a constant number of queries."""
    county = user.working_in.county_id
    about = _about(user, teams)
    found = Roster.objects.filter(pk__in=[team.pk for team in teams])
    sharing = set(may_share(found, county).values_list("pk", flat=True))
    seats = Seat.objects.filter(roster__in=teams).in_force_on(today())
    seated: dict[Key, set[Key]] = defaultdict(set)
    for team, member in seats.values_list("roster", "user"):
        seated[team].add(member)
    opened = _opened_kinds(user)
    needed = {
        kind: parameters.value(name, county=county, on=today()) for kind, name in MEMBERS.items()
    }
    return [
        Line(
            team,
            str(Roster.Kind(team.kind).label),
            about[team.pk],
            len(seated[team.pk]),
            *_state(
                team,
                needed.get(team.kind, 0),
                len(seated[team.pk]),
                shares=team.pk in sharing,
                opened=opened,
            ),
            window_of(team),
        )
        for team in teams
    ]


def _opened_kinds(user: Any) -> frozenset[str]:
    """Kinds of team to which counsel opened identity, without which nothing else counts."""
    grounds = LegalBasis.objects.visible_to(user).in_force_on(today())
    return frozenset(grounds.filter(category=IDENTITY).values_list("audience", flat=True))


def _state(
    team: Roster, needed: int, seated: int, *, shares: bool, opened: frozenset[str]
) -> tuple[str, str, str]:
    """(mark, word, sentence) of what a team is and means today."""
    if team.until is not None and team.until < today():
        return "closed", _("Closed"), _("This team shares nothing any more.")
    if not shares:
        return "waiting", _("Not complete"), _lacking(team, needed, seated)
    if team.kind not in opened:
        meaning = _("Shares nothing until county counsel opens information to this kind of team.")
        return "waiting", _("Not opened"), meaning
    meaning = _("Its members see what county counsel opened to this kind of team.")
    return "good", _("Complete"), meaning


def _lacking(team: Roster, needed: int, seated: int) -> str:
    """What an incomplete team waits for."""
    if team.kind == CFT:
        return _("Shares nothing until everybody with power to consent has signed.")
    missing = needed - seated
    if missing == 1 and needed in NEXT:
        return str(NEXT[needed])
    return ngettext(
        "Shares nothing until %(count)s more member is seated.",
        "Shares nothing until %(count)s more members are seated.",
        missing,
    ) % {"count": number(missing)}


def window_of(team: Roster) -> str:
    """When a team's time is over, in words; empty for one without an end."""
    if team.until is None:
        return ""
    words = _("closed %(day)s") if team.until < today() else _("closes %(day)s")
    return words % {"day": due(team.until, today())}


def _about(user: Any, teams: Sequence[Roster]) -> dict[Key, tuple[About, ...]]:
    """Team to the people it is about: by name where they may be opened, else by their token."""
    subjects = RosterSubject.objects.filter(roster__in=teams, record__person__isnull=False)
    rows = set(subjects.values_list("roster", "record__person"))
    people = Person.objects.in_bulk([person for _team, person in rows])
    seen = {
        found.person: found
        for found in read(user, Purpose.CASEWORK, people.values(), categories=[Category.C1])
    }
    found: dict[Key, list[About]] = {team.pk: [] for team in teams}
    for team, key in sorted(rows, key=lambda row: people[row[1]].token):
        person = people[key]
        known = seen.get(key)
        name = known.name if known is not None else person.token
        found[team].append(About(person.token, name, key if known is not None else None))
    return {team: tuple(listed) for team, listed in found.items()}


def chairs(user: Any, team: Roster) -> list[Chair]:
    """Who sits on a team, and who sat there; those who sit first."""
    roles = {member.user_id: member.get_role_display() for member in staff_in_force(user)}
    rows = Seat.objects.filter(roster=team).select_related("user").order_by("since", "user__name")
    listed = [
        Chair(row, row.user.name, roles.get(row.user_id, ""), row.until is None) for row in rows
    ]
    return sorted(listed, key=lambda chair: not chair.open)


def longer(team: Roster) -> list[Longer]:
    """The extensions of a window, first to last."""
    rows = list(team.extensions.all())
    users = get_user_model().objects.filter(pk__in={row.by for row in rows})
    names = {user.pk: user.name for user in users}
    return [Longer(row.until, row.cause, names[row.by], row.at) for row in rows]
