"""`manage.py pickup`: look into the drop folders of all counties, or of one, where it is due."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.records.pickups import taking
from linkages import audit
from linkages.housekeeping import counties
from linkages.scope import rls


class Command(BaseCommand):
    """One round. Says how many batches came, nothing of what is in them."""

    help = "Take the extracts that lie in the counties' drop folders and are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--county", help="only this county, by its key")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DROP_FOLDER:
            raise CommandError("LINKAGES_DROP_FOLDER is not set.")
        known = counties()
        chosen = [options["county"]] if options["county"] else known
        if not set(chosen) <= set(known):
            raise CommandError("There is no such county.")
        for county in chosen:
            with rls(county=county), audit.trail(county, None, "pickup"):
                taken = taking.take(county)
            self.stdout.write(f"{county}: {taken}")
