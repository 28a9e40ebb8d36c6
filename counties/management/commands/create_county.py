"""A production installation's first county and administrator."""

import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from counties.models import County, Membership, User
from counties.permissions import Role
from linkages.calendar import today
from linkages.programs import Program
from linkages.scope import rls


class Command(BaseCommand):
    help = "Create a county and its first administrator. Asks for the password."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("key", help="short name in addresses and rows, such as fresno")
        parser.add_argument("name", help="the county's name, such as Fresno")
        parser.add_argument("code", help="county number, 01 to 58")
        parser.add_argument("email", help="of the first administrator")
        parser.add_argument("person", help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["code"].isdigit() or not 1 <= int(options["code"]) <= 58:
            raise CommandError("The county number is 01 to 58.")
        if County.objects.filter(pk=options["key"]).exists():
            raise CommandError(f"County {options['key']} exists already.")
        password = getpass.getpass("Password for the administrator: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            county = County.objects.create(
                pk=options["key"], name=options["name"], code=options["code"]
            )
            user = User.objects.create_user(
                options["email"], password=password, name=options["person"]
            )
            with rls(county=county.pk, user=user.pk):
                Membership.objects.create(
                    county=county,
                    user=user,
                    role=Role.ADMIN,
                    program=Program.JOINT,
                    since=today(),
                )
        self.stdout.write(f"{county} is ready. {user.email} can sign in.")
