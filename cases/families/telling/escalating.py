"""Silence: after the due day the supervisor hears of it, then the coordinator. Never twice.

Days are the county's. What a watch missed it makes up for with a single notice for each person:
who should have heard on Tuesday and did not hears on Friday, with the day on which it was due.
"""

import uuid
from collections import defaultdict
from datetime import date, datetime

from django.utils import timezone

from cases.families.agreement.acts import declined_of
from cases.families.models import Acceptance, Notice
from cases.families.telling.colleagues import JOINT_ROLES, Sight, Staff
from cases.families.telling.days import holidays_of
from cases.families.telling.notices import note_for
from cases.families.telling.parameters import ESCALATE_DAYS
from linkages import parameters
from linkages.business_days import add_business_days, is_business_day
from linkages.calendar import today

SUPERVISOR, COORDINATOR = 1, 2
State = Acceptance.State


def look(county: str, since: datetime, until: datetime) -> None:
    """Watch: bring to light what nobody has answered in time."""
    del since, until
    day = today()
    rows = Acceptance.objects.select_for_update(of=("self",), skip_locked=True).filter(
        county=county,
        state=State.WAITING,
        due_on__lt=day,
        escalation__lt=COORDINATOR,
        episode__closed_on=None,
    )
    late = list(rows.select_related("episode").order_by("due_on", "pk"))
    if not late or not is_business_day(day, holidays_of(county, day)):
        return
    refused = declined_of([row.episode for row in late])
    by_level: dict[int, list[Acceptance]] = defaultdict(list)
    for row in late:
        level = level_of(row.due_on, county, day)
        if level > row.escalation and row.episode_id not in refused:
            by_level[level].append(row)
    escalate(county, by_level)


def level_of(due_on: date, county: str, day: date) -> int:
    """To whom silence since a due day belongs today: 0 nobody yet, 1 supervisor, 2 coordinator."""
    holidays = holidays_of(county, min(due_on, day))
    first = add_business_days(due_on, 1, holidays)
    second = add_business_days(
        first, parameters.value(ESCALATE_DAYS, county=county, on=day), holidays
    )
    if day < first:
        return 0
    return COORDINATOR if day >= second else SUPERVISOR


def escalate(county: str, by_level: dict[int, list[Acceptance]]) -> None:
    """Bring locked acceptances to the level given, and tell whoever should hear of them."""
    rows = [row for found in by_level.values() for row in found]
    if not rows:
        return
    staff = Staff(county)
    sight = Sight({row.episode.family_id for row in rows})
    told: list[tuple[Acceptance, uuid.UUID, str]] = []
    for level, found in by_level.items():
        for row in found:
            told += [(row, user, Notice.Kind.ESCALATED) for user in _whom(row, level, staff, sight)]
        Acceptance.objects.filter(pk__in=[row.pk for row in found]).update(
            escalation=level, escalated_at=timezone.now()
        )
    note_for(told)


def _whom(row: Acceptance, level: int, staff: Staff, sight: Sight) -> tuple[uuid.UUID, ...]:
    """The supervisor of the worker; from the second level on also the coordinator. Where one may
    not see the family, the next who may."""
    family = row.episode.family_id
    above: tuple[uuid.UUID, ...] = ()
    if row.escalation < SUPERVISOR:
        units = {person.working_in.unit_id for person in staff.workers(row.program, row.worker_id)}
        over = [
            each
            for unit in {row.unit_id, *units} - {None}
            for each in staff.supervisors(row.program, unit)
        ]
        above = sight.who_see(over, family)
    if level < COORDINATOR and above:
        return above
    for role in JOINT_ROLES[1:]:
        if seeing := sight.who_see(staff.with_role(role), family):
            return tuple(dict.fromkeys((*above, *seeing)))
    return above
