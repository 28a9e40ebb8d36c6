"""Fictional families: who lives with whom, and what each program has to do with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cases.records.demodata.names import TWIN_NAMES, choose_culture
from cases.records.demodata.people import Person, Registry
from cases.records.demodata.places import Places, Worker

STREETS = (
    "Almond", "Bluebell", "Cedar", "Dogwood", "Elderberry", "Fern", "Granite", "Heron",
    "Ironwood", "Juniper", "Kestrel", "Lupine", "Manzanita", "Nutmeg", "Orchard", "Poppy",
    "Quail", "Redbud", "Sycamore", "Toyon", "Valley Oak", "Willow", "Yarrow", "Fourth",
)  # fmt: skip
KINDS = ("St", "Ave", "Way", "Ct", "Dr", "Ln", "Blvd")
OUT_OF_HOME = ("FR", "PP", "ST")
INDEPENDENT = "Supervised independent living"
TRIAL_VISIT = "Trial home visit"
PLACEMENTS = (
    "Relative home",
    "Resource family home",
    "Foster family agency home",
    "Guardian home",
    INDEPENDENT,
    "Group home",
    TRIAL_VISIT,
)
PLACEMENT_WEIGHTS = (40, 26, 14, 7, 3, 4, 6)


ADULT_ROLES = {
    "Sanctioned": 11,
    "Aided Adult": 64,
    "Unaided Work Eligible": 5,
    "Timed Out": 6,
    "SSI": 5,
    "Not Aided Adult": 4,
    "Excluded": 3,
    "Non-Needy Caretaker": 2,
}


class Deck:
    """Draws values by weight; in a fresh deck each value comes up once before chance decides."""

    def __init__(self, random: Random, values: Sequence[str], weights: Sequence[float]) -> None:
        self._random = random
        self._values = values
        self._weights = weights
        self._unseen = list(values)

    def draw(self) -> str:
        if self._unseen:
            return self._unseen.pop(0)
        return self._random.choices(self._values, self._weights)[0]


@dataclass(slots=True)
class Address:
    """Where somebody lives, and the number that rings there."""

    street: str
    city: str
    postal: str
    phone: str


@dataclass(slots=True)
class CwsCase:
    """One CWS case: one child, and the family around it."""

    key: str
    child: Person
    component: str
    started: date
    component_started: date
    court: bool
    access: str
    removed: date | None = None
    placement: str = ""
    caregiver: Person | None = None
    caregiver_address: Address | None = None


@dataclass(slots=True)
class Member:
    """One person of a CalWORKs case."""

    person: Person
    role: str
    relationship: str


@dataclass(slots=True)
class Household:
    """One CalWORKs case."""

    number: str
    address: Address
    worker: Worker
    members: list[Member]
    services_only: bool = False  # all children removed, Family Reunification without cash aid


@dataclass(slots=True)
class Family:
    """One family, or the household of a caregiver. Children are in order of age."""

    address: Address
    mother: Person | None = None
    father: Person | None = None
    father_at_home: bool = False
    relative: Person | None = None
    children: list[Person] = field(default_factory=list)
    teen_parent: Person | None = None
    teen_baby: Person | None = None
    cases: list[CwsCase] = field(default_factory=list)
    cws_worker: Worker | None = None
    household: Household | None = None
    new: bool = False  # only in the extracts of the second week

    @property
    def parents(self) -> list[Person]:
        return [parent for parent in (self.mother, self.father) if parent]


class FamilyMaker:
    """Makes families of one county."""

    def __init__(self, registry: Registry, places: Places) -> None:
        self.registry = registry
        self.places = places
        random = registry.random
        self._components = Deck(random, ("FM", "FR", "ER", "PP", "ST"), (36, 29, 10, 22, 3))
        self._access = Deck(random, ("N", "S", "R"), (970, 20, 10))
        self._placements = Deck(random, PLACEMENTS, PLACEMENT_WEIGHTS)
        self._roles = Deck(random, tuple(ADULT_ROLES), tuple(ADULT_ROLES.values()))

    def address(self) -> Address:
        random = self.registry.random
        city, postal = random.choice(self.places.cities)
        street = f"{random.randint(100, 9899)} {random.choice(STREETS)} {random.choice(KINDS)}"
        if random.random() < 0.3:
            street += f" Apt {random.randint(1, 40)}"
        phone = f"{random.choice(('408', '213', '559'))}-555-{random.randint(100, 199):04}"
        return Address(street, city, postal, phone)

    def family(self) -> Family:
        """Parents and children; what programs they are in comes later."""
        random, registry = self.registry.random, self.registry
        culture = choose_culture(random)
        mother = registry.person(culture, "F", registry.born(19, 44))
        family = Family(self.address(), mother=mother)
        if random.random() < 0.66:
            family.father = registry.person(culture, "M", registry.born(20, 50))
            family.father_at_home = random.random() < 0.55
        shared = family.father.surname if family.father else mother.surname
        if family.father and random.random() < 0.35:
            mother.married = shared.split()[0]
        count = random.choices((1, 2, 3, 4), (37, 33, 20, 10))[0]
        oldest = min(17, registry.today.year - mother.born.year - 16)
        for _ in range(count):
            surname = shared if random.random() < 0.85 else mother.surname
            born = registry.born(0, max(0, oldest - 1))
            family.children.append(registry.person(culture, random.choice("FM"), born, surname))
        family.children.sort(key=lambda child: child.born)
        self._particulars(family)
        return family

    def _particulars(self, family: Family) -> None:
        """Twins, a junior, a baby without a name, a relative."""
        random, children = self.registry.random, family.children
        if len(children) > 1 and random.random() < 0.07:
            one, other = children[:2]
            other.born = one.born
            if random.random() < 0.5:
                one.given, other.given = random.choice(TWIN_NAMES)
            one.tags.add("twin")
            other.tags.add("twin")
        father, eldest = family.father, children[0]
        if father and eldest.sex == "M" and random.random() < 0.14:
            eldest.given, eldest.surname, eldest.suffix = father.given, father.surname, "Jr"
            father.suffix = "Sr" if random.random() < 0.4 else ""
            eldest.tags.add("junior/senior")
            father.tags.add("junior/senior")
        youngest = children[-1]
        if (self.registry.today - youngest.born).days < 200:
            youngest.unnamed = random.random() < 0.7
            youngest.ssn = ""
        if random.random() < 0.18:
            culture = children[0].culture
            family.relative = self.registry.person(culture, "F", self.registry.born(46, 72))

    def open_cws(self, family: Family, worker: Worker, restricted: Worker) -> None:
        """Open one CWS case for each child; a teenager may be a mother as well."""
        self._add_teen_parent(family)
        component = self._components.draw()
        if component == "ST":
            self._grow_up(family)
        access = self._access.draw()
        family.cws_worker = worker if access == "N" else restricted
        children = [*family.children, family.teen_baby] if family.teen_baby else family.children
        placement = self._placements.draw() if component in OUT_OF_HOME else ""
        for child in children:
            family.cases.append(self._case(child, component, access, placement))

    def _grow_up(self, family: Family) -> None:
        """Supportive transition is for young adults who stayed in care."""
        family.children[0].born = self.registry.born(18, 19)
        if family.mother:
            family.mother.born = self.registry.born(38, 50)

    def _case(self, child: Person, component: str, access: str, placement: str) -> CwsCase:
        random, today = self.registry.random, self.registry.today
        if random.random() < 0.12:
            component = random.choice(("FM", "FR", "PP")) if component != "ER" else component
        age = max(5, (today - child.born).days)
        grown = age > 18 * 365
        if component == "ST" and not grown:
            component = "PP"
        started = today - timedelta(days=random.randint(4, min(900, age) + 1))
        since = (today - started).days
        component_started = started + timedelta(days=random.randint(0, since))
        case = CwsCase(
            key=self.registry.key(),
            child=child,
            component=component,
            started=started,
            component_started=component_started,
            court=component in OUT_OF_HOME or random.random() < 0.45,
            access=access,
        )
        if component in OUT_OF_HOME:
            case.removed = started + timedelta(days=min(since, random.randint(0, 20)))
            case.placement = placement or self._placements.draw()
            if case.placement == INDEPENDENT and not grown:
                case.placement = PLACEMENTS[0]
            elif component == "ST":
                case.placement = INDEPENDENT
        return case

    def _add_teen_parent(self, family: Family) -> None:
        random, registry = self.registry.random, self.registry
        eldest = family.children[0]
        old_enough = (registry.today - eldest.born).days > 15 * 365
        if eldest.sex == "F" and old_enough and random.random() < 0.35:
            born = registry.today - timedelta(days=random.randint(20, 300))
            family.teen_parent = eldest
            family.teen_baby = registry.person(
                eldest.culture, random.choice("FM"), born, eldest.surname
            )
            eldest.tags.add("teen-parent")

    def open_calworks(self, family: Family, worker: Worker) -> None:
        """Put a family on CalWORKs: who of them is in the case, and as what."""
        random = self.registry.random
        household = Household(self.registry.case_number(), family.address, worker, [])
        for adult, relationship in ((family.mother, "Mother"), (family.father, "Father")):
            if adult and (adult is family.mother or family.father_at_home):
                household.members.append(Member(adult, self.adult_role(), relationship))
        away = {case.child.client for case in family.cases if case.removed}
        for child in family.children:
            if child.client not in away or random.random() < 0.6:
                household.members.append(Member(child, "Aided Child", "Child"))
        if family.teen_baby and family.teen_baby.client not in away:
            household.members.append(Member(family.teen_baby, "Aided Child", "Grandchild"))
        family.household = household

    def adult_role(self) -> str:
        """The role of an adult in the assistance unit; each one occurs."""
        return self._roles.draw()

    def place(self, family: Family, worker: Worker) -> Family:
        """Place the removed children with one caregiver, who is on CalWORKs for them."""
        culture = family.children[0].culture
        caregiver = self.registry.person(culture, "F", self.registry.born(45, 68))
        home = Family(self.address(), mother=caregiver)
        home.household = Household(self.registry.case_number(), home.address, worker, [])
        home.household.members.append(Member(caregiver, "Non-Needy Caretaker", "Grandmother"))
        for case in placed_cases(family):
            self._entrust(case, caregiver, home.address)
            home.household.members.append(Member(case.child, "Aided Child", "Grandchild"))
        return home

    def foster(self, family: Family) -> None:
        """Place the removed children with a caregiver whom CalWORKs does not know."""
        caregiver = self.registry.person(
            choose_culture(self.registry.random), "F", self.registry.born(35, 62)
        )
        address = self.address()
        for case in placed_cases(family):
            self._entrust(case, caregiver, address)

    def _entrust(self, case: CwsCase, caregiver: Person, address: Address) -> None:
        case.caregiver, case.caregiver_address = caregiver, address
        case.child.tags.add("placed")


def placed_cases(family: Family) -> list[CwsCase]:
    """The cases whose child lives with somebody else."""
    alone = (TRIAL_VISIT, INDEPENDENT)
    return [case for case in family.cases if case.removed and case.placement not in alone]
