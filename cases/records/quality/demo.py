"""Figures of the demonstration's accepted extracts, from which its trend begins."""

from datetime import date

from django.db import transaction

from cases.records.models import ExtractBatch
from cases.records.quality import keeping
from counties.personas import COUNTIES
from linkages.scope import rls


def seed(today: date) -> None:
    """Count what was accepted; safe to run again."""
    del today  # a batch carries its own day
    for county in COUNTIES:
        with rls(county=county), transaction.atomic():
            accepted = ExtractBatch.objects.filter(
                county=county, state=ExtractBatch.State.ACCEPTED
            ).values_list("pk", flat=True)
            for pk in accepted:
                keeping.keep(pk)
