"""States of models during migrations: made on demand, and never other than Django's own."""

from typing import Any

import pytest
from django.core.management import get_commands
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

from linkages.db.states import StateOnDemand


def table(name: str, *leads_to: str, **more: models.Field) -> ModelState:
    keys = {other.lower(): models.ForeignKey(f"shop.{other}", models.CASCADE) for other in leads_to}
    fields = {"id": models.BigAutoField(primary_key=True), **keys, **more}
    return ModelState("shop", name, list(fields.items()))


@pytest.fixture
def state() -> StateOnDemand:
    """A lid leads to a box, a box to a shelf; a lamp to nothing."""
    state = StateOnDemand()
    for one in (table("Shelf"), table("Box", "Shelf"), table("Lid", "Box"), table("Lamp")):
        state.add_model(one)
    return state


def made(state: StateOnDemand) -> set[str]:
    return set(state.apps.all_models["shop"])


def test_a_model_comes_with_what_it_leads_to_and_nothing_else(state: StateOnDemand) -> None:
    box = state.apps.get_model("shop", "Box")
    assert made(state) == {"box", "shelf"}
    shelf = state.apps.get_model("shop.Shelf")
    assert box._meta.get_field("shelf").related_model is shelf


def test_a_change_makes_a_model_and_those_that_lead_to_it_anew(state: StateOnDemand) -> None:
    before = {name: state.apps.get_model("shop", name) for name in ("Shelf", "Box", "Lid", "Lamp")}
    state.add_field("shop", "box", "color", models.CharField(max_length=9), preserve_default=True)
    after = {name: state.apps.get_model("shop", name) for name in before}
    assert {name for name in before if before[name] is not after[name]} == {"Box", "Lid"}
    assert after["Lid"]._meta.get_field("box").related_model is after["Box"]
    assert [field.name for field in after["Box"]._meta.local_fields] == ["id", "shelf", "color"]


def test_whoever_asks_what_leads_to_a_model_is_told_all(state: StateOnDemand) -> None:
    shelf = state.apps.get_model("shop", "Shelf")
    assert [field.name for field in shelf._meta.related_objects] == ["box"]


def test_the_state_before_a_change_keeps_what_it_was(state: StateOnDemand) -> None:
    state.apps.get_model("shop", "Lid")
    before = state.clone()
    state.remove_model("shop", "lid")
    state.alter_field("shop", "shelf", "id", models.UUIDField(primary_key=True), True)
    old, new = before.apps.get_model("shop", "Shelf"), state.apps.get_model("shop", "Shelf")
    assert old._meta.pk.get_internal_type() == "BigAutoField"
    assert new._meta.pk.get_internal_type() == "UUIDField"
    box = before.apps.get_model("shop", "Box")
    assert [field.related_model for field in old._meta.related_objects] == [box]
    assert "lid" in {model._meta.model_name for model in before.apps.get_models()}
    with pytest.raises(LookupError):
        state.apps.get_model("shop", "Lid")


def test_the_table_between_two_models_goes_with_its_owner(state: StateOnDemand) -> None:
    state.add_model(table("Room", lamps=models.ManyToManyField("shop.Lamp")))
    between = state.apps.get_model("shop", "Room").lamps.through
    state.alter_field("shop", "lamp", "id", models.UUIDField(primary_key=True), True)
    assert "room_lamps" not in made(state)
    again = state.apps.get_model("shop", "Room").lamps.through
    assert again is not between
    lamp = again._meta.get_field("lamp")
    assert lamp.db_type(connection) == "uuid"


def test_every_migration_ends_in_the_state_that_django_makes_of_it() -> None:
    loader = MigrationLoader(None)
    theirs, ours = loader.project_state(), StateOnDemand(real_apps=loader.unmigrated_apps)
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        migration = loader.graph.nodes[key]
        for operation in migration.operations:
            operation.state_forwards(key[0], ours)
            name = getattr(operation, "model_name", "")
            if (key[0], name.lower()) in ours.models:
                # As operations do, so that there is something to forget.
                ours.apps.get_model(key[0], name)
    assert described(ours) == described(theirs)


def described(state: ProjectState) -> dict[str, Any]:
    """The columns of every model, where they lead, and what leads to it."""
    return {
        model._meta.label: (
            [
                (
                    field.name,
                    field.db_type(connection),
                    field.related_model and field.related_model._meta.label,
                )
                for field in model._meta.local_fields
            ],
            sorted(field.name for field in model._meta.related_objects),
        )
        for model in state.apps.get_models(include_auto_created=True)
    }


def test_an_empty_database_is_filled_by_these_states() -> None:
    assert get_commands()["migrate"] == "linkages"
