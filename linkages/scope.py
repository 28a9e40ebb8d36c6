"""Whose rows the database may show: the county and the user of the moment.

Whoever serves a request, a job, a command or a test says `with rls(county=…, user=…)`; the
database backend repeats it at every transaction start. Outside a transaction nothing is set, and
fenced tables show no row at all. A thread starts without it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

_scope: ContextVar[tuple[str, str]] = ContextVar("rls", default=("", ""))


def apply(wrapper: Any) -> None:
    """Tell the open transaction of this database connection who is asking."""
    with wrapper.wrap_database_errors, wrapper.connection.cursor() as cursor:
        cursor.execute(
            "select set_config('app.county', %s, true), set_config('app.user', %s, true)",
            _scope.get(),
        )


def current_scope() -> tuple[str, str]:
    """(county, user) of the moment; empty strings where none is set."""
    return _scope.get()


@contextmanager
def rls(county: object = "", user: object = "") -> Iterator[None]:
    """Work as this user in this county until the block ends, also inside an open transaction."""
    token = _scope.set((str(county or ""), str(user or "")))
    try:
        if connection.in_atomic_block:
            apply(connection)
        yield
    finally:
        _scope.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback:
            apply(connection)
