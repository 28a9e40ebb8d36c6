"""The canary families as families: rolled up, worked on, and written about in every category."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases.families.models import Acceptance, Contact, Episode, Note, Task, Wording
from cases.families.rollup.writing import roll_up_county
from cases.people.models import Family, FamilyMember, ProgramRecord
from linkages import audit
from linkages.programs import Program
from linkages.scope import rls
from tests.canary.families import Town
from tests.conftest import TODAY

# What each program can write about somebody.
CATEGORIES = {
    Program.CWS: ("C1", "C4", "C5", "C6", "C8", "C9", "C10", "C11", "C12"),
    Program.CALWORKS: ("C1", "C2", "C3", "C4", "C8", "C9", "C10", "C11", "C12"),
}


def roll_up(town: Town) -> dict[uuid.UUID, set[int]]:
    """Put the county's families together; family to the numbers of those who are in it."""
    with rls(county=town.county), audit.trail(town.county, None, "test"):
        roll_up_county(town.county)
        with transaction.atomic():
            numbers = {r.pk: number for number, rows in town.records.items() for r in rows}
            found: dict[uuid.UUID, set[int]] = {}
            for place in FamilyMember.objects.now():
                if place.record_id in numbers:
                    found.setdefault(place.family_id, set()).add(numbers[place.record_id])
            for family in Family.objects.together().filter(pk__in=found):
                _work(town, family)
            return found


def _work(town: Town, family: Family) -> None:
    """An episode that both sides accepted, and something written about every member."""
    episode = Episode.objects.filter(family=family).first()
    if episode is not None:
        for program in Program.CWS, Program.CALWORKS:
            Acceptance.objects.create(
                county_id=town.county,
                episode=episode,
                program=program,
                token=f"N-{uuid.uuid4().hex[:7].upper()}",
                state="accepted",
                worker_id="CW101" if program == Program.CWS else "EW201",
                due_on=TODAY,
            )
    for record in ProgramRecord.objects.filter(families__family=family).distinct():
        _write(town, family, episode, record)


def _write(town: Town, family: Family, episode: Episode | None, record: ProgramRecord) -> None:
    """A note of every category about one record, and a contact and a task of its identity."""
    number = next(n for n, rows in town.records.items() if record in rows)
    program = Program(record.program)
    stated = {
        "county_id": town.county,
        "family": family,
        "episode": episode,
        "program": program,
        "about": record,
        "written_by": town.staff(f"{program}.worker"),
    }
    for category in CATEGORIES[program]:
        note = Note.objects.create(**stated, category=category)
        _word(town, number, category, program, note=note)
    contact = Contact.objects.create(
        **stated, category="C1", kind="phone", outcome="held", at=timezone.now()
    )
    _word(town, number, "C1", program, contact=contact)
    task = Task.objects.create(
        **stated, category="C1", doer=program, due_on=TODAY - timedelta(days=1)
    )
    _word(town, number, "C1", program, task=task)


def _word(town: Town, number: int, category: str, program: Program, **row: object) -> None:
    kind, written = next(iter(row.items()))
    said = town.plant.word(number, category, f"{kind} in {category}", program)
    # Why somebody changed a wording is for who may read it.
    wording = Wording(
        pk=uuid.uuid4(),
        county_id=town.county,
        by=town.staff(f"{program}.worker"),
        **{f"{kind}_id": written.pk},
    )
    wording.put({"text": said, "reason": ""})
    wording.save(force_insert=True)
