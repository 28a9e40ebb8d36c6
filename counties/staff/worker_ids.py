"""Under which ids extracts name workers, and who they are here.

One id is one person's at a time. Ids that nobody answers to come from the apps that keep
assignments (settings.WORKER_IDS), which count only what every administrator may know of.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from counties.models import BankCaseload, Membership, Unit, User
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.registries import providers


@dataclass(frozen=True, slots=True)
class Named:
    """An id that extracts name, and how many records it has that anybody may count."""

    program: str
    worker_id: str
    records: int


class Taken(Stale):
    """Somebody else answers to this id."""


def tidied(worker_id: str) -> str:
    """An id as it is kept and compared."""
    return worker_id.strip().upper()


def refuse_taken(county: str, user: User, program: str, worker_id: str) -> None:
    """Hold the county's ids until the transaction ends; raises Taken."""
    if not worker_id:
        return
    _hold(county)
    others = Membership.objects.filter(county=county, program=program, worker_id=worker_id)
    over = Q(until__lt=today()) | Q(ended_at__isnull=False)
    held = others.exclude(over).exclude(user=user).select_related("user").first()
    if held is not None:
        raise Taken(_("%(name)s answers to this id already. End that first.") % {"name": held.user})
    if BankCaseload.objects.filter(
        county=county, program=program, worker_id=worker_id, until=None
    ).exists():
        raise Taken(_("This id is a unit’s bank caseload. End that first."))


def unmapped(county: str) -> list[Named]:
    """Ids of extracts behind which nobody works and no unit waits, most records first."""
    named = [each for source in providers("WORKER_IDS") for each in source(county)]
    here = Membership.objects.filter(county=county).exclude(worker_id="").in_force_on(today())
    banks = BankCaseload.objects.filter(county=county).in_force_on(today())
    known = set(here.values_list("program", "worker_id"))
    known |= set(banks.values_list("program", "worker_id"))
    found = [each for each in named if (each.program, each.worker_id) not in known]
    return sorted(found, key=lambda each: (-each.records, each.program, each.worker_id))


def left_by(county: str, user: User) -> set[tuple[str, str]]:
    """(program, id) of all ids that somebody answers to or answered to, without those that are a
    colleague's by now."""
    rows = Membership.objects.filter(county=county).exclude(worker_id="")
    theirs = set(rows.filter(user=user).values_list("program", "worker_id"))
    others = rows.in_force_on(today()).exclude(user=user)
    return theirs - set(others.values_list("program", "worker_id"))


@transaction.atomic
def mark_bank(by: User, program: str, worker_id: str, unit: Unit) -> BankCaseload:
    """Say that an id is no person but a unit's cases that wait for a worker."""
    county = by.working_in.county_id
    _hold(county)
    rows = Membership.objects.filter(county=county, program=program, worker_id=worker_id)
    if rows.in_force_on(today()).exists():
        raise Taken(_("Somebody answers to this id. End that first."))
    if BankCaseload.objects.filter(
        county=county, program=program, worker_id=worker_id, until=None
    ).exists():
        raise Taken(_("This id is a bank caseload already."))
    made = BankCaseload.objects.create(
        county_id=county, program=program, worker_id=worker_id, unit=unit, since=today()
    )
    audit.note({made.pk}, purpose="staff")
    return made


@transaction.atomic
def end_bank(by: User, bank: uuid.UUID) -> None:
    """From now on the id is nobody's again."""
    found = BankCaseload.objects.select_for_update()
    row = found.get(pk=bank, county=by.working_in.county_id)
    if row.until is not None:
        raise Stale(_("This was settled in the meantime."))
    row.until = today() - timedelta(days=1)
    row.save(update_fields=["until"])
    audit.note({row.pk}, purpose="staff")


def _hold(county: str) -> None:
    """Of two who give ids at once, the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"worker-ids:{county}"])
