"""The whole population of a demonstration county: families, programs, workers, caregivers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle
from random import Random

from cases.people.identity import Program
from cases.records.demodata.families import Family, FamilyMaker, placed_cases
from cases.records.demodata.people import Registry
from cases.records.demodata.places import Places, Worker

MUTUAL_SHARE = 0.38  # of CWS families; about 35 % of CWS clients are then known to CalWORKs
NEW_SHARE = 0.03  # families that only the second week knows
CWS_CASELOAD = 36  # families
CALWORKS_CASELOAD = 36
MUTUAL_CASELOAD = 18  # mutual families of a worker whom a visitor can be


@dataclass(slots=True)
class Population:
    """Everybody in a county whom one of the two programs knows."""

    places: Places
    today: date
    random: Random
    families: list[Family] = field(default_factory=list)


def populate(places: Places, today: date, seed: int, scale: float) -> Population:
    """A county's population; the same arguments give the same people."""
    # Chance for fiction, which has to repeat; nothing secret hangs on it.
    random = Random(f"{places.slug}/{seed}/{scale}")  # noqa: S311
    population = Population(places, today, random)
    maker = FamilyMaker(Registry(random, today), places)
    workers = _Workers(places, scale)
    count = max(20, round(places.families * scale))
    for place in range(count):
        population.families += _cws_family(maker, workers, place)
    wanted = round(places.calworks_persons * scale)
    known = sum(len(f.household.members) for f in population.families if f.household)
    while known < wanted:
        family = maker.family()
        family.new = random.random() < NEW_SHARE
        maker.open_calworks(family, workers.next_calworks())
        known += len(family.household.members) if family.household else 0
        population.families.append(family)
    return population


def _cws_family(maker: FamilyMaker, workers: "_Workers", place: int) -> Iterator[Family]:
    """A family known to CWS, and after it the caregiver of its children, if on CalWORKs."""
    random = maker.registry.random
    family = maker.family()
    family.new = random.random() < NEW_SHARE
    worker = workers.next_cws()
    maker.open_cws(family, worker, workers.restricted)
    mutual = place < 12 or random.random() < MUTUAL_SHARE
    if mutual:
        maker.open_calworks(family, workers.calworks_beside(worker))
        removed = all(case.removed for case in family.cases)
        if family.household and removed and family.cases[0].component == "FR":
            family.household.services_only = random.random() < 0.5
    yield family
    placed = placed_cases(family)
    if placed and placed[0].placement == "Relative home" and random.random() < 0.45:
        if family.household:
            gone = {case.child.client for case in placed}
            members = family.household.members
            family.household.members = [m for m in members if m.person.client not in gone]
        home = maker.place(family, workers.next_calworks())
        home.new = family.new
        yield home
    elif placed:
        maker.foster(family)


class _Workers:
    """Hands families to workers so that everybody has a caseload a person can carry."""

    def __init__(self, places: Places, scale: float) -> None:
        families = max(20, places.families * scale)
        households = max(40, places.calworks_persons * scale / 2.9)
        self._cws = cycle(places.roster(Program.CWS, max(2, round(families / CWS_CASELOAD))))
        roster = places.roster(Program.CALWORKS, max(4, round(households / CALWORKS_CASELOAD)))
        self._shown = [worker for worker in roster if worker.persona]
        self._calworks = cycle(roster)
        self._mutual: Counter[str] = Counter()
        self._loads: Counter[str] = Counter()
        self.restricted = next(w for w in places.workers if w.persona == "restricted")

    def next_cws(self) -> Worker:
        return next(self._cws)

    def next_calworks(self) -> Worker:
        """The next worker in turn; whom a visitor can be has a full caseload at some point."""
        worker = next(self._calworks)
        while worker.persona and self._loads[worker.id] >= CALWORKS_CASELOAD:
            worker = next(self._calworks)
        self._loads[worker.id] += 1
        return worker

    def calworks_beside(self, worker: Worker) -> Worker:
        """The CalWORKs worker of a mutual family: visitors' workers have families in common."""
        for shown in self._shown:
            if worker.persona and self._mutual[shown.id] < MUTUAL_CASELOAD:
                self._mutual[shown.id] += 1
                self._loads[shown.id] += 1
                self._shown.reverse()
                return shown
        return self.next_calworks()
