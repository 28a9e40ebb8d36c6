"""A restricted person is nowhere: each way to somebody, with a twin who still gets there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.matching import deciding
from cases.matching.deciding import Choice
from cases.matching.models import MatchCandidate
from cases.people.models import Person, ProgramRecord
from cases.sharing.restricting import acts
from linkages.documents import Document
from linkages.scope import rls
from tests.conftest import working_as
from tests.matching.world import match, record
from tests.sharing.restricting.conftest import Office

pytestmark = pytest.mark.django_db

WORDS = ("ZQANNA", "ZQSEALED")
EVERYBODY = (
    "cws.worker",
    "cws.supervisor",
    "calworks.worker",
    "calworks.supervisor",
    "coordinator",
    "liaison",
    "analyst",
)
WHO = {"given": "ZQANNA", "surname": "ZQSEALED", "born": "1980-01-11", "ssn": "900351111"}
OPEN = {"given": "BERTA", "surname": "OPEN", "born": "1981-02-12", "ssn": "900352222"}


@pytest.fixture
def pair(staff: dict[str, Any], grounds: None) -> MatchCandidate:
    """A linked pair of somebody with both first workers, beside an open pair of somebody else."""
    with rls(county="alder"):
        for program, worker in (("cws", "CW101"), ("calworks", "EW201")):
            record(program, worker_id=worker, **WHO)
            record(program, worker_id=worker, **OPEN)
    match()
    with working_as(staff["coordinator@alder.example"]) as user:
        found = MatchCandidate.objects.get(cws__current__given="ZQANNA", band="certain")
        deciding.decide(user, Choice(found.pk, "link", found.version))
        found.refresh_from_db()
    return found


def addresses(pair: MatchCandidate, person: Person) -> dict[str, str]:
    """Every page on which somebody could come across the person."""
    return {
        "today": "/",
        "list": reverse("sharing:people"),
        "person": reverse("sharing:person", args=[person.pk]),
        "queue": reverse("matching:review"),
        "linked": reverse("matching:review") + "?state=linked",
        "pair": reverse("matching:pair", args=[pair.pk]),
        "runs": reverse("matching:runs"),
        "documents": reverse("documents"),
        "teams": reverse("sharing:teams"),
    }


def met(client: Client, pair: MatchCandidate, person: Person) -> set[str]:
    """The names of the ways on which the person is met."""
    found = set()
    traces = (*WORDS, person.token, str(person.pk), str(pair.pk))
    for name, address in addresses(pair, person).items():
        answer = client.get(address)
        # A refusal repeats the address that was asked for, and nothing else.
        if answer.status_code == 200 and any(t in answer.content.decode() for t in traces):
            found.add(name)
    for typed in (*WORDS, person.token, "ZQANN", "1/11/1980"):
        answer = client.post(reverse("sharing:search"), {"q": typed})
        rows = answer.context and answer.context.get("rows")
        if rows and person in [row["person"] for row in rows]:
            found.add("search")
    return found


@pytest.mark.scenario(15)
@pytest.mark.check(12)
@pytest.mark.parametrize("how", ["extract", "county"])
def test_a_sealed_person_is_nowhere_but_for_who_is_named(
    desk: Office, member: Callable[[str], Any], staff: dict[str, Any], pair: Any, how: str
) -> None:
    with rls(county="alder"):
        person = Person.objects.get()
    before = {who: met(desk(who).client, pair, person) for who in (*EVERYBODY, "restricted")}
    assert before["cws.worker"] >= {"today", "list", "person", "search"}
    assert before["coordinator"] >= {"list", "person", "search", "linked", "pair"}

    with working_as(staff["restricted@alder.example"]) as user:
        if how == "extract":
            ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction="R")
        else:
            side = ProgramRecord.objects.get(pk=pair.calworks_id)
            acts.restrict(side, acts.Restrict("R", "court", "Order."), by=user.pk)
        acts.name_reader(person, member("calworks.worker"), extra=False, reason="Holds it.")

    for who in EVERYBODY:
        if who != "calworks.worker":
            assert met(desk(who).client, pair, person) == set(), who
    assert met(desk("calworks.worker").client, pair, person) == before["calworks.worker"]
    assert met(desk("restricted").client, pair, person) >= before["restricted"]
    counted = desk("coordinator").client.get(reverse("sharing:people"))
    assert counted.context["page"].paginator.count == 0
    assert desk("restricted").get("sharing:people").context["page"].paginator.count == 1


@pytest.mark.scenario(15)
@pytest.mark.check(12)
def test_a_document_made_before_is_refused_after(
    desk: Office, pair: Any, run_jobs: Any, member: Callable[[str], Any], staff: dict[str, Any]
) -> None:
    with rls(county="alder"):
        person = Person.objects.get()
    made = {}
    for who in ("cws.worker", "calworks.worker"):
        answer = desk(who).post("sharing:summary", person.pk)
        assert answer.status_code == 302
        run_jobs("alder")
        with rls(county="alder"), transaction.atomic():
            made[who] = Document.objects.get(recipient=staff[f"{who}@alder.example"].pk).pk
        assert desk(who).get("document_file", made[who]).status_code == 200
    with working_as(staff["restricted@alder.example"]) as user:
        side = ProgramRecord.objects.get(pk=pair.cws_id)
        acts.restrict(side, acts.Restrict("S", "safety", "x"), by=user.pk)
        acts.name_reader(person, member("calworks.worker"), extra=False, reason="Holds it.")
    assert desk("cws.worker").get("document_file", made["cws.worker"]).status_code == 403
    assert desk("calworks.worker").get("document_file", made["calworks.worker"]).status_code == 200


@pytest.mark.check(12)
def test_a_pair_of_a_person_closed_by_another_record_is_restricted(
    desk: Office, pair: Any, staff: dict[str, Any]
) -> None:
    """A second CWS record of the same human being is proposed to the CalWORKs record of a person
    whose first CWS record is sealed."""
    with rls(county="alder"):
        record("cws", worker_id="CW102", **WHO)
    match()
    with rls(county="alder"), transaction.atomic():
        second = MatchCandidate.objects.exclude(pk=pair.pk).get(
            calworks=pair.calworks_id, state="proposed", band__in=["certain", "review"]
        )
        assert not second.restricted
        ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction="R")
        second.refresh_from_db()
        assert second.restricted
    assert desk("coordinator").get("matching:pair", second.pk).status_code == 404
    assert desk("restricted").get("matching:pair", second.pk).status_code == 200
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction="N")
    assert desk("coordinator").get("matching:pair", second.pk).status_code == 200


@pytest.mark.check(12)
def test_cutting_the_link_frees_the_open_side_and_linking_closes_it(
    pair: Any, staff: dict[str, Any]
) -> None:
    with rls(county="alder"):
        record("cws", worker_id="CW102", **WHO)
    match()

    def state() -> bool:
        with rls(county="alder"), transaction.atomic():
            rows = MatchCandidate.objects.exclude(pk=pair.pk).filter(calworks=pair.calworks_id)
            return bool(rows.get(state="proposed", band__in=["certain", "review"]).restricted)

    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction="R")
    assert state() is True
    with working_as(staff["restricted@alder.example"]) as user:
        deciding.cut(user, pair.pk, "Two people")
    assert state() is False
    match()
    assert state() is False


def test_the_restricted_coordinator_has_their_pairs_on_today(desk: Office, pair: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        open_pair = MatchCandidate.objects.get(cws__current__given="BERTA", band="certain")
        ProgramRecord.objects.filter(pk=open_pair.cws_id).update(restriction="S")
    today = desk("restricted").client.get("/").content.decode()
    assert "Restricted pairs" in today and "?closed=only" in today
    queue = desk("restricted").client.get(reverse("matching:review"), {"closed": "only"})
    assert "BERTA" in queue.content.decode()
    for persona in ("coordinator", "analyst"):
        body = desk(persona).client.get("/").content.decode()
        assert "Restricted pairs" not in body and "BERTA" not in body
        listed = desk(persona).client.get(reverse("matching:review"), {"closed": "only"})
        assert "BERTA" not in listed.content.decode()
