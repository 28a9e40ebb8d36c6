"""Facts come out through `cases.sharing` alone: nobody else touches what extracts said.

A syntax-tree walk over the product. Who reads facts elsewhere goes round the decision and round
the account of disclosures.
"""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from cases.people.models import RecordVersion

ROOT = Path(settings.BASE_DIR)
ROOMS = ("linkages", "counties", "assessments", "workplans", "cases")
# The decision point, and the extracts on their way in, whose `identities` matching reads in bulk.
ALLOWED = (
    "cases/sharing/",
    "cases/records/",
    "cases/people/models/",
    "cases/families/rollup/",  # who belongs to whom, as rows for the decision point to open
    "cases/families/deriving/",  # codes of priority, model and population; shows nothing
    "cases/matching/demo.py",  # gives demonstration workers pairs of their own; shows nothing
)
MODELS = frozenset({"RecordVersion", "SealedSsn"})
TABLES = ("people_recordversion", "people_sealedssn")
RELATIONS = frozenset({"versions", "current"})
COLUMNS = frozenset(field.name for field in RecordVersion._meta.get_fields()) - {"id", "as_of"}


def offences(source: str) -> Iterator[str]:
    """What a module says that only the decision point may say."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "cases.people.models":
            yield from (f"imports {a.name}" for a in node.names if a.name in MODELS)
        elif isinstance(node, ast.Attribute):
            if node.attr in MODELS:
                yield f"names {node.attr}"
            elif node.attr == "objects" and _name(node.value) in MODELS:
                yield f"queries {_name(node.value)}"
            elif _name(node.value) in RELATIONS and node.attr in COLUMNS:
                yield f"reads {_name(node.value)}.{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _path(node.value)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _path(text: str) -> Iterator[str]:
    """An ORM path such as "record__current__surname", or the model by its dotted name."""
    parts = text.split("__")
    for relation, column in itertools.pairwise(parts):
        if relation in RELATIONS and column in COLUMNS:
            yield f"follows {text}"
    yield from (f"asks {table}" for table in TABLES if table in text)
    if text in {f"people.{model}" for model in MODELS}:
        yield f"names {text}"


def modules() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_nobody_reads_facts_beside_the_decision_point() -> None:
    found = {
        str(path.relative_to(ROOT)): sorted(set(offences(path.read_text(encoding="utf-8"))))
        for path in modules()
        if not str(path.relative_to(ROOT)).startswith(ALLOWED)
    }
    assert {path: said for path, said in found.items() if said} == {}


def test_no_template_reads_facts() -> None:
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert ".current." not in text, path
        assert ".versions" not in text, path


@pytest.mark.parametrize(
    "planted",
    [
        "from cases.people.models import RecordVersion",
        "from cases.people.models import SealedSsn as S",
        "from cases.people import models\nmodels.RecordVersion.objects.all()",
        "def view(record):\n    return record.current.facts['C6']",
        "name = record.current.surname",
        "rows = Person.objects.values('records__current__surname')",
        "model = apps.get_model('people.RecordVersion')",
        "rows = record.versions.facts",
        "cursor.execute('select surname from people_recordversion')",
    ],
)
def test_a_planted_reader_is_caught(planted: str) -> None:
    assert list(offences(planted))


@pytest.mark.parametrize(
    "harmless",
    [
        "from cases.people.models import Person, ProgramRecord",
        "x = record.person.token",
        "seen = read(user, Purpose.CASEWORK, [person])\nseen[0].records[0].facts",
    ],
)
def test_what_goes_by_the_door_is_not(harmless: str) -> None:
    assert not list(offences(harmless))
