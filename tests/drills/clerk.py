"""What a drill asks the product's own code to do: `python -m tests.drills.clerk VERB …`.

Runs as the application would, under its roles and behind its fences, in a process of its own,
since the programs of a drill have another database than the tests beside them. Answers in JSON.
"""

import io
import json
import os
import sys
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkages.settings")
django.setup()

from cases.matching import running  # noqa: E402
from cases.records import decisions, intake  # noqa: E402
from counties import demo  # noqa: E402
from counties.models import User  # noqa: E402
from linkages import audit, calendar  # noqa: E402
from linkages.scope import rls  # noqa: E402
from tests.drills.ledger import ledger  # noqa: E402

COUNTY = "alder"


def people() -> None:
    """Counties and every persona."""
    demo.seed(date(2026, 12, 1))


def receive(program: str, as_of: str, *files: str) -> str:
    """Take an extract in as the upload form does; each file is part=path. The batch's id."""
    parts = dict(file.split("=", 1) for file in files)
    opened = {part: io.BytesIO(Path(path).read_bytes()) for part, path in parts.items()}
    by = _analyst()
    with rls(county=COUNTY, user=by.pk), audit.trail(COUNTY, by.pk, "drill"):
        batch = intake.receive(
            opened, county=COUNTY, program=program, as_of=date.fromisoformat(as_of), by=by.pk
        )
    return str(batch.pk)


def accept(batch: str) -> None:
    """Accept a batch as its page does."""
    by = _analyst()
    with rls(county=COUNTY, user=by.pk), audit.trail(COUNTY, by.pk, "drill"):
        decisions.accept(uuid.UUID(batch), by=by.pk, reason="Looked at.")


def match() -> None:
    """Ask for everything to be compared."""
    by = _analyst()
    with rls(county=COUNTY, user=by.pk):
        from django.db import transaction

        with transaction.atomic():
            running.request(COUNTY, whole=True, by=by.pk)


def today() -> str:
    """The day it is for the product."""
    return calendar.today().isoformat()


def tables() -> dict[str, list[object]]:
    """Every casework table as [rows, digest]."""
    with rls(county=COUNTY):
        return {name: [count, digest] for name, (count, digest) in ledger(COUNTY).items()}


def _analyst() -> User:
    return User.objects.get(email=f"analyst@{COUNTY}.example")


VERBS: dict[str, Callable[..., object]] = {
    verb.__name__: verb for verb in (people, receive, accept, match, today, tables)
}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(VERBS[sys.argv[1]](*sys.argv[2:])) + "\n")
