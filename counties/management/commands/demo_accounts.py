"""Print the demonstration accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from counties.personas import COUNTIES, COUNTY_PERSONAS, PASSWORD, STATE, STATE_PERSONAS


class Command(BaseCommand):
    help = "List the demonstration accounts and their password."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        domains = " or ".join(f"@{county}.example" for county in COUNTIES)
        self.stdout.write(f"Sign in with one of these and the password {PASSWORD}")
        self.stdout.write(f"  {domains}:")
        handles = [persona.handle for persona in COUNTY_PERSONAS]
        for start in range(0, len(handles), 6):
            self.stdout.write("    " + ", ".join(handles[start : start + 6]))
        self.stdout.write(f"  @{STATE}.example:")
        self.stdout.write("    " + ", ".join(persona.handle for persona in STATE_PERSONAS))
