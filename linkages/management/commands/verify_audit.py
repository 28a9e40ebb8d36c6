"""Whether the audit is what it was when it was sealed, county by county."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linkages import housekeeping, seals
from linkages.scope import rls
from linkages.seals import AuditSeal


class Command(BaseCommand):
    help = "Recompute the chain of audit seals. Fails when a sealed day was changed."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for county in housekeeping.counties():
            with rls(county=county), transaction.atomic():
                sealed = AuditSeal.objects.filter(county=county).count()
                days = seals.broken_days(county)
            broken += len(days)
            listed = ", ".join(day.isoformat() for day in days)
            found = f"changed: {listed}" if days else "unchanged"
            self.stdout.write(f"{county}: {sealed} days sealed, {found}")
        if broken:
            raise CommandError("The audit is not what it was when it was sealed.")
