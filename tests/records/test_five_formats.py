"""The same rows in five formats: the same people are staged, to the last fact."""

import random
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from cases.people.identity import Program
from cases.records.models import ExtractBatch, SourceProfile, StagedRow
from cases.records.reading.profile import Place, Profile, to_json
from counties.models import User
from linkages.scope import rls
from tests.records.conftest import Desk, child
from tests.records.reading.packed import DAY, number, pack, parts, sheet

pytestmark = [pytest.mark.django_db]

ROWS = 120
WIDTH = 26
NAMES = ("REYES", "MUÑOZ", "O’NEILL", "VANG", "DE LA CRUZ", "NGUYỄN", "SMITH-JONES", "LEE")


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def rows() -> list[dict[str, str]]:
    """Children drawn anew in every run; some have two cases, some rows are bad."""
    chance = random.Random()
    found = []
    for at in range(ROWS):
        who = at if chance.random() < 0.8 else max(0, at - 3)
        found.append(
            child(
                who,
                last=NAMES[who % len(NAMES)],
                dob=date(2010 + who % 15, 1 + who % 12, 1 + who % 28).isoformat(),
                ssn=f"900-55-{who:04d}",
                case_id_19=f"Cc{chance.randint(0, 40):05d}07n",
                svc_component=chance.choice(("FM", "FR", "PP", "")) or "FM",
                limited_access=chance.choices("NS", (9, 1))[0],
            )
        )
    # Of a restricted client no refusal would be counted.
    found[7] |= {"client_id_19": "not an id", "limited_access": "N"}
    return found


def delimited(told: list[dict[str, str]], delimiter: str) -> bytes:
    lines = [delimiter.join(told[0]), *(delimiter.join(row.values()) for row in told)]
    return ("\r\n".join(lines) + "\r\n").encode()


def fixed(told: list[dict[str, str]]) -> bytes:
    lines = ["".join(cell.ljust(WIDTH) for cell in row.values()) for row in told]
    return ("\r\n".join(lines) + "\r\n").encode()


def excel(told: list[dict[str, str]]) -> bytes:
    """As Excel keeps it: days as numbers, a text once for all cells that hold it."""
    cells = [list(told[0])]
    for row in told:
        line = dict(row)
        for name in ("dob", "case_start"):
            days = (date.fromisoformat(row[name]) - date(1899, 12, 30)).days
            line[name] = number(days, DAY)
        line["county"] = number(99)
        cells.append(list(line.values()))
    return pack(parts({"Report": sheet(cells)})).getvalue()


def places(told: list[dict[str, str]]) -> str:
    """The county's profile for the file of fixed width."""
    profile = Profile(
        program=Program.CWS,
        grain="cws_children",
        shape="fixed",
        places=tuple(Place(name, 1 + at * WIDTH, WIDTH) for at, name in enumerate(told[0])),
    )
    with rls(county="alder"):
        saved = SourceProfile.objects.create(
            county_id="alder", system="cws_cms", report="Fixed", version=1, program="cws",
            part="clients", state="in_use", content=to_json(profile),
            made_by=User.objects.get(email="analyst@alder.example"),
        )  # fmt: skip
    return str(saved.pk)


def staged(batch: ExtractBatch) -> tuple[object, ...]:
    """Everything that the batch would bring, but for where it stood in the file."""
    with rls(county="alder"):
        names = [
            field.name
            for field in StagedRow._meta.concrete_fields
            if field.name not in ("id", "batch", "record", "ssn_sealed", "number")
        ]
        people = [
            tuple(bytes(value) if isinstance(value, memoryview) else str(value) for value in row)
            for row in StagedRow.objects.filter(batch=batch)
            .order_by("native_id")
            .values_list(*names)
        ]
    return (
        batch.state, batch.rows_accepted, batch.rows_quarantined, batch.people, batch.households,
        people,
    )  # fmt: skip


def test_five_formats_bring_the_same(desk: Desk) -> None:
    told = rows()
    forms = {
        "CSV": (delimited(told, ","), ""),
        "TSV": (delimited(told, "\t"), ""),
        "pipe": (delimited(told, "|"), ""),
        "fixed width": (fixed(told), places(told)),
        "XLSX": (excel(told), ""),
    }
    found = {}
    for name, (content, reads) in forms.items():
        batch = desk.read("cws", content, reads=reads)
        found[name] = staged(batch)
        desk.reject(batch)
    state, accepted, refused, *_, people = found["CSV"]
    assert (state, accepted, refused) == ("validated", accepted, 1)
    assert len(people) > 50  # type: ignore[arg-type]
    for name, outcome in found.items():
        assert outcome == found["CSV"], name
