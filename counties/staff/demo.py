"""What an administrator of the demonstration finds: somebody invited, a role and a reset that wait
for a second word, a worker who leaves, a bank caseload. Ids that nobody answers to are in the
extracts by themselves."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from counties.models import (
    BankCaseload,
    FactorReset,
    Invitation,
    Membership,
    RoleProposal,
    Unit,
    User,
)
from counties.permissions import Role
from counties.personas import COUNTIES
from linkages.programs import Program
from linkages.scope import rls

LEAVER = "leaving.worker"
INVITED = "new.worker"
NAMES = {"alder": "Priya Anand", "birch": "Tomas Velarde"}
# Ids that the demonstration's extracts name.
LEAVERS_ID, BANK_ID = "CW103", "EW204"


def seed(today: date) -> None:
    """One of each in both counties; safe to run again."""
    for county in COUNTIES:
        admin = User.objects.get(email=f"admin@{county}.example")
        with rls(county=county, user=admin.pk), transaction.atomic():
            _seed(county, admin, today)


def _seed(county: str, admin: User, today: date) -> None:
    units = {unit.program: unit for unit in Unit.objects.filter(county=county, code__endswith="1")}
    leaver, made = _account(f"{LEAVER}@{county}.example", NAMES[county])
    if not made:
        return
    Membership.objects.create(
        county_id=county,
        user=leaver,
        role=Role.WORKER,
        program=Program.CWS,
        unit=units[Program.CWS],
        worker_id=LEAVERS_ID,
        since=today - timedelta(days=700),
        until=today + timedelta(days=9),
        changed_by=admin,
        change_reason="Moves to another department",
    )
    invited, _made = _account(f"{INVITED}@{county}.example", "")
    Invitation.objects.create(
        county_id=county,
        user=invited,
        invited_by=admin,
        expires_at=timezone.now() + timedelta(days=7),
    )
    asked = {"county_id": county, "user": invited, "asked_by": admin}
    RoleProposal.objects.create(
        role=Role.WORKER,
        program=Program.CALWORKS,
        unit=units[Program.CALWORKS],
        since=today + timedelta(days=6),
        reason="Joins the CalWORKs unit",
        **asked,
    )
    analyst = User.objects.get(email=f"analyst@{county}.example")
    FactorReset.objects.create(
        county_id=county, user=analyst, asked_by=admin, reason="Lost the phone with the app"
    )
    BankCaseload.objects.create(
        county_id=county,
        program=Program.CALWORKS,
        worker_id=BANK_ID,
        unit=units[Program.CALWORKS],
        since=today - timedelta(days=200),
    )


def _account(email: str, name: str) -> tuple[User, bool]:
    """An account with which nobody signs in."""
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user, False
    user = User(email=email, name=name)
    user.set_unusable_password()
    user.save()
    return user, True
