"""A wrong link becomes an incident: what was seen, who may know, and who closes it."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.matching.models import MatchCandidate
from cases.people import linking
from cases.people.models import Link, ProgramRecord
from cases.sharing.incidents import acts, counting, pages
from cases.sharing.incidents.scope import incidents_visible_to
from cases.sharing.models import (
    Alert,
    Disclosure,
    Incident,
    IncidentDocument,
    IncidentRecord,
    IncidentShowing,
    IncidentStep,
    StaffRelation,
)
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.house.pdf_text import text_of
from tests.matching.test_review import COORDINATOR, decide, only, rosa
from tests.sharing.conftest import make_family, make_record, without_secrets

pytestmark = pytest.mark.django_db

PRIVACY = "privacy@alder.example"
COUNSEL = "counsel@alder.example"
SEALED = "restricted@alder.example"
STEP = {"reason": "Asked everybody named below."}


@pytest.fixture
def cut(sign_in: Callable[[str], Any], grounds: None, run_jobs: Any) -> Callable[..., Incident]:
    """`cut(views=2, document=True)`: Rosa was linked, seen so often, printed, and cut."""

    def make(*, views: int = 2, document: bool = False) -> Incident:
        cws, _calworks = rosa()
        coordinator = sign_in(COORDINATOR)
        decide(coordinator, only(), "link")
        with rls(county="alder"):
            cws.refresh_from_db()
        person = reverse("sharing:person", args=[cws.person_id])
        eligibility = sign_in("calworks.worker@alder.example")
        for _each in range(views):
            assert eligibility.get(person).status_code == 200
        if document:
            eligibility.post(reverse("sharing:summary", args=[cws.person_id]))
            run_jobs()
        reason = {"reason": "Cousins with the same name"}
        coordinator.post(reverse("matching:cut", args=[only().pk]), reason)
        with rls(county="alder"):
            return Incident.objects.get()

    return make


def page(client: Any, incident: Incident) -> str:
    answer = client.get(reverse("sharing:incident", args=[incident.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def step(client: Any, incident: Incident, act: str, **given: Any) -> Any:
    with rls(county="alder"):
        version = Incident.objects.get(pk=incident.pk).version
    fields = {"act": act, "version": version} | STEP | given
    return client.post(reverse("sharing:incident", args=[incident.pk]), fields)


def state_of(incident: Incident) -> str:
    with rls(county="alder"):
        return Incident.objects.get(pk=incident.pk).state


@pytest.mark.scenario(21)
def test_a_cut_opens_an_incident_with_all_that_was_seen(
    cut: Any, sign_in: Any, staff: dict[str, Any]
) -> None:
    incident = cut(views=3, document=True)
    with rls(county="alder"):
        shown = IncidentShowing.objects.filter(incident=incident)
        assert sorted(shown.values_list("channel", flat=True)) == ["pdf", *["screen"] * 3]
        assert {row.owner for row in shown} == {"cws"}
        assert {row.recipient for row in shown} == {staff["calworks.worker@alder.example"].pk}
        assert IncidentDocument.objects.filter(incident=incident).count() == 1
        assert IncidentRecord.objects.filter(incident=incident).count() == 2
        link = Link.objects.get()
        assert (incident.held_from, incident.held_until) == (link.linked_at, link.cut_at)
        coordinator = staff[COORDINATOR].pk
        assert (incident.caused_by, incident.cut_by) == (coordinator, coordinator)
    body = page(sign_in(PRIVACY), incident)
    for words in (
        "Cousins with the same name", "3 views, 1 document", "the account says the same",
        "C1 Identity", "Match summary", "due Wed, Dec 2 (tomorrow)", "PINTO", "91234567A",
    ):  # fmt: skip
        assert words in body, words


def test_a_text_copied_for_the_other_system_is_counted_as_one() -> None:
    copied = Disclosure(channel=Disclosure.Channel.COPY)
    assert counting._channel(copied, "families_copy", "family") == "copy"
    assert pages.showings_in_words(Counter(copy=2, screen=1)) == "1 view, 2 copied texts"


def test_a_document_made_from_a_wrong_link_can_never_be_opened_again(
    staff: dict[str, Any], sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    """Also where its recipient may still open the person, whom another link holds together."""
    made = make_family()
    with working_as(staff[COORDINATOR]) as user:
        stranger = make_record("alder", "calworks")
        wrong = linking.link(made.cws, stranger, by=user.pk)
    worker = sign_in("calworks.worker@alder.example")
    ask = reverse("sharing:summary", args=[made.person.pk])

    def document() -> str:
        address = worker.post(ask)["Location"] + "/file"
        run_jobs()
        return address

    during = document()
    assert worker.get(during).status_code == 200
    with working_as(staff[COORDINATOR]) as user:
        gone = linking.cut(wrong, by=user.pk, reason="Cousins")
        incident = acts.open_for_cut(gone, {made.person.pk})
        assert incident is not None and incident.documents.count() == 1
    assert worker.get(reverse("sharing:person", args=[made.person.pk])).status_code == 200
    assert worker.get(during).status_code == 403
    # The twin: what is made of the person as they are now opens.
    assert worker.get(document()).status_code == 200


def test_the_worker_who_caused_it_sees_nothing_of_it(cut: Any, sign_in: Any) -> None:
    incident = cut()
    for handle in ("coordinator", "calworks.worker", "cws.supervisor", "admin", "analyst"):
        client = sign_in(f"{handle}@alder.example")
        assert client.get(reverse("sharing:incidents")).status_code == 403
        address = reverse("sharing:incident", args=[incident.pk])
        assert client.get(address).status_code in (403, 404)
        assert incident.token not in client.get("/").content.decode()
    assert sign_in("privacy@birch.example").get(address).status_code == 404
    assert sign_in(PRIVACY).get(address).status_code == 200


def test_who_caused_one_does_not_see_it_in_whatever_role(cut: Any, staff: dict[str, Any]) -> None:
    incident = cut()
    with working_as(staff[PRIVACY]) as user:
        assert incidents_visible_to(user).exists()
        mine = acts.Happening("spoken", "x", TODAY, caused_by=user.pk)
        made = acts.open_by_hand(user, mine)
        assert not incidents_visible_to(user).filter(pk=made.pk).exists()
    with working_as(staff[COUNSEL]) as user:
        assert incidents_visible_to(user).filter(pk__in=[made.pk, incident.pk]).count() == 2


def test_undoing_at_once_opens_none_unless_somebody_saw_something(
    sign_in: Any, grounds: None
) -> None:
    cws, _calworks = rosa()
    coordinator = sign_in(COORDINATOR)
    decide(coordinator, only(), "link")
    coordinator.post(reverse("matching:undo", args=[only().pk]))
    with rls(county="alder"):
        assert only().state == MatchCandidate.State.PROPOSED
        assert not Incident.objects.exists()
    # The twin: somebody looked in those seconds.
    decide(coordinator, only(), "link")
    with rls(county="alder"):
        cws.refresh_from_db()
    seen = reverse("sharing:person", args=[cws.person_id])
    assert sign_in("cws.worker@alder.example").get(seen).status_code == 200
    coordinator.post(reverse("matching:undo", args=[only().pk]))
    with rls(county="alder"):
        assert Incident.objects.count() == 1


def test_a_cut_that_nobody_saw_opens_an_incident_with_an_empty_list(cut: Any, sign_in: Any) -> None:
    incident = cut(views=0)
    assert "Nobody saw anything" in page(sign_in(PRIVACY), incident)


def test_it_goes_forward_step_by_step_and_somebody_else_closes(cut: Any, sign_in: Any) -> None:
    incident = cut()
    privacy, counsel = sign_in(PRIVACY), sign_in(COUNSEL)
    told = {"told": "CDSS", "told_on": "2026-12-01"}
    assert step(privacy, incident, "contained").status_code == 422
    assert step(privacy, incident, "triaged").status_code == 302
    assert step(counsel, incident, "confirmed").status_code == 403
    for act in ("confirmed", "contained"):
        assert step(privacy, incident, act).status_code == 302
    assert step(privacy, incident, "reported").status_code == 422
    assert step(privacy, incident, "reported", told="CDSS", told_on="2026-12-09").status_code == 422
    assert step(privacy, incident, "reported", **told).status_code == 302
    assert step(privacy, incident, "notified", **told | {"told": "Both"}).status_code == 302
    assert "neither kept this incident" in page(privacy, incident)
    assert step(privacy, incident, "closed").status_code == 422
    assert state_of(incident) == "notified"
    assert step(counsel, incident, "closed").status_code == 302
    assert state_of(incident) == "closed"
    body = page(counsel, incident)
    assert "Told on Dec 1, 2026: CDSS" in body and "done on Dec 1, 2026" in body
    with rls(county="alder"):
        assert IncidentStep.objects.count() == 6


def test_two_who_take_the_same_step_are_told_apart(cut: Any, sign_in: Any) -> None:
    incident = cut()
    privacy = sign_in(PRIVACY)
    assert step(privacy, incident, "triaged").status_code == 302
    answer = step(privacy, incident, "confirmed", version=1)
    assert answer.status_code == 409
    assert "in the meantime" in answer.content.decode()
    assert state_of(incident) == "triaged"


def test_the_same_form_sent_twice_is_one_step(cut: Any, sign_in: Any) -> None:
    incident = cut()
    privacy = sign_in(PRIVACY)
    key = re.search(r'name="key" value="([^"]+)"', page(privacy, incident))
    assert key is not None
    for _each in range(2):
        given = {"key": key.group(1), "version": 1}
        assert step(privacy, incident, "triaged", **given).status_code == 302
    with rls(county="alder"):
        assert IncidentStep.objects.count() == 1


@pytest.mark.scenario(15)
@pytest.mark.parametrize("level", ["S", "R"])
def test_about_restricted_people_only_who_may_see_them(cut: Any, sign_in: Any, level: str) -> None:
    incident = cut()
    address = reverse("sharing:incident", args=[incident.pk])
    with rls(county="alder"):
        ProgramRecord.objects.filter(program="cws").update(restriction=level)
        alert = Alert.objects.get()
    for email in (PRIVACY, COUNSEL):
        client = sign_in(email)
        assert client.get(address).status_code == 404
        for name in ("incidents", "incident_file"):
            assert incident.token not in client.get(reverse(f"sharing:{name}")).content.decode()
        assert incident.token not in client.get("/").content.decode()
    privacy = sign_in(PRIVACY)
    assert privacy.get(reverse("sharing:wrong_link", args=[alert.pk])).status_code == 404
    assert "What was seen" not in privacy.get(reverse("sharing:alerts")).content.decode()
    assert "PINTO" in page(sign_in(SEALED), incident)


def test_the_restricted_coordinator_has_no_business_with_the_others(cut: Any, sign_in: Any) -> None:
    incident = cut()
    address = reverse("sharing:incident", args=[incident.pk])
    assert sign_in(SEALED).get(address).status_code == 404
    assert sign_in(PRIVACY).get(address).status_code == 200


def test_nobody_looks_after_what_is_about_somebody_close(
    cut: Any, sign_in: Any, staff: dict[str, Any]
) -> None:
    incident = cut()
    with rls(county="alder"):
        record = ProgramRecord.objects.first()
        StaffRelation.objects.create(
            county_id="alder", user=staff[PRIVACY], record=record, relation="relative",
            since=date(2026, 1, 1), recorded_by=staff[SEALED].pk,
        )  # fmt: skip
    address = reverse("sharing:incident", args=[incident.pk])
    assert sign_in(PRIVACY).get(address).status_code == 404
    assert sign_in(COUNSEL).get(address).status_code == 200


def test_what_goes_out_names_nobody(cut: Any, sign_in: Any, run_jobs: Any) -> None:
    incident = cut(document=True)
    privacy = sign_in(PRIVACY)
    table = privacy.get(reverse("sharing:incident_file"))
    printed = privacy.get(reverse("sharing:incident_print", args=[incident.pk]))
    asked = privacy.post(reverse("sharing:incident_document", args=[incident.pk]))
    run_jobs()
    pdf = privacy.get(asked["Location"] + "/file")
    assert pdf["Content-Type"] == "application/pdf", pdf.status_code
    words = [table.content.decode(), printed.content.decode(), text_of(pdf.content)]
    for each in words:
        assert incident.token in each
        assert not re.search("ROSA|PINTO|DELGADO|91234567A", each)
    assert "2 views, 1 document" in words[0]


def test_a_report_is_closed_with_its_incident(cut: Any, sign_in: Any, run_jobs: Any) -> None:
    incident = cut()
    privacy = sign_in(PRIVACY)
    asked = privacy.post(reverse("sharing:incident_document", args=[incident.pk]))
    run_jobs()
    assert privacy.get(asked["Location"] + "/file").status_code == 200
    with rls(county="alder"):
        ProgramRecord.objects.filter(program="cws").update(restriction="R")
    assert privacy.get(asked["Location"] + "/file").status_code == 403


def test_clocks_are_the_countys_from_a_day_on(cut: Any, sign_in: Any, staff: Any) -> None:
    incident = cut()

    def set_days(value: int, since: str) -> None:
        with rls(county="alder"):
            ParameterValue.objects.create(
                county_id="alder", name="sharing.incident_first_report_days", value=value,
                effective_from=since, reason="x", set_by=staff[PRIVACY].pk,
            )  # fmt: skip

    set_days(9, "2026-12-02")
    assert "due Wed, Dec 2" in page(sign_in(PRIVACY), incident)
    set_days(5, "2026-11-01")
    assert "due Sun, Dec 6" in page(sign_in(PRIVACY), incident)


def test_an_overdue_clock_warns_and_stops_nobody(cut: Any, sign_in: Any) -> None:
    import time_machine

    incident = cut()
    with time_machine.travel("2026-12-20 18:00:00+00:00", tick=True):
        privacy = sign_in(PRIVACY)
        assert "A clock is overdue" in page(privacy, incident)
        listed = privacy.get(reverse("sharing:incidents") + "?state=overdue").content.decode()
        assert incident.token in listed
        assert step(privacy, incident, "triaged").status_code == 302
        # The twin: nothing is overdue in another state of the filter.
        other = privacy.get(reverse("sharing:incidents") + "?state=closed").content.decode()
        assert incident.token not in other


def test_something_else_is_reported_by_hand(sign_in: Any, grounds: None) -> None:
    made = make_family()
    privacy = sign_in(PRIVACY)
    address = reverse("sharing:open_incident")
    given = {
        "kind": "lost", "what": "A print was left on the copier.", "discovered_on": "2026-11-30",
        "people": made.person.token,
    }  # fmt: skip
    assert privacy.post(address, given | {"people": "P-2222222"}).status_code == 422
    assert privacy.post(address, given | {"discovered_on": "2026-12-05"}).status_code == 422
    assert privacy.post(address, given | {"kind": "link"}).status_code == 422
    answer = privacy.post(address, given)
    assert answer.status_code == 302
    with rls(county="alder"):
        incident = Incident.objects.get()
        assert set(IncidentRecord.objects.values_list("record", flat=True)) == {
            made.cws.pk, made.calworks.pk
        }  # fmt: skip
    assert "left on the copier" in page(privacy, incident)
    assert sign_in(COUNSEL).post(address, given).status_code == 403


def test_a_sealed_token_is_nobodys(sign_in: Any, grounds: None) -> None:
    made = make_family(cws={"restriction": "R"})
    given = {
        "kind": "lost", "what": "x", "discovered_on": "2026-11-30", "people": made.person.token
    }  # fmt: skip
    address = reverse("sharing:open_incident")
    privacy = sign_in(PRIVACY)
    refused = without_secrets(privacy.post(address, given).content.decode())
    nobody = privacy.post(address, given | {"people": "P-2222222"}).content.decode()
    assert refused == without_secrets(nobody)
    assert sign_in(SEALED).post(address, given).status_code == 302


def test_it_is_on_the_page_of_today_until_it_is_closed(cut: Any, sign_in: Any) -> None:
    incident = cut()
    assert incident.token in sign_in(PRIVACY).get("/").content.decode()
    assert incident.token in sign_in(COUNSEL).get("/").content.decode()
    for act in ("triaged", "dismissed"):
        step(sign_in(PRIVACY), incident, act)
    assert step(sign_in(COUNSEL), incident, "closed").status_code == 302
    assert incident.token not in sign_in(PRIVACY).get("/").content.decode()


def test_the_alert_leads_to_the_incident(cut: Any, sign_in: Any) -> None:
    incident = cut()
    body = sign_in(PRIVACY).get(reverse("sharing:alerts")).content.decode()
    assert reverse("sharing:incident", args=[incident.pk]) in body


@pytest.mark.check(125)
@pytest.mark.parametrize(
    "statement",
    [
        "update sharing_incident set what = 'x'",
        "update sharing_incidentshowing set channel = 'x'",
        "delete from sharing_incidentstep",
        "delete from sharing_incident",
        "update sharing_incidentdocument set kind = 'x'",
    ],
)
def test_what_is_on_record_cannot_be_changed(cut: Any, statement: str) -> None:
    cut()
    with (
        rls(county="alder"),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    with rls(county="alder"):
        assert Incident.objects.filter(what="Cousins with the same name").exists()


def test_a_list_of_many_costs_no_more_queries_than_of_one(
    staff: dict[str, Any], sign_in: Any
) -> None:
    counts = []
    privacy = sign_in(PRIVACY)
    privacy.get(reverse("sharing:incidents"))
    for more in (1, 30):
        with working_as(staff[PRIVACY]) as user:
            for _each in range(more):
                acts.open_by_hand(user, acts.Happening("spoken", "x", TODAY))
        with CaptureQueriesContext(connection) as queries:
            assert privacy.get(reverse("sharing:incidents")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
