"""Event notices: entered by staff or seen in an extract; what follows from them."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.families.agreement.acts import declined_of
from cases.families.deriving.refreshing import refresh
from cases.families.doors.kinds import CATEGORY, title_code
from cases.families.doors.parameters import TASK_DAYS
from cases.families.models import Episode, EventNotice
from cases.families.notes.acts import add_task
from cases.families.telling.colleagues import roles_of
from cases.families.telling.days import due_after
from cases.families.telling.responsible import responsible
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.records.models import ExtractBatch
from cases.sharing.reading import Purpose, gather
from linkages import audit
from linkages.calendar import today
from linkages.programs import other

Key = uuid.UUID
PURPOSE = "event_notice"
State = Episode.State
# Once both sides were told. Before that a task would tell of a family that nobody released.
TOLD = (State.NOTIFIED, State.ACCEPTED, State.ENGAGED, State.ON_HOLD, State.CLOSING)


@transaction.atomic
def enter(user: Any, record: ProgramRecord, kind: str, on: date) -> tuple[EventNotice, bool]:
    """Write down that something happened to somebody of one's own program; whether it is new.

    Around a mutual family its order is derived anew and the other side gets a task; otherwise
    the coordinator looks for one. KeyError for a kind that is not the record's program's.
    """
    notice, made = EventNotice.objects.get_or_create(
        county_id=record.county_id,
        record=record,
        kind=kind,
        on=on,
        defaults={
            "owner": record.program,
            "category": CATEGORY[kind, record.program],
            "source": EventNotice.Source.STAFF,
            "entered_by": user,
            "to_settle": not _mutual_around([record]).exists(),
        },
    )
    if made:
        follow([notice])
    audit.note({notice.pk, record.pk}, purpose=PURPOSE)
    return notice, made


def seen(county: str, batch: Key, record: Key, program: str, kind: str, on: date) -> EventNotice:
    """A notice of what a batch tells, not yet written."""
    return EventNotice(
        county_id=county,
        record_id=record,
        owner=program,
        kind=kind,
        category=CATEGORY[kind, program],
        on=on,
        source=EventNotice.Source.EXTRACT,
        batch=batch,
    )


def follow(notices: Collection[EventNotice]) -> None:
    """Derive anew the order of the mutual families concerned, and set the other side's tasks."""
    if not notices:
        return
    county = next(iter(notices)).county_id
    families = set(
        _mutual_around([notice.record for notice in notices]).values_list("family", flat=True)
    )
    refresh(county, families)
    for notice in notices:
        _set_tasks(notice)


def _mutual_around(records: Iterable[ProgramRecord]) -> QuerySet[FamilyMember]:
    """Places of these records, or of their people's others, in mutual families."""
    listed = list(records)
    people = {record.person_id for record in listed if record.person_id}
    mates = Q(record__in=[record.pk for record in listed]) | Q(record__person__in=people)
    places = FamilyMember.objects.filter(mates, family__kind=Family.Kind.MUTUAL).now()
    return places.filter(family__ended_at=None)


def _set_tasks(notice: EventNotice) -> None:
    families = _mutual_around([notice.record]).values("family")
    episodes = list(Episode.objects.open().filter(family__in=families, state__in=TOLD))
    refused = declined_of(episodes)
    sides = responsible([episode for episode in episodes if episode.pk not in refused])
    for episode in episodes:
        for side in sides.get(episode.pk, ()):
            if side.program == other(notice.owner) and _may_know(notice, side.users):
                add_task(
                    episode,
                    title_code=title_code(notice.kind, notice.owner),
                    params={"on": notice.on.isoformat()},
                    program=side.program,
                    worker_id=side.worker_id,
                    due=due_after(TASK_DAYS, notice.county_id, today()),
                    about=notice.record,
                    owner=notice.owner,
                    by=notice.entered_by,
                )


def _may_know(notice: EventNotice, users: Iterable[Key]) -> bool:
    """Whether the category of the event is open to all who would get the task."""
    asked = [person for user in users for person in roles_of(notice.county_id, user)]
    return bool(asked) and all(_is_open(person, notice) for person in asked)


def _is_open(person: Any, notice: EventNotice) -> bool:
    """Asked of the decision as of now. Nothing is shown, so that nothing is accounted for."""
    record = notice.record
    subject = record.person if record.person_id else record
    seen = gather(person, Purpose.FAMILY, [subject], categories=[notice.category])
    return any(
        each.record == record.pk and notice.category in dict(each.opened)
        for facts in seen.people
        for each in facts.records
    )


def known_of(records: Collection[Key]) -> QuerySet[EventNotice]:
    """What happened to these records, latest first. What a batch told that was taken back since
    is not among it."""
    accepted = ExtractBatch.objects.filter(state=ExtractBatch.State.ACCEPTED).values("pk")
    rows = EventNotice.objects.filter(record__in=list(records))
    return rows.filter(Q(batch=None) | Q(batch__in=accepted)).select_related("entered_by")
