"""How matching stands in a county: what is there to compare, what runs, what ran last."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cases.matching.models import MatchRun
from cases.records.identities import latest
from linkages.jobs import Job
from linkages.programs import Program


@dataclass(frozen=True, slots=True)
class Overview:
    """Which extracts are accepted, the run under way, and the last one that ended."""

    has_cws: bool
    has_calworks: bool
    running: MatchRun | None
    job: Job | None
    last: MatchRun | None

    @property
    def has_both(self) -> bool:
        return self.has_cws and self.has_calworks


def overview(county: str) -> Overview:
    """How matching stands in a county now."""
    job = unfinished(county).first()
    runs = MatchRun.objects.filter(county=county)
    return Overview(
        has_cws=latest(county, Program.CWS) is not None,
        has_calworks=latest(county, Program.CALWORKS) is not None,
        running=runs.filter(job=job.pk).first() if job else None,
        job=job,
        last=runs.filter(published_at__isnull=False).order_by("-published_at").first(),
    )


def unfinished(county: str) -> QuerySet[Job]:
    """Jobs of matching that wait or run, the oldest first."""
    jobs = Job.objects.filter(county=county, kind="matching.run").unfinished()
    return jobs.order_by("requested_at")
