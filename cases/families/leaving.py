"""What a leaver has open with families, and giving it to somebody else.

Counted is what every administrator may know of: families in which nobody is restricted. What goes
over is what its new worker may see; the rest stays for whoever looks after restricted cases.
"""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.families.models import Acceptance, Task
from cases.families.telling.colleagues import visible
from cases.families.telling.handing import hand_over as hand_over_families
from cases.people.models import FamilyMember
from cases.people.models.records import unrestricted
from counties.staff.leaving import OpenWork
from counties.staff.worker_ids import left_by
from linkages import audit

State = Acceptance.State


def open_work(leaver: Any, viewer: Any) -> Iterator[OpenWork]:
    """Families that wait for an answer or are accepted, and tasks, one kind each."""
    county = viewer.working_in.county_id
    ids = left_by(county, leaver)
    closed = FamilyMember.objects.now().filter(county=county)
    closed = closed.exclude(unrestricted("record__")).values("family")
    families = Acceptance.objects.filter(
        _theirs("program", ids), county=county, episode__closed_on=None
    ).exclude(episode__family__in=closed)
    waiting = families.filter(state=State.WAITING).count()
    accepted = families.filter(state=State.ACCEPTED).count()
    tasks = _tasks(county, leaver, ids).exclude(family__in=closed).count()
    yield OpenWork(10, _("Families that wait for an answer"), waiting, hand_over_families)
    yield OpenWork(11, _("Families accepted"), accepted, hand_over_families)
    yield OpenWork(20, _("Open tasks"), tasks, hand_over_tasks)


@transaction.atomic
def hand_over_tasks(leaver: Any, taker: Any, by: Any, reason: str) -> int:
    """Give each open task of a leaver to somebody who may see its family; how many."""
    county = by.working_in.county_id
    found = _tasks(county, leaver, left_by(county, leaver))
    rows = list(found.select_for_update(of=("self",)).order_by("pk"))
    seen = visible(taker, {row.family_id for row in rows})
    given = [row for row in rows if row.family_id in seen]
    for row in given:
        row.worker_id, row.user = "", taker
        row.save(update_fields=["worker_id", "user"])
    audit.note({row.pk for row in given}, purpose="family")
    return len(given)


def _theirs(program: str, ids: set[tuple[str, str]]) -> Q:
    found = Q(pk=None)
    for owner, worker in ids:
        found |= Q(**{program: owner, "worker_id": worker})
    return found


def _tasks(county: str, leaver: Any, ids: set[tuple[str, str]]) -> Any:
    mine = _theirs("doer", ids) | Q(user=leaver)
    return Task.objects.filter(mine, county=county).open()
