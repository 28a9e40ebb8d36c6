"""Is this client known to the other side, and who is the worker?"""

import time
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sharing.models import Alert, Disclosure, IndexStandard, LegalBasis
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.sharing.conftest import Family, make_family, make_record, without_secrets
from tests.sharing.lookup.conftest import NOBODY, NOT_KNOWN, Ask, answer_of, questions

pytestmark = pytest.mark.django_db

AT_RISK = {"C5": {"service_component": "FR"}}
NOT_AT_RISK = {"C5": {"service_component": "FM"}}
ASKER = "calworks.worker2"  # nobody's worker in these tests


@pytest.fixture
def rosa(staff: dict[str, Any]) -> Family:
    """At risk by the standard, in the caseloads of CW101 and EW201."""
    case = [{"case": "1B2K111", "case_source": "1B2K111", "category": "C1"}]
    return make_family(
        cws={"facts": AT_RISK | {"C8": {"medical": "ZQmedical"}}, "phone": "555-0142"},
        calworks={"memberships": case, "facts": {"C2": {"wtw_status": "ZQstatus"}}},
    )


class TestIndex:
    """With a standard in force and a letter for the asker."""

    @pytest.fixture(autouse=True)
    def _designated(self, index: None, designate: Callable[..., Any]) -> None:
        designate(ASKER)

    @pytest.mark.usability(2)
    def test_typing_and_enter_name_both_workers(
        self, ask: Ask, rosa: Family, staff: dict[str, Any]
    ) -> None:
        answer = answer_of(ask(ASKER, "rosa delgado"))
        for words in ("ROSA DELGADO", "3/14/1996", "12 ZQcwsstreet", "555-0142", "1B2K111"):
            assert words in answer, words
        for handle in ("cws.worker", "calworks.worker"):
            member = staff[f"{handle}@alder.example"]
            assert f"{member.name} · {member.phone}" in answer
        for contact in ("Dec 1, 2026, CWS extract", "Dec 1, 2026, CalWORKs extract"):
            assert contact in answer

    def test_it_holds_nothing_but_what_the_statute_lists(self, ask: Ask, rosa: Family) -> None:
        answer = answer_of(ask(ASKER, "rosa delgado"))
        assert "ZQmedical" not in answer
        assert "ZQstatus" not in answer
        assert "Reunification" not in answer
        assert "Not shown" not in answer

    @pytest.mark.parametrize(
        "typed", ["delgado rosa 3/14/1996", "3/14/1996", "1b2k111", "dalgado rosa"]
    )
    def test_what_finds_her(self, ask: Ask, rosa: Family, typed: str) -> None:
        assert "ROSA DELGADO" in answer_of(ask(ASKER, typed))

    @pytest.mark.check(37)
    @pytest.mark.parametrize(
        "hidden",
        [
            {"cws": {"facts": NOT_AT_RISK}},
            {"cws": {"facts": {"C6": {"disposition": "open"}}}},
            {"cws": {"facts": AT_RISK, "restriction": "S"}},
            {"cws": {"facts": AT_RISK}, "calworks": {"restriction": "R"}},
        ],
        ids=["outside the standard", "known by a report", "sensitive", "sealed on the other side"],
    )
    def test_whoever_is_not_in_it_is_nobody(self, ask: Ask, hidden: dict[str, Any]) -> None:
        made = make_family(**hidden)
        nobody = without_secrets(ask(ASKER, "zebediah quux"))
        for typed in ("rosa delgado", made.cws.native_id, made.person.token):
            assert without_secrets(ask(ASKER, typed)) == nobody, typed
        assert NOBODY in nobody
        assert {row.person for row in questions()} == {None}
        make_family(cws={"facts": AT_RISK})
        assert NOBODY not in ask(ASKER, "rosa delgado")

    @pytest.mark.check(37)
    def test_unlinked_and_other_counties_clients_are_nobody(self, ask: Ask) -> None:
        with rls(county="alder"):
            make_record("alder", "cws", facts=AT_RISK)
        make_family("birch", cws={"facts": AT_RISK})
        assert NOBODY in ask(ASKER, "rosa delgado")

    def test_the_restricted_coordinator_finds_the_sealed(
        self, ask: Ask, designate: Callable[..., Any]
    ) -> None:
        designate("restricted")
        make_family(cws={"facts": AT_RISK, "restriction": "R"})
        assert "ROSA DELGADO" in ask("restricted", "rosa delgado")

    def test_a_placed_childs_address_is_not_in_it(self, ask: Ask) -> None:
        make_family(cws={"facts": AT_RISK, "placed": True, "phone": "555-0199"})
        answer = answer_of(ask(ASKER, "rosa delgado"))
        assert "ROSA DELGADO" in answer
        assert "street" not in answer
        assert "555-0199" not in answer

    def test_more_than_ten_ask_for_a_birth_date_and_show_nobody(self, ask: Ask) -> None:
        for day in range(1, 12):
            make_family(cws={"facts": AT_RISK, "born": date(1996, 3, day)})
        page = ask(ASKER, "rosa")
        assert "Add a birth date" in answer_of(page)
        assert "DELGADO" not in page
        answer = answer_of(ask(ASKER, "rosa 3/11/1996"))
        assert answer.count("ROSA DELGADO") == 3  # the heading, and each side
        assert next(row.person for row in questions()) is None

    def test_each_question_leaves_its_rows(self, ask: Ask, rosa: Family, staff: Any) -> None:
        ask(ASKER, "rosa delgado", "intake")
        ask(ASKER, "zebediah quux", "other", "The hospital called about a newborn.")
        found, nobody = questions()
        assert (found.kind, found.reason, found.words) == ("index", "intake", "")
        assert found.person == rosa.person.pk
        assert found.user == staff[f"{ASKER}@alder.example"].pk
        assert (nobody.person, nobody.words) == (None, "The hospital called about a newborn.")
        with rls(county="alder"):
            events = {event.pk: event for event in AuditEvent.objects.all()}
            rows = list(Disclosure.objects.all())
        assert {found.event, nobody.event} == set(events)
        assert events[found.event].subjects == [rosa.person.pk]
        (row,) = rows
        assert (row.purpose, row.bases, row.owner) == ("index", ["18961.5"], "cws")

    def test_several_shown_are_several_rows(self, ask: Ask, rosa: Family) -> None:
        other = make_family(cws={"facts": AT_RISK})
        ask(ASKER, "rosa delgado")
        assert {row.person for row in questions()} == {rosa.person.pk, other.person.pk}

    def test_without_its_legal_basis_it_finds_nobody(self, ask: Ask, rosa: Family) -> None:
        with rls(county="alder"):
            LegalBasis.objects.filter(audience="index").update(until="2026-11-30")
        assert NOBODY in ask(ASKER, "rosa delgado")

    @pytest.mark.check(40)
    @pytest.mark.parametrize("relation", ["self", "relative", "household"])
    def test_who_is_too_close_is_nobody_and_the_privacy_officer_is_told(
        self, ask: Ask, rosa: Family, relate: Callable[..., Any], staff: Any, relation: str
    ) -> None:
        from cases.sharing.accounting import watch

        nobody = without_secrets(ask(ASKER, "zebediah quux"))
        relate(ASKER, rosa.calworks, relation)
        assert without_secrets(ask(ASKER, "rosa delgado")) == nobody
        with rls(county="alder"):
            assert not Disclosure.objects.exists()
            watch.look("alder", timezone.now() - timezone.timedelta(hours=1), timezone.now())
            alert = Alert.objects.get(kind="relative")
        assert (alert.user, alert.person) == (staff[f"{ASKER}@alder.example"].pk, rosa.person.pk)

    @pytest.mark.check(40)
    def test_the_same_surname_is_shown_where_the_rule_allows_and_told(
        self, ask: Ask, staff: dict[str, Any]
    ) -> None:
        from cases.sharing.accounting import watch

        surname = staff[f"{ASKER}@alder.example"].name.split()[-1]
        made = make_family(cws={"facts": AT_RISK, "surname": surname.upper()})
        make_family(cws={"facts": AT_RISK, "surname": "OTHER"}, calworks={"surname": "OTHER"})
        assert surname.upper() in answer_of(ask(ASKER, f"rosa {surname}"))
        ask(ASKER, "rosa other")
        with rls(county="alder"):
            watch.look("alder", timezone.now() - timezone.timedelta(hours=1), timezone.now())
            alert = Alert.objects.get(kind="relative")
        assert alert.person == made.person.pk

    def test_it_costs_the_same_for_one_and_for_ten(
        self, sign_in: Callable[[str], Client], rosa: Family
    ) -> None:
        client = sign_in(f"{ASKER}@alder.example")
        fields = {"q": "rosa delgado", "reason": "report"}
        counts = []
        for more in (0, 9):
            for _each in range(more):
                make_family(cws={"facts": AT_RISK})
            client.post(reverse("sharing:look_up"), fields)
            with CaptureQueriesContext(connection) as queries:
                client.post(reverse("sharing:look_up"), fields)
            counts.append(len(queries))
        assert counts[0] == counts[1]


@pytest.mark.parametrize("missing", ["standard", "letter", "letter ended", "standard ended"])
def test_without_standard_or_letter_only_ones_caseload_answers(
    missing: str,
    ask: Ask,
    rosa: Family,
    grounds: None,
    designate: Callable[..., Any],
    request: pytest.FixtureRequest,
) -> None:
    if missing != "standard":
        request.getfixturevalue("index")
    if missing != "letter":
        designate(ASKER, until=date(2026, 11, 30) if missing == "letter ended" else None)
        designate("cws.worker", until=date(2026, 11, 30) if missing == "letter ended" else None)
    if missing == "standard ended":
        with rls(county="alder"):
            IndexStandard.objects.update(until="2026-11-30")
    assert NOT_KNOWN in ask(ASKER, "rosa delgado")
    assert "ROSA DELGADO" in answer_of(ask("cws.worker", "rosa delgado"))


@pytest.fixture
def _grounds(grounds: None) -> None: ...


@pytest.mark.usefixtures("_grounds")
class TestCaseload:
    """Without an index: one's own clients, and who works with them on the other side."""

    @pytest.mark.usability(2)
    @pytest.mark.parametrize("persona", ["cws.worker", "calworks.worker", "cws.supervisor"])
    def test_typing_and_enter_name_both_workers(
        self, ask: Ask, rosa: Family, staff: dict[str, Any], persona: str
    ) -> None:
        answer = answer_of(ask(persona, "rosa delgado"))
        for handle in ("cws.worker", "calworks.worker"):
            member = staff[f"{handle}@alder.example"]
            assert member.name in answer
            assert member.phone in answer

    @pytest.mark.check(37)
    @pytest.mark.parametrize("persona", [ASKER, "cws.worker2", "coordinator", "liaison"])
    def test_who_is_not_theirs_is_nobody(self, ask: Ask, rosa: Family, persona: str) -> None:
        hidden = without_secrets(ask(persona, "rosa delgado"))
        assert hidden == without_secrets(ask(persona, "zebediah quux"))
        assert NOT_KNOWN in hidden

    @pytest.mark.check(37)
    def test_a_restricted_or_unlinked_client_of_theirs_is_nobody(self, ask: Ask) -> None:
        from tests.sharing.conftest import assign

        nobody = without_secrets(ask("cws.worker", "zebediah quux"))
        make_family(calworks={"restriction": "R"})
        with rls(county="alder"):
            assign(make_record("alder", "cws", surname="ZQALONE"), "CW101")
        for typed in ("rosa delgado", "zqalone"):
            assert without_secrets(ask("cws.worker", typed)) == nobody

    def test_rows_and_disclosures_are_written(self, ask: Ask, rosa: Family) -> None:
        ask("cws.worker", "rosa delgado", "planning")
        ask("cws.worker", "zebediah quux")
        found, nobody = questions()
        assert (found.kind, found.reason, found.person) == ("known", "planning", rosa.person.pk)
        assert (nobody.kind, nobody.person) == ("known", None)
        with rls(county="alder"):
            (row,) = Disclosure.objects.all()
        assert (row.person, row.owner, row.purpose) == (rosa.person.pk, "calworks", "casework")

    def test_a_worker_whom_no_statute_opens_is_a_dash(self, ask: Ask, rosa: Family) -> None:
        with rls(county="alder"):
            LegalBasis.objects.filter(owner="calworks").update(until="2026-11-30")
        answer = answer_of(ask("cws.worker", "rosa delgado"))
        assert "ROSA DELGADO" in answer
        assert "<td>–</td>" in answer


@pytest.mark.usefixtures("_grounds")
class TestAsking:
    """The form: why, once; nothing typed stays anywhere."""

    def test_the_reason_is_remembered_for_the_session(
        self, sign_in: Callable[[str], Client], rosa: Family
    ) -> None:
        client = sign_in("cws.worker@alder.example")
        assert '<option value="" selected>' in client.get(reverse("sharing:look_up")).text
        client.post(reverse("sharing:look_up"), {"q": "rosa", "reason": "transfer"})
        page = client.get(reverse("sharing:look_up")).content.decode()
        assert '<option value="transfer" selected>' in page
        page = client.post(reverse("sharing:look_up"), {"q": "rosa delgado"}).content.decode()
        assert "ROSA DELGADO" in answer_of(page)

    def test_words_from_the_search_page_wait_for_a_reason(
        self, sign_in: Callable[[str], Client], rosa: Family
    ) -> None:
        client = sign_in("cws.worker2@alder.example")
        page = client.post(reverse("sharing:search"), {"q": "rosa delgado"}).content.decode()
        assert f'action="{reverse("sharing:look_up")}"' in page
        page = client.post(reverse("sharing:look_up"), {"q": "rosa delgado"}).content.decode()
        assert 'value="rosa delgado"' in page
        assert 'id="answer"' not in page
        assert not questions()

    @pytest.mark.parametrize("words", ["", "because", "          ."])
    def test_another_reason_needs_words(self, ask: Ask, rosa: Family, words: str) -> None:
        page = ask("cws.worker", "rosa delgado", "other", words)
        assert "id_words_error" in page
        assert 'value="rosa delgado"' in page
        assert not questions()
        assert "ROSA DELGADO" in answer_of(ask("cws.worker", "rosa", "other", "A nurse called."))

    @pytest.mark.parametrize("reason", ["", "curiosity"])
    def test_without_a_reason_nothing_is_answered(
        self, ask: Ask, rosa: Family, reason: str
    ) -> None:
        page = ask("cws.worker", "rosa delgado", reason)
        assert "id_reason_error" in page
        assert 'id="answer"' not in page
        assert not questions()

    def test_what_is_typed_stays_nowhere(
        self, sign_in: Callable[[str], Client], rosa: Family, caplog: pytest.LogCaptureFixture
    ) -> None:
        client = sign_in("cws.worker@alder.example")
        fields = {"q": "zqtyped delgado", "reason": "report"}
        with caplog.at_level("DEBUG"):
            client.post(reverse("sharing:look_up"), fields)
        assert "Answer" not in client.get(reverse("sharing:look_up"), fields).content.decode()
        with rls(county="alder"):
            events = [vars(event) for event in AuditEvent.objects.all()]
        kept = repr([vars(row) for row in questions()]) + repr(events) + repr(dict(client.session))
        assert "zqtyped" not in (kept + caplog.text).lower()

    @pytest.mark.parametrize("persona", ["analyst", "admin", "privacy", "counsel"])
    def test_roles_without_casework_have_none(
        self, sign_in: Callable[[str], Client], persona: str
    ) -> None:
        client = sign_in(f"{persona}@alder.example")
        assert client.get(reverse("sharing:look_up")).status_code == 403
        fields = {"q": "rosa", "reason": "report"}
        assert client.post(reverse("sharing:look_up"), fields).status_code == 403

    def test_w_leads_there_from_every_page_and_the_keys_say_so(
        self, sign_in: Callable[[str], Client]
    ) -> None:
        page = sign_in("cws.worker@alder.example").get("/").content.decode()
        assert f'href="{reverse("sharing:look_up")}" data-key="w"' in page
        assert "<kbd>W</kbd>" in page
        page = sign_in("analyst@alder.example").get("/").content.decode()
        assert "<kbd>W</kbd>" not in page


STRANGE = ["%", "_", "*", "%%%_", "(a+)+$" * 20, ".*" * 50, "\\", "' or 1=1 --", "(((((", "\x00"]


@pytest.mark.check(46)
@pytest.mark.parametrize("mode", ["index", "caseload", "search"])
@pytest.mark.parametrize("typed", [*STRANGE, "rosa " * 2000], ids=repr)
def test_strange_words_cost_no_more_than_others(
    typed: str,
    mode: str,
    rosa: Family,
    index: None,
    designate: Callable[..., Any],
    sign_in: Callable[[str], Client],
) -> None:
    if mode == "index":
        designate("cws.worker")
    client = sign_in("cws.worker@alder.example")
    address = reverse("sharing:search" if mode == "search" else "sharing:look_up")
    began = time.monotonic()
    response = client.post(address, {"q": typed, "reason": "report"})
    assert time.monotonic() - began < 1
    assert response.status_code in (200, 400)
    assert "DELGADO" not in response.content.decode()


@pytest.mark.check(38)
@pytest.mark.parametrize("mode", ["index", "caseload", "search"])
@pytest.mark.parametrize("length", [2, 3, 4, 5, 6])
def test_no_beginning_of_a_hidden_name_finds_anybody(
    length: int,
    mode: str,
    index: None,
    designate: Callable[..., Any],
    sign_in: Callable[[str], Client],
) -> None:
    if mode == "index":
        designate(ASKER)
    address = reverse("sharing:search" if mode == "search" else "sharing:look_up")
    client = sign_in(f"{ASKER}@alder.example")

    def found(typed: str) -> str:
        response = client.post(address, {"q": typed, "reason": "report"})
        return without_secrets(response.content.decode())

    for facts in (AT_RISK, NOT_AT_RISK):
        sealed = {"facts": facts, "surname": "ZEPHYRINE", "restriction": "R"}
        make_family(cws=sealed, calworks={"surname": "ZEPHYRINE"}, calworks_worker="EW202")
    assert found("ZEPHYRINE"[:length]) == found("XQ")
    open_one = {"facts": AT_RISK, "surname": "ZEPHYRINE"}
    made = make_family(cws=open_one, calworks_worker="EW202")
    assert made.person.token in found("ZEPHYRINE"[:length]) or "ZEPHYRINE" in found("ZEPHYRINE")


@pytest.mark.check(43)
@pytest.mark.check(44)
@pytest.mark.parametrize(
    "query",
    [
        {"sort": "ssn"},
        {"o": "allegation"},
        {"order_by": "records__current__facts"},
        {"disposition": "substantiated"},
        {"records__current__facts__C8__medical__startswith": "Z"},
        {"person__notes__text__startswith": "Z"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_no_address_sorts_or_filters_by_what_is_hidden(
    query: dict[str, str], grounds: None, sign_in: Callable[[str], Client], staff: Any
) -> None:
    for surname in ("BAKER", "ABEL", "CRUZ"):
        make_family(cws={"surname": surname})
    client = sign_in("coordinator@alder.example")
    plain = client.get(reverse("sharing:people"))
    asked = client.get(reverse("sharing:people"), query)
    people = [[row["person"].pk for row in page.context["rows"]] for page in (plain, asked)]
    assert people[0] == people[1]
    for name in ("sharing:search", "sharing:look_up"):
        fields = {"q": "rosa", "reason": "report"}
        pages = [
            without_secrets(client.post(reverse(name, query=more), fields).content.decode())
            for more in ({}, query)
        ]
        key = next(iter(query))
        assert pages[0] == pages[1].replace(f"?{key}={query[key]}", "")


def test_a_made_up_person_has_no_page_to_look_up(sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cws.worker@alder.example")
    assert client.get(reverse("sharing:narrow", args=[uuid.uuid4()])).status_code == 404
