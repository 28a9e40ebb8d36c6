"""Running a plan: meetings and their minutes, logs, reports and files, plans from files."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.plans import ALL_KEEPERS, EVERY_TEAM, KEEPERS, TEAM
from tests.world.matrix.rows import Row, first
from tests.world.matrix.who import at_alder

MAKERS = TEAM - at_alder("privacy", "counsel")


def met(state: str, part: str = "", **conditions: Any) -> Callable[[], list[Any]]:
    """A meeting of Alder in this state with its plan, and a part of it where one is named."""

    def find() -> list[Any]:
        from workplans.models import Meeting

        with rls(county="alder"), transaction.atomic():
            found = Meeting.objects.filter(state=state).order_by("on").first()
            assert found is not None
            rest = [getattr(found, part).filter(**conditions).first().pk] if part else []
            return [found.plan_id, found.pk, *rest]

    return find


def its_plan() -> list[Any]:
    """The plan that meets."""
    return met("planned")()[:1]


def an_action() -> list[Any]:
    """One that nobody of the staff promised."""
    from workplans.models import Action

    with rls(county="alder"), transaction.atomic():
        found = Action.objects.select_related("meeting").get(lead_words="Front desk")
        return [found.meeting.plan_id, found.pk]


PLANNED, HELD = met("planned"), met("held")
# Something is written under it, so that nobody takes it off.
A_POINT = met("held", "points", minutes__gt="")
A_FILE, A_DROPPED_FILE = (first("workplans.PlanImport", state=each) for each in ("read", "dropped"))

ROWS: dict[str, Row] = {
    "workplans:import_plan": Row(get=ALL_KEEPERS, post=ALL_KEEPERS),
    "workplans:plan_import": Row(get=KEEPERS, post=KEEPERS, args=A_FILE),
    "workplans:drop_import": Row(post=KEEPERS, args=A_DROPPED_FILE),
    "workplans:my_calendar": Row(get=EVERY_TEAM),
    "workplans:meetings": Row(get=TEAM, args=its_plan),
    "workplans:call_meeting": Row(get=KEEPERS, post=KEEPERS, args=its_plan),
    "workplans:meeting": Row(get=TEAM, args=HELD),
    "workplans:change_meeting": Row(get=KEEPERS, post=KEEPERS, args=PLANNED),
    "workplans:call_off_meeting": Row(get=KEEPERS, post=KEEPERS, args=PLANNED),
    "workplans:hold_meeting": Row(post=KEEPERS, args=PLANNED),
    "workplans:renew_agenda": Row(post=KEEPERS, args=PLANNED),
    "workplans:meeting_document": Row(post=MAKERS, args=HELD),
    "workplans:add_point": Row(post=KEEPERS, args=PLANNED),
    "workplans:write_minutes": Row(get=KEEPERS, post=KEEPERS, args=A_POINT),
    "workplans:move_point": Row(post=KEEPERS, args=A_POINT),
    "workplans:remove_point": Row(post=KEEPERS, args=A_POINT),
    "workplans:attendance": Row(post=KEEPERS, args=PLANNED),
    "workplans:add_guest": Row(get=KEEPERS, post=KEEPERS, args=HELD),
    "workplans:team_decide": Row(get=KEEPERS, post=KEEPERS, args=HELD),
    "workplans:promise_action": Row(get=KEEPERS, post=KEEPERS, args=HELD),
    "workplans:decisions": Row(get=TEAM, args=its_plan),
    "workplans:decision_file": Row(get=TEAM, args=its_plan),
    "workplans:actions": Row(get=TEAM, args=its_plan),
    "workplans:action_file": Row(get=TEAM, args=its_plan),
    "workplans:action": Row(get=TEAM, post=KEEPERS, args=an_action),
    "workplans:action_step": Row(get=KEEPERS, post=KEEPERS, args=an_action),
    "workplans:reports": Row(get=TEAM, args=its_plan),
    "workplans:make_report": Row(post=MAKERS, args=its_plan),
    "workplans:plan_workbook": Row(get=TEAM, args=its_plan),
    "workplans:plan_csv": Row(get=TEAM, args=its_plan),
    "workplans:plan_calendar": Row(get=TEAM, args=its_plan),
}
