"""Work plans and their catalogue: who reads, who writes, who reports, who approves."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from linkages.scope import rls
from tests.world.matrix.rows import Row
from tests.world.matrix.who import ALL_ALDER, BOARD, EVERYONE, STATE, at_alder, both_counties

KEEPERS = at_alder("coordinator", "cochair.cws", "cochair.calworks")
ALL_KEEPERS = both_counties("coordinator", "cochair.cws", "cochair.calworks")
SPONSORS = at_alder("sponsor.cws", "sponsor.calworks")
TEAM = ALL_ALDER - at_alder("partner")
EVERY_TEAM = EVERYONE - frozenset(STATE) - both_counties("partner")
PLANNERS = at_alder(
    *("admin", "admin2", "coordinator", "cws.supervisor", "calworks.supervisor"),
    *("liaison", "analyst", *BOARD),
)
READERS = EVERYONE - both_counties("partner")
EDITORS = frozenset({"editor@state.example"})


def plan(state: str, *more: Any) -> Callable[[], list[Any]]:
    """Alder's plan in this state, and what follows it in an address."""

    def find() -> list[Any]:
        from workplans.models import WorkPlan

        with rls(county="alder"), transaction.atomic():
            rest = [each(state) if callable(each) else each for each in more]
            return [WorkPlan.objects.get(state=state).pk, *rest]

    return find


def part(model: str, path: str = "plan") -> Callable[[str], Any]:
    """A part of that plan: the key of the first row of a model."""

    def find(state: str) -> Any:
        from django.apps import apps

        rows = apps.get_model("workplans", model).objects.filter(**{f"{path}__state": state})
        return rows.order_by("pk").values_list("pk", flat=True)[0]

    return find


def led_by_a_cochair(state: str) -> Any:
    """A step whose leads keep the plan anyway."""
    from workplans.models import Step

    rows = Step.objects.filter(objective__plan__state=state, lead__email__startswith="cochair")
    return rows.order_by("pk").values_list("pk", flat=True)[0]


def a_round() -> list[Any]:
    """The closed round that the plan in force answers."""
    from workplans.models import WorkPlan

    with rls(county="alder"), transaction.atomic():
        return [WorkPlan.objects.get(state="active").round_id]


def a_suggestion() -> list[Any]:
    """One that is in the plan in force."""
    from workplans.models import PlanSuggestion

    with rls(county="alder"), transaction.atomic():
        found = PlanSuggestion.objects.filter(objective__plan__state="active").first()
        assert found is not None
        return [found.pk]


def a_draft(*more: Any) -> Callable[[], list[Any]]:
    """The state's draft of the catalogue, and what follows it in an address."""

    def find() -> list[Any]:
        from workplans.models import CatalogueEdition

        with rls(county="state"), transaction.atomic():
            return [CatalogueEdition.objects.get(state="draft").pk, *more]

    return find


ACTIVE = plan("active")
TOPIC = plan("active", part("PlanTopic"))
OBJECTIVE = plan("active", part("Objective"))
PRODUCT = plan("active", part("Product", "objective__plan"))
STEP = plan("active", led_by_a_cochair)

ROWS: dict[str, Row] = {
    "workplans:plans": Row(EVERY_TEAM),
    "workplans:begin_plan": Row(ALL_KEEPERS, ALL_KEEPERS),
    "workplans:example_plan": Row(EVERY_TEAM),
    "workplans:suggestions": Row(PLANNERS, args=a_round),
    "workplans:suggestion": Row(KEEPERS, KEEPERS, args=a_suggestion),
    "workplans:undo_suggestion": Row(post=KEEPERS, args=a_suggestion),
    "workplans:plan": Row(TEAM, args=ACTIVE),
    "workplans:plan_print": Row(TEAM, args=ACTIVE),
    "workplans:plan_board": Row(TEAM, args=ACTIVE),
    "workplans:plan_table": Row(TEAM, args=ACTIVE),
    "workplans:plan_table_file": Row(TEAM, args=ACTIVE),
    "workplans:plan_timeline": Row(TEAM, args=ACTIVE),
    "workplans:plan_edition": Row(TEAM, args=plan("active", 1)),
    "workplans:compare_plan": Row(TEAM, args=ACTIVE),
    "workplans:plan_meanwhile": Row(TEAM, args=plan("closed")),
    "workplans:plan_step": Row(TEAM, KEEPERS, args=STEP),
    "workplans:undo_status": Row(post=KEEPERS, args=STEP),
    "workplans:plan_header": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:plan_topics": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:drop_topic": Row(post=KEEPERS, args=TOPIC),
    "workplans:own_objective": Row(KEEPERS, KEEPERS, args=TOPIC),
    "workplans:plan_links": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:drop_link": Row(post=KEEPERS, args=plan("active", part("PlanLink"))),
    "workplans:add_objective": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:plan_objective": Row(KEEPERS, KEEPERS, args=OBJECTIVE),
    "workplans:objective_status": Row(KEEPERS, KEEPERS, args=OBJECTIVE),
    "workplans:add_product": Row(KEEPERS, KEEPERS, args=OBJECTIVE),
    "workplans:add_step": Row(KEEPERS, KEEPERS, args=OBJECTIVE),
    "workplans:plan_product": Row(KEEPERS, KEEPERS, args=PRODUCT),
    "workplans:change_step": Row(KEEPERS, KEEPERS, args=STEP),
    "workplans:remove_part": Row(KEEPERS, KEEPERS, args=plan("active", "step", led_by_a_cochair)),
    "workplans:arrange_plan": Row(post=KEEPERS, args=ACTIVE),
    "workplans:submit_plan": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:take_back_plan": Row(post=KEEPERS, args=ACTIVE),
    "workplans:decide_plan": Row(SPONSORS, SPONSORS, args=ACTIVE),
    "workplans:amend_plan": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:discard_amendment": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:close_plan": Row(KEEPERS, KEEPERS, args=ACTIVE),
    "workplans:restart_plan": Row(KEEPERS, KEEPERS, args=plan("closed")),
    "workplans:catalogue": Row(READERS),
    "workplans:catalogue_edition": Row(READERS, args=lambda: [1]),
    "workplans:compare_catalogues": Row(READERS, args=lambda: [1, 1]),
    "workplans:begin_catalogue": Row(post=EDITORS),
    "workplans:catalogue_draft": Row(EDITORS, args=a_draft()),
    "workplans:catalogue_heading": Row(EDITORS, EDITORS, args=a_draft()),
    "workplans:add_catalogue_topic": Row(post=EDITORS, args=a_draft()),
    "workplans:catalogue_topic": Row(EDITORS, EDITORS, args=a_draft("T01")),
    "workplans:catalogue_objective": Row(EDITORS, EDITORS, args=a_draft("T01", "T01-1")),
    "workplans:publish_catalogue": Row(post=EDITORS, args=a_draft()),
    "workplans:discard_catalogue": Row(post=EDITORS, args=a_draft()),
}
