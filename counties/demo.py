"""Demonstration counties, offices, units and staff."""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from counties.models import County, Holiday, Membership, Office, Unit, User
from counties.permissions import Role
from counties.personas import COUNTIES, PASSWORD, STATE, Persona, accounts
from linkages.programs import Program
from linkages.scope import rls

OFFICES = {
    "alder": (("AC", "Alder Central"), ("AS", "Alder South")),
    "birch": (("BD", "Birch Downtown"), ("BV", "Birch Valley")),
}
# Worker ids as the demonstration extracts name them, the same in both counties.
WORKER_IDS = {
    "cws.worker": "CW101",
    "cws.worker2": "CW102",
    "cws.supervisor": "CW100",
    "calworks.worker": "EW201",
    "calworks.worker2": "EW202",
    "calworks.supervisor": "EW200",
}
NAMES = {
    "alder": "Amara Okafor|Ben Whitfield|Celia Navarro|Dana Kim|Elias Haddad|Fern Castillo|"
    "Grace Tran|Hugo Lindqvist|Irene Baptiste|Jonah Reyes|Kavya Menon|Lucia Ferro|Marcus Bell|"
    "Nadia Petrov|Owen Achebe|Paula Quintero|Quentin Moss|Rosalind Pike|Samir Villareal",
    "birch": "Sofia Marchetti|Theo Vang|Uma Krishnan|Victor Sandoval|Wanda Okoye|Xavier Dunn|"
    "Yolanda Ruiz|Zane Mercer|Alma Vartanian|Bruno Sato|Carmen Oyelaran|Dario Beck|Esther Nguyen|"
    "Felix Aguirre|Gloria Stone|Henry Xiong|Ines Duarte|Jerome Fields|Keiko Abrams",
    STATE: "Karen Ellison|Luis Monroe|Miriam Goode",
}
# The state's holidays (Gov. Code 6700) as they fall on working days, and each county's own.
HOLIDAYS = [
    (date(2026, 1, 1), "New Year’s Day"),
    (date(2026, 1, 19), "Martin Luther King Jr. Day"),
    (date(2026, 2, 16), "Presidents’ Day"),
    (date(2026, 3, 31), "Cesar Chavez Day"),
    (date(2026, 5, 25), "Memorial Day"),
    (date(2026, 7, 3), "Independence Day, observed"),
    (date(2026, 9, 7), "Labor Day"),
    (date(2026, 11, 11), "Veterans Day"),
    (date(2026, 11, 26), "Thanksgiving Day"),
    (date(2026, 12, 25), "Christmas Day"),
    (date(2027, 1, 1), "New Year’s Day"),
    (date(2027, 1, 18), "Martin Luther King Jr. Day"),
    (date(2027, 2, 15), "Presidents’ Day"),
    (date(2027, 3, 31), "Cesar Chavez Day"),
    (date(2027, 5, 31), "Memorial Day"),
    (date(2027, 7, 5), "Independence Day, observed"),
    (date(2027, 9, 6), "Labor Day"),
    (date(2027, 11, 11), "Veterans Day"),
    (date(2027, 11, 25), "Thanksgiving Day"),
    (date(2027, 12, 24), "Christmas Day, observed"),
]
HOLIDAYS_OF = {
    "alder": [
        (date(2026, 11, 27), "Day after Thanksgiving"),
        (date(2027, 11, 26), "Day after Thanksgiving"),
    ],
    "birch": [(date(2026, 12, 24), "County furlough day")],
}


def seed(today: date) -> None:
    """Counties, their offices and units, and every persona; safe to run again."""
    with transaction.atomic():
        for key, (name, code) in COUNTIES.items():
            County.objects.get_or_create(pk=key, defaults={"name": name, "code": code})
        County.objects.get_or_create(
            pk=STATE, defaults={"name": "State", "code": "00", "kind": County.Kind.STATE}
        )
    units = {county: _places(county) for county in COUNTIES}
    seed_holidays()
    made = _users()
    for county in {county for _email, county, _persona in accounts()}:
        with rls(county=county), transaction.atomic():
            Membership.objects.bulk_create(
                Membership(
                    county_id=county,
                    user=made[email],
                    role=persona.role,
                    program=persona.program,
                    unit=_unit_of(persona, units.get(county, {})),
                    worker_id=WORKER_IDS.get(persona.handle, ""),
                    since=today - timedelta(days=400),
                )
                for email, where, persona in accounts()
                if where == county and email in made
            )


def _users() -> dict[str, User]:
    """Whoever of the accounts was not there yet, by address. All in a few statements: every test
    of pages begins with this."""
    names = {county: iter(listed.split("|")) for county, listed in NAMES.items()}
    named = {email: next(names[county]) for email, county, _persona in accounts()}
    known = set(User.objects.filter(email__in=named).values_list("email", flat=True))
    password = make_password(PASSWORD)
    rows = User.objects.bulk_create(
        User(email=email, name=name, phone="555-01" + f"{len(email):02}", password=password)
        for email, name in named.items()
        if email not in known
    )
    return {user.email: user for user in rows}


def _unit_of(persona: Persona, units: dict[str, Unit]) -> Unit | None:
    in_unit = persona.role in (Role.WORKER, Role.SUPERVISOR)
    return units[persona.program] if in_unit else None


def _places(county: str) -> dict[str, Unit]:
    """Offices of a county, and one unit a program in the first of them."""
    with rls(county=county), transaction.atomic():
        Office.objects.bulk_create(
            (Office(county_id=county, code=code, name=name) for code, name in OFFICES[county]),
            ignore_conflicts=True,
        )
        office = Office.objects.get(county=county, code=OFFICES[county][0][0])
        codes = {p: f"{p.value.upper()[:3]}1" for p in (Program.CWS, Program.CALWORKS)}
        Unit.objects.bulk_create(
            (
                Unit(
                    county_id=county,
                    code=code,
                    name=f"{program.label} unit 1",
                    program=program,
                    office=office,
                )
                for program, code in codes.items()
            ),
            ignore_conflicts=True,
        )
        kept = {unit.code: unit for unit in Unit.objects.filter(county=county)}
        return {program: kept[code] for program, code in codes.items()}


def seed_holidays() -> None:
    """Two years of holidays; each county's own list, as their calendars differ."""
    for county, own in HOLIDAYS_OF.items():
        with rls(county=county), transaction.atomic():
            Holiday.objects.bulk_create(
                (Holiday(county_id=county, day=day, name=name) for day, name in [*HOLIDAYS, *own]),
                ignore_conflicts=True,
            )
