"""A matching run as a job: keys, pairs, scores, candidates. All of it, or what changed.

Everything before publication only reads, or stores keys that follow their records; publication is
one transaction, which first makes sure that no other run has published in the meantime. So a run
that is killed, at any moment, is simply done again.
"""

import os
import resource
import time
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cases.matching import keying, pairs, publishing
from cases.matching.engine import (
    Model,
    Settled,
    freeze,
    keys_of,
    score,
    score_all,
    settle,
    trained_model,
)
from cases.matching.engine.prepared import Longs
from cases.matching.keying import PROGRAMS, Side
from cases.matching.marks import homes, secret
from cases.matching.models import (
    KeyedRecord,
    MatchCandidate,
    MatchModel,
    MatchRun,
    UnsettledRecord,
)
from cases.matching.pairs import Pair, Standing
from cases.people.models import ProgramRecord
from cases.sharing.restricting.ties import closed_altogether
from linkages import events, jobs
from linkages.events import Event
from linkages.jobs import Run

KIND = "matching.run"
# A model frozen on files that were this much smaller or larger says too little about these.
STALE_SHARE = 0.2
# Beyond this share of changed records, comparing everything is quicker than following changes.
DELTA_SHARE = 0.25
# How soon a run that waits for another asks again.
TURN_SECONDS = 15
# People who work go first on a small machine.
NICE = 10


def test_numbers() -> bool:
    """Whether SSNs of the never-issued 900 range count; only in demonstrations and tests."""
    return settings.DEMO or settings.TESTING


def request(
    county: str, *, whole: bool = False, batch: uuid.UUID | None = None, by: uuid.UUID | None = None
) -> MatchRun:
    """Ask for a run, or join one that waits to start, in the caller's transaction."""
    for waiting in MatchRun.objects.select_for_update().filter(
        county=county, started_at=None, job__isnull=False
    ):
        job = jobs.Job.objects.filter(pk=waiting.job, state=jobs.Job.State.QUEUED).first()
        if job is not None and job.tries == 0:
            if whole and not waiting.whole:
                waiting.whole = True
                waiting.save(update_fields=["whole"])
            return waiting
    asked = MatchRun(county_id=county, whole=whole, batch=batch, requested_by=by)
    asked.job = jobs.enqueue(KIND, county=county, subject=asked.pk, by=by).pk
    asked.save()
    return asked


def on_batch(event: Event) -> None:
    """A batch was accepted or rolled back: compare what it changed."""
    request(event.county_id, batch=event.subject, by=event.by)


@dataclass(slots=True)
class Work:
    """What a run has found so far."""

    run: MatchRun
    kind: str
    base: uuid.UUID | None
    sides: dict[str, Side] = field(default_factory=dict)
    compared: int = 0


def work(job: Run) -> dict[str, object]:
    """The job's handler."""
    if os.environ.get("LINKAGES_ROLE") == "worker" and os.nice(0) < NICE:
        os.nice(NICE - os.nice(0))
    began = time.monotonic()
    while True:
        done = _once(job)
        if done is not None:
            return _finish(job, done, time.monotonic() - began)


def _once(job: Run) -> publishing.Counts | None:
    """One attempt; None when another run published in the meantime."""
    with job.chunk():
        run = MatchRun.objects.select_for_update().get(pk=job.job.subject)
        if run.published_at is not None:
            return publishing.Counts(run.pairs_settled, run.withdrawn, run.reopened)
        _wait_for_another(run)
        run.started_at = run.started_at or timezone.now()
        base = _last_published(job.county)
        run.kind = MatchRun.Kind.FULL if _must_be_full(run, base) else MatchRun.Kind.DELTA
        run.save(update_fields=["started_at", "kind"])
    state = Work(run, run.kind, base.pk if base else None)
    keying.retire(job)
    if run.kind == MatchRun.Kind.FULL:
        return _full(job, state)
    return _delta(job, state)


def _wait_for_another(run: MatchRun) -> None:
    """Two full runs beside each other would compare everything twice, and one of them in vain. Who
    comes second waits, and whatever else is asked for meanwhile joins it. Raises jobs.Later."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"begin {run.county_id}"])
    if run.started_at is not None:
        return
    begun = MatchRun.objects.filter(county=run.county_id, published_at=None)
    begun = begun.exclude(started_at=None).exclude(pk=run.pk)
    at_work = jobs.Job.objects.filter(
        pk__in=begun.values("job"), state=jobs.Job.State.RUNNING, lease_until__gt=timezone.now()
    )
    if at_work.exists():
        raise jobs.Later(TURN_SECONDS)


def _last_published(county: str) -> MatchRun | None:
    done = MatchRun.objects.filter(county=county, published_at__isnull=False)
    return done.order_by("published_at").last()


def _must_be_full(run: MatchRun, base: MatchRun | None) -> bool:
    """The first time, when asked for, when the frozen model is stale, or when most has changed."""
    if run.whole or base is None or base.model is None:
        return True
    if base.model.weights != trained_model().weights.version:
        return True
    present = {program: _present(run.county_id, program) for program in PROGRAMS}
    frozen = {"cws": base.model.cws_records, "calworks": base.model.calworks_records}
    for program, count in present.items():
        if abs(count - frozen[program]) > STALE_SHARE * max(frozen[program], 50):
            return True
    changed = UnsettledRecord.objects.filter(county=run.county_id).count()
    changed += sum(len(keying.stale(run.county_id, program)) for program in PROGRAMS)
    return changed > max(200, DELTA_SHARE * sum(present.values()))


def _present(county: str, program: str) -> int:
    return ProgramRecord.objects.filter(county=county, program=program).present().count()


def _full(job: Run, state: Work) -> publishing.Counts | None:
    """Everything against everything, under a model frozen on it."""
    all_keys = {}
    with transaction.atomic():
        unsettled = _unsettled(job.county)
    for program in PROGRAMS:
        with transaction.atomic():
            due = keying.stale(job.county, program)
        side = keying.load(
            job.county, program, None, test_numbers=test_numbers(), marked=due.__contains__
        )
        keys = keys_of(side.ready, secret())
        keying.store(job, side, keys, due)
        unsettled |= due
        side.marks.clear()
        state.sides[program], all_keys[program] = side, keys[1]
    cws, calworks = state.sides["cws"], state.sides["calworks"]
    model = freeze(
        trained_model(), cws.ready, calworks.ready, (all_keys["cws"], all_keys["calworks"])
    )
    del all_keys
    return _compare_all(job, state, model, unsettled)


def _compare_all(
    job: Run, state: Work, model: Model, unsettled: dict[uuid.UUID, uuid.UUID | None]
) -> publishing.Counts | None:
    cws, calworks = state.sides["cws"], state.sides["calworks"]
    job.progress(0, 0, "pairs")
    found = pairs.all_pairs(model, cws, calworks)
    job.progress(0, len(found), "scoring")
    scored, model = score_all(cws.ready, calworks.ready, found, model)
    settled = settle(scored, cws.ready, calworks.ready, model)
    state.compared = len(found)
    job.progress(0, len(settled.units), "writing")
    publishing.stage(publishing.rows_of(settled, cws, calworks, range(len(settled.units))))
    publishing.stage_withdrawn(job.county, None)
    return _publish(job, state, model, unsettled)


def _delta(job: Run, state: Work) -> publishing.Counts | None:
    """What changed, and whatever that reaches, under the model of the last full run."""
    with transaction.atomic():
        stored = MatchModel.objects.filter(county=job.county).latest("number")
    model = Model.from_json(stored.content)
    for program in PROGRAMS:
        with transaction.atomic():
            due = keying.stale(job.county, program)
        if due:
            side = keying.load(
                job.county, program, due, test_numbers=test_numbers(), marked=due.__contains__
            )
            keying.store(job, side, keys_of(side.ready, secret()), due)
    with transaction.atomic():
        unsettled = _unsettled(job.county)
        changed = _changed_by_program(unsettled)
    return _follow(job, state, stored, model, changed, unsettled)


def _follow(
    job: Run,
    state: Work,
    stored: MatchModel,
    model: Model,
    changed: dict[str, set[uuid.UUID]],
    unsettled: dict[uuid.UUID, uuid.UUID | None],
) -> publishing.Counts | None:
    job.progress(0, len(unsettled), "pairs")
    with transaction.atomic():
        before = Standing(job.county)
        old = before.of_records(changed["cws"], changed["calworks"])
        reach = before.affected(old)
    new = _scored_anew(job.county, model, changed, state)
    with transaction.atomic():
        after = Standing(job.county, less=old, plus=new)
        reach |= after.affected(new)
        standing = {
            pair: homes_now for pair, homes_now in reach.items() if pair in new or pair not in old
        }
        context = after.neighborhood({p: new.get(p, h) for p, h in standing.items()})
    job.progress(0, len(context), "scoring")
    settled, cws, calworks = _settled(job.county, model, set(context))
    chosen = [
        row
        for row, (a, b) in enumerate(zip(settled.scored.rows_a, settled.scored.rows_b, strict=True))
        if (cws.ids[a], calworks.ids[b]) in standing
    ]
    job.progress(0, len(chosen), "writing")
    publishing.stage(publishing.rows_of(settled, cws, calworks, chosen))
    publishing.stage_withdrawn(job.county, set(old) - set(new))
    return _publish(job, state, stored, unsettled)


def _scored_anew(
    county: str, model: Model, changed: dict[str, set[uuid.UUID]], state: Work
) -> dict[Pair, int]:
    """The standing pairs of changed records as they are now, with their households' digest."""
    with transaction.atomic():
        keys = {
            program: _key_column(
                KeyedRecord.objects.filter(pk__in=changed[program]).values_list("pk", "keys")
            )
            for program in PROGRAMS
        }
    found = pairs.pairs_of(model, keys)
    state.compared = len(found)
    cws, calworks, rows = _sides_of(county, found)
    scored = score(cws.ready, calworks.ready, rows, model, floor=model.floor)
    return {
        (cws.ids[a], calworks.ids[b]): homes(cws.households[a], calworks.households[b])
        for a, b in zip(scored.rows_a.tolist(), scored.rows_b.tolist(), strict=True)
    }


def _settled(county: str, model: Model, context: set[Pair]) -> tuple[Settled, Side, Side]:
    cws, calworks, rows = _sides_of(county, context)
    scored = score(cws.ready, calworks.ready, rows, model)
    return settle(scored, cws.ready, calworks.ready, model), cws, calworks


def _sides_of(county: str, found: Iterable[Pair]) -> tuple[Side, Side, Longs]:
    """Both sides of these pairs in memory, and the pairs as rows of them."""
    ordered = sorted(found)
    cws, calworks = (
        keying.load(county, program, {pair[place] for pair in ordered}, test_numbers=test_numbers())
        for place, program in enumerate(PROGRAMS)
    )
    rows = [
        (cws.rows[a], calworks.rows[b]) for a, b in ordered if a in cws.rows and b in calworks.rows
    ]
    return cws, calworks, np.array(rows, np.int64).reshape(len(rows), 2)


def _key_column(rows: Iterable[tuple[uuid.UUID, bytes]]) -> tuple[np.ndarray, Longs]:
    listed = [(pk.bytes, np.frombuffer(bytes(keys), np.int64)) for pk, keys in rows]
    if not listed:
        return np.empty(0, "S16"), np.empty(0, np.int64)
    ids = np.repeat(np.array([pk for pk, _keys in listed], "S16"), [len(k) for _pk, k in listed])
    return ids, np.concatenate([keys for _pk, keys in listed])


def _unsettled(county: str) -> dict[uuid.UUID, uuid.UUID | None]:
    return dict(UnsettledRecord.objects.filter(county=county).values_list("pk", "version"))


def _changed_by_program(unsettled: dict[uuid.UUID, uuid.UUID | None]) -> dict[str, set[uuid.UUID]]:
    out: dict[str, set[uuid.UUID]] = {program: set() for program in PROGRAMS}
    for pk, program in UnsettledRecord.objects.filter(pk__in=unsettled).values_list(
        "pk", "program"
    ):
        out[program].add(pk)
    return out


def _publish(
    job: Run,
    state: Work,
    model: Model | MatchModel,
    unsettled: dict[uuid.UUID, uuid.UUID | None],
) -> publishing.Counts | None:
    """Turn candidates, model and run over in one transaction; None when we came too late."""
    with job.chunk():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"match {job.county}"])
        base = _last_published(job.county)
        if (base.pk if base else None) != state.base:
            return None
        stored = model if isinstance(model, MatchModel) else _store_model(job.county, state, model)
        counts = publishing.publish(job.county, stored.pk)
        _forget(unsettled)
        changed = len(unsettled) - _closed_among(job.county, unsettled)
        _note(state, stored, counts, changed)
        events.emit("matching.run_published", county=job.county, subject=state.run.pk)
    return counts


def _closed_among(county: str, records: Collection[uuid.UUID]) -> int:
    """How many of them belong to restricted people, who are in no figure that others read."""
    closed = ProgramRecord.objects.filter(closed_altogether(), county=county)
    return len(set(records).intersection(closed.values_list("pk", flat=True)))


def _store_model(county: str, state: Work, model: Model) -> MatchModel:
    last = MatchModel.objects.filter(county=county).first()
    return MatchModel.objects.create(
        county_id=county,
        number=last.number + 1 if last else 1,
        weights=model.weights.version,
        content=model.to_json(),
        cws_records=len(state.sides["cws"].ids),
        calworks_records=len(state.sides["calworks"].ids),
    )


def _forget(unsettled: dict[uuid.UUID, uuid.UUID | None]) -> None:
    """These are settled, unless they changed once more while the run was under way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from matching_unsettledrecord u "
            "using unnest(%s::uuid[], %s::uuid[]) as t(id, version) "
            "where u.id = t.id and u.version is not distinct from t.version",
            [list(unsettled), list(unsettled.values())],
        )


def _note(state: Work, stored: MatchModel, counts: publishing.Counts, changed: int) -> None:
    run = state.run
    # Nobody who sees the figures of a run may count restricted people by them.
    now = MatchCandidate.objects.filter(county=run.county_id, standing=True).unrestricted()
    run.model = stored
    run.published_at = timezone.now()
    run.cws_records = KeyedRecord.objects.filter(county=run.county_id, program="cws").count()
    run.calworks_records = KeyedRecord.objects.filter(
        county=run.county_id, program="calworks"
    ).count()
    run.records_changed = changed
    run.pairs_compared = state.compared
    run.pairs_settled = counts.settled
    run.withdrawn = counts.withdrawn
    run.reopened = counts.reopened
    run.certain = now.filter(band=MatchCandidate.Band.CERTAIN).count()
    run.review = now.filter(band=MatchCandidate.Band.REVIEW).count()
    run.save()


def _finish(job: Run, counts: publishing.Counts, seconds: float) -> dict[str, object]:
    with job.chunk():
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        MatchRun.objects.filter(pk=job.job.subject).update(seconds=seconds, memory_mb=memory)
    return {"settled": counts.settled, "withdrawn": counts.withdrawn, "reopened": counts.reopened}
