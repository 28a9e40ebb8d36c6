"""Pages that gather from many apps ask a list of dotted strings in settings, nobody else."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page that an app contributes. `order` sorts, lowest first.

    `folded`: seldom needed; a page whose parts fold shows its title alone until it is opened.
    """

    order: int
    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    folded: bool = False


def providers(setting: str) -> Iterator[Callable[..., Any]]:
    """The callables that a settings list names, in its order."""
    for dotted in getattr(settings, setting):
        yield import_string(dotted)
