"""Fill a demonstration installation; refuses production, and may be run again."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linkages.calendar import today
from linkages.registries import providers


class Command(BaseCommand):
    help = "Fill the demonstration counties with invented people."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--today", type=date.fromisoformat, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Demonstration data never goes into a production installation.")
        for seed in providers("DEMO_SEEDERS"):
            seed(options["today"] or today())
