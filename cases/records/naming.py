"""Which workers extracts name, for whoever says who they are here."""

from collections.abc import Iterator

from django.db.models import Count

from cases.people.models.records import unrestricted
from cases.sharing.models import Assignment
from counties.staff.worker_ids import Named
from linkages.calendar import today


def worker_ids(county: str) -> Iterator[Named]:
    """Ids of today's assignments with the number of their records that are present and open to
    all: an id that only restricted people have does not appear."""
    rows = Assignment.objects.filter(county=county, record__gone_on=None)
    rows = rows.filter(unrestricted("record__")).exclude(record__current=None)
    rows = rows.exclude(worker_id="").in_force_on(today())
    counted = rows.order_by().values("program", "worker_id")
    for row in counted.annotate(records=Count("record", distinct=True)):
        yield Named(**row)
