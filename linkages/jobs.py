"""Work that takes longer than a page: a row with lease, progress and result.

The message that a broker carries is (county, job id) and only wakes a worker; losing it costs
seconds, never work. A handler commits in chunks, each of which proves that the lease is still
its own, so that a worker thought dead cannot write beside its successor.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerAway

from linkages.audit import trail
from linkages.rows import CountyQuerySet, CountyRow
from linkages.scope import rls

logger = logging.getLogger("linkages.jobs")
# A heartbeat comes every ten seconds, save while a chunk commits.
SILENCE_SECONDS = 30


class JobFailed(Exception):
    """The work cannot be done and trying again would not help. str(error) is shown to people
    and therefore carries no personal data."""


class Later(Exception):
    """The work cannot go on now: back to the queue for so many seconds, which is no error."""

    def __init__(self, seconds: int) -> None:
        super().__init__("later")
        self.seconds = seconds


class LeaseLost(Exception):
    """Another worker has taken this job over."""


class JobQuerySet(CountyQuerySet):
    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])

    def claimable(self) -> "JobQuerySet":
        """Waiting, or running under a lease that ran out."""
        now = timezone.now()
        return self.filter(
            models.Q(state=Job.State.QUEUED, not_before__lte=now)
            | models.Q(state=Job.State.RUNNING, lease_until__lt=now)
        )


class Job(CountyRow):
    """One piece of background work of a county."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=60)
    subject = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # How often it ended in an error, and how often somebody found it without its worker.
    tries = models.PositiveSmallIntegerField(default=0)
    interruptions = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(default=timezone.now)
    requested_by = models.UUIDField(null=True)
    requested_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)
    result = models.JSONField(default=dict)
    key = models.CharField(max_length=100, null=True)  # noqa: DJ001  unique only where given

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "key"], name="job_key_once")]
        indexes = [
            models.Index(
                fields=["county", "not_before"],
                name="job_unfinished",
                condition=models.Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["county", "subject"], name="job_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_delayed(self) -> bool:
        """Whether it waits for longer than a worker that hears the bell would need."""
        due = self.not_before + timedelta(seconds=SILENCE_SECONDS)
        return self.state == self.State.QUEUED and due < timezone.now()

    @property
    def is_silent(self) -> bool:
        """Whether its worker has given no sign of life for a while: it may have been killed."""
        if self.state != self.State.RUNNING or self.lease_until is None:
            return False
        return self.lease_until < _lease_end() - timedelta(seconds=SILENCE_SECONDS)


class Run:
    """What a handler holds: its job, its lease, its progress."""

    def __init__(self, job: Job, *, beating: bool) -> None:
        self.job = job
        self.county = job.county_id
        self._told = (0, 0, "")
        self._beating = beating
        self._stop = threading.Event()

    def progress(self, done: int, total: int, stage: str) -> None:
        """Tell watching people how far it is; `stage` is a code of the handler's choosing."""
        self._told = (done, total, stage)
        if not self._beating:
            self._write()

    @contextmanager
    def chunk(self) -> Iterator[None]:
        """A transaction that commits only while the lease is ours; raises LeaseLost."""
        with transaction.atomic():
            held = Job.objects.select_for_update().filter(pk=self.job.pk, lease=self.job.lease)
            if not held.exists():
                raise LeaseLost
            yield
            # The heartbeat passed this row by all the while.
            held.update(lease_until=_lease_end())

    def _write(self) -> None:
        done, total, stage = self._told
        mine = Job.objects.filter(pk=self.job.pk, lease=self.job.lease)
        with transaction.atomic():
            # A chunk at work holds the row: nobody can take the job over, so nothing need be told.
            if not mine.select_for_update(skip_locked=True).exists():
                return
            mine.update(done=done, total=total, stage=stage, lease_until=_lease_end())

    def _beat(self) -> None:
        # A thread starts without scope and with a connection of its own.
        with rls(county=self.county):
            rounds = 0
            told = self._told
            while not self._stop.wait(1):
                rounds += 1
                if self._told != told or rounds % 10 == 0:
                    told = self._told
                    self._write_patiently()
        connection.close()

    def _write_patiently(self) -> None:
        """A database that restarts does not end the heartbeat."""
        try:
            self._write()
        except (OperationalError, InterfaceError):
            connection.close()

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Keep the lease and the progress fresh while the block runs."""
        if not self._beating:
            yield
            return
        thread = threading.Thread(target=self._beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join(timeout=10)


def _lease_end() -> datetime:
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


Handler = Callable[[Run], dict[str, object] | None]


def enqueue(
    kind: str,
    *,
    county: str,
    subject: uuid.UUID | None = None,
    by: uuid.UUID | None = None,
    key: str | None = None,
) -> Job:
    """Ask for work, in the caller's transaction; a worker is woken when it commits.

    With a `key` the same request made twice gives the same job.
    """
    if kind not in settings.JOB_KINDS:
        raise LookupError(f"No handler is declared for jobs of kind {kind}")
    fields = {"kind": kind, "subject": subject, "requested_by": by}
    if key is None:
        job = Job.objects.create(county_id=county, **fields)
    else:
        job, _made = Job.objects.get_or_create(county_id=county, key=key, defaults=fields)
    transaction.on_commit(partial(wake, county, job.pk, kind))
    return job


def wake(county: str, job_id: uuid.UUID, kind: str) -> None:
    """Ring the bell. A broker that is away is no reason to fail: the reaper rings again."""
    from linkages.celery import run_job

    queue = settings.JOB_QUEUES.get(kind, "default")
    try:
        run_job.apply_async((county, str(job_id)), queue=queue, retry=False)
    except BrokerAway:
        logger.warning("broker away, job %s waits for the reaper", job_id)


def claim(county: str, job_id: uuid.UUID) -> Job | None:
    """Take the lease of a claimable job; None when somebody else has it or it is finished."""
    with transaction.atomic():
        job = Job.objects.claimable().select_for_update(skip_locked=True).filter(pk=job_id).first()
        if job is None:
            return None
        # A worker that was killed is no fault of the work; but work that kills its worker every
        # time must come to an end as well.
        job.interruptions += job.state == Job.State.RUNNING
        job.tries += job.state == Job.State.QUEUED
        job.state = Job.State.RUNNING
        job.lease = uuid.uuid4()
        job.lease_until = _lease_end()
        job.save(update_fields=["state", "tries", "interruptions", "lease", "lease_until"])
        return job


def run(county: str, job_id: uuid.UUID, *, beating: bool = True) -> bool:
    """Do one job now; True when it was ours to do. Unexpected errors leave it to be tried again."""
    with rls(county=county):
        job = claim(county, job_id)
        if job is None:
            return False
        if job.tries > settings.JOB_TRIES or job.interruptions > settings.JOB_INTERRUPTIONS:
            _finish(job, Job.State.FAILED, failure=str(_("Stopped after several attempts.")))
            return True
        with rls(county=county, user=job.requested_by or ""):
            _work(job, beating=beating)
    return True


def _work(job: Job, *, beating: bool) -> None:
    handler: Handler = import_string(settings.JOB_KINDS[job.kind])
    working = Run(job, beating=beating)
    settled = False
    try:
        with trail(job.county_id, job.requested_by, f"job:{job.kind}"), working.heartbeat():
            result = handler(working)
        _finish(job, Job.State.DONE, result=result or {})
        settled = True
    except JobFailed as refusal:
        _finish(job, Job.State.FAILED, failure=str(refusal)[:300])
        settled = True
    except Later as pause:
        _postpone(job, pause.seconds)
        settled = True
    except LeaseLost:
        logger.warning("job %s was taken over", job.pk)
        settled = True
    except (OperationalError, InterfaceError):
        # The database went away under it. While it is away this fails too, and the lease runs out.
        settled = True
        _give_back(job)
        raise
    finally:
        if not settled:
            _try_again(job)


def _finish(
    job: Job, state: str, *, failure: str = "", result: dict[str, object] | None = None
) -> None:
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, lease=job.lease).update(
            state=state,
            failure=failure,
            result=result or {},
            finished_at=timezone.now(),
            lease=None,
            lease_until=None,
        )


def _try_again(job: Job) -> None:
    """Back to the queue with a growing pause; the claim counts the tries."""
    pause = timedelta(seconds=min(300, 5 * 2**job.tries))
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, lease=job.lease).update(
            state=Job.State.QUEUED, not_before=timezone.now() + pause, lease=None, lease_until=None
        )


_ONE_TRY_LESS = models.Case(
    models.When(tries__gt=0, then=models.F("tries") - 1),
    default=models.F("tries"),
    output_field=models.PositiveSmallIntegerField(),
)


def _postpone(job: Job, seconds: int) -> None:
    """Back to the queue for a while, as if it had not begun."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, lease=job.lease).update(
            state=Job.State.QUEUED,
            tries=_ONE_TRY_LESS,
            not_before=timezone.now() + timedelta(seconds=seconds),
            lease=None,
            lease_until=None,
        )


def _give_back(job: Job) -> None:
    """Back to the queue at once: an interruption, which is not counted as an error of its own."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, lease=job.lease).update(
            state=Job.State.QUEUED,
            tries=_ONE_TRY_LESS,
            interruptions=models.F("interruptions") + 1,
            lease=None,
            lease_until=None,
        )


def reap(county: str) -> int:
    """Ring again for every job of a county that nobody holds; returns how many."""
    with rls(county=county), transaction.atomic():
        waiting = list(Job.objects.claimable().values_list("pk", "kind")[:200])
    for pk, kind in waiting:
        wake(county, pk, kind)
    return len(waiting)
