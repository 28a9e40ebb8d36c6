"""Celery: the bell that wakes workers, and the scheduler that looks after what was forgotten."""

import os
import uuid

from celery import Celery

from linkages.broker import mend

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkages.settings")

app = Celery("linkages")
app.config_from_object("django.conf:settings", namespace="CELERY")
mend()


@app.task(name="linkages.run")
def run_job(county: str, job_id: str) -> None:
    """Do one job; arguments are opaque, since they lie about in the broker."""
    from linkages import jobs

    jobs.run(county, uuid.UUID(job_id))


@app.task(name="linkages.reap")
def reap() -> None:
    """Every county in turn, one short transaction each; no setting opens all at once."""
    from django.core.cache import cache
    from django.utils import timezone

    from linkages import housekeeping, jobs

    cache.set("worker-seen", timezone.now().isoformat(), 120)
    for county in housekeeping.counties():
        jobs.reap(county)


@app.task(name="linkages.housekeeping")
def housekeep() -> None:
    """Seal the audit chain, keep partitions ahead, clear what is past its day."""
    from linkages import housekeeping

    housekeeping.tidy()


@app.task(name="linkages.watch")
def watch() -> None:
    """Wake every watch of every county, each alone, so that one in trouble stops no other."""
    from linkages import housekeeping, watches

    for county, dotted in watches.rounds(housekeeping.counties()):
        look.apply_async((county, dotted), expires=55)


@app.task(name="linkages.look")
def look(county: str, dotted: str) -> None:
    """Let one watch look at what is new in one county."""
    from linkages import watches

    watches.look(county, dotted)
