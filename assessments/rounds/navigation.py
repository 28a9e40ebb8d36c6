"""Where the rest of the house finds rounds: the page of the program, and the page of today."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import Consensus, Respondent, Round, RoundSignature
from assessments.rounds import pages
from assessments.rounds.instrument import instrument_of
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import due

SHOWN = 5
LINES = "shell/_lines.html"
State = Round.State


def program(user: Any) -> Iterator[Section]:
    """For the page of the program: rounds that go on, and the last ones that ended."""
    if not may(user, Permission.VIEW_ASSESSMENTS):
        return
    found = Round.objects.visible_to(user).select_related("site")
    going = list(found.open()[: SHOWN * 2])
    ended = list(found.filter(state__in=[State.CLOSED, State.CANCELLED])[:SHOWN])
    context = {
        "rows": pages.rows([*going, *ended]),
        "url": reverse("assessments:rounds"),
        "link": gettext_lazy("All assessments"),
        "begin": reverse("assessments:begin_round") if may(user, Permission.KEEP_ROUND) else "",
    }
    yield Section(20, gettext_lazy("Assessments"), "assessments/rounds/_on_program.html", context)


def to_answer(user: Any) -> Iterator[Section]:
    """For the page of today: assessments that wait for one's own answers."""
    if not may(user, Permission.ANSWER_ROUND):
        return
    mine = (
        Respondent.objects.visible_to(user)
        .filter(user=user, withdrawn_at=None, finished_at=None, round__state=State.ANSWERING)
        .select_related("round")
        .order_by("round__answers_due", "pk")
    )
    lines = [
        {
            "label": row.round.name,
            "url": reverse("assessments:answer", args=[row.round_id]),
            "note": _answer_note(row),
            "at": row.invited_at,
        }
        for row in mine[:SHOWN]
    ]
    if lines:
        context = {
            "lines": lines,
            "url": reverse("assessments:asked"),
            "link": gettext_lazy("All that was asked of you"),
        }
        yield Section(6, gettext_lazy("Assessments to answer"), LINES, context)


def _answer_note(row: Respondent) -> str:
    when = row.round.answers_due
    begun = _("begun") if row.started_at else _("not begun")
    if when is None:
        return begun
    return _("%(begun)s, due %(day)s") % {"begun": begun, "day": due(when, today())}


def to_lead(user: Any) -> Iterator[Section]:
    """For the page of today: what whoever leads an assessment, or closes it, does next."""
    keeps, closes = may(user, Permission.KEEP_ROUND), may(user, Permission.CLOSE_ROUND)
    if not (keeps or closes):
        return
    going = list(
        Round.objects.visible_to(user)
        .open()
        .annotate(
            people=Count("respondents", filter=Q(respondents__withdrawn_at=None), distinct=True),
            done=Count(
                "respondents", filter=Q(respondents__finished_at__isnull=False), distinct=True
            ),
        )[: SHOWN * 2]
    )
    agreed: dict[Any, set[str]] = {}
    for key, code in Consensus.objects.filter(round__in=going).values_list("round", "code"):
        agreed.setdefault(key, set()).add(code)
    signed = set(
        RoundSignature.objects.filter(
            round__in=going, act=RoundSignature.Act.CLOSE, void_at=None
        ).values_list("round", "program")
    )
    lines = [
        line
        for asked in going
        if (line := _line(user, asked, agreed.get(asked.pk, set()), signed, keeps=keeps))
    ]
    if lines:
        context = {"lines": lines[:SHOWN], "url": reverse("assessments:rounds"),
                   "link": gettext_lazy("All assessments")}  # fmt: skip
        yield Section(7, gettext_lazy("Assessments to lead"), LINES, context)


def _line(
    user: Any, asked: Any, agreed: set[str], signed: set[tuple[Any, str]], *, keeps: bool
) -> dict[str, Any] | None:
    """One round with what is to be done about it; None where nothing is."""
    page = reverse("assessments:round", args=[asked.pk])
    line: dict[str, Any] = {"label": asked.name, "url": page, "at": asked.began_at}
    if asked.state == State.PREPARING:
        return line | {"note": _("Choose whom to ask, then let them answer.")}
    if asked.state == State.ANSWERING:
        told = _("%(done)s of %(people)s handed in") % {
            "done": asked.done,
            "people": asked.people,
        }
        over = asked.answers_due is not None and asked.answers_due < today()
        if over or (asked.people and asked.done == asked.people):
            url = reverse("assessments:close_answers", args=[asked.pk])
            return line | {"url": url, "note": told, "kind": "attention",
                           "state": _("Close answering")}  # fmt: skip
        when = due(asked.answers_due, today())
        until = _("due %(due)s") % {"due": when}
        return line | {"note": f"{told}, {until}" if when else told}
    left = sum(code not in agreed for code in instrument_of(asked).items)
    if left:
        told = ngettext("%(left)s item to agree on", "%(left)s items to agree on", left)
        url = reverse("assessments:consensus", args=[asked.pk]) if keeps else page
        return line | {"url": url, "note": told % {"left": left}}
    url = reverse("assessments:close_round", args=[asked.pk])
    mine = (asked.pk, user.working_in.program) in signed
    waits = _("Signed; the other co-chair signs next") if mine else _("Every item is agreed on")
    if mine or not may(user, Permission.CLOSE_ROUND):
        return line | {"url": url, "note": waits}
    return line | {"url": url, "note": waits, "kind": "attention", "state": _("Sign and close")}
