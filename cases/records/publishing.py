"""Jobs: accept a batch and roll one back.

Acceptance first writes, in chunks that nobody sees, the missing program records, their new
versions and what stood there before; then one transaction turns the pointers of all records of
the program. A roll-back turns them to what they were. Nothing is unlinked either way: a record
that a short file no longer names stays where people put it.
"""

import uuid
from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from cases.people.models import FamilyMember, Restriction
from cases.records import loading, staging
from cases.records.assignments import assign_from_extract
from cases.records.models import ExtractBatch, RecordChange, StagedRow, Standing
from cases.records.profiles import pairing
from cases.records.proof import mails
from cases.records.refusals import keeping
from linkages import audit, events
from linkages.calendar import today
from linkages.jobs import Run

ROWS_A_CHUNK = 20_000
IDS_A_LOOK = 5_000
State = ExtractBatch.State

NEW_RECORDS = """
insert into people_programrecord (id, county_id, program, scheme, native_id, restriction,
                                  first_seen_on, last_seen_on)
select record, county_id, %(program)s, scheme, native_id, restriction, %(as_of)s, %(as_of)s
from records_stagedrow
where county_id = %(county)s and batch_id = %(batch)s and number > %(after)s and number <= %(to)s
  and standing = 'new'
on conflict (county_id, program, scheme, native_id) do nothing
"""
SAID = ", ".join(staging.SHARED)
NEW_VERSIONS = f"""
insert into people_recordversion (id, county_id, record_id, batch, as_of, {SAID})
select id, county_id, record, batch_id, %(as_of)s, {SAID}
from records_stagedrow
where county_id = %(county)s and batch_id = %(batch)s and number > %(after)s and number <= %(to)s
  and differs
on conflict (id) do nothing
"""  # noqa: S608  column names of our own
NEW_SSNS = """
insert into people_sealedssn (id, county_id, version_id, sealed)
select id, county_id, id, ssn_sealed from records_stagedrow
where county_id = %(county)s and batch_id = %(batch)s and number > %(after)s and number <= %(to)s
  and differs and ssn_sealed is not null
on conflict (id) do nothing
"""
CHANGES = """
insert into records_recordchange (id, county_id, batch_id, record_id, kind, before_current_id,
       before_restriction, before_first_seen_on, before_last_seen_on, before_gone_on)
select gen_random_uuid(), s.county_id, s.batch_id, r.id, s.standing, r.current_id,
       r.restriction, r.first_seen_on, r.last_seen_on, r.gone_on
from records_stagedrow s
join people_programrecord r on r.county_id = s.county_id and r.id = s.record
where s.county_id = %(county)s and s.batch_id = %(batch)s
  and s.number > %(after)s and s.number <= %(to)s and s.standing <> 'unchanged'
on conflict (county_id, batch_id, record_id) do nothing
"""
GONE = """
insert into records_recordchange (id, county_id, batch_id, record_id, kind, before_current_id,
       before_restriction, before_first_seen_on, before_last_seen_on, before_gone_on)
select gen_random_uuid(), r.county_id, %(batch)s, r.id, 'gone', r.current_id,
       r.restriction, r.first_seen_on, r.last_seen_on, null
from people_programrecord r
where r.county_id = %(county)s and r.program = %(program)s
  and r.current_id is not null and r.gone_on is null
  and not exists (select 1 from records_stagedrow s where s.county_id = %(county)s
                  and s.batch_id = %(batch)s and s.record = r.id)
"""
TURN = """
update people_programrecord r
set current_id = case when s.differs then s.id else r.current_id end,
    restriction = s.restriction,
    first_seen_on = case when s.standing = 'new' then %(as_of)s else r.first_seen_on end,
    last_seen_on = %(as_of)s,
    gone_on = null
from records_stagedrow s
where s.county_id = %(county)s and s.batch_id = %(batch)s
  and r.county_id = %(county)s and r.id = s.record
"""
TURN_GONE = """
update people_programrecord r set gone_on = %(as_of)s
from records_recordchange c
where c.county_id = %(county)s and c.batch_id = %(batch)s and c.kind = 'gone'
  and r.county_id = %(county)s and r.id = c.record_id
"""
# Whoever was named without news had been seen in the batch before: that is what `previous` is.
TURN_BACK_UNCHANGED = """
update people_programrecord r set last_seen_on = %(seen)s
where r.county_id = %(county)s and r.program = %(program)s
  and r.current_id is not null and r.gone_on is null
  and not exists (select 1 from records_recordchange c where c.county_id = %(county)s
                  and c.batch_id = %(batch)s and c.record_id = r.id)
"""
TURN_BACK = """
update people_programrecord r
set current_id = c.before_current_id, restriction = c.before_restriction,
    first_seen_on = c.before_first_seen_on, last_seen_on = c.before_last_seen_on,
    gone_on = c.before_gone_on
from records_recordchange c
where c.county_id = %(county)s and c.batch_id = %(batch)s
  and r.county_id = %(county)s and r.id = c.record_id
"""


def accept_batch(run: Run) -> None:
    """Bring a batch from `accepting` to `accepted`; begun again, it goes on where it stopped."""
    batch, last = _begin(run)
    if batch.state == State.ACCEPTING:
        while batch.stored_to < last:
            _store(run, batch)
            run.progress(batch.stored_to, last, "storing")
        _publish(run, batch)
    if batch.state == State.ACCEPTED:
        _clear(run, batch)


def _begin(run: Run) -> tuple[ExtractBatch, int]:
    """The batch and the number of its last staged row; compared anew before anything is stored."""
    with run.chunk():
        batch = ExtractBatch.objects.select_for_update().get(pk=run.job.subject)
        if batch.state == State.ACCEPTING and batch.stored_to == 0:
            run.progress(0, 1, "comparing")
            staging.compare_again(batch)
            staging.count(batch)
            batch.save()
        last = StagedRow.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0
    return batch, last


def _values(batch: ExtractBatch) -> dict[str, object]:
    return {
        "county": batch.county_id,
        "batch": batch.pk,
        "program": batch.program,
        "as_of": batch.as_of,
    }


def _store(run: Run, batch: ExtractBatch) -> None:
    """One chunk of records, versions and sealed numbers, which no pointer leads to yet."""
    values = _values(batch)
    values |= {"after": batch.stored_to, "to": batch.stored_to + ROWS_A_CHUNK}
    with run.chunk(), connection.cursor() as cursor:
        staging.expect_many_rows(cursor)
        for statement in (NEW_RECORDS, NEW_VERSIONS, NEW_SSNS, CHANGES):
            cursor.execute(statement, values)
        batch.stored_to = values["to"]
        batch.save(update_fields=["stored_to"])


def _publish(run: Run, batch: ExtractBatch) -> None:
    """The one moment in which what the batch says begins to hold."""
    with run.chunk():
        held = ExtractBatch.objects.select_for_update().get(pk=batch.pk)
        batch.previous = ExtractBatch.objects.latest_accepted(batch.program)
        with connection.cursor() as cursor:
            staging.expect_many_rows(cursor)
            for statement in (GONE, TURN, TURN_GONE):
                cursor.execute(statement, _values(batch))
        pairing.learn(batch)
        batch.people_gone = _gone_for_all_to_see(held)
        batch.state = State.ACCEPTED
        batch.published_at = timezone.now()
        batch.save()
        mails.tell(batch)
        assign_from_extract(_changed_people(batch), today())
        events.emit(
            "records.batch_accepted",
            county=batch.county_id,
            subject=batch.pk,
            by=run.job.requested_by,
        )
        audit.note({batch.pk})
        audit.current().write()


def _gone_for_all_to_see(batch: ExtractBatch) -> int:
    """How many the batch no longer names; restricted people are in no figure, and who becomes
    restricted by it counts as if they had left (see `staging.COUNTS`)."""
    named_before = RecordChange.objects.filter(
        batch=batch,
        before_restriction=Restriction.NONE,
        record__shield=Restriction.NONE,
        before_current__isnull=False,
        before_gone_on=None,
    )
    closed_now = ~Q(record__restriction=Restriction.NONE)
    return named_before.filter(Q(kind=Standing.GONE) | closed_now).count()


def _clear(run: Run, batch: ExtractBatch) -> None:
    """What the batch brought is in its records now: staged rows have no use any more, and the file
    has one only for the list of its refused rows."""
    with run.chunk():
        keeping.settle(batch)
        StagedRow.objects.filter(batch=batch).delete()


def roll_back(run: Run) -> None:
    """Bring a batch from `rolling_back` to `rolled_back`, and every record to what it was."""
    with run.chunk():
        batch = ExtractBatch.objects.select_for_update(of=("self",)).get(pk=run.job.subject)
        if batch.state != State.ROLLING_BACK:
            return
        run.progress(0, 1, "storing")
        values = _values(batch)
        with connection.cursor() as cursor:
            staging.expect_many_rows(cursor)
            if batch.previous is not None:
                values["seen"] = batch.previous.as_of
                cursor.execute(TURN_BACK_UNCHANGED, values)
            cursor.execute(TURN_BACK, values)
        pairing.unlearn(batch)
        batch.state = State.ROLLED_BACK
        batch.withdrawn_at = timezone.now()
        batch.save()
        loading.release(batch)
        assign_from_extract(_changed_people(batch), today())
        events.emit(
            "records.batch_rolled_back",
            county=batch.county_id,
            subject=batch.pk,
            by=run.job.requested_by,
        )
        audit.note({batch.pk})
        audit.current().write()


def changed_by(batch: ExtractBatch | uuid.UUID) -> set[uuid.UUID]:
    """Ids of the records that a batch made, changed, found again or no longer named."""
    return set(RecordChange.objects.filter(batch=batch).values_list("record", flat=True))


def _changed_people(batch: ExtractBatch) -> Iterator[uuid.UUID]:
    """Those of them that belong to a person or a family, by id; there may be as many as rows in a
    file."""
    places = FamilyMember.objects.now().filter(record=OuterRef("record"))
    changes = RecordChange.objects.filter(batch=batch)
    changes = changes.filter(Q(record__person__isnull=False) | Exists(places))
    yield from changes.order_by("record").values_list("record", flat=True).iterator(IDS_A_LOOK)
