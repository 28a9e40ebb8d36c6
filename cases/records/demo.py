"""Extracts of the demonstration counties, taken in the way every county's are, only at once."""

import io
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import IO

from django.db import transaction

from cases.records import decisions, intake
from cases.records.demodata import DemoFiles, write_demo
from cases.records.models import ExtractBatch, ExtractFile
from cases.records.profiles import choosing
from counties.models import User
from counties.personas import COUNTIES
from linkages import audit, jobs
from linkages.programs import Program
from linkages.scope import rls

Part = ExtractFile.Part
WAIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class _Desk:
    """The county in which, and the analyst as whom, extracts are taken in."""

    county: str
    analyst: User

    def take(self, program: str, files: Mapping[str, IO[bytes]], as_of: date) -> ExtractBatch:
        """Upload a delivery and read it, with the county's profiles where they fit."""
        with transaction.atomic():
            described = choosing.in_use(self.county, list(files))
        found = {
            part: choosing.choose(described, part, choosing.FIND_OUT, content).saved
            for part, content in files.items()
        }
        batch = intake.receive(
            files,
            county=self.county,
            program=program,
            as_of=as_of,
            by=self.analyst.pk,
            profiles={part: profile for part, profile in found.items() if profile},
        )
        return self.finish(batch)

    def accept(self, batch: ExtractBatch) -> ExtractBatch:
        decisions.accept(batch.pk, by=self.analyst.pk)
        return self.finish(batch)

    def roll_back(self, batch: ExtractBatch, reason: str) -> ExtractBatch:
        decisions.roll_back(batch.pk, by=self.analyst.pk, reason=reason)
        return self.finish(batch)

    def finish(self, batch: ExtractBatch) -> ExtractBatch:
        """Do the batch's job here, or wait for the worker that was quicker."""
        until = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < until:
            with transaction.atomic():
                job = decisions.job_of(batch)
            if job is None or not job.is_unfinished:
                break
            if not jobs.run(self.county, job.pk, beating=False):
                time.sleep(0.2)
        with transaction.atomic():
            batch.refresh_from_db()
        return batch


def seed(today: date) -> None:
    """Two accepted extracts a county and, in Alder, a batch in every state; safe to run again."""
    for county in COUNTIES:
        analyst = User.objects.get(email=f"analyst@{county}.example")
        with rls(county=county, user=analyst.pk), audit.trail(county, analyst.pk, "seed_demo"):
            with transaction.atomic():
                if ExtractBatch.objects.filter(county=county).exists():
                    continue
            with tempfile.TemporaryDirectory() as folder:
                files = write_demo(county, Path(folder), today)
                _fill(_Desk(county, analyst), files, today)


def _fill(desk: _Desk, files: DemoFiles, today: date) -> None:
    last_week = today - timedelta(days=7)
    several = desk.county == "alder"
    if several:
        _stumble(desk, files, last_week)
    cws = {Part.CLIENTS: _open(files.children), Part.OTHERS: _open(files.others)}
    desk.accept(desk.take(Program.CWS, cws, last_week))
    desk.accept(desk.take(Program.CALWORKS, {Part.PERSONS: _open(files.calworks)}, last_week))
    if several:
        following = {
            Part.CLIENTS: _open(files.next_children),
            Part.OTHERS: _open(files.next_others),
        }
        desk.take(Program.CWS, following, today)
        desk.take(Program.CALWORKS, {Part.PERSONS: _open(files.next_calworks)}, today)


def _stumble(desk: _Desk, files: DemoFiles, as_of: date) -> None:
    """What goes wrong in every county once: a workbook, a wrong file, a missing second file."""
    desk.take(Program.CALWORKS, {Part.PERSONS: io.BytesIO(b"PK\x03\x04 a workbook")}, as_of)
    wrong = desk.take(Program.CALWORKS, {Part.PERSONS: _open(files.next_calworks)}, as_of)
    decisions.reject(wrong.pk, by=desk.analyst.pk, reason="Drawn for the wrong week.")
    short = desk.accept(desk.take(Program.CWS, {Part.CLIENTS: _open(files.children)}, as_of))
    desk.roll_back(short, "The file of parents and others was missing.")


def _open(path: Path) -> IO[bytes]:
    return io.BytesIO(path.read_bytes())
