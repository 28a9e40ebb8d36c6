"""Teams of the demonstration: one of each kind, one window closed and one extended."""

from datetime import date, timedelta

from cases.people.models import Person, ProgramRecord
from cases.sharing.models import Roster, Seat
from cases.sharing.restricting.demo import at_work
from cases.sharing.restricting.ties import closed_altogether
from cases.sharing.teams import acts
from cases.sharing.teams.acts import Team
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import calendar

CFT, MDT, ER_TEAM = Roster.Kind.CFT, Roster.Kind.MDT, Roster.Kind.ER_TEAM
RELEVANCE = "Both programs ask the family for things on the same days; one plan must fit both."
CAUSE = "The medical report on which the decision hangs is promised for next week."
# (kind, title, opened by, days ago, who sits on it)
TEAMS = (
    (CFT, "Visits and work hours", "cws.supervisor", 20, ("cws.worker", "calworks.worker")),
    (
        MDT,
        "Services for the summer",
        "coordinator",
        15,
        ("cws.worker", "calworks.worker", "liaison"),
    ),
    (ER_TEAM, "Report at school", "cws.supervisor", 12, ("cws.worker", "calworks.worker")),
    (ER_TEAM, "Report by the clinic", "cws.supervisor", 45, ("cws.worker", "calworks.worker2")),
    (ER_TEAM, "Report by a neighbor", "cws.supervisor", 40, ("cws.worker2", "calworks.worker")),
)
EXTENDED = "Report by a neighbor"


def seed(today: date) -> None:
    """Teams about people of the CWS unit; safe to run again."""
    del today  # windows are counted from the day on which the demonstration is looked at
    for county in COUNTIES:
        with at_work("coordinator", county):
            if Roster.objects.filter(county=county).exists():
                continue
            people = _people(county)
            for place, (kind, title, by, ago, personas) in enumerate(TEAMS):
                person = people[place % len(people)]
                _open(person, (kind, title, by), calendar.today() - timedelta(days=ago), personas)


def _people(county: str) -> list[Person]:
    """Open people of the first CWS worker's caseload, those of the first CalWORKs worker too
    before others, in an order that stays."""
    records = ProgramRecord.objects.filter(county=county, person__isnull=False)
    held = records.filter(program="cws", assignments__worker_id="CW101", assignments__until=None)
    held = held.exclude(current__from_report=True).exclude(
        person__in=records.filter(closed_altogether()).values("person")
    )
    people = [record.person for record in held.order_by("native_id").select_related("person")]
    both = records.filter(assignments__worker_id="EW201", assignments__until=None)
    shared = set(both.values_list("person", flat=True))
    return sorted(dict.fromkeys(people), key=lambda person: person.pk not in shared)


def _open(person: Person, said: tuple[str, str, str], since: date, sit: tuple[str, ...]) -> None:
    """A team with its members, who sit there since the day it counts from."""
    kind, title, handle = said
    county = person.county_id
    by = User.objects.get(email=f"{handle}@{county}.example")
    authorized = since if kind == CFT else None
    made = acts.open_team(person, Team(kind, title, RELEVANCE, since, authorized), by=by.pk)
    users = Membership.objects.filter(
        county=county, user__email__in=[f"{each}@{county}.example" for each in sit]
    )
    for member in users:
        Seat.objects.create(
            county_id=county,
            roster=made,
            user_id=member.user_id,
            since=since,
            identity_verified=True,
        )
    if title == EXTENDED:
        until = calendar.today() + timedelta(days=11)
        seen = made.until.isoformat() if made.until else ""
        acts.extend(made, until, CAUSE, seen=seen, by=by.pk)
