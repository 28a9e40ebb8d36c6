"""Two counties whose every text is a token: built once, committed, walked through by everybody."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate
from counties import demo
from counties.models import Membership, Office, Unit, User
from counties.permissions import Role
from counties.personas import COUNTY_PERSONAS, STATE_PERSONAS
from linkages import audit, jobs
from linkages.programs import Program
from linkages.scope import rls
from tests.canary import desks, families, kinships
from tests.canary.crawler import everybody_walks
from tests.canary.families import Town
from tests.canary.tokens import OFFICE, Token
from tests.conftest import TODAY
from tests.matching.world import match, restate
from tests.records.conftest import aided, named, text

COUNTIES = ("alder", "birch")
ANOTHER_UNIT = {
    "calworks.worker3": (Role.WORKER, "EW301"),
    "calworks.supervisor3": (Role.SUPERVISOR, "EW300"),
}
GONE = ("gone", "ended")  # deactivated; membership ended yesterday


@dataclass(slots=True)
class World:
    """What was built, and what belongs where."""

    planted: dict[Token, str] = field(default_factory=dict)
    towns: dict[str, Town] = field(default_factory=dict)
    pairs: dict[tuple[str, int], uuid.UUID] = field(default_factory=dict)
    sealed_pairs: dict[str, set[str]] = field(default_factory=dict)
    # The families of a county, and the numbers of those who are in each.
    kinships: dict[str, dict[uuid.UUID, set[int]]] = field(default_factory=dict)

    def person(self, county: str, family: int) -> uuid.UUID:
        """The person of a family."""
        return self.towns[county].families[family].person.pk

    def family_of(self, county: str, person: uuid.UUID) -> int | None:
        """The family whose person this is."""
        for number, made in self.towns[county].families.items():
            if made.person.pk == person:
                return number
        return None


# Who walks in the gate: a reader of each kind, and from the other county the two who see most.
# Everybody walks in the drills.
IN_THE_GATE = {
    "alder": (
        *("cws.worker", "cws.worker2", "cws.supervisor", "calworks.worker", "calworks.worker2"),
        *("coordinator", "restricted", "privacy", "admin", "gone"),
    ),
    "birch": ("calworks.worker", "coordinator"),
}


def walking() -> list[str]:
    """Those of the personas who walk through everything this time."""
    if everybody_walks():
        return personas()
    chosen = {f"{handle}@{county}.example" for county in COUNTIES for handle in IN_THE_GATE[county]}
    return [email for email in personas() if email in chosen or not email]


def personas() -> list[str]:
    """Everybody who can sign in, those who no longer may, and a stranger."""
    known = [p.handle for p in COUNTY_PERSONAS]
    here = [f"{handle}@{county}.example" for county in COUNTIES for handle in known]
    more = [f"{handle}@alder.example" for handle in (*ANOTHER_UNIT, *GONE)]
    return [*here, *more, *(f"{p.handle}@state.example" for p in STATE_PERSONAS), ""]


def build() -> World:
    """Build and commit everything."""
    world = World()
    demo.seed(TODAY)
    for county, people in (("alder", families.people_alder), ("birch", families.people_birch)):
        town = world.towns[county] = Town(county)
        _rename_places(town)
        _more_staff(town)
        _pairs(world, town)
        with rls(county=county), audit.trail(county, None, "test"), transaction.atomic():
            people(town)
            desks.desks(town, min(town.families))
        _batch(town)
        world.kinships[county] = kinships.roll_up(town)
        world.planted |= town.plant.planted
    return world


def _rename_places(town: Town) -> None:
    """Offices, units and staff are called by tokens too: no drop-down may name another county's."""
    with rls(county=town.county), transaction.atomic():
        for model in (Office, Unit):
            for place in model.objects.all():
                place.name = town.plant.word(0, OFFICE, "a place")
                place.save()
        staff = Membership.objects.values_list("user", flat=True)
        for user in User.objects.filter(pk__in=list(staff)):
            user.name = town.plant.word(0, OFFICE, "a member of staff")
            user.save(update_fields=["name"])


def _more_staff(town: Town) -> None:
    """A second CalWORKs unit, and two who no longer work there."""
    if town.county != "alder":
        return
    with rls(county="alder"), transaction.atomic():
        unit = Unit.objects.create(
            county_id="alder",
            office=Office.objects.order_by("code").first(),
            name=town.plant.word(0, OFFICE, "a place"),
            code="CAL2",
            program=Program.CALWORKS,
        )
    for handle, (role, worker) in ANOTHER_UNIT.items():
        _hire(town, handle, role, unit, worker)
    with rls(county="alder"), transaction.atomic():
        first = Unit.objects.get(code="CAL1")
    for handle in GONE:
        user = _hire(town, handle, Role.WORKER, first, "EW201")
        if handle == "ended":
            with rls(county="alder", user=user.pk), transaction.atomic():
                Membership.objects.filter(user=user).update(until=families.YESTERDAY)


def _hire(town: Town, handle: str, role: Role, unit: Unit, worker: str) -> User:
    user = User.objects.create(
        email=f"{handle}@{town.county}.example",
        name="Former" if handle in GONE else town.plant.word(0, OFFICE, "a member of staff"),
    )
    with rls(county=town.county, user=user.pk), transaction.atomic():
        Membership.objects.create(
            county_id=town.county,
            user=user,
            role=role,
            program=Program.CALWORKS,
            unit=unit,
            worker_id=worker,
            since=TODAY - timedelta(days=300),
        )
    return user


def _pairs(world: World, town: Town) -> None:
    """F12: two records that may be one person; F19: two of which one is sealed."""
    with rls(county=town.county), audit.trail(town.county, None, "test"), transaction.atomic():
        for number in (12, 19):
            same = {
                "surname": town.plant.word(number, "C1", "surname of both"),
                "given": town.plant.name(number, "cws"),
                "born": date(1990, 1, number),
            }
            sealed = {"restriction": "R"} if number == 19 else {}
            for program in (Program.CWS, Program.CALWORKS):
                made = town.record(number, program, **same, **sealed)
                restate(made, ssn=f"9001234{number}")
                sealed = {}
    match(town.county)
    with rls(county=town.county), transaction.atomic():
        for number in (12, 19):
            cws, calworks = town.records[number]
            found = MatchCandidate.objects.get(cws=cws, calworks=calworks)
            world.pairs[town.county, number] = found.pk
        # The engine finds pairs across the two families as well; some hold the sealed record.
        sealed = MatchCandidate.objects.filter(cws=town.records[19][0])
        world.sealed_pairs[town.county] = {str(pk) for pk in sealed.values_list("pk", flat=True)}


def _batch(town: Town) -> None:
    """An extract that waits for a decision, one row of which was set aside."""
    word = town.plant.word
    codes = {"alder": "99", "birch": "98"}
    rows = [
        aided(
            number,
            county=codes[town.county],
            last=word(24, "C1", "surname of a row not accepted", "calworks"),
            first=word(24, "C1", "given name of a row not accepted", "calworks"),
            dob="1996-03-14" if number == 1 else "13/13/2020",
            wtw_reason=word(24, "C2", "reason in a row not accepted", "calworks"),
        )
        for number in (1, 2)
    ]
    client = browser(f"analyst@{town.county}.example")
    fields = {"program": "calworks", "file": named(text(*rows)), "as_of": "2026-11-20"}
    sent = client.post(reverse("records:upload"), fields)
    assert sent.status_code == 302, sent.content
    do_jobs(town.county)


def browser(email: str, **settings: Any) -> Client:
    """A signed-in browser; of nobody for an empty address."""
    client = Client(**settings)
    if email:
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(User.objects.get(email=email), backend=backend)
    return client


def do_jobs(county: str) -> None:
    """Do a county's waiting jobs, and those that they ask for."""
    while True:
        with rls(county=county), transaction.atomic():
            waiting = list(jobs.Job.objects.claimable().values_list("pk", flat=True))
        if not waiting:
            return
        for pk in waiting:
            jobs.run(county, pk, beating=False)


def ids_by_table() -> dict[str, dict[str, list[str]]]:
    """Model label to county to the ids of its rows, for every model with an id of its own."""
    found: dict[str, dict[str, list[str]]] = {}
    for county in COUNTIES:
        with rls(county=county), transaction.atomic():
            for model in apps.get_models():
                is_ours = hasattr(model, "row_class") and _readable(model._meta.db_table)
                if not is_ours or model._meta.pk.get_internal_type() != "UUIDField":
                    continue
                ids = [str(pk) for pk in model.objects.values_list("pk", flat=True)[:60]]
                if ids:
                    found.setdefault(model._meta.label, {})[county] = ids
    return found


def _readable(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(%s, 'select')", [table])
        return bool(cursor.fetchone()[0])


# What a page may write by being looked at: the account of it, and the session.
WRITTEN_BY_LOOKING = (
    "linkages_auditevent",
    "sharing_disclosure",
    "sharing_lookup",
    "django_session",
    "usersessions_usersession",
)
TABLES = """
select relname from pg_class
where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
  and has_table_privilege(oid, 'select')
"""


def snapshot() -> dict[tuple[str, str], tuple[int, int]]:
    """(scope, table) to the number of rows and the sum of the transactions that wrote them."""
    found = {}
    users = list(User.objects.values_list("pk", flat=True))
    for county in COUNTIES:
        with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TABLES)
            for table in {name for (name,) in cursor.fetchall()}.difference(WRITTEN_BY_LOOKING):
                found[county, table] = _rows(cursor, table)
    for user in users:
        with rls(user=user), transaction.atomic(), connection.cursor() as cursor:
            for table in ("linkages_draft", "linkages_submission"):
                found[str(user), table] = _rows(cursor, table)
    return found


def _rows(cursor: Any, table: str) -> tuple[int, int]:
    cursor.execute(f'select count(*), coalesce(sum(xmin::text::bigint), 0) from "{table}"')
    return cursor.fetchone()


def changes_nothing(before: dict[Any, Any], after: dict[Any, Any]) -> list[str]:
    """Tables whose rows are others than before."""
    return sorted(
        f"{scope}: {table}"
        for (scope, table), rows in before.items()
        if after[scope, table] != rows
    )
