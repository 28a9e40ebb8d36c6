"""What a meeting's page shows: points with their minutes, who was there, what came of it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.drafts import Draft
from workplans.models import Action, AgendaPoint, Attendance, Meeting, TeamDecision, WorkPlan
from workplans.plans.carrying import address
from workplans.running.forms import MinutesForm

State = Meeting.State
# A meeting is held; elsewhere in the house a link is.
STATE_WORDS = {
    State.PLANNED: pgettext_lazy("meeting", "Planned"),
    State.HELD: pgettext_lazy("meeting", "Held"),
    State.CANCELLED: pgettext_lazy("meeting", "Called off"),
}


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point: where it leads, its minutes or the form for them, and what came of it."""

    point: AgendaPoint
    url: str
    form: MinutesForm | None
    autosave: str
    decisions: list[TeamDecision]
    actions: list[Action]
    is_unsaved: bool

    @property
    def is_untouched(self) -> bool:
        """Whether it can still be taken off."""
        return not (self.point.minutes or self.decisions or self.actions)


def draft_name(point: AgendaPoint) -> str:
    return f"minutes:{point.pk}"


def details(user: Any, plan: WorkPlan, meeting: Meeting) -> dict[str, Any]:
    """Everything on the page, in as many queries for three points as for thirty."""
    keeps = may(user, Permission.KEEP_MEETING) and meeting.state != State.CANCELLED
    points = list(meeting.points.all())
    decisions = list(meeting.decisions.select_related("by"))
    actions = list(meeting.actions.select_related("lead"))
    drafts = _drafts(user, points) if keeps else {}
    lines = [
        PointLine(
            point=point,
            url=_url(plan, point),
            form=_form(point, drafts) if keeps else None,
            autosave=reverse("save_draft", args=[draft_name(point)]),
            decisions=[each for each in decisions if each.point_id == point.pk],
            actions=[each for each in actions if each.point_id == point.pk],
            is_unsaved=draft_name(point) in drafts,
        )
        for point in points
    ]
    return {
        "meeting": meeting,
        "state_words": STATE_WORDS[State(meeting.state)],
        "lines": lines,
        "keeps": keeps,
        # Before its day a meeting is an agenda to read; on it, minutes to write.
        "writing": meeting.on <= today(),
        "may_make": may(user, Permission.REQUEST_DOCUMENT),
        "loose_decisions": [each for each in decisions if each.point_id is None],
        "loose_actions": [each for each in actions if each.point_id is None],
        "sides": _sides(meeting),
    }


def _drafts(user: Any, points: list[AgendaPoint]) -> dict[str, Draft]:
    rows = Draft.objects.filter(user=user, form__in=[draft_name(each) for each in points])
    return {each.form: each for each in rows}


def _form(point: AgendaPoint, drafts: dict[str, Draft]) -> MinutesForm:
    """The form with what is saved, or with what this person typed and has not saved yet."""
    kept = drafts.get(draft_name(point))
    typed = kept.fields.get("minutes", [""])[0] if kept else ""
    shown = kept.fields.get("shown", [""])[0] if kept else ""
    form = MinutesForm(
        initial={"minutes": typed or point.minutes, "shown": shown or str(point.version)},
        version=str(point.version),
        auto_id=f"m{point.pk.hex[:8]}_%s",
        draft_name=draft_name(point),
    )
    form.draft = kept
    return form


def _url(plan: WorkPlan, point: AgendaPoint) -> str:
    if point.step_id:
        return address(plan, "plan_step", point.step_id)
    if point.objective_id:
        return f"{address(plan)}#objective-{point.objective_id}"
    if point.kind == AgendaPoint.Kind.ACTION:
        return f"{address(plan, 'actions')}?state=open"
    if point.kind == AgendaPoint.Kind.RESULT:
        return reverse("assessments:program")
    return "" if point.kind == AgendaPoint.Kind.OWN else address(plan, "plan_table")


def _sides(meeting: Meeting) -> list[tuple[str, list[Attendance]]]:
    """People by program."""
    rows = list(meeting.attendance.select_related("user"))
    programs = dict.fromkeys(each.program for each in rows)
    return [(program, [each for each in rows if each.program == program]) for program in programs]
