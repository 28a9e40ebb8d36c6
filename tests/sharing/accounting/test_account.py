"""Who saw what of a person: complete, quick, for the few who answer for it, and accounted for."""

import csv
import io
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.sharing.accounting import account, words
from cases.sharing.accounting.account import Filters
from cases.sharing.accounting.people import keys_of, people_accountable_to
from cases.sharing.decision import Allowed, decide
from cases.sharing.models import Disclosure, StaffRelation
from cases.sharing.reading import Purpose
from cases.sharing.standing import Standing
from linkages import exports
from linkages.audit import AuditEvent
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import Family, make_family, without_chance, without_secrets

pytestmark = pytest.mark.django_db
OFFICER = "privacy@alder.example"


def account_url(family: Family, page: str = "account") -> str:
    return reverse(f"sharing:{page}", args=[family.person.pk])


def events(county: str = "alder", **wanted: Any) -> list[AuditEvent]:
    with rls(county=county), transaction.atomic():
        return list(AuditEvent.objects.filter(**wanted).order_by("at"))


@pytest.fixture
def seen(family: Callable[..., Family], grounds: None, sign_in: Callable[[str], Client]) -> Family:
    """A person whom three members of staff opened, and whom a fourth was refused."""
    made = family()
    page = reverse("sharing:person", args=[made.person.pk])
    for who, status in (
        ("cws.worker", 200),
        ("calworks.worker", 200),
        ("coordinator", 200),
        ("cws.worker2", 404),
    ):
        assert sign_in(f"{who}@alder.example").get(page).status_code == status
    return made


def test_the_account_says_who_when_what_why_and_with_what_result(
    seen: Family, sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    page = sign_in(OFFICER).get(account_url(seen)).content.decode()
    for handle in ("cws.worker", "calworks.worker", "coordinator", "cws.worker2"):
        assert staff[f"{handle}@alder.example"].name in page
    assert page.count("Opened the page of the person") == 4
    assert "CalWORKs: C1 identity, C2 CalWORKs status, C3 activities and services" in page
    assert "W&amp;IC 10850, switched on by counsel" in page
    assert page.count("Denied") == 1 and page.count("Allowed") == 3
    assert "4 events" in page


def test_it_shows_who_the_person_is_and_nothing_else_of_them(
    seen: Family, sign_in: Callable[[str], Client]
) -> None:
    page = without_chance(sign_in(OFFICER).get(account_url(seen)).content.decode())
    assert "ROSA DELGADO" in page and "03/14/1996" in page
    for secret in ("ZQ", "sanction", "EW201", "CW101"):
        assert secret not in page


@pytest.mark.check(111)
def test_the_account_equals_what_sql_says(
    seen: Family, staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    sign_in("coordinator@alder.example").get(reverse("sharing:people"))
    sign_in(OFFICER).get(account_url(seen))
    other = make_family(cws={"given": "LUZ"}, calworks={"given": "LUZ"})
    sign_in("cws.worker@alder.example").get(reverse("sharing:person", args=[other.person.pk]))
    with working_as(staff[OFFICER]) as officer:
        shown = {key.event for key in account.keys(officer, seen.person, Filters())}
        whom = [seen.person.pk, seen.cws.pk, seen.calworks.pk]
        with connection.cursor() as cursor:
            cursor.execute(
                "select id from linkages_auditevent where county_id = 'alder' and ("
                + " or ".join(["%s = any(subjects)"] * 3)
                + ") union select event from sharing_disclosure where county_id = 'alder'"
                " and person = any(%s)",
                [*whom, whom],
            )
            told = {row[0] for row in cursor}
        assert shown == told and len(shown) >= 5


MANY = """
insert into linkages_auditevent
select md5('e' || n)::uuid, 'alder', now() - n * interval '3 minutes', %(user)s,
  'GET sharing:person', 'allowed',
  array[case when n %% 2 = 0 then %(person)s else %(record)s end::uuid], '{10850}', 'casework', '',
  '127.0.0.1' from generate_series(1, 10000) n;
insert into linkages_auditevent
select md5('o' || n)::uuid, 'alder', now() - n * interval '20 seconds', %(user)s,
  'GET sharing:person', 'allowed', array[md5('p' || n)::uuid], '{}', 'casework', '', null
from generate_series(1, 60000) n;
insert into sharing_disclosure
select md5('d' || n)::uuid, 'alder', now() - n * interval '3 minutes', md5('e' || n)::uuid,
  %(user)s, 'cws', %(person)s, 'calworks', '{C1,C2}', '{10850}', 'casework', 'screen'
from generate_series(1, 10000) n;
"""


@pytest.mark.drill
@pytest.mark.check(111)
@pytest.mark.django_db(transaction=True)
def test_ten_thousand_events_are_answered_within_three_seconds(
    staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    family = make_family()
    fields = {
        "user": staff["cws.worker@alder.example"].pk,
        "person": family.person.pk,
        "record": family.cws.pk,
    }
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        for statement in MANY.split(";\n")[:3]:
            cursor.execute(statement, fields)
    client = sign_in(OFFICER)
    began = time.perf_counter()
    page = client.get(account_url(family), {"page": 200})
    took = time.perf_counter() - began
    assert "10,000 events" in page.content.decode()
    assert page.content.decode().count('scope="row"') == 50
    assert took < 3, took


def test_a_page_of_fifty_asks_as_often_as_a_page_of_one(
    staff: dict[str, Any],
    family: Callable[..., Family],
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    made = family()
    counts = []
    for further in (1, 49):
        with rls(county="alder"), transaction.atomic():
            for _number in range(further):
                event = uuid.uuid4()
                AuditEvent.objects.create(
                    id=event, county_id="alder", user_id=staff["cws.worker@alder.example"].pk,
                    action="GET sharing:person", result="allowed", subjects=[made.person.pk],
                )  # fmt: skip
        with working_as(staff[OFFICER]) as officer, django_assert_max_num_queries(12) as asked:
            keys = account.keys(officer, made.person, Filters())
            account.lines(officer, made.person, keys[:50])
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_filters_leave_what_was_asked_for(
    seen: Family, staff: dict[str, Any], sign_in: Callable[[str], Client]
) -> None:
    client = sign_in(OFFICER)
    client.get(account_url(seen))
    worker = staff["calworks.worker@alder.example"].pk

    def count(**wanted: Any) -> int:
        with working_as(staff[OFFICER]) as officer:
            return len(account.keys(officer, seen.person, Filters(**wanted)))

    day = timezone.localdate()
    assert count() == 5  # the officer's own look is the fifth
    assert count(staff=worker) == 1
    assert count(program=Program.CALWORKS) == 1
    assert count(program=Program.JOINT) == 2
    assert count(since=day, until=day) == 5
    assert count(until=day - timedelta(days=1)) == 0
    assert count(since=day + timedelta(days=1)) == 0
    page = client.get(account_url(seen), {"staff": str(worker)}).content.decode()
    assert "1 event," in page
    unreadable = client.get(account_url(seen), {"since": "x", "staff": "nobody", "program": "y"})
    assert unreadable.status_code == 200


@pytest.mark.check(112)
def test_opening_an_account_is_in_the_account(
    seen: Family, sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    client = sign_in(OFFICER)
    client.get(account_url(seen))
    officer = staff[OFFICER]
    (event,) = events(action="GET sharing:account")
    assert event.user_id == officer.pk and seen.person.pk in event.subjects
    assert event.purpose == "account" and event.bases == ["account"]
    with rls(county="alder"), transaction.atomic():
        shown = Disclosure.objects.filter(event=event.pk)
        assert {d.owner for d in shown} == {"cws", "calworks"}
        assert all(d.categories == ["C1"] for d in shown)
    assert "Opened this account" in client.get(account_url(seen)).content.decode()


@pytest.mark.check(112)
@pytest.mark.parametrize("view", ["account", "account_file", "account_print"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (OFFICER, 200),
        ("restricted@alder.example", 200),
        ("privacy@birch.example", 404),
        ("admin@alder.example", 404),
        ("coordinator@alder.example", 404),
        ("cws.worker@alder.example", 404),
        ("oversight@state.example", 404),
    ],
)
def test_who_may_open_an_account(
    seen: Family, sign_in: Callable[[str], Client], view: str, who: str, status: int
) -> None:
    assert sign_in(who).get(account_url(seen, view)).status_code == status


@pytest.mark.check(112)
def test_another_countys_events_stay_out_of_an_account(seen: Family, staff: dict[str, Any]) -> None:
    with rls(county="birch"), transaction.atomic():
        AuditEvent.objects.create(
            county_id="birch", action="GET sharing:person", result="allowed",
            subjects=[seen.person.pk],
        )  # fmt: skip
    with working_as(staff[OFFICER]) as officer:
        assert len(account.keys(officer, seen.person, Filters())) == 4
    for county, told in (("alder", 4), ("birch", 1), ("", 0)):
        with rls(county=county), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from linkages_events_about(%s::uuid[], null, null, null)",
                [[seen.person.pk]],
            )
            assert cursor.fetchone() == (told,)


@pytest.mark.parametrize("restriction", ["S", "R"])
def test_a_restricted_persons_account_is_the_coordinators_of_restricted_cases(
    family: Callable[..., Family], sign_in: Callable[[str], Client], restriction: str
) -> None:
    closed, plain = family(calworks={"restriction": restriction}), family()
    officer = sign_in(OFFICER)
    hidden = officer.get(account_url(closed))
    absent = officer.get(reverse("sharing:account", args=[uuid.uuid4()]))
    assert hidden.status_code == 404 and officer.get(account_url(plain)).status_code == 200
    assert without_secrets(hidden.content.decode()) == without_secrets(absent.content.decode())
    assert sign_in("restricted@alder.example").get(account_url(closed)).status_code == 200


def test_nobody_opens_the_account_of_somebody_close(
    family: Callable[..., Family], sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    made = family()
    officer = sign_in(OFFICER)
    assert officer.get(account_url(made)).status_code == 200
    tie(made, staff[OFFICER])
    assert officer.get(account_url(made)).status_code == 404
    assert "ROSA" not in found(officer, "rosa")


def tie(family: Family, user: Any) -> None:
    with rls(county=family.county), transaction.atomic():
        StaffRelation.objects.create(
            county_id=family.county, user=user, record=family.cws, relation="relative",
            since=timezone.localdate(), recorded_by=user.pk,
        )  # fmt: skip


def found(client: Client, typed: str) -> str:
    return client.post(reverse("sharing:account_search"), {"q": typed}).content.decode()


def test_the_queryset_of_accounts_says_what_the_decision_says(
    family: Callable[..., Family], staff: dict[str, Any]
) -> None:
    made = [
        family(),
        family(cws={"restriction": "S"}),
        family(calworks={"restriction": "R"}),
        family(),
    ]
    tie(made[3], staff[OFFICER])
    tie(made[3], staff["restricted@alder.example"])
    answers = []
    for email in (OFFICER, "restricted@alder.example", "coordinator@alder.example"):
        with working_as(staff[email]) as user:
            visible = set(people_accountable_to(user).values_list("pk", flat=True))
            for each in made:
                records = [each.cws, each.calworks]
                standing = Standing(user, Purpose.ACCOUNT, records)
                subject = standing.subject(records, each.person.pk)
                decided = decide(standing.question(subject, Program.CWS, "C1"))
                assert isinstance(decided, Allowed) is (each.person.pk in visible)
                answers.append(each.person.pk in visible)
    assert answers == [True, False, False, False, True, True, True, False] + [False] * 4


@pytest.mark.parametrize("typed", ["delgado rosa", "3/14/1996", "token", "number"])
def test_a_person_is_found_by_name_birth_date_number_and_token(
    family: Callable[..., Family], sign_in: Callable[[str], Client], typed: str
) -> None:
    made = family(cws={"restriction": "N"}, cws_worker="", calworks_worker="")
    closed = family(cws={"restriction": "S"}, cws_worker="", calworks_worker="")
    words = {"token": made.person.token, "number": made.cws.native_id}.get(typed, typed)
    page = found(sign_in(OFFICER), words)
    assert made.person.token in page and closed.person.token not in page
    assert "ZQ" not in without_chance(page)
    nobody = found(sign_in(OFFICER), "zzyzx")
    assert "We found no one whose account you may open." in nobody


def test_a_search_is_one_event_with_whom_it_showed(
    family: Callable[..., Family], sign_in: Callable[[str], Client]
) -> None:
    made = family()
    found(sign_in(OFFICER), "rosa")
    (event,) = events()
    assert event.action == "POST sharing:account_search" and event.purpose == "account"
    assert event.subjects == [made.person.pk]


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_table_has_a_neutral_name_safe_cells_and_its_id_in_the_audit(
    seen: Family, sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    user = staff["calworks.worker@alder.example"]
    user.name = '=HYPERLINK("http://x")'
    user.save(update_fields=["name"])
    response = sign_in(OFFICER).get(account_url(seen, "account_file"))
    header, *rows = rows_of(response)
    assert len(rows) == 4 and len(header) == len(rows[0]) == 11
    assert "'=HYPERLINK" in {row[1][:11] for row in rows}
    text = response.content.decode("utf-8-sig")
    assert "ROSA" not in text and "DELGADO" not in text
    name = response["Content-Disposition"].partition("filename=")[2].strip('"')
    assert name.startswith("account-") and name.endswith(".csv") and len(name) == 20
    (event,) = events(action="GET sharing:account_file")
    assert event.purpose == exports.PURPOSE and seen.person.pk in event.subjects
    assert [each for each in event.subjects if each.hex.startswith(name[8:16])]
    assert events(action="GET sharing:account_file")[0].result == "allowed"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =x", "|x"])
def test_no_cell_begins_a_formula(value: str) -> None:
    assert exports.cell(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Rosa", "3/14/1996", "a=b", ""])
def test_other_cells_stay_as_they_are(value: str) -> None:
    assert exports.cell(value) == value


@pytest.mark.parametrize(("count", "status"), [(499, 200), (500, 422)])
def test_a_table_of_five_hundred_rows_is_not_made(
    family: Callable[..., Family], sign_in: Callable[[str], Client], count: int, status: int
) -> None:
    made = family()
    with rls(county="alder"), transaction.atomic():
        AuditEvent.objects.bulk_create(
            AuditEvent(
                county_id="alder", action="GET sharing:person", result="allowed",
                subjects=[made.cws.pk],
            )
            for _number in range(count)
        )  # fmt: skip
    response = sign_in(OFFICER).get(account_url(made, "account_file"))
    assert response.status_code == status
    assert (len(rows_of(response)) == 500) is (status == 200)


def test_the_print_says_who_printed_it_and_when(
    seen: Family, sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    page = sign_in(OFFICER).get(account_url(seen, "account_print")).content.decode()
    assert f"Printed by {staff[OFFICER].name}" in page and "W&amp;IC 10850" in page
    assert "Opened the page of the person" in page


def test_what_was_joined_into_a_person_belongs_to_their_account(
    family: Callable[..., Family],
) -> None:
    made = family()
    with rls(county="alder"), transaction.atomic():
        assert keys_of(made.person) == {made.person.pk, made.cws.pk, made.calworks.pk}


def test_every_page_of_a_person_has_its_words_in_an_account() -> None:
    resolver = get_resolver()
    places = [("sharing", resolver.url_patterns)]
    wordless = []
    while places:
        space, patterns = places.pop()
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                places.append((pattern.namespace or space, pattern.url_patterns))
            elif "person_id" in str(pattern.pattern):
                wordless += [n for n in [f"{space}:{pattern.name}"] if n not in words.ACTIONS]
    assert wordless == []


def test_the_grounds_of_a_page_with_others_are_not_said_to_be_this_persons(
    family: Callable[..., Family], staff: dict[str, Any]
) -> None:
    made, other = family(), family()
    worker = staff["cws.worker@alder.example"].pk
    with rls(county="alder"), transaction.atomic():
        for subjects in ([made.person.pk], [made.person.pk, other.person.pk]):
            AuditEvent.objects.create(
                county_id="alder", user_id=worker, action="GET sharing:people", result="allowed",
                subjects=subjects, bases=["assignment"],
            )  # fmt: skip
    with working_as(staff[OFFICER]) as officer:
        keys = account.keys(officer, made.person, Filters())
        told = {line.what: line.bases for line in account.lines(officer, made.person, keys)}
    assert told == {
        "Saw the list of people": ("Works with them, or their unit or team does",),
        "Saw the list of people (together with 1 other)": (),
    }
