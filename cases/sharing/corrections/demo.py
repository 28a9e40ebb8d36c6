"""Two statements of the demonstration's workers: one that the last extract contradicts, and one
about something that extracts do not hold."""

from datetime import date, timedelta

from django.utils import timezone

from cases.people.models import Correction
from cases.sharing.corrections import acts, conflicts
from cases.sharing.corrections.acts import Statement
from cases.sharing.restricting.demo import at_work
from counties.personas import COUNTIES
from linkages import calendar

WORKERS = ("cws.worker", "calworks.worker")
AGO = timedelta(days=20)


def seed(today: date) -> None:
    """In both counties, by both first workers; safe to run again."""
    today = min(today, calendar.today())  # nobody states what holds only from tomorrow on
    for county in COUNTIES:
        for handle in WORKERS:
            with at_work(handle, county) as worker:
                mine = conflicts.records_to_correct(worker).select_related("current")
                records = list(mine.filter(current__from_report=False).order_by("native_id")[:2])
                if not records or conflicts.corrections_in_scope(worker).exists():
                    continue
                # Stated when an earlier extract said something else again.
                Correction.objects.create(
                    county_id=county,
                    record=records[0],
                    field=Correction.Field.PHONE,
                    value={"phone": "555-0142"},
                    as_of=today - AGO,
                    why="She called from her new number.",
                    stated_by=worker,
                    stated_at=timezone.now() - AGO,
                    before={"phone": "555-0100"},
                    before_as_of=today - 2 * AGO,
                )
                why = "The interpreter line was used at the last visit."
                given = Statement("interpreter", {"interpreter": "yes"}, today, why)
                acts.state(worker, records[-1].pk, given)
