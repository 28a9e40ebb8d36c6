"""Which members of staff exist for an administrator, and what a page says of each."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from counties.models import FactorReset, Invitation, Membership, RoleProposal, Unit, User
from counties.staff.roles import is_over
from linkages.calendar import today


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the list: their roles here, and in what state they are."""

    user: User
    roles: tuple[Membership, ...]
    state: str  # here, later, invited, expired, waiting, ended


def known_here(viewer: User) -> set[uuid.UUID]:
    """Everybody who has, had, or is to have a role in this county."""
    found: set[uuid.UUID] = set()
    for model in (Membership, Invitation, RoleProposal):
        rows = model.objects.filter(county=viewer.working_in.county_id)
        found |= set(rows.values_list("user", flat=True))
    return found


def person(viewer: User, user: uuid.UUID) -> User:
    """A member of staff of this county; Http404 for everybody else."""
    if user not in known_here(viewer):
        raise Http404
    return User.objects.get(pk=user)


def lines(viewer: User, *, q: str = "", role: str = "", shown: str = "") -> list[Line]:
    """The people of the list, by name."""
    county = viewer.working_in.county_id
    users = User.objects.filter(pk__in=known_here(viewer))
    for word in q.split():
        users = users.filter(Q(name__icontains=word) | Q(email__icontains=word))
    rows = Membership.objects.filter(county=county, user__in=users).select_related("user", "unit")
    roles: dict[uuid.UUID, list[Membership]] = {}
    for row in rows.order_by("-since", "role"):
        roles.setdefault(row.user_id, []).append(row)
    open_links = Invitation.objects.filter(county=county, state=Invitation.State.OPEN)
    invited = dict(open_links.values_list("user", "expires_at"))
    waiting = set(
        RoleProposal.objects.filter(county=county, state="waiting").values_list("user", flat=True)
    )
    found = [
        Line(user, tuple(_to_show(roles.get(user.pk, []))), _state(user, roles, invited, waiting))
        for user in users.order_by("name", "email")
    ]
    return [line for line in found if _wanted(line, role, shown)]


def _to_show(rows: list[Membership]) -> list[Membership]:
    """What counts or will; of somebody who has left, the last role."""
    return [row for row in rows if not is_over(row)] or rows[:1]


def _state(user: User, roles: dict[Any, Any], invited: dict[Any, Any], waiting: set[Any]) -> str:
    if user.pk in invited and not user.has_usable_password():
        return "invited" if invited[user.pk] > timezone.now() else "expired"
    rows = [row for row in roles.get(user.pk, []) if not is_over(row)]
    if any(row.since <= today() for row in rows) and user.is_active:
        return "here"
    if rows and user.is_active:
        return "later"
    return "waiting" if user.pk in waiting else "ended"


def _wanted(line: Line, role: str, shown: str) -> bool:
    if role and role not in {row.role for row in line.roles}:
        return False
    states = {
        "": {"here", "later"},
        "invited": {"invited", "expired", "waiting"},
        "ended": {"ended"},
    }
    return line.state in states.get(shown, {line.state})


@dataclass(frozen=True, slots=True)
class Past:
    """One line of a role's history."""

    at: Any
    what: str
    by: str
    reason: str
    unit: str
    worker_id: str
    since: date
    until: date | None


def history(viewer: User, user: uuid.UUID) -> list[Past]:
    """All that happened to somebody's roles here, latest first, from the database's own history."""
    events = (
        apps.get_model("counties", "MembershipEvent")
        .objects.filter(county=viewer.working_in.county_id, user=user)
        .order_by("pk")
    )
    rows = list(events.values())
    names = dict(
        User.objects.filter(pk__in={row["changed_by_id"] for row in rows}).values_list("pk", "name")
    )
    units = _unit_names(viewer, rows)
    found: list[Past] = []
    before: dict[Any, dict[str, Any]] = {}
    for row in rows:
        found.append(
            Past(
                at=row["pgh_created_at"],
                what=_what(before.get(row["id"]), row),
                by=names.get(row["changed_by_id"], ""),
                reason=row["change_reason"],
                unit=units.get(row["unit_id"], ""),
                worker_id=row["worker_id"],
                since=row["since"],
                until=row["until"],
            )
        )
        before[row["id"]] = row
    return found[::-1]


def _unit_names(viewer: User, rows: list[dict[str, Any]]) -> dict[Any, str]:
    wanted = Unit.objects.filter(
        county=viewer.working_in.county_id, pk__in={row["unit_id"] for row in rows}
    )
    return dict(wanted.values_list("pk", "name"))


def _what(before: dict[str, Any] | None, row: dict[str, Any]) -> str:
    """The code of the sentence that says what changed."""
    if before is None:
        return "given"
    if row["ended_at"] and not before["ended_at"]:
        return "ended"
    if row["until"] != before["until"]:
        return "last_day"
    if row["unit_id"] != before["unit_id"]:
        return "unit"
    return "worker_id" if row["worker_id"] != before["worker_id"] else "changed"


def waiting_for(viewer: User) -> dict[str, list[Any]]:
    """Roles and resets that wait for a second administrator."""
    county = viewer.working_in.county_id
    named = ("user", "asked_by")
    proposals = RoleProposal.objects.filter(county=county, state="waiting")
    resets = FactorReset.objects.filter(county=county, state="waiting")
    return {
        "proposals": list(proposals.select_related(*named, "unit").order_by("asked_at")),
        "resets": list(resets.select_related(*named).order_by("asked_at")),
    }
