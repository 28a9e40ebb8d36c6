"""A migrated database kept as a template, so that a second test run of the same schema copies it.

Migrating takes some seconds of a processor, copying one. The template is named by a digest of
every migration and of the locked versions of libraries: another schema, another template.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

PREFIX = "linkages_template_"


def copied() -> bool:
    """Put a fresh copy of the template in place of the test database; False where there is none."""
    template = _template()
    with _maintenance() as line:
        found = line.execute("select 1 from pg_database where datname = %s", [template]).fetchone()
        if not found:
            return False
        line.execute(_say("drop database if exists {} with (force)", _test_name()))
        try:
            line.execute(_say("create database {} template {}", _test_name(), template))
        except (psycopg.errors.ObjectInUse, psycopg.errors.InvalidCatalogName):
            return False
    return True


def keep_as_template() -> None:
    """Remember the freshly migrated test database; nobody may be using it now. Templates of other
    schemas go, unless somebody copies one at this moment."""
    connection.close()
    template = _template()
    with _maintenance() as line:
        try:
            line.execute(_say("create database {} template {}", template, _test_name()))
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.ObjectInUse):
            return
        old = line.execute(
            "select datname from pg_database where datname like %s and datname <> %s",
            [f"{PREFIX}%", template],
        ).fetchall()
        for (name,) in old:
            try:
                line.execute(_say("drop database if exists {}", name))
            except psycopg.errors.ObjectInUse:
                continue


def _template() -> str:
    root = Path(settings.BASE_DIR)
    said = [*sorted(root.glob("*/**/migrations/*.py")), root / "linkages" / "fence.py"]
    said.append(root / "requirements-dev.lock")
    digest = hashlib.sha256()
    for file in said:
        if file.is_relative_to(root / ".venv"):
            continue
        digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def _test_name() -> str:
    name = str(connection.settings_dict["TEST"]["NAME"])
    assert name.startswith("test_")
    return name


def _say(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    """A line to the server's own database, as the owner."""
    asked = {**connection.get_connection_params(), "dbname": "postgres", "autocommit": True}
    for ours in ("cursor_factory", "context", "server_side_binding"):
        asked.pop(ours, None)
    with psycopg.connect(**asked) as line:
        yield line
