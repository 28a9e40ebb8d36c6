"""Linking two program records and cutting a link: the person follows from the links that hold."""

import uuid

from django.db import transaction
from django.utils import timezone

from cases.people.models import Link, Person, ProgramRecord
from linkages import audit, events
from linkages.programs import Program


@transaction.atomic
def link(
    cws: ProgramRecord,
    calworks: ProgramRecord,
    *,
    by: uuid.UUID | None,
    candidate: uuid.UUID | None = None,
    ruled: bool = False,
) -> Link:
    """Say that two records are one person. `ruled`: the county's rule did, in the name of `by`,
    who published it. Again is harmless."""
    records = _locked(cws, calworks)
    first, second = records[cws.pk], records[calworks.pk]
    found = Link.objects.filter(cws=first, calworks=second, cut_at=None).first()
    if found:
        return found
    made = Link(
        county_id=first.county_id,
        cws=first,
        calworks=second,
        candidate=candidate,
        by=Link.By.RULE if ruled or by is None else Link.By.PERSON,
        linked_by_id=by,
    )
    _join(made, first, second)
    made.save()
    audit.note({made.pk, first.pk, second.pk})
    events.emit("people.linked", county=made.county_id, subject=made.pk, by=by)
    return made


def _join(made: Link, cws: ProgramRecord, calworks: ProgramRecord) -> None:
    """Give both records one person; the older of two stays, the younger is remembered."""
    if cws.person_id and calworks.person_id and cws.person_id != calworks.person_id:
        kept, absorbed, side = cws.person, calworks.person, Program.CALWORKS
        if absorbed.known_since < kept.known_since:
            kept, absorbed, side = absorbed, kept, Program.CWS
        made.absorbed, made.absorbed_side = absorbed, side
        ProgramRecord.objects.filter(person=absorbed).update(person=kept)
        return
    person = cws.person or calworks.person or Person.objects.create(county_id=cws.county_id)
    ProgramRecord.objects.filter(pk__in=[cws.pk, calworks.pk]).update(person=person)


@transaction.atomic
def cut(made: Link, *, by: uuid.UUID, reason: str) -> Link:
    """Undo a link. Whoever is no longer held together by another link returns to what was."""
    made = Link.objects.select_for_update().get(pk=made.pk)
    if made.cut_at is not None:
        return made
    _locked(made.cws, made.calworks)
    made.cut_at, made.cut_by_id, made.cut_reason = timezone.now(), by, reason
    made.save(update_fields=["cut_at", "cut_by", "cut_reason"])
    audit.note({made.pk, made.cws_id, made.calworks_id})
    cws_side = _component(made.cws_id)
    if made.calworks_id not in cws_side:
        _part(made, {Program.CWS: cws_side, Program.CALWORKS: _component(made.calworks_id)})
    events.emit("people.link_cut", county=made.county_id, subject=made.pk, by=by)
    return made


def _part(made: Link, sides: dict[Program, set[uuid.UUID]]) -> None:
    """Give each side of a cut link its own person again, or none when it stands alone."""
    leaving = Program(made.absorbed_side) if made.absorbed_side else Program.CALWORKS
    if not made.absorbed_side and len(sides[Program.CALWORKS]) > len(sides[Program.CWS]):
        leaving = Program.CWS
    for side, members in sides.items():
        rows = ProgramRecord.objects.filter(pk__in=members)
        if len(members) == 1:
            rows.update(person=None)
        elif side == leaving:
            person = made.absorbed or Person.objects.create(county_id=made.county_id)
            rows.update(person=person)


def _component(start: uuid.UUID) -> set[uuid.UUID]:
    """All records held together with this one by links that are not cut."""
    found, edge = {start}, {start}
    while edge:
        links = Link.objects.filter(cut_at=None)
        pairs = links.filter(cws__in=edge) | links.filter(calworks__in=edge)
        met = {pk for pair in pairs.values_list("cws", "calworks") for pk in pair}
        edge = met - found
        found |= met
    return found


def _locked(cws: ProgramRecord, calworks: ProgramRecord) -> dict[uuid.UUID, ProgramRecord]:
    """Both records, locked in one order so that two reviewers cannot wait for each other."""
    rows = ProgramRecord.objects.select_for_update(of=("self",)).select_related("person")
    return {row.pk: row for row in rows.filter(pk__in=[cws.pk, calworks.pk]).order_by("pk")}
