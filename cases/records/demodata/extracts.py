"""The rows of the three extracts, in the columns that counties deliver.

A row is a mapping from column name to text; dates are ISO here, and get a county's own form when
they are written.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.people.identity import Program
from cases.records.demodata.families import Address, CwsCase, Deck, Family, Household, Member
from cases.records.demodata.people import Person
from cases.records.demodata.places import Worker
from cases.records.demodata.population import Population
from cases.records.demodata.views import View, mutual, plain, without_accents

Cells = dict[str, str]

CHILDREN = (
    "county", "client_id_19", "last", "first", "middle", "dob", "est_dob", "ssn", "cin", "gender",
    "lang", "case_id_19", "case_start", "svc_component", "svc_comp_start", "intervention",
    "removal_dt", "placement_type", "next_hearing_dt", "next_hearing_type", "case_plan_eff",
    "case_plan_due", "special_project", "worker_name", "worker_id", "unit", "office",
    "limited_access", "suffix", "address", "city", "zip", "phone", "race_ethnicity",
    "race_ethnicity_source", "tribal_inquiry",
)  # fmt: skip
OTHERS = (
    "case_id_19", "client_id_19", "relationship", "last", "first", "dob", "ssn", "cin", "in_home",
    "middle", "suffix", "est_dob", "gender", "address", "city", "zip", "phone", "limited_access",
    "race_ethnicity", "race_ethnicity_source",
)  # fmt: skip
CALWORKS = (
    "county", "case_no", "program_status", "aid_code", "begin", "end", "end_reason", "person_no",
    "cin", "ssn", "last", "first", "mi", "dob", "gender", "role", "relationship", "lang_spoken",
    "lang_written", "wtw_status", "wtw_reason", "wtw_status_begin", "sanction_no", "na840_dt",
    "exempt_type", "exempt_end", "toa_used", "wtw_plan_dt", "activity", "hours", "activity_end",
    "child_care_end", "homeless", "ew_name", "ew_id", "ec_name", "ec_id", "office", "suffix",
    "address", "city", "zip", "phone", "race_ethnicity", "race_ethnicity_source",
)  # fmt: skip

HEARINGS = (
    "Detention", "Jurisdiction", "Disposition", "364 review", "366.21(e) six-month",
    "366.21(f) twelve-month", "366.22 eighteen-month", "366.26 permanency", "366.3 post-permanency",
)  # fmt: skip
PROJECTS = ("", "Linkages mutual client", "Wraparound", "Safety Organized Practice")
WTW = ("Active", "Exempt", "Noncompliance", "Pending", "Good Cause", "Closed", "Sanction")
WTW_REASONS = {
    "Active": "Enrolled",
    "Exempt": "Exemption on file",
    "Noncompliance": "Attendance not verified",
    "Pending": "Appraisal scheduled",
    "Good Cause": "Court hearing on the same day",
    "Closed": "Time limit reached",
    "Sanction": "Plan not signed",
}
EXEMPTIONS = (
    "Care of child under 24 months",
    "Disability",
    "Age 60 or older",
    "Pregnancy",
    "Care of ill family member",
)
ACTIVITIES = (
    "Job search",
    "Employment",
    "Vocational education",
    "Work experience",
    "Adult basic education",
    "Family Stabilization",
)
INQUIRIES = ("No reason to know", "Not asked", "Reason to know", "Member")
STATUSES = ("Active", "Discontinued", "Pending", "Denied")
END_REASONS = ("Income over limit", "Renewal not completed", "No eligible child in the home")
HOMELESS = ("", "Temporary shelter, 16 days", "Permanent housing assistance")
AID_CODES = ("30", "35", "3P", "3R", "33")


@dataclass(slots=True)
class Extracts:
    """Rows of the three files with the family that each belongs to; `truth` are mutual persons."""

    children: list[tuple[Family, Cells]] = field(default_factory=list)
    others: list[tuple[Family, Cells]] = field(default_factory=list)
    calworks: list[tuple[Family, Cells]] = field(default_factory=list)
    truth: dict[str, Person] = field(default_factory=dict)


def extracts_of(population: Population) -> Extracts:
    """The rows that both programs' systems would print about a population."""
    writer = _Writer(population)
    for family in population.families:
        for case in family.cases:
            writer.child(family, case)
            writer.others(family, case)
        if family.household:
            writer.household(family, family.household)
    return writer.extracts


class _Writer:
    def __init__(self, population: Population) -> None:
        self.places = population.places
        self.today = population.today
        self.random = population.random
        self.extracts = Extracts()
        self._views: dict[tuple[str, Program], View] = {}
        self._persons: dict[tuple[str, Program], Cells] = {}
        self._mutual = _on_cws(population) & _on_calworks(population)
        random = self.random
        self._hearings = Deck(random, HEARINGS, [1] * len(HEARINGS))
        self._projects = Deck(random, PROJECTS, (80, 12, 4, 4))
        self._wtw = Deck(random, WTW[:-1], (50, 15, 10, 10, 7, 8))
        self._exemptions = Deck(random, EXEMPTIONS, (40, 25, 5, 20, 10))
        self._activities = Deck(random, ACTIVITIES, (30, 25, 15, 10, 10, 10))
        self._statuses = Deck(random, STATUSES, (90, 6, 3, 1))
        self._ends = Deck(random, END_REASONS, (1, 1, 1))
        self._homeless = Deck(random, HOMELESS, (93, 5, 2))

    def child(self, family: Family, case: CwsCase) -> None:
        """The row of one case; some children have a second one for another plan service."""
        if family.cws_worker is None:
            return
        cells = self._person(case.child, Program.CWS, case.caregiver_address or family.address)
        cells |= self._case(case, family.cws_worker)
        cells["limited_access"] = case.access
        cells["tribal_inquiry"] = self.random.choices(INQUIRIES, (80, 10, 6, 4))[0]
        self.extracts.children.append((family, cells))
        if self.random.random() < 0.06:
            self.extracts.children.append((family, {**cells, "special_project": PROJECTS[2]}))

    def _case(self, case: CwsCase, worker: Worker) -> Cells:
        effective = case.started + timedelta(days=30)
        hearing = case.court and self.random.random() < 0.85
        in_effect = effective <= self.today
        return {
            "case_id_19": case.key,
            "case_start": case.started.isoformat(),
            "svc_component": case.component,
            "svc_comp_start": case.component_started.isoformat(),
            "intervention": "Court" if case.court else "Voluntary",
            "removal_dt": _iso(case.removed),
            "placement_type": case.placement,
            "next_hearing_dt": _iso(self._ahead(10, 180) if hearing else None),
            "next_hearing_type": self._hearings.draw() if hearing else "",
            "case_plan_eff": _iso(effective if in_effect else None),
            "case_plan_due": _iso(self._ahead(1, 180) if in_effect else None),
            "special_project": self._projects.draw(),
            "worker_name": worker.name,
            "worker_id": worker.id,
            "unit": worker.unit,
            "office": self.places.office_of(worker.unit),
        }

    def others(self, family: Family, case: CwsCase) -> None:
        """The adults of one case: parents, a relative, the caregiver of a placed child."""
        parents = [
            (family.mother, "Mother", True),
            (family.father, "Father", family.father_at_home),
        ]
        if case.child is family.teen_baby:
            parents = [(family.teen_parent, "Mother", True)]
        parents += [(family.relative, "Grandmother", False), (case.caregiver, "Caregiver", False)]
        for person, relationship, at_home in parents:
            if person is None:
                continue
            address = case.caregiver_address if relationship == "Caregiver" else family.address
            cells = self._person(person, Program.CWS, address)
            cells |= {
                "case_id_19": case.key,
                "relationship": relationship,
                "in_home": "Y" if at_home else "N",
                "limited_access": case.access,
            }
            self.extracts.others.append((family, cells))

    def household(self, family: Family, household: Household) -> None:
        """One row per person of a CalWORKs case."""
        status = self._statuses.draw()
        begun = self.today - timedelta(days=self.random.randint(40, 1500))
        ended = self.today - timedelta(days=self.random.randint(1, 35))
        shared = {
            "case_no": household.number,
            "program_status": status,
            "aid_code": self.random.choice(AID_CODES),
            "begin": begun.isoformat(),
            "end": _iso(ended if status == "Discontinued" else None),
            "end_reason": self._ends.draw() if status == "Discontinued" else "",
            "homeless": self._homeless.draw(),
            "ew_name": household.worker.name,
            "ew_id": household.worker.id,
            "ec_name": "Priya Raman",
            "ec_id": "EC301",
            "office": self.places.office_of(household.worker.unit),
        }
        for number, member in enumerate(household.members, start=1):
            cells = self._person(member.person, Program.CALWORKS, household.address)
            cells |= shared
            cells |= self._member(member, household)
            cells["person_no"] = f"{number:02}"
            self.extracts.calworks.append((family, cells))
            if self._is_mutual(member.person):
                self.extracts.truth[member.person.client] = member.person
                if family.new:
                    member.person.tags.add("next-week")

    def _member(self, member: Member, household: Household) -> Cells:
        cells = {"role": member.role, "relationship": member.relationship}
        cells["lang_spoken"] = cells["lang_written"] = member.person.language
        if member.role in ("Aided Adult", "Sanctioned", "Timed Out", "Unaided Work Eligible"):
            cells |= self._welfare_to_work(member.role, household)
        return cells

    def _welfare_to_work(self, role: str, household: Household) -> Cells:
        forced = {"Sanctioned": "Sanction", "Timed Out": "Closed"}
        status = forced.get(role) or self._wtw.draw()
        begun = self.today - timedelta(days=self.random.randint(3, 300))
        cells = {
            "wtw_status": status,
            "wtw_reason": WTW_REASONS[status],
            "wtw_status_begin": begun.isoformat(),
            "toa_used": "60" if role == "Timed Out" else str(self.random.randint(1, 58)),
        }
        if status == "Sanction":
            cells["sanction_no"] = str(self.random.choices((1, 2, 3), (6, 3, 1))[0])
        if status in ("Sanction", "Noncompliance"):
            cells["na840_dt"] = (begun - timedelta(days=self.random.randint(0, 20))).isoformat()
        if status == "Exempt":
            cells["exempt_type"] = self._exemptions.draw()
            cells["exempt_end"] = self._ahead(20, 400).isoformat()
        if status in ("Active", "Good Cause"):
            cells |= self._plan(services_only=household.services_only)
        return cells

    def _plan(self, *, services_only: bool) -> Cells:
        activity = "Family Reunification services" if services_only else self._activities.draw()
        return {
            "wtw_plan_dt": (self.today - timedelta(days=self.random.randint(5, 300))).isoformat(),
            "activity": activity,
            "hours": str(self.random.choice((10, 20, 25, 30, 35))),
            "activity_end": self._ahead(10, 240).isoformat(),
            "child_care_end": _iso(self._ahead(10, 240) if self.random.random() < 0.4 else None),
        }

    def _person(self, person: Person, program: Program, address: Address | None) -> Cells:
        """What an agency knows of a person: the same wherever it prints them."""
        at = (person.client, program)
        if at not in self._persons:
            self._persons[at] = self._described(person, program, address)
        return dict(self._persons[at])

    def _described(self, person: Person, program: Program, address: Address | None) -> Cells:
        view = self._view(person, program)
        cells = {
            "county": self.places.code,
            "last": view.surname[:25],
            "first": view.given[:20],
            "middle": view.middle,
            "mi": view.middle[:1],
            "suffix": view.suffix,
            "dob": view.born.isoformat(),
            "est_dob": "Y" if view.estimated else "N",
            "ssn": view.ssn,
            "gender": person.sex,
            "lang": person.language,
            "race_ethnicity": person.culture.race,
            "race_ethnicity_source": self.random.choices(("Self", "Observed", ""), (8, 1, 1))[0],
            "client_id_19": person.client,
        }
        if address:
            # A placed child's address is the caregiver's and stays; others move between extracts.
            moved = program is Program.CWS and self._is_mutual(person)
            moved = moved and "placed" not in person.tags
            cells |= self._address(person, address, may_differ=moved)
        if program is Program.CALWORKS:
            for name in ("last", "first", "mi", "suffix", "address", "city"):
                cells[name] = without_accents(cells.get(name, ""))
            cells["cin"] = person.cin
        elif self._is_mutual(person) and self.random.random() < 0.25:
            cells["cin"] = person.cin
        return cells

    def _address(self, person: Person, address: Address, *, may_differ: bool) -> Cells:
        street = address.street
        if may_differ and self.random.random() < 0.2:
            street = f"{self.random.randint(100, 9899)} {street.split(' ', 1)[1]}"
            person.tags.add("moved")
        return {
            "address": street,
            "city": address.city,
            "zip": address.postal,
            "phone": address.phone,
        }

    def _view(self, person: Person, program: Program) -> View:
        at = (person.client, program)
        if at not in self._views:
            if self._is_mutual(person):
                both = mutual(person, self.random)
                self._views[person.client, Program.CWS] = both[0]
                self._views[person.client, Program.CALWORKS] = both[1]
            else:
                self._views[at] = plain(person, program, self.random)
        return self._views[at]

    def _is_mutual(self, person: Person) -> bool:
        return person.client in self._mutual

    def _ahead(self, least: int, most: int) -> date:
        return self.today + timedelta(days=self.random.randint(least, most))


def _on_calworks(population: Population) -> set[str]:
    return {
        member.person.client
        for family in population.families
        if family.household
        for member in family.household.members
    }


def _on_cws(population: Population) -> set[str]:
    return {
        person.client
        for family in population.families
        for case in family.cases
        for person in (case.child, family.mother, family.father, family.relative, case.caregiver)
        if person
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
