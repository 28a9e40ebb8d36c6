"""What a row says, and what stands behind an address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from linkages.scope import rls


@dataclass(frozen=True)
class Row:
    """Who gets the page; everybody else 403 or 404.

    None: the method is not allowed at all, 405 for everybody who is signed in.
    """

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    args: Callable[[], list[Any]] = list
    open_to_strangers: bool = False


def first(model: str, **conditions: Any) -> Callable[[], list[Any]]:
    """The key of some row of Alder."""

    def find() -> list[Any]:
        from django.apps import apps

        with rls(county="alder"), transaction.atomic():
            found = apps.get_model(model).objects.filter(**conditions).first()
            assert found is not None, f"the demonstration has no {model} with {conditions}"
            return [found.pk]

    return find


def absent() -> list[Any]:
    return ["00000000-0000-4000-8000-000000000000"]
