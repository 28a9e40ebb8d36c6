"""Staff who are, or are close to, a client never meet that person: pages, pairs, counts, search."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cases.matching import deciding
from cases.matching.deciding import Choice
from cases.matching.models import MatchCandidate
from cases.people.models import Person
from cases.sharing.models import StaffRelation
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.matching.world import match, record
from tests.sharing.conftest import Family, make_family, make_record, without_secrets
from tests.sharing.restricting.conftest import Office

pytestmark = pytest.mark.django_db

Member = Callable[[str], Any]
PERSONA = "calworks.worker"


@pytest.fixture
def tie(desk: Office, member: Member) -> Callable[..., Any]:
    """`tie("calworks.worker", "P-2345678")`: what the privacy officer types, and the answer."""

    def typed(persona: str, client: str, by: str = "privacy", **given: Any) -> Any:
        fields = {"member": str(member(persona).pk), "client": client, "relation": "relative"}
        return desk(by).post("sharing:staff_relations", **(fields | given))

    return typed


def said(desk: Office, persona: str) -> str:
    """The page of ties after an act, without what differs between requests."""
    return without_secrets(desk(persona).get("sharing:staff_relations").content.decode())


@pytest.mark.parametrize("by", ["privacy", "restricted"])
def test_who_is_close_never_meets_the_person_from_the_next_request(
    desk: Office, tie: Any, by: str
) -> None:
    made, other = make_family(), make_family(cws={"surname": "ZQOTHER"})
    person = ("sharing:person", made.person.pk)
    assert desk(PERSONA).get(*person).status_code == 200

    assert tie(PERSONA, made.person.token, by).status_code == 302

    assert desk(PERSONA).get(*person).status_code == 404
    people = desk(PERSONA).get("sharing:people")
    assert [row["person"] for row in people.context["rows"]] == [other.person]
    assert made.person.token not in desk(PERSONA).client.get("/").content.decode()
    found = desk(PERSONA).post("sharing:search", q=made.person.token)
    assert found.context["rows"] == []
    assert desk(PERSONA).post("sharing:summary", made.person.pk).status_code == 404
    # The twins: a colleague of the same unit, and the same worker with somebody else.
    assert desk("calworks.supervisor").get(*person).status_code == 200
    assert desk(PERSONA).get("sharing:person", other.person.pk).status_code == 200


@pytest.mark.parametrize("which", ["token", "cws", "calworks", "cin"])
def test_a_token_a_cws_number_or_a_cin_name_the_client(desk: Office, tie: Any, which: str) -> None:
    made = make_family(calworks={"cin": "91234567A"})
    typed = {
        "token": made.person.token.lower(),
        "cws": made.cws.native_id,
        "calworks": made.calworks.native_id,
        "cin": "91234567A",
    }[which]
    tie(PERSONA, typed)
    assert desk(PERSONA).get("sharing:person", made.person.pk).status_code == 404


def test_nothing_that_was_typed_is_in_the_trail_or_in_an_address(desk: Office, tie: Any) -> None:
    made = make_family(calworks={"cin": "91234567A"})
    answer = tie(PERSONA, "91234567A")
    assert "91234567A" not in answer["Location"]
    with rls(county="alder"):
        event = AuditEvent.objects.get(action="POST sharing:staff_relations")
        assert made.calworks.pk in event.subjects
        assert "91234567A" not in repr(AuditEvent.objects.values_list())


def test_the_privacy_officer_gets_one_answer_for_nobody_and_for_restricted(
    desk: Office, tie: Any
) -> None:
    closed = make_family(cws={"restriction": "R"})
    with rls(county="alder"):
        alone = make_record("alder", "cws")
    pages = set()
    for typed in (closed.person.token, closed.cws.native_id, alone.native_id, "P-2222222"):
        answer = tie(PERSONA, typed)
        assert answer.status_code == 302
        client = desk("privacy")
        page = client.client.get(answer["Location"]).content.decode()
        pages.add(without_secrets(page))
    assert len(pages) == 1
    with rls(county="alder"):
        assert StaffRelation.objects.count() == 3
    # The twin: whom the officer may know is in the list.
    known = make_family()
    tie(PERSONA, known.person.token)
    assert known.person.token in said(desk, "privacy")
    assert closed.person.token not in said(desk, "privacy")


def test_the_restricted_coordinator_is_told_and_sees_all_ties(desk: Office, tie: Any) -> None:
    closed = make_family(cws={"restriction": "R"})
    tie(PERSONA, closed.person.token, "restricted")
    assert closed.person.token in said(desk, "restricted")
    office = desk("restricted")
    fields = {"client": "P-2222222", "relation": "self"}
    with rls(county="alder"):
        from counties.models import Membership

        fields["member"] = str(Membership.objects.get(user__email=f"{PERSONA}@alder.example").pk)
    answer = office.client.post(reverse("sharing:staff_relations"), fields, follow=True)
    assert "Nobody here has this token or number." in answer.content.decode()


def test_nobody_finds_or_ends_a_tie_of_their_own(desk: Office, tie: Any) -> None:
    made = make_family()
    tie("privacy", made.person.token, "restricted")
    with rls(county="alder"):
        relation = StaffRelation.objects.first()
    assert made.person.token not in said(desk, "privacy")
    end = ("sharing:end_relation", relation.pk)
    assert desk("privacy").post(*end, reason="Not so.").status_code == 404
    assert desk("restricted").get(*end).status_code == 200


def test_nobody_finds_themselves_by_typing_their_number(desk: Office, tie: Any) -> None:
    made = make_family()
    tie("privacy", made.person.token, "restricted")
    tie(PERSONA, made.person.token, "privacy")
    assert desk(PERSONA).get("sharing:person", made.person.pk).status_code == 200
    # The twin: who is not close to them records it.
    tie(PERSONA, made.person.token, "restricted")
    assert desk(PERSONA).get("sharing:person", made.person.pk).status_code == 404


def test_ending_a_tie_opens_the_next_request_on_every_record(desk: Office, tie: Any) -> None:
    made = make_family()
    tie(PERSONA, made.person.token)
    with rls(county="alder"):
        relation = StaffRelation.objects.first()
        assert StaffRelation.objects.count() == 2
    answer = desk("privacy").post("sharing:end_relation", relation.pk, reason="Moved away.")
    assert answer.status_code == 302
    assert desk(PERSONA).get("sharing:person", made.person.pk).status_code == 200
    again = desk("privacy").post("sharing:end_relation", relation.pk, reason="Again.")
    assert again.status_code == 404
    with rls(county="alder"):
        assert (
            AuditEvent.objects.get(action="POST sharing:end_relation", result="allowed").reason
            == "Moved away."
        )


def test_recorded_twice_it_stands_once(desk: Office, tie: Any) -> None:
    made = make_family()
    tie(PERSONA, made.person.token)
    tie(PERSONA, made.cws.native_id)
    with rls(county="alder"):
        assert StaffRelation.objects.count() == 2  # one a record
    assert said(desk, "privacy").count(made.person.token) == 1


@pytest.mark.parametrize("persona", ["cws.worker", "cws.supervisor", "coordinator", "analyst"])
def test_others_keep_no_ties(desk: Office, tie: Any, persona: str) -> None:
    made = make_family()
    assert tie(PERSONA, made.person.token, persona).status_code == 403
    assert desk(persona).get("sharing:staff_relations").status_code == 403


def three_pairs() -> list[MatchCandidate]:
    """Two pairs of one household, one of another; all certain."""
    with rls(county="alder"):
        for given, home in (("ANNA", 1), ("BERTA", 1), ("CLARA", 2)):
            who = {
                "given": f"ZQ{given}",
                "surname": f"ZQFAM{home}",
                "born": f"1980-0{home}-1{home}",
            }
            who["ssn"] = f"90035{ord(given[0])}{home}{home}"[:9].ljust(9, "7")
            record("cws", household=f"F{home}", **who)
            record("calworks", household=f"K{home}", cin=f"9{ord(given[0])}00000A"[:9], **who)
    match()
    with rls(county="alder"):
        pairs = list(MatchCandidate.objects.shown().select_related("cws__current", "calworks"))
    return sorted(pairs, key=lambda pair: pair.cws.current.given)


@pytest.mark.parametrize("reviewer", ["coordinator", "liaison", "analyst", "restricted"])
@pytest.mark.parametrize("side", ["cws", "calworks"])
def test_a_reviewer_never_meets_a_pair_of_somebody_close(
    desk: Office, tie: Any, member: Member, reviewer: str, side: str
) -> None:
    first, second, _third = three_pairs()
    queue = desk(reviewer).client
    assert "3 pairs" in queue.get(reverse("matching:review")).content.decode()

    tie(reviewer, getattr(first, side).native_id)

    queue = desk(reviewer).client
    body = queue.get(reverse("matching:review")).content.decode()
    assert "2 pairs" in body and "ZQANNA" not in body and "ZQCLARA" in body
    for name in ("pair", "household", "cut"):
        assert queue.get(reverse(f"matching:{name}", args=[first.pk])).status_code == 404
    for name, given in (("decide", {"verb": "link", "version": first.version}), ("undo", {})):
        answer = queue.post(reverse(f"matching:{name}", args=[first.pk]), given)
        assert answer.status_code == 404
    beside = queue.get(reverse("matching:pair", args=[second.pk])).content.decode()
    assert "ZQANNA" not in beside and str(first.pk) not in beside
    home = queue.get(reverse("matching:household", args=[second.pk])).content.decode()
    assert "ZQANNA" not in home and "ZQBERTA" in home
    today = queue.get("/").content.decode()
    assert "ZQANNA" not in today and "(2 pairs)" in today
    with rls(county="alder"):
        assert MatchCandidate.objects.get(pk=first.pk).state == "proposed"
    # The twin: a colleague who is not close sees all three.
    colleague = desk("liaison" if reviewer == "coordinator" else "coordinator").client
    assert "3 pairs" in colleague.get(reverse("matching:review")).content.decode()
    assert colleague.get(reverse("matching:pair", args=[first.pk])).status_code == 200


def test_a_decision_about_somebody_close_cannot_be_undone_or_followed(
    desk: Office, tie: Any, staff: dict[str, Any]
) -> None:
    first, _second, _third = three_pairs()
    with working_as(staff["coordinator@alder.example"]) as user:
        deciding.decide(user, Choice(first.pk, "link", first.version))
    body = desk("coordinator").client.get(reverse("matching:review")).content.decode()
    assert reverse("matching:undo", args=[first.pk]) in body
    tie("coordinator", first.cws.native_id)
    body = desk("coordinator").client.get(reverse("matching:review")).content.decode()
    assert reverse("matching:undo", args=[first.pk]) not in body
    with rls(county="alder"):
        person = Person.objects.get()
    assert desk("coordinator").get("sharing:person", person.pk).status_code == 404
    assert desk("liaison").get("sharing:person", person.pk).status_code == 200


def test_a_pair_with_another_record_of_that_person_is_hidden_too(
    desk: Office, tie: Any, staff: dict[str, Any]
) -> None:
    """The tie hangs on the CWS record; the pair is of the linked CalWORKs record and another."""
    first, second, _third = three_pairs()
    with working_as(staff["coordinator@alder.example"]) as user:
        deciding.decide(user, Choice(first.pk, "link", first.version))
        crossing = MatchCandidate.objects.get(cws=second.cws_id, calworks=first.calworks_id)
        MatchCandidate.objects.filter(pk=crossing.pk).update(band="review")
    tie("coordinator", first.cws.native_id)
    assert desk("coordinator").get("matching:pair", crossing.pk).status_code == 404
    assert desk("liaison").get("matching:pair", crossing.pk).status_code == 200


def test_a_tie_of_yesterday_hides_nothing(desk: Office, staff: dict[str, Any]) -> None:
    made: Family = make_family()
    with rls(county="alder"):
        StaffRelation.objects.create(
            county_id="alder",
            user=staff[f"{PERSONA}@alder.example"],
            record=made.cws,
            relation="relative",
            since="2026-11-01",
            until=TODAY.replace(month=11, day=30),
            recorded_by=staff[f"{PERSONA}@alder.example"].pk,
        )
    assert desk(PERSONA).get("sharing:person", made.person.pk).status_code == 200
