"""The page of a person and the list of people, as those who use them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.people import linking
from cases.people.models import Link
from cases.sharing.models import Assignment, Disclosure, LegalBasis
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.conftest import Family, make_family, make_record, without_chance, without_secrets

pytestmark = pytest.mark.django_db

Visit = Callable[..., Any]


@pytest.fixture
def visit(sign_in: Callable[[str], Client], grounds: None) -> Visit:
    """`visit("cws.worker", family)` opens the person's page; without a family, the list."""

    def visited(persona: str, made: Family | None = None, county: str = "alder") -> Any:
        client = sign_in(f"{persona}@{county}.example")
        if made is None:
            return client.get(reverse("sharing:people"))
        return client.get(reverse("sharing:person", args=[made.person.pk]))

    return visited


def test_a_worker_sees_both_programs_side_by_side(visit: Visit) -> None:
    page = visit("cws.worker", make_family()).content.decode()
    for words in ("ROSA DELGADO", "Sanction", "Family Reunification", "ZQactivity", "Dana Kim"):
        assert words in page
    assert "Seen because you, your unit or your team work with this person." in page
    assert "Seen because county counsel opened it under W&amp;IC 10850." in page
    assert "CWS extract" in page
    assert "Dec 1, 2026" in page


@pytest.mark.parametrize(
    ("persona", "never"),
    [
        ("calworks.worker", ["ZQallegation", "ZQplacement", "ZQmedical", "ZQincome"]),
        ("calworks.supervisor", ["ZQallegation", "ZQplacement", "ZQmedical", "ZQincome"]),
        ("cws.worker", ["ZQgrant", "ZQtreatment", "ZQsafety"]),
        ("coordinator", ["ZQallegation", "ZQplacement", "ZQgrant", "ZQsafety", "ZQactivity"]),
    ],
)
def test_no_word_of_what_is_closed_is_on_the_page(
    visit: Visit, persona: str, never: list[str]
) -> None:
    response = visit(persona, make_family())
    assert response.status_code == 200
    assert not [word for word in never if word in response.content.decode()]


@pytest.mark.check(3)
@pytest.mark.parametrize(
    "persona", ["cws.worker2", "calworks.worker2", "analyst", "admin", "privacy", "counsel"]
)
def test_not_yours_and_not_there_are_the_same_bytes(visit: Visit, persona: str) -> None:
    made = make_family()
    ghost = Family(made.person.__class__(pk=uuid.uuid4()), made.cws, made.calworks, "alder")
    hidden, absent = visit(persona, made), visit(persona, ghost)
    assert hidden.status_code == absent.status_code == 404
    assert without_secrets(hidden.content.decode()) == without_secrets(absent.content.decode())
    assert visit("cws.worker", made).status_code == 200


@pytest.mark.check(13)
def test_another_countys_person_is_not_there(visit: Visit) -> None:
    made = make_family("birch")
    assert visit("coordinator", made).status_code == 404
    assert visit("coordinator", made, "birch").status_code == 200


@pytest.mark.scenario(15)
def test_a_sealed_person_is_not_there_but_for_the_restricted_coordinator(visit: Visit) -> None:
    made = make_family(calworks={"restriction": "S"})
    for persona in ("cws.worker", "calworks.worker", "coordinator", "cws.supervisor"):
        assert visit(persona, made).status_code == 404
        assert made.person.token not in visit(persona).content.decode()
    assert visit("restricted", made).status_code == 200


def test_the_links_say_who_and_when(visit: Visit, staff: dict[str, Any]) -> None:
    by = staff["coordinator@alder.example"]
    with working_as(by):
        ours, theirs = make_record("alder", "cws"), make_record("alder", "calworks")
        linking.link(ours, theirs, by=by.pk)
        ours.refresh_from_db()
        made = Family(ours.person, ours, theirs, "alder")
    page = visit("coordinator", made).content.decode()
    links = page[page.index("What makes them one person") :]
    assert by.name in links
    assert ours.native_id in links
    assert theirs.native_id in links


@pytest.mark.check(27)
def test_statute_off_and_reassignment_close_the_next_request(visit: Visit) -> None:
    made = make_family()
    assert "ZQactivity" in visit("cws.worker", made).content.decode()
    with rls(county="alder"):
        LegalBasis.objects.filter(category="C3").update(until="2026-11-30")
    assert "ZQactivity" not in visit("cws.worker", made).content.decode()
    with rls(county="alder"):
        Assignment.objects.filter(record=made.cws).update(until="2026-11-30")
    assert visit("cws.worker", made).status_code == 404


def test_after_a_cut_the_page_is_gone(visit: Visit, staff: dict[str, Any]) -> None:
    made = make_family()
    assert visit("coordinator", made).status_code == 200
    with working_as(staff["coordinator@alder.example"]) as user:
        linking.cut(Link.objects.get(cut_at=None), by=user.pk, reason="Two people")
    assert visit("coordinator", made).status_code == 404


@pytest.mark.check(105)
def test_one_event_and_one_disclosure_a_look(visit: Visit, staff: dict[str, Any]) -> None:
    made = make_family()
    visit("calworks.worker", made)
    with rls(county="alder"):
        (event,) = AuditEvent.objects.all()
        (row,) = Disclosure.objects.all()
    assert (event.action, event.result, event.purpose) == (
        "GET sharing:person",
        "allowed",
        "casework",
    )
    assert event.user_id == staff["calworks.worker@alder.example"].pk
    assert event.subjects == [made.person.pk]
    assert (row.event, row.owner, row.categories) == (event.pk, "cws", ["C1", "C5"])


@pytest.mark.check(105)
def test_a_refusal_is_written_down_too(visit: Visit, staff: dict[str, Any]) -> None:
    made = make_family()
    visit("cws.worker2", made)
    with rls(county="alder"):
        (event,) = AuditEvent.objects.all()
        assert not Disclosure.objects.exists()
    assert (event.action, event.result) == ("GET sharing:person", "denied")


def test_the_list_is_ones_own_and_sorts(visit: Visit, sign_in: Any) -> None:
    for surname in ("BAKER", "ABEL", "CRUZ"):
        make_family(cws={"surname": surname})
    make_family(cws={"surname": "HIDDEN"}, cws_worker="CW102")
    client = sign_in("cws.worker@alder.example")
    page = client.get(reverse("sharing:people"), {"sort": "name"}).content.decode()
    assert page.index("ABEL") < page.index("BAKER") < page.index("CRUZ")
    page = client.get(reverse("sharing:people"), {"sort": "-name"}).content.decode()
    assert page.index("CRUZ") < page.index("BAKER") < page.index("ABEL")
    assert "HIDDEN" not in page


@pytest.mark.check(43)
@pytest.mark.parametrize("sort", ["ssn", "records__current__surname", "-born", "name"])
def test_a_hidden_order_is_ignored(visit: Visit, sign_in: Any, sort: str) -> None:
    for surname in ("BAKER", "ABEL", "CRUZ"):
        make_family(cws={"surname": surname})
    client = sign_in("coordinator@alder.example")
    plain = client.get(reverse("sharing:people")).context["rows"]
    asked = client.get(reverse("sharing:people"), {"sort": sort}).context["rows"]
    assert [row["person"] for row in asked] == [row["person"] for row in plain]


def test_the_list_costs_the_same_for_one_and_for_fifty(visit: Visit) -> None:
    make_family()
    visit("cws.supervisor")
    with CaptureQueriesContext(connection) as one:
        visit("cws.supervisor")
    for _each in range(49):
        make_family()
    with CaptureQueriesContext(connection) as fifty:
        response = visit("cws.supervisor")
    assert len(response.context["rows"]) == 50
    assert len(fifty) == len(one)


def test_an_empty_list_says_what_to_do(visit: Visit) -> None:
    assert "Nobody yet" in visit("cws.worker").content.decode()


@pytest.mark.parametrize("persona", ["analyst", "admin", "privacy", "sponsor.cws"])
def test_roles_without_people_have_no_list(visit: Visit, persona: str) -> None:
    assert visit(persona).status_code == 403


def test_today_names_who_is_new(sign_in: Any, grounds: None) -> None:
    made = make_family()
    page = sign_in("cws.worker@alder.example").get("/").content.decode()
    assert "Newly in both programs" in page
    assert made.person.token in page
    other = sign_in("cws.worker2@alder.example").get("/").content.decode()
    assert made.person.token not in other


def test_birchs_counsel_keeps_activities_to_calworks(sign_in: Any) -> None:
    from cases.sharing import demo

    demo.seed(TODAY)
    demo.seed(TODAY)
    for county, seen in (("alder", True), ("birch", False)):
        made = make_family(county)
        page = sign_in(f"cws.worker@{county}.example").get(
            reverse("sharing:person", args=[made.person.pk])
        )
        assert ("ZQactivity" in page.content.decode()) is seen


def test_in_spanish_the_page_has_its_sections(sign_in: Any, grounds: None) -> None:
    made = make_family()
    client = sign_in("cws.worker@alder.example")
    response = client.get(
        reverse("sharing:person", args=[made.person.pk]), HTTP_ACCEPT_LANGUAGE="es"
    )
    assert '<html lang="es"' in response.content.decode()


REPORTED = {"surname": "ZQREPORTED", "facts": {"C6": {"disposition": "open"}}}


@pytest.mark.parametrize("persona", ["calworks.worker", "calworks.supervisor", "coordinator"])
def test_someone_known_by_a_report_alone_is_nobody_to_the_other_side(
    visit: Visit, sign_in: Callable[[str], Client], persona: str
) -> None:
    made = make_family(cws=REPORTED, calworks={"surname": "ZQAIDED"})
    hidden = visit(persona, made)
    absent = sign_in(f"{persona}@alder.example").get(reverse("sharing:person", args=[uuid.uuid4()]))
    assert hidden.status_code == absent.status_code == 404
    assert without_secrets(hidden.content.decode()) == without_secrets(absent.content.decode())
    assert "ZQ" not in without_chance(visit(persona).content.decode())
    client = sign_in(f"{persona}@alder.example")
    for typed in ("ZQAIDED", "ZQREPORTED", made.person.token):
        found = client.post(reverse("sharing:search"), {"q": typed}, follow=True)
        assert str(made.person.pk) not in found.content.decode(), typed
    summary = reverse("sharing:summary", args=[made.person.pk])
    assert client.post(summary).status_code == 404


def test_the_own_worker_of_a_report_opens_the_page(visit: Visit) -> None:
    response = visit("cws.worker", make_family(cws=REPORTED))
    assert response.status_code == 200
    assert "ZQREPORTED" in response.content.decode()


def test_a_report_beside_a_case_hides_nobody(visit: Visit) -> None:
    facts = {"C6": {"disposition": "open"}, "C5": {"service_component": "FM"}}
    assert visit("calworks.worker", make_family(cws={"facts": facts})).status_code == 200
