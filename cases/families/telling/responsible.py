"""Who answers for a family on either side, in the order that the county set.

The worker of a side is the one whom extracts name for most of its members. An id that belongs to
nobody here is a bank caseload, and goes to the supervisor of its unit. Nobody is asked about a
family that is not there for them: then the next in the order is.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from cases.families.models import Episode
from cases.families.telling.colleagues import JOINT_ROLES, Sight, Staff
from cases.families.telling.parameters import RECEIVER, TEAM, Receiver
from cases.people.models import FamilyMember
from cases.sharing.models import Assignment
from counties.models import BankCaseload, User
from linkages import parameters
from linkages.calendar import today
from linkages.programs import Program

Key = uuid.UUID
SIDES = (Program.CWS, Program.CALWORKS)


@dataclass(frozen=True, slots=True)
class Side:
    """One program's side of a family: whose caseload it is, and who is asked.

    `worker_id` and `unit_id` are empty where neither answers, but the liaison or a team.
    `copies` are told for information: other workers of the same side.
    """

    program: Program
    worker_id: str
    unit_id: Key | None
    users: tuple[Key, ...]
    copies: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Caseload:
    """The id under which an extract names a worker, in which unit, for how many members."""

    worker_id: str
    unit_id: Key | None
    members: int


def responsible(episodes: Collection[Episode]) -> dict[Key, tuple[Side, ...]]:
    """Episode to its two sides, the one of CWS first. All episodes are of one county.

    Constant number of queries, and one for each member of staff who comes into question.
    """
    if not episodes:
        return {}
    county = next(iter(episodes)).county_id
    families = {episode.family_id for episode in episodes}
    staff, sight = Staff(county), Sight(families)
    loads = caseloads(families)
    day = today()
    receiver = {side: parameters.value(RECEIVER[side], county=county, on=day) for side in SIDES}
    team = parameters.value(TEAM, county=county, on=day)
    asked = _Asked(staff, sight, receiver, team)
    return {
        episode.pk: tuple(
            asked.side(side, episode.family_id, loads.get((episode.family_id, side), []))
            for side in SIDES
        )
        for episode in episodes
    }


def caseloads(families: Collection[Key]) -> dict[tuple[Key, str], list[Caseload]]:
    """(family, program) to its caseloads as extracts name them, the one with most members first.

    What was given by hand has a last day and is left out: extracts name workers.
    """
    places = FamilyMember.objects.now().filter(family__in=list(families))
    members: dict[Key, set[tuple[Key, Key]]] = defaultdict(set)
    for family, record, person in places.values_list("family", "record", "record__person"):
        members[record].add((family, person or record))
    rows = Assignment.objects.filter(record__in=list(members), until=None, team=None)
    held: dict[tuple[Key, str], set[tuple[str, Key]]] = defaultdict(set)
    units: dict[tuple[Key, str, str], Counter[Key | None]] = defaultdict(Counter)
    for record, program, worker, unit in rows.values_list("record", "program", "worker_id", "unit"):
        for family, member in members[record]:
            held[family, program].add((worker, member))
            units[family, program, worker][unit] += 1
    banks = banked({(program, worker) for _family, program, worker in units})
    found: dict[tuple[Key, str], list[Caseload]] = {}
    for (family, program), pairs in held.items():
        counted = Counter(worker for worker, _member in pairs)
        found[family, program] = sorted(
            (
                Caseload(
                    worker,
                    banks.get((program, worker))
                    or units[family, program, worker].most_common(1)[0][0],
                    number,
                )
                for worker, number in counted.items()
            ),
            key=lambda load: (-load.members, load.worker_id),
        )
    return found


def banked(ids: Collection[tuple[str, str]]) -> dict[tuple[str, str], Key]:
    """(program, worker id) to the unit whose bank caseload an administrator said it is."""
    rows = BankCaseload.objects.filter(worker_id__in={worker for _program, worker in ids})
    found = rows.in_force_on(today()).values_list("program", "worker_id", "unit")
    return {(program, worker): unit for program, worker, unit in found if (program, worker) in ids}


@dataclass(frozen=True, slots=True)
class _Asked:
    staff: Staff
    sight: Sight
    receiver: Mapping[Program, str]
    team: str

    def side(self, program: Program, family: Key, loads: list[Caseload]) -> Side:
        """The first in the county's order who may see the family."""
        first = loads[0] if loads else None
        copies: tuple[Key, ...] = ()
        for users, worker, unit in self._order(program, first):
            if seeing := self.sight.who_see(users, family):
                if worker:
                    others = [
                        p for load in loads[1:] for p in self.staff.workers(program, load.worker_id)
                    ]
                    told = self.sight.who_see(others, family)
                    copies = tuple(user for user in told if user not in seeing)
                return Side(program, worker, unit, seeing, copies)
        return Side(program, "", None, ())

    def _order(
        self, program: Program, first: Caseload | None
    ) -> Iterator[tuple[list[User], str, Key | None]]:
        receiver = self.receiver[program]
        worker, unit = (first.worker_id, first.unit_id) if first else ("", None)
        if receiver == Receiver.WORKER:
            yield self.staff.workers(program, worker), worker, unit
        if receiver == Receiver.TEAM:
            yield self.staff.team(self.team, program), "", None
        if receiver in (Receiver.WORKER, Receiver.SUPERVISOR):
            yield self.staff.supervisors(program, unit), worker, unit
        for role in JOINT_ROLES:
            yield self.staff.with_role(role), "", None
