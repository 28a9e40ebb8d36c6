"""Made-up records of both programs for tests of the roll-up."""

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction

from cases.families.rollup.writing import roll_up_around, roll_up_county
from cases.people import linking
from cases.people.models import Family, FamilyMember, Link, ProgramRecord, RecordVersion
from counties.models import User
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import grounds, make_record

__all__ = ["grounds"]

COUNTY = "alder"


class World:
    """A county whose records a test makes, links and rolls up."""

    def __init__(self, county: str = COUNTY) -> None:
        self.county = county

    def cut(self, link: Link) -> None:
        """Somebody of the county cuts a link."""
        with self.work():
            by = User.objects.get(email=f"coordinator@{self.county}.example")
            linking.cut(link, by=by.pk, reason="cousins")

    def cws(self, name: str, unit: str, role: str, **stated: Any) -> ProgramRecord:
        """A CWS client in one family. `cases`: {case: role}, where they differ from `unit`."""
        cases = stated.pop("cases", {unit: role})
        memberships = [{"case": case, "role": part} for case, part in cases.items()]
        facts = stated.pop("facts", {"C5": {"service_component": "FM"}})
        return self._made(
            Program.CWS,
            given=name,
            household=unit,
            role=role,
            memberships=memberships,
            facts=facts,
            **stated,
        )

    def aid(self, name: str, unit: str, role: str, **stated: Any) -> ProgramRecord:
        """A person in a CalWORKs household; `relationship`, `begin`, `status`, `end` are facts."""
        facts = {
            "C1": {"relationship": stated.pop("relationship", "")},
            "C2": {
                "begin": stated.pop("begin", ""),
                "program_status": stated.pop("status", "active"),
                "end": stated.pop("end", ""),
            },
        }
        return self._made(
            Program.CALWORKS, given=name, household=unit, role=role, facts=facts, **stated
        )

    def _made(self, program: str, **stated: Any) -> ProgramRecord:
        with self.work():
            return make_record(self.county, program, **stated)

    def work(self) -> Any:
        """The county's scope, a trail and a transaction."""
        return _Work(self.county)

    def link(self, cws: ProgramRecord, calworks: ProgramRecord) -> Link:
        with self.work():
            return linking.link(cws, calworks, by=None)

    def state(self, record: ProgramRecord, **changed: Any) -> None:
        """A new version of a record, in which some of it reads differently."""
        with self.work():
            record.refresh_from_db()
            version = RecordVersion.objects.get(pk=record.current_id)
            version._state.adding = True
            version.id, version.batch = uuid.uuid4(), uuid.uuid4()
            for name, value in changed.items():
                setattr(version, name, value)
            version.save(force_insert=True)
            ProgramRecord.objects.filter(pk=record.pk).update(current=version)

    def go(self, record: ProgramRecord, on: date | None) -> None:
        """The extract names the record no longer, or again."""
        with self.work():
            ProgramRecord.objects.filter(pk=record.pk).update(gone_on=on)

    def roll_up(self, *around: ProgramRecord) -> set[Any]:
        with self.work():
            if around:
                return roll_up_around(self.county, {record.pk for record in around})
            return roll_up_county(self.county)

    def families(self) -> dict[frozenset[tuple[str, str, str]], Family]:
        """Families that are together by their members' (given name, unit, part)."""
        with self.work():
            found = {}
            for family in Family.objects.filter(county=self.county).together():
                members = FamilyMember.objects.now().filter(family=family)
                rows = members.values_list("record__current__given", "unit", "part")
                found[frozenset(rows)] = family
            return found

    def kinds(self) -> list[tuple[str, list[str]]]:
        """(kind, names) of families that are together, in order."""
        return sorted(
            (str(family.kind), sorted({name for name, _unit, _part in members}))
            for members, family in self.families().items()
        )


class _Work:
    def __init__(self, county: str) -> None:
        self._parts = [rls(county=county), audit.trail(county, None, "test"), transaction.atomic()]

    def __enter__(self) -> None:
        for part in self._parts:
            part.__enter__()

    def __exit__(self, *failure: Any) -> None:
        for part in reversed(self._parts):
            part.__exit__(*failure)


@pytest.fixture
def world(staff: dict[str, Any]) -> World:
    return World()


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with time_machine.travel(f"{TODAY.isoformat()} 12:00 -0800", tick=True):
        yield
