"""An empty database filled by our `migrate` and one by Django's are the same, line by line."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from linkages.supervisor.postgres import find_programs

pytestmark = pytest.mark.drill

OURS = (
    "from django.core.management import execute_from_command_line as do; do(['', 'migrate', '-v0'])"
)
DJANGOS = (
    "import django; django.setup(); from django.core.management import call_command as do; "
    "from django.core.management.commands.migrate import Command; do(Command(), verbosity=0)"
)


def filled(name: str, program: str) -> list[str]:
    """What stands in a new database after this program, as statements."""
    server = urlsplit(settings.DATABASE_OWNER_URL)
    with psycopg.connect(server._replace(path="/postgres").geturl(), autocommit=True) as line:
        line.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        line.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            url = server._replace(path=f"/{name}").geturl()
            there = {"DATABASE_OWNER_URL": url, "DATABASE_URL": url, "LINKAGES_DB_ROLE": "owner"}
            subprocess.run(
                [sys.executable, "-c", program],
                cwd=Path(settings.BASE_DIR),
                env={**os.environ, **there, "DJANGO_SETTINGS_MODULE": "linkages.settings"},
                check=True,
            )
            words = [str(find_programs() / "pg_dump"), "--schema-only", url]
            said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
        finally:
            line.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    # The dump locks itself with a key of its own.
    return [
        text for text in said.splitlines() if not text.startswith(("\\restrict", "\\unrestrict"))
    ]


def test_both_ways_to_migrate_end_in_the_same_database() -> None:
    ours = filled("lk_drill_ours", OURS)
    assert len(ours) > 10_000
    assert ours == filled("lk_drill_djangos", DJANGOS)
