"""`manage.py identify`: who is in both files. Needs no database and no server."""

import sys
from argparse import Namespace
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.matching import identify


class Command(BaseCommand):
    """Identify the clients whom Child Welfare Services and CalWORKs have in common."""

    help = "Identify the mutual clients of a CWS file and a CalWORKs file."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of the pure command."""
        identify.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:  # Any: Django's own signature
        """Exit with the status of the pure command."""
        status = identify.run(Namespace(**options), sys.stderr)
        if status:
            sys.exit(status)
