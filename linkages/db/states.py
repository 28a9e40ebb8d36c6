"""The models of a moment in the course of migrations, made when somebody asks for them.

Django makes every model that a change could touch anew after each operation. Here every table
names its county, so that is all of them, a thousand times over: a minute of a processor for an
empty database. These states make a model when an operation asks for it, with the models that it
leads to, and forget it, with the models that lead to it, when it changes. What an operation is
given is the same, down to the relations that lead back: whoever asks for all models gets all.
"""

import functools
from collections.abc import Collection
from typing import Any

from django.db.migrations.state import ModelState, ProjectState, StateApps
from django.db.migrations.utils import resolve_relation
from django.utils.functional import cached_property

# An app's label and a model's name in lower case.
Key = tuple[str, str]
Models = dict[Key, ModelState]


class ModelsOnDemand(StateApps):
    """The registry of one state. A model in it always has what it leads to beside it."""

    def __init__(self, real_apps: set[str], models: Models) -> None:
        self._states = models
        super().__init__(real_apps, {})

    def get_model(
        self, app_label: str, model_name: str | None = None, require_ready: bool = True
    ) -> Any:
        """As Django's. Raises LookupError for a model that the state does not know."""
        if model_name is None:
            app_label, model_name = app_label.split(".")
        self._make(self._unmade_from((app_label, model_name.lower())))
        return super().get_model(app_label, model_name, require_ready)

    @functools.cache  # noqa: B019 - as Django's, which empties it at every change
    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> Any:
        """Every model of the state: who asks wants to know what leads somewhere."""
        self._make({key for key in self._states if not self._made(key)})
        return super().get_models(include_auto_created, include_swapped)

    def forget(self, changed: Collection[Key]) -> None:
        """Drop these models and all that lead to them; they are made anew when asked for."""
        gone = set(changed)
        made = [key for key in self._states if self._made(key)]
        while more := {
            key for key in made if key not in gone and not gone.isdisjoint(self._leads(key))
        }:
            gone |= more
        with self.bulk_update():
            for models in list(self.all_models.values()):
                for model in list(models.values()):
                    # The table between two models goes with the one that asked for it.
                    owner = (model._meta.auto_created or model)._meta
                    if (owner.app_label, owner.model_name) in gone:
                        self.unregister_model(model._meta.app_label, model._meta.model_name)

    def _made(self, key: Key) -> bool:
        return key[1] in self.all_models[key[0]]

    def _unmade_from(self, start: Key) -> set[Key]:
        """This model and what it leads to, as far as they are known and not there yet."""
        found: set[Key] = set()
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key in self._states and key not in found and not self._made(key):
                found.add(key)
                waiting += self._leads(key)
        return found

    def _leads(self, key: Key) -> set[Key]:
        """The models that this one names: in its keys, between them, and above it."""
        state = self._states[key]
        named = [base for base in state.bases if isinstance(base, str)]
        for field in state.fields.values():
            if field.remote_field:
                named += [field.remote_field.model, getattr(field.remote_field, "through", None)]
        return {resolve_relation(name, *key) for name in named if name}

    def _make(self, keys: Collection[Key]) -> None:
        self.render_multiple([self._states[key] for key in keys])


class StateOnDemand(ProjectState):
    """A state of all models, cheap to copy and to change. For the run of a plan."""

    @cached_property
    def apps(self) -> ModelsOnDemand:
        return ModelsOnDemand(self.real_apps, self.models)

    def clone(self) -> "StateOnDemand":
        """The same models, none of them made: a made model knows one registry only."""
        models = {key: state.clone() for key, state in self.models.items()}
        return StateOnDemand(models=models, real_apps=self.real_apps)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """A model has changed. Nothing waits, so there is nothing to delay."""
        self.reload_models([(app_label, model_name)])

    def reload_models(self, models: Collection[Key], delay: bool = True) -> None:
        """Models have changed."""
        if "apps" in self.__dict__:
            self.apps.forget([(label, name.lower()) for label, name in models])
