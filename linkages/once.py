"""What one reading of a page asks the database once, however many parts of the page need it.

Only while a page is read: a request that changes something asks anew each time.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from linkages.scope import current_scope

Answer = TypeVar("Answer")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("once", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """Remember answers until the block ends."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_reading() -> bool:
    """Whether answers are remembered now."""
    return _kept.get() is not None


def once(question: tuple[Hashable, ...], ask: Callable[[], Answer]) -> Answer:
    """The answer to a question, which `ask` finds. `question` names all that it depends on,
    save the county and the user of the moment."""
    kept = _kept.get()
    if kept is None:
        return ask()
    key = (current_scope(), question)
    if key not in kept:
        kept[key] = ask()
    return cast(Answer, kept[key])
