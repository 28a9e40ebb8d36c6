"""Deciding a batch: accept, reject, roll back, try again. Of two people at once one is told."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.records import guard, loading
from cases.records.models import ExtractBatch
from cases.records.proof import mails
from linkages import audit, jobs

ACCEPT, ROLL_BACK, READ = "records.accept_batch", "records.roll_back", "records.read_batch"
State = ExtractBatch.State
WORK = {State.RECEIVED: READ, State.ACCEPTING: ACCEPT, State.ROLLING_BACK: ROLL_BACK}


class Refused(Exception):
    """The state of things does not allow the act. str(error) is for the screen."""


def objection_to_accepting(batch: ExtractBatch) -> str:
    """Why a batch cannot be accepted now, in a sentence; empty when it can."""
    if batch.state != State.VALIDATED:
        return _told(batch)
    if _others_at_work(batch):
        return _("Another batch of this program is being accepted or rolled back. Wait for it.")
    latest = ExtractBatch.objects.filter(county=batch.county_id).latest_accepted(batch.program)
    if latest is not None and latest.as_of > batch.as_of:
        return _(
            "A newer extract is accepted already. Roll it back first if this older one shall hold."
        )
    return ""


def objection_to_rejecting(batch: ExtractBatch) -> str:
    """Why a batch cannot be rejected now, in a sentence; empty when it can."""
    return "" if batch.state == State.VALIDATED else _told(batch)


def objection_to_rolling_back(batch: ExtractBatch) -> str:
    """Why a batch cannot be rolled back now, in a sentence; empty when it can."""
    if batch.state != State.ACCEPTED:
        return _told(batch)
    if _others_at_work(batch):
        return _("Another batch of this program is being accepted or rolled back. Wait for it.")
    latest = ExtractBatch.objects.filter(county=batch.county_id).latest_accepted(batch.program)
    if latest != batch:
        return _(
            "A later batch of this program was accepted after this one. Roll that one back first."
        )
    return ""


def _others_at_work(batch: ExtractBatch) -> bool:
    others = ExtractBatch.objects.filter(county=batch.county_id, program=batch.program)
    busy = others.filter(state__in=[State.ACCEPTING, State.ROLLING_BACK])
    return busy.exclude(pk=batch.pk).exists()


def _told(batch: ExtractBatch) -> str:
    """What happened to the batch in the meantime, and by whom."""
    state = batch.get_state_display()
    if batch.decided_by is None:
        return _("This batch is now: %(state)s.") % {"state": state}
    return _("%(name)s has decided in the meantime. This batch is now: %(state)s.") % {
        "name": batch.decided_by.name,
        "state": state,
    }


def _locked(batch_id: uuid.UUID) -> ExtractBatch:
    """The batch, with all of its program's batches held in one order until the decision stands."""
    program = ExtractBatch.objects.values_list("program", flat=True).get(pk=batch_id)
    # No join here: of a row that changed while we waited, it would show what was joined before.
    rows = ExtractBatch.objects.select_for_update().filter(program=program).order_by("pk")
    return {row.pk: row for row in rows}[batch_id]


def _record(batch: ExtractBatch, state: str, by: uuid.UUID, reason: str = "") -> None:
    batch.state = state
    batch.decided_by_id, batch.decided_at, batch.reason = by, timezone.now(), reason
    batch.save()
    audit.note({batch.pk})


@transaction.atomic
def accept(batch_id: uuid.UUID, *, by: uuid.UUID, reason: str = "") -> ExtractBatch:
    """Let a job make the batch hold; a held one takes a reason. Raises Refused."""
    batch = _locked(batch_id)
    if objection := objection_to_accepting(batch):
        raise Refused(objection)
    batch.held_for = guard.again(batch)
    if batch.held_for and not reason.strip():
        raise Refused(_("This extract is held. Say why it is to be accepted all the same."))
    _record(batch, State.ACCEPTING, by, reason if batch.held_for else "")
    jobs.enqueue(ACCEPT, county=batch.county_id, subject=batch.pk, by=by)
    return batch


@transaction.atomic
def reject(batch_id: uuid.UUID, *, by: uuid.UUID, reason: str) -> ExtractBatch:
    """Refuse the batch and let go of what it brought. Raises Refused."""
    batch = _locked(batch_id)
    if objection := objection_to_rejecting(batch):
        raise Refused(objection)
    _record(batch, State.REJECTED, by, reason)
    mails.tell(batch)
    loading.release(batch)
    return batch


@transaction.atomic
def roll_back(batch_id: uuid.UUID, *, by: uuid.UUID, reason: str) -> ExtractBatch:
    """Let a job put back what held before the batch. Raises Refused."""
    batch = _locked(batch_id)
    if objection := objection_to_rolling_back(batch):
        raise Refused(objection)
    _record(batch, State.ROLLING_BACK, by, reason)
    jobs.enqueue(ROLL_BACK, county=batch.county_id, subject=batch.pk, by=by)
    return batch


@transaction.atomic
def try_again(batch_id: uuid.UUID, *, by: uuid.UUID) -> ExtractBatch:
    """Ask anew for work that gave up after several attempts. Raises Refused."""
    batch = _locked(batch_id)
    if not stopped(batch):
        raise Refused(_told(batch))
    jobs.enqueue(WORK[State(batch.state)], county=batch.county_id, subject=batch.pk, by=by)
    audit.note({batch.pk})
    return batch


def job_of(batch: ExtractBatch) -> jobs.Job | None:
    """The latest job of a batch that has something to do with it now."""
    work = jobs.Job.objects.filter(county=batch.county_id, subject=batch.pk)
    return work.filter(kind__in=[READ, ACCEPT, ROLL_BACK]).order_by("requested_at").last()


def stopped(batch: ExtractBatch) -> bool:
    """Whether the work on a batch gave up before it was done."""
    job = job_of(batch)
    return batch.is_working and (job is None or job.state == jobs.Job.State.FAILED)
