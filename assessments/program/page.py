"""The page of a county's program: four decision steps, how far each is, and what came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Commitment, DecisionStep
from assessments.program.acts import SUCCEEDED, program_of
from assessments.program.parameters import CONFIRM_NOTICE
from counties.permissions import Permission, may
from linkages import parameters
from linkages.calendar import today
from linkages.programs import Program

Step = DecisionStep.Step
PROGRAMS = (Program.CALWORKS, Program.CWS)
# The four decisions and the blocks: the federal site-visit report on Linkages, September 2010.
ABOUT = {
    Step.PHILOSOPHY: gettext_lazy(
        "Leaders and staff of both programs know why they serve families together: child welfare "
        "can help to end poverty, and CalWORKs can help to keep children safe."
    ),
    Step.LEADERSHIP: gettext_lazy(
        "The leader of each program commits it, from start to finish: time, money and a word to "
        "staff. Leaders change, so each commitment is confirmed again."
    ),
    Step.BLOCKS: gettext_lazy(
        "The county builds on all three: a policy foundation, practice protocols, and "
        "administration. One without the others does not last."
    ),
    Step.PLANNING: gettext_lazy(
        "Work is planned for twelve months at a time, in a work plan that both programs lead and "
        "both sponsors approve. Assessments say what belongs in it."
    ),
}
EVIDENCE = {
    Step.PHILOSOPHY: gettext_lazy("For example: a session with staff, a joint statement."),
    Step.LEADERSHIP: gettext_lazy("For example: a joint message to staff, minutes of a meeting."),
    Step.BLOCKS: gettext_lazy("For example: minutes of the planning committee."),
    Step.PLANNING: gettext_lazy("For example: minutes in which the work plan was endorsed."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a step."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Pledge:
    """One program's commitment, or that there is none."""

    program: str
    given: Commitment | None
    state_kind: str
    state_label: str
    # What the viewer may do: commit for their own program; confirm or withdraw their own word.
    may_commit: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One decision step as it stands."""

    step: DecisionStep.Step
    about: str
    row: DecisionStep | None
    state_kind: str
    state_label: str
    is_done: bool
    pledges: tuple[Pledge, ...] = ()
    history: tuple[Line, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Decided, with nothing to do about it: the page shows it folded."""
        return self.is_done and self.state_kind == "good"

    @property
    def blocks(self) -> list[str]:
        """The building blocks that were chosen, in words."""
        chosen = self.row.blocks if self.row else []
        return [str(label) for code, label in DecisionStep.Block.choices if code in chosen]


def cards(user: Any) -> list[Card]:
    """The four steps of the county. Five queries, however long its history is."""
    county = user.working_in.county_id
    rows = {row.step: row for row in DecisionStep.objects.filter(county=county)}
    standing = Commitment.objects.filter(county=county, withdrawn_on=None).select_related("user")
    pledges = _pledges(user, {each.program: each for each in standing})
    history = _history(county)
    return [
        _card(step, rows.get(step), pledges if step == Step.LEADERSHIP else (), history[step])
        for step in Step
    ]


def _card(
    step: DecisionStep.Step,
    row: DecisionStep | None,
    pledges: Sequence[Pledge],
    history: Iterable[Line],
) -> Card:
    kind, label, is_done = _led(pledges) if pledges else _decided(row)
    return Card(step, str(ABOUT[step]), row, kind, label, is_done, tuple(pledges), tuple(history))


def _decided(row: DecisionStep | None) -> tuple[str, str, bool]:
    if row is None:
        return "neutral", _("Not begun"), False
    if row.decided_on is None:
        return "waiting", _("Under way"), False
    return "good", _("Decided"), True


def _led(pledges: Sequence[Pledge]) -> tuple[str, str, bool]:
    """Both leaders' words count here, and whether they still hold."""
    given = [each for each in pledges if each.given]
    if not given:
        return "neutral", _("Not begun"), False
    if len(given) < len(PROGRAMS):
        return "waiting", _("One of two programs"), False
    if any(each.state_kind != "good" for each in given):
        return "attention", _("To be confirmed again"), True
    return "good", _("Both programs committed"), True


def _pledges(user: Any, standing: dict[str, Commitment]) -> tuple[Pledge, ...]:
    own = program_of(user) if may(user, Permission.COMMIT) else None
    until = today() + timedelta(days=notice_days(user.working_in.county_id))
    found = []
    for program in PROGRAMS:
        given = standing.get(program)
        is_own = given is not None and own == program and given.user_id == user.pk
        kind, label = _pledge_state(given, until)
        found.append(Pledge(program, given, kind, label, own == program and not is_own, is_own))
    return tuple(found)


def notice_days(county: str) -> int:
    """How many days ahead a sponsor is asked to confirm."""
    days: int = parameters.value(CONFIRM_NOTICE, county=county, on=today())
    return days


def _pledge_state(given: Commitment | None, until: date) -> tuple[str, str]:
    if given is None:
        return "neutral", _("Not committed")
    if given.confirm_by < today():
        return "attention", _("Not confirmed in time")
    if given.confirm_by <= until:
        return "attention", _("To be confirmed soon")
    return "good", _("Committed")


def _history(county: str) -> dict[int, list[Line]]:
    """What was written down of each step, latest first."""
    found: dict[int, list[Line]] = {step: [] for step in Step}
    events = apps.get_model("assessments", "DecisionStepEvent").objects.filter(county=county)
    for event in events.select_related("by").order_by("-pgh_created_at", "-pgh_id"):
        found[event.step].append(Line(event.pgh_created_at, event.by.name, _step_words(event)))
    found[Step.LEADERSHIP] += _commitment_lines(county)
    found[Step.LEADERSHIP].sort(key=lambda line: line.at, reverse=True)
    return found


def _step_words(event: Any) -> str:
    if event.decided_on is None:
        return _("Under way: %(words)s") % {"words": event.words}
    day = formats.date_format(event.decided_on, "DATE_FORMAT")
    return _("Decided on %(day)s: %(words)s") % {"day": day, "words": event.words}


def _commitment_lines(county: str) -> list[Line]:
    events = apps.get_model("assessments", "CommitmentEvent").objects.filter(county=county)
    lines = []
    for event in events.select_related("user").order_by("pgh_created_at", "pgh_id"):
        lines.append(Line(event.pgh_created_at, event.user.name, _commitment_words(event)))
    return lines


def _commitment_words(event: Any) -> str:
    program = Program(event.program).label
    if event.withdrawn_on is not None and event.withdrawn_reason == SUCCEEDED:
        return _("%(program)s: the next sponsor committed.") % {"program": program}
    if event.withdrawn_on is not None:
        return _("%(program)s: withdrew the commitment. %(reason)s") % {
            "program": program,
            "reason": event.withdrawn_reason,
        }
    day = formats.date_format(event.confirm_by, "DATE_FORMAT")
    if event.pgh_label == "update":
        return _("%(program)s: confirmed, until %(day)s.") % {"program": program, "day": day}
    return _("%(program)s: committed, to be confirmed by %(day)s.") % {
        "program": program,
        "day": day,
    }
