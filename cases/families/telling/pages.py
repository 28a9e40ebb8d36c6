"""Acceptances as they stand on pages: which family, whose, by when, in words."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.families.models import Acceptance, Notice
from cases.families.telling import scope
from cases.families.viewing import name_of
from cases.people.models import Family
from cases.sharing.chain import viewer_of
from cases.sharing.families import members_of
from cases.sharing.models import Category
from counties.models import Membership
from linkages import audit
from linkages.calendar import today
from linkages.forms import HouseForm
from linkages.rows import among_words
from linkages.templatetags.words import due

Key = uuid.UUID
State = Acceptance.State
LOOKS = {
    State.WAITING: "waiting",
    State.ACCEPTED: "good",
    State.DECLINED: "stop",
    State.HANDED_ON: "neutral",
    State.WITHDRAWN: "closed",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One side's answer to one family, in the words of a page."""

    acceptance: Acceptance
    name: str
    token: str
    url: str
    whose: str
    look: str
    words: str
    due: str
    late: bool
    may_answer: bool
    may_give: bool
    may_know_why: bool
    form: HouseForm

    @property
    def notice_url(self) -> str:
        return reverse("families:notice", args=[self.acceptance.token])


def lines(
    user: Any, rows: Iterable[Acceptance], names: Mapping[Key, str] | None = None
) -> list[Line]:
    """The rows in their order, their families read through the decision and accounted for.

    The rows come from `scope`. Constant number of queries. A family of which nobody may be read
    has no line. `names`: what families are called, on a page that has read them.
    """
    listed = list(rows)
    if names is None:
        names = _names(user, {row.episode.family_id: row.episode.family for row in listed})
    mine = set(_keys(scope.to_answer(user), listed))
    given = set(_keys(scope.to_reassign(user), listed))
    whose = workers(listed)
    audit.note({row.pk for row in listed}, purpose="acceptance")
    return [
        _line(user, row, names[row.episode.family_id], whose[row.pk], mine, given)
        for row in listed
        if row.episode.family_id in names
    ]


def _names(user: Any, families: Mapping[Key, Family]) -> dict[Key, str]:
    if not families:
        return {}
    read = members_of(user, families.values(), categories=[Category.C1])
    return {key: name_of(members) for key, members in read.items() if members}


def _keys(rows: Any, listed: Collection[Acceptance]) -> list[Key]:
    return list(rows.filter(pk__in=[row.pk for row in listed]).values_list("pk", flat=True))


def _line(
    user: Any, row: Acceptance, name: str, whose: str, mine: set[Key], given: set[Key]
) -> Line:
    family, waits = row.episode.family, row.state == State.WAITING
    same_side = user.working_in.program == row.program or viewer_of(user).coordinates
    return Line(
        acceptance=row,
        name=name or family.token,
        token=family.token,
        url=reverse("families:family", args=[family.pk]),
        whose=whose,
        look="attention" if waits and row.due_on < today() else LOOKS[State(row.state)],
        words=row.get_state_display(),
        due=due_words(row.due_on) if waits else "",
        late=waits and row.due_on < today(),
        may_answer=waits and row.pk in mine,
        may_give=(row.pk in mine and row.state in scope.LIVE) or row.pk in given,
        may_know_why=same_side,
        form=HouseForm(),
    )


def due_words(day: date) -> str:
    """`Answer by Tue, Dec 1 (today)`, or since when an answer is owed."""
    words = _("Answer by %(day)s") if day >= today() else _("Answer was due %(day)s")
    return words % {"day": due(day, today())}


def names_of(county: str, workers: Collection[str]) -> dict[tuple[str, str], str]:
    """(program, worker id) to who works under it today, with their telephones."""
    asked = among_words(set(workers) - {""})
    staff = Membership.objects.filter(county=county, worker_id__in=asked)
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for program, worker, name, phone in (
        staff.in_force_on(today())
        .order_by("user__name")
        .values_list("program", "worker_id", "user__name", "user__phone")
    ):
        named[program, worker].append(" · ".join(filter(None, (name, phone))))
    return {key: ", ".join(names) for key, names in named.items()}


def workers(rows: Collection[Acceptance]) -> dict[Key, str]:
    """Acceptance to whose it is: the worker with their telephone, the caseload, or who was asked
    where no worker is known."""
    if not rows:
        return {}
    named = names_of(next(iter(rows)).county_id, {row.worker_id for row in rows})
    asked = told_of([row.pk for row in rows])
    return {
        row.pk: named.get((row.program, row.worker_id)) or _caseload(row, asked.get(row.pk, []))
        for row in rows
    }


def told_of(acceptances: Collection[Key]) -> dict[Key, list[str]]:
    """Acceptance to the names of those who were asked to answer it."""
    asked: dict[Key, list[str]] = defaultdict(list)
    told = Notice.objects.filter(acceptance__in=list(acceptances), kind=Notice.Kind.TOLD)
    for acceptance, name in told.order_by("recipient__name").values_list(
        "acceptance", "recipient__name"
    ):
        asked[acceptance].append(name)
    return asked


def caseload_words(worker: str) -> str:
    """What to call a worker id under which nobody works here."""
    return _("Caseload %(worker)s") % {"worker": worker}


def _caseload(row: Acceptance, asked: list[str]) -> str:
    if not row.worker_id:
        return ", ".join(asked) or _("Nobody yet")
    words = caseload_words(row.worker_id)
    return f"{words} ({', '.join(asked)})" if asked else words


def with_family(rows: Any) -> Any:
    """Acceptances with what their lines need."""
    return rows.select_related("episode__family", "answered_by")


def own_name(user: Any) -> str:
    """How `workers` names this member of staff themselves."""
    return " · ".join(filter(None, (user.name, user.phone)))
