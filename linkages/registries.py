"""Pages that gather from many apps ask a list of dotted strings in settings, nobody else."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def providers(setting: str) -> Iterator[Callable[..., Any]]:
    """The callables that a settings list names, in its order."""
    for dotted in getattr(settings, setting):
        yield import_string(dotted)
