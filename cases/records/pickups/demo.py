"""A planned pickup in each demonstration county, and in one of them a file that waits for it."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from cases.records.demodata import write_demo
from cases.records.models import ExtractFile, Pickup
from counties.models import User
from counties.personas import COUNTIES
from linkages import audit
from linkages.scope import rls

PATTERN = "calworks-persons-*.csv"
WITH_A_FILE = "birch"


def seed(today: date) -> None:
    """Safe to run again."""
    for county in COUNTIES:
        analyst = User.objects.get(email=f"analyst@{county}.example")
        with (
            rls(county=county, user=analyst.pk),
            audit.trail(county, analyst.pk, "seed_demo"),
            transaction.atomic(),
        ):
            if Pickup.objects.filter(county=county).exists():
                continue
            Pickup.objects.create(
                county_id=county,
                part=ExtractFile.Part.PERSONS,
                pattern=PATTERN,
                planned_by=analyst,
            )
        _drop(county, today)


def _drop(county: str, today: date) -> None:
    """Make the county's folder and, in one, lay next week's extract into it."""
    if not settings.DROP_FOLDER:
        return
    place = Path(settings.DROP_FOLDER) / county
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    if county == WITH_A_FILE:
        with tempfile.TemporaryDirectory() as scratch:
            files = write_demo(county, Path(scratch), today)
            shutil.copy(files.next_calworks, place / PATTERN.replace("*", today.isoformat()))
