"""What the pages of a round say, each in a constant number of queries."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessments.instruments.reading import shaped
from assessments.models import Consensus, Respondent, Round, Side
from assessments.rounds import reminding
from assessments.rounds.instrument import instrument_of
from assessments.rounds.parameters import RECOMMENDED_SIDE
from assessments.rounds.staff import askable, team_advice
from counties.permissions import Permission, may
from linkages import parameters
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import HouseForm

State = Round.State
STATE_KINDS = {
    State.PREPARING: "neutral",
    State.ANSWERING: "waiting",
    State.CONSENSUS: "attention",
    State.CLOSED: "good",
    State.CANCELLED: "closed",
}


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round in a list, with how many of whom it asked have handed in."""

    round: Round
    title: str
    place: str
    kind: str
    people: int
    done: int


def rows(asked: Collection[Round]) -> list[RoundRow]:
    """Rounds with their figures. One query more."""
    counted = {
        row["round"]: row
        for row in Respondent.objects.filter(round__in=[each.pk for each in asked])
        .filter(withdrawn_at=None)
        .order_by()
        .values("round")
        .annotate(people=Count("pk"), done=Count("finished_at"))
    }
    none = {"people": 0, "done": 0}
    return [
        RoundRow(
            each,
            said(shaped(each.content).title),
            place_of(each),
            STATE_KINDS[State(each.state)],
            counted.get(each.pk, none)["people"],
            counted.get(each.pk, none)["done"],
        )
        for each in asked
    ]


def place_of(asked: Round) -> str:
    """For which part of the county a round is."""
    return asked.site.name if asked.site else _("The whole county")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who is asked, and how far they are. Never what they answered."""

    respondent: Respondent
    name: str
    kind: str
    state: str
    may_withdraw: bool
    paper_url: str
    # Of the button beside them: pressed twice, they are asked no more once.
    key: uuid.UUID


def person_lines(user: Any, asked: Round, people: Collection[Respondent]) -> list[PersonLine]:
    """Everybody who is or was asked."""
    return [_person(user, asked, row) for row in people]


def _person(user: Any, asked: Round, row: Respondent) -> PersonLine:
    name = str(row.user) if row.user else _("Paper form %(number)s") % {"number": row.paper}
    inviting = asked.state in (State.PREPARING, State.ANSWERING)
    waiting = row.finished_at is None and row.withdrawn_at is None
    own_paper = row.paper is not None and row.invited_by_id == user.pk and waiting
    typing = own_paper and asked.state == State.ANSWERING
    return PersonLine(
        row,
        name,
        *_how_far(asked, row),
        may_withdraw=inviting and waiting,
        paper_url=reverse("assessments:paper", args=[asked.pk, row.pk]) if typing else "",
        key=uuid.uuid4(),
    )


def _how_far(asked: Round, row: Respondent) -> tuple[str, str]:
    if row.withdrawn_at:
        return "closed", _("Not asked any more")
    if row.finished_at:
        return "good", _("Handed in")
    if asked.state not in (State.PREPARING, State.ANSWERING):
        return "missing", _("Not handed in")
    if row.started_at or row.paper:
        return "waiting", _("Begun")
    if asked.state == State.ANSWERING:
        return "neutral", pgettext("assessment", "Asked")
    return "neutral", _("Will be asked")


def respondents(asked: Round) -> list[Respondent]:
    """Everybody who is or was asked, paper forms last. One query."""
    people = Respondent.objects.filter(county=asked.county_id, round=asked).select_related("user")
    return sorted(people, key=lambda row: (row.paper or 0, str(row.user or "")))


def sides(people: Collection[Respondent]) -> list[tuple[str, int, int]]:
    """(side, how many are asked, how many handed in)."""
    asked = [row for row in people if row.withdrawn_at is None]
    return [
        (
            str(side.label),
            sum(row.side == side for row in asked),
            sum(row.side == side and row.finished_at is not None for row in asked),
        )
        for side in Side
    ]


def details(user: Any, asked: Round) -> dict[str, Any]:
    """All that the page of a round says."""
    instrument = instrument_of(asked)
    people = respondents(asked)
    keeps = may(user, Permission.KEEP_ROUND)
    agreed = _agreed(asked, instrument.items)
    context = {
        "instrument": instrument,
        "title": said(instrument.title),
        "place": place_of(asked),
        "state_kind": STATE_KINDS[State(asked.state)],
        "sections": [(each.code, said(each.title)) for each in instrument.sections],
        "items": len(instrument.items),
        "sides": sides(people),
        "handed_in": sum(count for _label, _people, count in sides(people)),
        "agreed": agreed,
        "left": len(instrument.items) - agreed,
        "keeps": keeps,
        "closes": may(user, Permission.CLOSE_ROUND),
        "mine": next((row for row in people if _is(row, user)), None),
        "button": HouseForm(version=str(asked.version)),
    }
    if keeps:
        context["people"] = person_lines(user, asked, people)
        if asked.state in (State.PREPARING, State.ANSWERING):
            recommended = parameters.value(RECOMMENDED_SIDE, county=asked.county_id, on=today())
            context["advice"] = team_advice(people, askable(user), recommended)
        if asked.state == State.ANSWERING:
            context["why_not_remind"] = reminding.why_not_remind(people)
    return context


def _is(row: Respondent, user: Any) -> bool:
    return row.user_id == user.pk and row.withdrawn_at is None


def _agreed(asked: Round, items: Collection[str]) -> int:
    if asked.state not in (State.CONSENSUS, State.CLOSED):
        return 0
    rows = Consensus.objects.filter(county=asked.county_id, round=asked)
    return rows.filter(Q(code__in=list(items))).count()
