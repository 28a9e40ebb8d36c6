"""Access to a family's records of one program, given by hand with the family and ended with it.

Extracts name workers. What is given here is an assignment beside theirs that has a last day from
the beginning: extracts neither make such rows nor end them, and what nobody ends ends by itself.
"""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.families.models import Acceptance, GivenAccess
from cases.people.models import FamilyMember
from cases.sharing.models import Assignment
from counties.models import Membership
from linkages.calendar import today

Key = uuid.UUID
Why = GivenAccess.Why


def give(row: Acceptance, to: Membership, why: str, since: date, until: date) -> list[GivenAccess]:
    """Assign to a worker those of the family's records of their program that they have not."""
    places = FamilyMember.objects.now().filter(
        family=row.episode.family_id, record__program=row.program
    )
    wanted = set(places.values_list("record", flat=True))
    theirs: Any = Assignment.objects.filter(record__in=wanted, worker_id=to.worker_id)
    covering = theirs.in_force_on(since).in_force_on(until)
    wanted -= set(covering.values_list("record", flat=True))
    assignments = [
        Assignment(
            county_id=row.county_id,
            record_id=record,
            program=row.program,
            worker_id=to.worker_id,
            unit_id=to.unit_id,
            since=since,
            until=until,
        )
        for record in sorted(wanted)
    ]
    Assignment.objects.bulk_create(assignments, batch_size=500)
    return GivenAccess.objects.bulk_create(
        [
            GivenAccess(
                county_id=row.county_id,
                acceptance=row,
                user_id=to.user_id,
                assignment=assignment,
                why=why,
            )
            for assignment in assignments
        ],
        batch_size=500,
    )


def end(rows: Iterable[Acceptance], *, why: str = "") -> int:
    """End what was given with these acceptances, from today on; how many records."""
    given = GivenAccess.objects.filter(acceptance__in=[row.pk for row in rows], ended_at=None)
    return end_given(given.filter(why=why) if why else given)


def end_given(given: Any) -> int:
    """The same for chosen rows."""
    rows = list(given.values_list("pk", "assignment"))
    if not rows:
        return 0
    keys: Collection[Key] = [assignment for _pk, assignment in rows]
    day = today()
    ending = Assignment.objects.filter(pk__in=keys, until__gte=day)
    ending.update(until=day - timedelta(days=1))
    GivenAccess.objects.filter(pk__in=[pk for pk, _assignment in rows]).update(
        ended_at=timezone.now()
    )
    return len(rows)


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: what was given with a family ends with the joint work; nobody is asked any more."""
    del since, until
    given = GivenAccess.objects.filter(county=county, ended_at=None)
    end_given(given.exclude(acceptance__episode__closed_on=None))
    waiting = Acceptance.objects.filter(county=county, state=Acceptance.State.WAITING)
    waiting.exclude(episode__closed_on=None).update(state=Acceptance.State.WITHDRAWN)
