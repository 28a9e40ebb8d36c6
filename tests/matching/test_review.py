"""The review queue, as the people who decide see it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate, MatchDecision
from cases.people.models import Link, Person, ProgramRecord
from cases.sharing.models import Assignment
from linkages.scope import rls
from tests.matching.world import gone, match, record, restate

pytestmark = pytest.mark.django_db

COORDINATOR = "coordinator@alder.example"
ANALYST = "analyst@alder.example"
RESTRICTED = "restricted@alder.example"


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def only() -> MatchCandidate:
    with rls(county="alder"):
        return MatchCandidate.objects.get()


def pair_of(cws: ProgramRecord, calworks: ProgramRecord) -> MatchCandidate:
    with rls(county="alder"):
        return MatchCandidate.objects.get(cws=cws, calworks=calworks)


def decide(client: Client, pair: MatchCandidate, verb: str, query: str = "", **given: Any) -> Any:
    with rls(county="alder"):
        pair.refresh_from_db()
    fields = {"verb": verb, "version": pair.version, "reason": "namesake"} | given
    return client.post(reverse("matching:decide", args=[pair.pk]) + query, fields)


def rosa() -> tuple[ProgramRecord, ProgramRecord]:
    """Scenario 1: the same number, another last name."""
    with rls(county="alder"):
        cws = record(
            "cws", "AadfKnG07n", given="ROSA", middle="M", surname="DELGADO-PINTO",
            born="1996-03-14", ssn="900123456", worker_id="CW101",
        )  # fmt: skip
        calworks = record(
            "calworks", "91234567A", cin="91234567A", given="ROSA", surname="PINTO",
            born="1996-03-14", ssn="900123456", worker_id="EW201",
            memberships=[{"case": "1B2K111", "case_source": "1B2K111", "category": "C1"}],
        )  # fmt: skip
    match()
    return cws, calworks


@pytest.mark.scenario(1)
def test_a_changed_name_is_confirmed_and_gives_one_person(sign_in: Any) -> None:
    cws, calworks = rosa()
    client = sign_in(COORDINATOR)
    shown = page(client, reverse("matching:review"))
    assert "same SSN" in shown and "same birth date" in shown and "Tier B" in shown
    assert "900123456" not in shown and "900-12" not in shown and "…3456" not in shown
    assert "<u>DELGADO-PINTO</u>" in shown

    answer = decide(client, only(), "link")

    assert answer.status_code == 302
    with rls(county="alder"):
        cws.refresh_from_db()
        calworks.refresh_from_db()
        person = Person.objects.get()
        assert cws.person_id == calworks.person_id == person.pk
        decision = MatchDecision.objects.get()
        assert decision.decided_by.email == COORDINATOR
        assert decision.shown["tier"] == "B"
        assert ["ssn", "exact"] in [bar[:2] for bar in decision.shown["evidence"]]
        assert {a.worker_id for a in Assignment.objects.all()} == {"CW101", "EW201"}
    assert "PINTO" in page(sign_in("calworks.worker@alder.example"), f"/people/{person.pk}")
    assert "PINTO" in page(sign_in("cws.worker@alder.example"), f"/people/{person.pk}")


@pytest.mark.scenario(2)
def test_twins_are_matched_each_to_their_own(sign_in: Any) -> None:
    with rls(county="alder"):
        home = {"surname": "REYES", "born": "2021-05-02"}
        luis = record("cws", given="LUIS", sex="M", household="F1", **home)
        luz = record("cws", given="LUZ", sex="F", household="F1", **home)
        his = record("calworks", cin="92222221C", given="LUIS", sex="M", household="K1", **home)
        hers = record("calworks", cin="92222222D", given="LUZ", sex="F", household="K1", **home)
    match()
    client = sign_in(COORDINATOR)
    with rls(county="alder"):
        shown = MatchCandidate.objects.shown()
        assert {(p.cws_id, p.calworks_id) for p in shown} == {
            (luis.pk, his.pk), (luz.pk, hers.pk)
        }  # fmt: skip
    body = page(client, reverse("matching:review"))
    assert "2 pairs" in body and "Others of the same two households" in body


@pytest.mark.scenario(3)
def test_an_estimated_birth_date_and_a_slipped_digit_are_for_a_person(sign_in: Any) -> None:
    with rls(county="alder"):
        record("cws", given="ANA", surname="SOLIS", born="1990-01-01", born_estimated=True,
               ssn="900451234")  # fmt: skip
        record("calworks", given="ANA", surname="SOLIS", born="1990-11-07", ssn="900541234")
    match()
    pair = only()
    assert (pair.tier, pair.band) == ("F", "review")
    shown = page(sign_in(COORDINATOR), reverse("matching:review"))
    assert "Tier F" in shown
    assert "Tell the eligibility worker" in shown
    assert "A birth date is only estimated" in shown
    assert "Differs in one digit or one exchange" in shown


@pytest.mark.scenario(15)
@pytest.mark.check(12)
@pytest.mark.parametrize("level", ["S", "R"])
def test_a_sealed_pair_exists_only_for_the_restricted_coordinator(sign_in: Any, level: str) -> None:
    cws, calworks = rosa()
    pair = pair_of(cws, calworks)
    with rls(county="alder"):
        ProgramRecord.objects.filter(pk=cws.pk).update(restriction=level)
    for email in (COORDINATOR, ANALYST, "liaison@alder.example"):
        client = sign_in(email)
        for url in (reverse("matching:review"), "/", reverse("matching:runs")):
            body = page(client, url)
            assert "PINTO" not in body and str(pair.pk) not in body
        assert client.get(reverse("matching:pair", args=[pair.pk])).status_code == 404
        assert decide(client, pair, "link").status_code == 404
        for name in ("household", "cut"):
            assert client.get(reverse(f"matching:{name}", args=[pair.pk])).status_code == 404
    with rls(county="alder"):
        assert Link.objects.count() == 0
    client = sign_in(RESTRICTED)
    assert "PINTO" in page(client, reverse("matching:review") + "?closed=only")
    assert decide(client, pair, "link").status_code == 302
    with rls(county="alder"):
        assert Link.objects.count() == 1


def test_the_restricted_filter_leaves_out_the_others(sign_in: Any) -> None:
    rosa()
    body = page(sign_in(RESTRICTED), reverse("matching:review") + "?closed=only")
    assert "PINTO" not in body and "No pairs fit these filters" in body


@pytest.mark.scenario(21)
@pytest.mark.fault(34)
def test_a_cut_link_returns_everything_and_is_not_proposed_again(sign_in: Any) -> None:
    cws, calworks = rosa()
    client = sign_in(COORDINATOR)
    decide(client, only(), "link")
    with rls(county="alder"):
        person = Person.objects.get()
    assert reverse("matching:cut", args=[only().pk]) in page(client, f"/people/{person.pk}")
    answer = client.post(
        reverse("matching:cut", args=[only().pk]), {"reason": "Cousins with the same name"}
    )
    assert answer.status_code == 302
    with rls(county="alder"):
        cws.refresh_from_db()
        calworks.refresh_from_db()
        assert (cws.person_id, calworks.person_id) == (None, None)
        assert not Assignment.objects.filter(until=None).exists()
        assert Link.objects.get().cut_reason == "Cousins with the same name"
    assert only().state == "not_same"
    assert client.get(f"/people/{person.pk}").status_code == 404
    assert sign_in("cws.worker@alder.example").get(f"/people/{person.pk}").status_code == 404

    match()
    match(whole=True)
    assert only().state == "not_same"
    assert "PINTO" not in page(client, reverse("matching:review"))
    body = page(client, reverse("matching:pair", args=[only().pk]))
    assert "cut the link" in body and "Cousins with the same name" in body


def test_a_cut_asks_for_a_reason_and_for_the_permission(sign_in: Any) -> None:
    rosa()
    client = sign_in(COORDINATOR)
    decide(client, only(), "link")
    url = reverse("matching:cut", args=[only().pk])
    assert b"required" in client.post(url, {"reason": ""}).content
    assert only().state == "linked"
    assert sign_in("cws.worker@alder.example").post(url, {"reason": "x"}).status_code == 403


def test_not_the_same_comes_back_only_when_identity_changes_and_says_what(sign_in: Any) -> None:
    _cws, calworks = rosa()
    client = sign_in(COORDINATOR)
    decide(client, only(), "not_same", reason="namesake")
    assert only().state == "not_same"

    with rls(county="alder"):
        restate(calworks, street="9 NEW ST", city="ALDER", household="K9")
    match()
    match(whole=True)
    assert only().state == "not_same"

    with rls(county="alder"):
        restate(calworks, born="1996-03-15")
    assert match().reopened == 1
    assert (only().state, only().changed_since) == ("proposed", ["calworks.born"])
    body = page(client, reverse("matching:review"))
    assert "Date of birth in CalWORKs changed" in body

    decide(client, only(), "not_same", reason="relative")
    match(whole=True)
    assert (only().state, only().changed_since) == ("not_same", [])


def test_a_person_who_left_takes_the_proposal_along(sign_in: Any) -> None:
    _cws, calworks = rosa()
    with rls(county="alder"):
        gone(calworks)
    assert match().withdrawn == 1
    assert only().state == "expired"
    client = sign_in(COORDINATOR)
    assert "PINTO" not in page(client, reverse("matching:review"))
    assert "PINTO" in page(client, reverse("matching:review") + "?state=expired")
    with rls(county="alder"):
        calworks.gone_on = None
        calworks.save()
    match()
    assert only().state == "proposed"


def test_what_was_decided_stays_when_somebody_leaves(sign_in: Any) -> None:
    _cws, calworks = rosa()
    decide(sign_in(COORDINATOR), only(), "link")
    with rls(county="alder"):
        gone(calworks)
    match()
    assert (only().state, only().standing) == ("linked", False)


@pytest.mark.scenario(23)
@pytest.mark.fault(8)
def test_the_slower_reviewer_is_told_and_loses_nothing(sign_in: Any) -> None:
    rosa()
    pair = only()
    first, second = sign_in(COORDINATOR), sign_in(ANALYST)
    assert decide(first, pair, "link").status_code == 302
    answer = second.post(
        reverse("matching:decide", args=[pair.pk]),
        {"verb": "not_same", "reason": "twin", "note": "Asked the school", "version": pair.version},
    )
    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Decided by Celia Navarro today" in body and "linked" in body
    assert "Asked the school" in body
    assert only().state == "linked"
    with rls(county="alder"):
        assert MatchDecision.objects.count() == 1


@pytest.mark.fault(6)
def test_the_same_form_sent_twice_decides_once(sign_in: Any) -> None:
    import uuid

    rosa()
    pair = only()
    client = sign_in(COORDINATOR)
    fields = {"verb": "link", "version": pair.version, "key": str(uuid.uuid4())}
    first = client.post(reverse("matching:decide", args=[pair.pk]), fields)
    second = client.post(reverse("matching:decide", args=[pair.pk]), fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    with rls(county="alder"):
        assert MatchDecision.objects.count() == Link.objects.count() == 1


def family(size: int) -> list[tuple[ProgramRecord, ProgramRecord]]:
    """A household of several children, known to both programs."""
    names = ["LUIS", "ANA", "MARCO", "ELENA", "PABLO", "SOFIA"][:size]
    pairs = []
    with rls(county="alder"):
        for place, name in enumerate(names):
            who = {"given": name, "surname": "QUIROGA", "born": f"20{10 + place}-0{place + 1}-11"}
            number = f"90012{place:04}"
            pairs.append(
                (
                    record("cws", household="F7", ssn=number, **who),
                    record("calworks", household="K7", ssn=number, **who),
                )
            )
    match()
    return pairs


def test_after_a_decision_the_next_pair_is_there(sign_in: Any) -> None:
    family(3)
    client = sign_in(COORDINATOR)
    with rls(county="alder"):
        order = list(MatchCandidate.objects.open().in_queue_order())
    answer = decide(client, order[1], "needs_information", "?band=certain", note="Ask the EW")
    assert answer["Location"] == reverse("matching:pair", args=[order[2].pk]) + "?band=certain"
    answer = decide(client, order[2], "not_same", reason="relative")
    assert answer["Location"] == reverse("matching:pair", args=[order[0].pk])
    answer = decide(client, order[0], "link")
    assert answer["Location"] == reverse("matching:pair", args=[order[1].pk])
    decide(client, order[1], "link")
    body = page(client, reverse("matching:review"))
    assert "linked" in body


def test_all_decided_is_said_in_words(sign_in: Any) -> None:
    rosa()
    client = sign_in(COORDINATOR)
    answer = decide(client, only(), "link")
    assert answer["Location"] == reverse("matching:review")


def test_a_household_is_decided_together(sign_in: Any) -> None:
    pairs = family(3)
    client = sign_in(COORDINATOR)
    first, second, third = (pair_of(*each) for each in pairs)
    url = reverse("matching:household", args=[first.pk])
    body = page(client, url)
    assert body.count("QUIROGA") >= 6
    fields = {f"version_{p.pk}": p.version for p in (first, second, third)}
    fields |= {f"verb_{first.pk}": "link", f"verb_{second.pk}": "not_same", f"verb_{third.pk}": ""}
    fields[f"reason_{second.pk}"] = "relative"
    assert client.post(url, fields).status_code == 302
    states = [pair_of(*each).state for each in pairs]
    assert states == ["linked", "not_same", "proposed"]


def test_a_household_is_decided_all_or_none(sign_in: Any) -> None:
    pairs = family(2)
    first, second = (pair_of(*each) for each in pairs)
    client = sign_in(COORDINATOR)
    decide(sign_in(ANALYST), second, "needs_information")
    fields = {
        f"version_{first.pk}": first.version, f"version_{second.pk}": second.version,
        f"verb_{first.pk}": "link", f"verb_{second.pk}": "link",
    }  # fmt: skip
    answer = client.post(reverse("matching:household", args=[first.pk]), fields)
    assert answer.status_code == 409
    assert b"Decided by" in answer.content
    assert [pair_of(*each).state for each in pairs] == ["proposed", "needs_information"]


def test_the_last_decision_can_be_undone_by_who_made_it(sign_in: Any) -> None:
    cws, _calworks = rosa()
    client = sign_in(COORDINATOR)
    decide(client, only(), "link")
    assert "Undo" in page(client, reverse("matching:review"))
    undo = reverse("matching:undo", args=[only().pk])
    sign_in(ANALYST).post(undo)
    assert only().state == "linked"
    assert client.post(undo).status_code == 302
    assert only().state == "proposed"
    with rls(county="alder"):
        cws.refresh_from_db()
        assert cws.person_id is None
        assert not Assignment.objects.filter(until=None).exists()
    assert "Your last decision" not in page(client, reverse("matching:review"))
    decide(client, only(), "link")
    assert only().state == "linked"


def test_not_the_same_needs_a_reason(sign_in: Any) -> None:
    rosa()
    client = sign_in(COORDINATOR)
    answer = decide(client, only(), "not_same", reason="")
    assert "Choose why they are not the same" in answer.content.decode()
    answer = decide(client, only(), "not_same", reason="other")
    assert "Say the other reason in the note" in answer.content.decode()
    assert only().state == "proposed"


@pytest.mark.check(10)
def test_before_a_decision_nothing_but_identity_is_shown(sign_in: Any) -> None:
    canaries = {f"C{n}": {"text": f"ZQALDERF1C{n}"} for n in range(2, 13)}
    with rls(county="alder"):
        cws = record("cws", given="ROSA", surname="PINTO", born="1996-03-14", facts=canaries)
        record("calworks", given="ROSA", surname="PINTO", born="1996-03-14", facts=canaries,
               phone="555-0100")  # fmt: skip
    match()
    for email in (COORDINATOR, ANALYST, RESTRICTED):
        client = sign_in(email)
        for url in (
            reverse("matching:review"),
            reverse("matching:pair", args=[only().pk]),
            reverse("matching:household", args=[only().pk]),
            "/",
        ):
            body = page(client, url)
            assert "PINTO" in body
            assert "ZQALDER" not in body
    with rls(county="alder"):
        assert cws.person_id is None


@pytest.mark.check(10)
def test_the_address_of_a_placed_child_is_nowhere(sign_in: Any) -> None:
    with rls(county="alder"):
        who = {"given": "KAI", "surname": "MOUA", "born": "2019-03-03", "ssn": "900111222"}
        home = {"street": "77 FOSTER LANE", "city": "ALDERTON", "postal": "95077"}
        record("cws", placed=True, **who, **home)
        record("calworks", **who, **home)
    match()
    client = sign_in(COORDINATOR)
    for url in (reverse("matching:review"), reverse("matching:household", args=[only().pk])):
        body = page(client, url)
        assert "FOSTER LANE" not in body and "ALDERTON" not in body and "95077" not in body
        assert "Protected evidence" in body
    assert "protected evidence" in page(client, reverse("matching:review"))


@pytest.mark.check(45)
def test_the_count_is_the_number_of_pairs_one_can_open(sign_in: Any) -> None:
    pairs = family(4)
    with rls(county="alder"):
        ProgramRecord.objects.filter(pk=pairs[0][1].pk).update(restriction="S")
    for email, count in ((COORDINATOR, 3), (ANALYST, 3), (RESTRICTED, 4)):
        client = sign_in(email)
        body = page(client, reverse("matching:review"))
        assert f"{count} pairs" in body
        assert f"({count} pairs)" in page(client, "/")
        opened = sum(
            client.get(reverse("matching:pair", args=[pair_of(*each).pk])).status_code == 200
            for each in pairs
        )
        assert opened == count


def test_who_does_not_review_is_kept_out(sign_in: Any) -> None:
    rosa()
    for email in ("cws.worker@alder.example", "admin@alder.example", "privacy@alder.example"):
        client = sign_in(email)
        assert client.get(reverse("matching:review")).status_code == 403
        assert client.get(reverse("matching:pair", args=[only().pk])).status_code == 403
        assert decide(client, only(), "link").status_code == 403
        assert "Pairs to review" not in page(client, "/")
    other = sign_in("coordinator@birch.example")
    assert other.get(reverse("matching:pair", args=[only().pk])).status_code == 404


@pytest.mark.parametrize("size", [5, 50])
def test_the_queue_asks_the_database_the_same_number_of_questions(
    sign_in: Any, size: int, django_assert_num_queries: Any
) -> None:
    with rls(county="alder"):
        for place in range(size):
            who = {
                "given": "MARIA",
                "surname": "NAME" + "ABCDEFGHIJ"[place % 10] * (place // 10 + 1),
                "born": f"19{60 + place % 39}-0{place % 9 + 1}-1{place % 9}",
                "ssn": f"90033{place:04}",
            }
            record("cws", **who)
            record("calworks", **who)
    match()
    client = sign_in(COORDINATOR)
    page(client, reverse("matching:review"))
    with django_assert_num_queries(34):
        page(client, reverse("matching:review"))


def test_pages_say_what_to_do_when_there_is_nothing(sign_in: Any) -> None:
    client = sign_in(ANALYST)
    assert "Nothing to compare yet" in page(client, reverse("matching:review"))
    assert "No run yet" in page(client, reverse("matching:runs"))


def test_the_evidence_adds_up_to_the_total(sign_in: Any) -> None:
    from cases.matching import evidence

    family(3)
    rosa()
    with rls(county="alder"):
        record("calworks", given="ROSA", surname="DELGADO", born="1996-03-14")
    match()
    kinds = set()
    with rls(county="alder"):
        for pair in MatchCandidate.objects.all():
            told = evidence.explanation(pair)
            assert sum(bar.bits for bar in told.evidence) == pair.bits == told.bits
            kinds |= {bar.kind for bar in told.evidence}
    assert kinds >= {"prior", "comparison", "guard", "household", "rival"}
