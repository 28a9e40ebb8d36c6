"""Days pass: windows close and days after a notice run out without any new extract."""

from datetime import datetime

from cases.families.deriving.refreshing import refresh
from cases.families.models import Episode
from linkages import jobs
from linkages.calendar import today
from linkages.jobs import Run

KIND = "families.derive"


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: ask for a derivation of all families once a day."""
    del since, until
    key = f"derive:{today():%Y%m%d}"
    if jobs.Job.objects.filter(county=county, key=key).exists():
        return
    if Episode.objects.open().filter(county=county).exists():
        jobs.enqueue(KIND, county=county, key=key)


def work(run: Run) -> dict[str, object] | None:
    """Job: derive anew for every open episode of the county."""
    with run.chunk():
        refresh(run.county)
    return None
