"""Job: read a batch's files, quarantine what cannot be taken, stage one row a client, compare.

A worker that dies leaves committed chunks behind: refusals up to a line, clients up to a number.
The next one reads the same bytes again, which takes seconds, and goes on behind both marks. Rows
wait for the others of their client in the database (`piles`), so that memory does not grow with
the files.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from cases.people.models import ProgramRecord, Restriction
from cases.records import guard, staging, uploads
from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow, StagedRow
from cases.records.parameters import QUARANTINE_DAYS
from cases.records.piles import Pile
from cases.records.profiles import pairing
from cases.records.proof import mails
from cases.records.reading.consolidation import Consolidator
from cases.records.reading.profile import from_json
from cases.records.reading.reasons import Unreadable
from cases.records.reading.row import Accepted, Omitted, Options, Quarantined
from cases.records.reading.rows import Extract, read
from cases.records.refusals import keeping
from linkages import audit, parameters
from linkages.calendar import today
from linkages.jobs import Run

ROWS_A_CHUNK = 20_000
WANTED = {
    ExtractFile.Part.CLIENTS: ("cws_children", "cws_clients"),
    ExtractFile.Part.OTHERS: ("cws_others",),
    ExtractFile.Part.PERSONS: ("calworks_persons",),
}
INSERT_REFUSED = """
insert into records_quarantinedrow (id, county_id, batch_id, file_id, number, reasons, restricted)
select gen_random_uuid(), %s, %s, %s, number, reasons, restricted from refused
"""


def read_batch(run: Run) -> None:
    """Bring a received batch to `validated`, or to `failed` with the reason of its file."""
    with run.chunk():
        batch = ExtractBatch.objects.select_related("county").get(pk=run.job.subject)
        files = list(batch.files.select_related("profile"))
        closed = _closed(batch)
    if batch.state != ExtractBatch.State.RECEIVED:
        return
    remarks: Counter[str] = Counter()
    with Pile() as pile:
        people = Consolidator(pile)
        try:
            for place, file in enumerate(files):
                extract = _opened(file, batch)
                _read(run, file, extract, people, closed, (place, len(files)))
            people.refuse_crowds()
        except Unreadable as trouble:
            _fail(run, batch, trouble)
            return
        _leave_out_restricted(run, batch, files, people)
        _stage(run, batch, people, remarks)
    _conclude(run, batch, files, remarks)


def options_for(batch: ExtractBatch) -> Options:
    """What the county has said about the batch's files."""
    return Options(
        county=batch.county.code,
        regional=batch.regional,
        test_numbers=settings.DEMO or settings.TESTING,
        restore_zeros=batch.restore_zeros,
        as_of=batch.as_of,
        same_ids=pairing.known(batch.county_id, batch.program),
    )


def _opened(file: ExtractFile, batch: ExtractBatch) -> Extract:
    profile = from_json(file.profile.content) if file.profile else None
    extract = read(
        uploads.stored(file), options_for(batch), expect=WANTED[file.part], profile=profile
    )
    file.layout = extract.layout.code
    file.encoding = extract.encoding
    file.unknown_columns = list(extract.columns.unknown)
    file.dropped_columns = [list(pair) for pair in extract.columns.dropped]
    return extract


def _closed(batch: ExtractBatch) -> frozenset[str]:
    """Ids of the program's clients who are restricted as things stand."""
    rows = ProgramRecord.objects.closed().filter(county=batch.county_id, program=batch.program)
    return frozenset(rows.values_list("native_id", flat=True))


def _read(
    run: Run,
    file: ExtractFile,
    extract: Extract,
    people: Consolidator,
    closed: frozenset[str],
    turn: tuple[int, int],
) -> None:
    """Gather the accepted rows of one file; commit its refusals chunk by chunk. What is refused of
    restricted clients is in no count."""
    place, files = turn
    tally: Counter[type] = Counter()
    refused: list[tuple[int, Any, bool]] = []
    for seen, outcome in enumerate(extract, start=1):
        kind = type(outcome)
        tally[kind] += 1
        if kind is Accepted:
            people.add(outcome.row)
        elif kind is Quarantined:
            hidden = outcome.limited_access != Restriction.NONE or outcome.key in closed
            tally[kind] -= hidden
            if outcome.number > file.read_to:
                refused.append((outcome.number, outcome.reasons, hidden))
        if seen % ROWS_A_CHUNK == 0:
            run.progress(int((place + extract.done) * 1000), files * 1000, "reading")
            if outcome.number > file.read_to:
                _commit(run, file, refused, outcome.number)
                refused = []
    file.rows_accepted = tally[Accepted]
    file.rows_quarantined = tally[Quarantined]
    file.rows_omitted = tally[Omitted]
    file.remarks = [[remark.code, dict(remark.params)] for remark in extract.remarks]
    last = refused[-1][0] if refused else 0
    _commit(run, file, refused, max(last, file.read_to))


def _commit(run: Run, file: ExtractFile, refused: list[tuple[int, Any, bool]], number: int) -> None:
    """Write refusals up to a line, and the mark."""
    rows = [
        (at, json.dumps([[reason.code, dict(reason.params)] for reason in reasons]), hidden)
        for at, reasons, hidden in refused
    ]
    with run.chunk():
        if rows:
            staging.copy_rows("refused", "number int, reasons jsonb, restricted bool", rows)
            with connection.cursor() as cursor:
                cursor.execute(INSERT_REFUSED, [file.county_id, file.batch_id, file.pk])
                cursor.execute("drop table refused")
        file.read_to = number
        file.save()


def _leave_out_restricted(
    run: Run, batch: ExtractBatch, files: Iterable[ExtractFile], people: Consolidator
) -> None:
    """Take the rows of restricted clients out of the counts: those are for many to see."""
    with run.chunk():
        shielded = ProgramRecord.objects.filter(county=batch.county_id, program=batch.program)
        shielded = shielded.exclude(shield=Restriction.NONE)
        closed = people.restricted_rows(set(shielded.values_list("native_id", flat=True)))
        for file in files:
            file.rows_accepted -= sum(closed[grain] for grain in WANTED[file.part])
            file.save(update_fields=["rows_accepted"])


def _stage(run: Run, batch: ExtractBatch, people: Consolidator, remarks: Counter[str]) -> None:
    with run.chunk():
        staged = StagedRow.objects.filter(batch=batch).aggregate(last=Max("number"))["last"] or 0
    rows = staging.rows_of(people.clients(), remarks, staged)
    while (first := next(rows, None)) is not None:
        with run.chunk():
            staged += staging.write(batch, chain([first], islice(rows, ROWS_A_CHUNK - 1)))
        run.progress(staged, len(people), "storing")


def _conclude(
    run: Run, batch: ExtractBatch, files: Iterable[ExtractFile], remarks: Counter[str]
) -> None:
    run.progress(0, 1, "comparing")
    with run.chunk():
        batch = ExtractBatch.objects.select_for_update().get(pk=batch.pk)
        for name in ("rows_accepted", "rows_quarantined", "rows_omitted"):
            setattr(batch, name, sum(getattr(file, name) for file in files))
        batch.rows = batch.rows_accepted + batch.rows_quarantined + batch.rows_omitted
        if repeated := pairing.twice(batch):
            remarks["id_pair_twice"] = repeated
        batch.remarks = dict(remarks)
        staging.count(batch)
        batch.held_for = guard.look(batch)
        batch.state = ExtractBatch.State.VALIDATED
        batch.validated_at = timezone.now()
        if batch.check_only:
            batch.state = ExtractBatch.State.CHECKED
            release(batch)
        batch.save()
        mails.tell(batch)
        _forget_old_refusals(batch)
        audit.note({batch.pk})
        audit.current().write()


def _fail(run: Run, batch: ExtractBatch, trouble: Unreadable) -> None:
    """The file as a whole cannot be used. Its bytes are of no further use."""
    with run.chunk():
        batch = ExtractBatch.objects.select_for_update().get(pk=batch.pk)
        batch.state = ExtractBatch.State.FAILED
        batch.failure_code, batch.failure_params = trouble.code, dict(trouble.params)
        batch.save()
        mails.tell(batch)
        release(batch)
        audit.note({batch.pk})
        audit.current().write()


def release(batch: ExtractBatch) -> None:
    """Let go of what a refused batch brought, so that the same file may come again."""
    keeping.settle(batch)
    batch.files.update(counts=False)
    StagedRow.objects.filter(batch=batch).delete()


def _forget_old_refusals(batch: ExtractBatch) -> None:
    days = parameters.value(QUARANTINE_DAYS, county=batch.county_id, on=today())
    old = timezone.now() - timedelta(days=days)
    QuarantinedRow.objects.filter(county=batch.county_id, batch__uploaded_at__lt=old).delete()
