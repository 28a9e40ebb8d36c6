"""Disposal of program records: by one function, of everything, leaving a count.

Rows go with their history, drafts and documents. What stays are the account of who saw what
(opaque ids only), the digests of refused pairs, and the trace. Not reached: the sealed file of a
batch that nobody has decided yet, which goes when its batch is decided.
"""

import json
import uuid
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.matching import tombstones
from cases.matching.deciding import release
from cases.matching.models import Disposal, LegalHold
from cases.people import linking
from cases.people.models import Link, ProgramRecord
from counties.models import User
from counties.permissions import Permission, require_here
from linkages import audit, events

Ground = Disposal.Ground


class NotDisposed(Exception):
    """The rules forbid this disposal. str(error) is the sentence for the screen."""


@transaction.atomic
def dispose(
    records: set[uuid.UUID], *, ground: Ground, by: User, second: User | None, on: date
) -> Disposal:
    """Remove these records of the county in which `by` works, and all that is known from them.

    Raises PermissionDenied, NotDisposed (persons missing or a legal hold on the day `on`), or
    ProgramRecord.DoesNotExist when not all of them are records of this county.
    """
    county = _authorized(Ground(ground), by, second)
    with connection.cursor() as cursor:
        # A matching run that publishes now would bring pairs of records that are going.
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"match {county}"])
    rows = ProgramRecord.objects.select_for_update().filter(county=county, pk__in=records)
    if set(rows.order_by("pk").values_list("pk", flat=True)) != records:
        raise ProgramRecord.DoesNotExist
    if LegalHold.objects.filter(county=county, record__in=records).in_force_on(on).exists():
        raise NotDisposed(_("A legal hold forbids disposing of these records."))
    counts = {"tombstones": tombstones.leave(county, records)}
    _part(county, records, by)
    with connection.cursor() as cursor:
        cursor.execute("select matching_dispose(%s::uuid[])::text", [list(records)])
        counts |= json.loads(cursor.fetchone()[0])
    trace = Disposal.objects.create(
        county_id=county, ground=ground, by=by, second=second, counts=counts
    )
    audit.note({trace.pk} | records, purpose=ground)
    events.emit("matching.disposed", county=county, subject=trace.pk, by=by.pk)
    return trace


def _authorized(ground: Ground, by: User, second: User | None) -> str:
    """The county in which all who ask may dispose of records, and are as many as must ask."""
    require_here(by, Permission.DISPOSE_RECORDS)
    county = by.working_in.county_id
    if ground == Ground.SEALING_ORDER:
        if second is not None:
            raise NotDisposed(_("A sealing order is carried out by one person."))
        return county
    if second is None or second.pk == by.pk:
        raise NotDisposed(_("Two different people must ask for a scheduled disposal."))
    require_here(second, Permission.DISPOSE_RECORDS)
    if second.working_in.county_id != county:
        raise PermissionDenied(Permission.DISPOSE_RECORDS)
    return county


def _part(county: str, records: set[uuid.UUID], by: User) -> None:
    """Cut what links these records, so that those who stay belong to whom they did before."""
    links = Link.objects.filter(
        Q(cws__in=records) | Q(calworks__in=records), county=county, cut_at=None
    )
    cut = list(links.select_related("cws", "calworks").order_by("pk"))
    people = {person for link in cut for person in (link.cws.person_id, link.calworks.person_id)}
    held = ProgramRecord.objects.filter(county=county, person__in=people).exclude(pk__in=records)
    staying = list(held.values_list("pk", flat=True))
    for link in cut:
        linking.cut(link, by=by.pk, reason="")
    alone = ProgramRecord.objects.filter(county=county, pk__in=staying, person=None)
    release(alone.values_list("pk", flat=True))
