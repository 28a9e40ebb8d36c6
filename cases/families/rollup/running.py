"""When families are put together anew: after extracts and matching runs all of a county, after a
link only who is connected with it."""

from django.db import transaction

from cases.families.rollup.writing import (
    MANY,
    refresh_statistics,
    roll_up_around,
    roll_up_county,
)
from cases.people.models import Link
from linkages import audit, events, jobs
from linkages.events import Event
from linkages.jobs import Run

KIND = "families.roll_up"
# News that a county's families and their workers are up to date; subject: the job.
ROLLED_UP = "families.rolled_up"


def work(run: Run) -> dict[str, object]:
    """Job: roll up the county; says how many families changed."""
    run.progress(0, 1, "families")
    with run.chunk():
        touched = roll_up_county(run.county)
        # Thousands of ids would say no more than that all were looked at.
        audit.note({run.job.pk}, purpose="family")
        audit.current().write()
        events.emit(ROLLED_UP, county=run.county, subject=run.job.pk)
    if len(touched) >= MANY:
        with run.chunk():
            refresh_statistics()
    run.progress(1, 1, "families")
    return {"changed": len(touched)}


@transaction.atomic
def request(event: Event) -> None:
    """What a county's records say has changed: ask for a roll-up, unless one waits to start."""
    waiting = jobs.Job.objects.select_for_update().filter(
        county=event.county_id, kind=KIND, state=jobs.Job.State.QUEUED, tries=0
    )
    if not waiting.exists():
        jobs.enqueue(KIND, county=event.county_id, by=event.by)


@transaction.atomic
def on_link(event: Event) -> None:
    """Two records were linked, or a link was cut. Twice is harmless."""
    link = Link.objects.filter(county=event.county_id, pk=event.subject).first()
    if link is None:
        return  # disposed of meanwhile, and a roll-up of the county asked for
    touched = roll_up_around(event.county_id, {link.cws_id, link.calworks_id})
    if touched:
        audit.note(touched, purpose="family")
        audit.current().write()
