"""The index of W&IC 18961.5: the county's standard of "at risk", and who is designated."""

import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.sharing.models import Audience, Designation, IndexStandard, LegalBasis
from cases.sharing.policy.days import holds, last_day
from counties.models import Membership
from counties.permissions import GRANTS, Permission
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale

# A report in Emergency Response never puts anybody into the index.
COMPONENTS = ("FM", "FR", "PP", "ST")
SEARCHING = frozenset(role for role, granted in GRANTS.items() if Permission.LOOK_UP in granted)


def standard_in_force(county: str) -> IndexStandard | None:
    """The county's standard of today; without one the index is off."""
    return IndexStandard.objects.filter(county=county).in_force_on(today()).first()


def is_opened(county: str) -> bool:
    """Whether counsel switched on a legal basis for the index at all."""
    bases = LegalBasis.objects.filter(county=county, audience=Audience.INDEX)
    return bases.in_force_on(today()).exists()


def designated(county: str) -> QuerySet[Designation]:
    """Designations that count today."""
    return Designation.objects.filter(county=county).in_force_on(today())


def candidates(county: str) -> QuerySet[Membership]:
    """Staff of today whose role may search the index and who are not designated."""
    staff = Membership.objects.filter(county=county, role__in=sorted(SEARCHING))
    staff = staff.in_force_on(today()).exclude(user__in=designated(county).values("user"))
    return staff.select_related("user").order_by("user__name")


@transaction.atomic
def set_standard(standard: IndexStandard) -> IndexStandard:
    """Let a standard hold from today; the one before ends the day before. Raises Stale when the
    one before began today too."""
    _lock(str(standard.county_id))
    now = standard_in_force(str(standard.county_id))
    if now is not None:
        if now.since >= standard.since:
            raise Stale(_("A standard was recorded today already. Another can follow tomorrow."))
        now.until = last_day(now.since)
        now.save(update_fields=["until"])
    standard.save(force_insert=True)
    audit.note({standard.pk})
    return standard


@transaction.atomic
def end_standard(county: str, standard_id: uuid.UUID) -> IndexStandard:
    """Switch the index off. Raises Stale when the standard has ended already."""
    _lock(county)
    return _end(IndexStandard.objects.get(county=county, pk=standard_id))


@transaction.atomic
def designate(designation: Designation) -> Designation:
    """Let a member of staff search the index from today. Raises Stale when they may already."""
    county = str(designation.county_id)
    _lock(county)
    if designated(county).filter(user=designation.user_id).exists():
        raise Stale(_("This member of staff is designated already."))
    designation.save(force_insert=True)
    audit.note({designation.pk})
    return designation


@transaction.atomic
def end_designation(county: str, designation_id: uuid.UUID) -> Designation:
    """End a designation. Raises Stale when it has ended already."""
    _lock(county)
    return _end(Designation.objects.get(county=county, pk=designation_id))


def _lock(county: str) -> None:
    """One act about a county's index at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"index {county}"])


def _end(row: Any) -> Any:
    if not holds(row.since, row.until):
        raise Stale(_("This has ended already."))
    row.until = last_day(row.since)
    row.save(update_fields=["until"])
    audit.note({row.pk})
    return row
