"""In the county that took a family: its own copy, and the people here whom it tells of."""

import uuid
from typing import Any

from django.db.models import Q
from django.utils import timezone

from cases.families.models import ReceivedFamily, Transfer
from cases.families.transfer import copying
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.sharing.chain import named_for, records_close_to, viewer_of
from cases.sharing.families import families_visible_to
from cases.sharing.models import READ_RESTRICTED
from linkages import jobs
from linkages.programs import Program


def receive(run: jobs.Run) -> None:
    """Job: make the envelope's copy this county's own. Sealed anew, to its own row."""
    with run.chunk():
        transfer = Transfer.objects.get(pk=run.job.subject, to_county=run.county)
        if transfer.state != Transfer.State.ACCEPTED:
            return
        if ReceivedFamily.objects.filter(county=run.county, transfer=transfer.pk).exists():
            return
        content = copying.opened(transfer.content, model="transfer", row=transfer.pk)
        row = uuid.uuid4()
        received = ReceivedFamily.objects.create(
            pk=row,
            county_id=run.county,
            transfer=transfer.pk,
            token=transfer.token,
            from_county_id=transfer.from_county_id,
            moved_on=transfer.moved_on,
            content=copying.sealed(content, model="received", row=row),
            accepted_by_id=transfer.answered_by_id,
        )
        meet(received)


def meet(received: ReceivedFamily) -> bool:
    """Look whom of the copy this county knows by now; whether that is a family of both programs."""
    content = copying.opened(received.content, model="received", row=received.pk)
    numbers = copying.numbers(content)
    here = ProgramRecord.objects.filter(county=received.county_id)
    known = Q(program=Program.CWS, native_id__in=numbers[Program.CWS])
    known |= Q(program=Program.CALWORKS, native_id__in=numbers[Program.CALWORKS])
    known |= Q(program=Program.CALWORKS, current__cin__in=numbers[Program.CALWORKS])
    found = sorted(set(here.filter(known).values_list("pk", flat=True)))
    if found != sorted(received.records):
        received.records = found
        received.save(update_fields=["records"])
    people = ProgramRecord.objects.filter(pk__in=found).exclude(person=None).values("person")
    places = FamilyMember.objects.now().filter(county=received.county_id)
    places = places.filter(Q(record__in=found) | Q(record__person__in=people))
    families = Family.objects.together().filter(
        county=received.county_id, kind=Family.Kind.MUTUAL, pk__in=places.values("family")
    )
    family = families.order_by("-formed_at", "pk").first()
    if family is None:
        return False
    received.family, received.met_at = family, timezone.now()
    received.save(update_fields=["family", "met_at"])
    return True


def received_by(user: Any) -> Any:
    """Copies that exist for this person: those of whom nobody is closed to them here."""
    rows = ReceivedFamily.objects.visible_to(user)
    named = {record for listed in rows.values_list("records", flat=True) for record in listed}
    records = ProgramRecord.objects.visible_to(user).filter(pk__in=named)
    hidden = set(records.filter(pk__in=records_close_to(user).values("record")).values_list("pk"))
    if not viewer_of(user).sees_restricted:
        mine = named_for(user, READ_RESTRICTED).values("content_object")
        hidden |= set(records.closed().exclude(pk__in=mine).values_list("pk"))
    rows = rows.exclude(records__overlap=[pk for (pk,) in hidden]) if hidden else rows
    gone = rows.exclude(family=None).exclude(family__in=families_visible_to(user).values("pk"))
    return rows.exclude(pk__in=gone.values("pk"))
