"""The demonstration's families, rolled up from its extracts and links."""

from datetime import date

from django.db import transaction

from cases.families.rollup.writing import roll_up_county
from cases.matching.demo import at_work
from counties.personas import COUNTIES


def seed(today: date) -> None:
    """Put the families of both counties together; safe to run again."""
    del today  # places carry the days that extracts state
    for county in COUNTIES:
        with at_work(f"coordinator@{county}.example", county), transaction.atomic():
            roll_up_county(county)
