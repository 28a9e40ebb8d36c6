"""What a worker knows better than the extract: shown, contradicted, settled, never overwritten."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.people.models import Correction, CorrectionAnswer, ProgramRecord
from cases.sharing.corrections import following
from cases.sharing.corrections.fields import same
from cases.sharing.reading import Purpose, read
from linkages import audit
from linkages.events import Event
from linkages.scope import rls
from tests.conftest import working_as
from tests.sharing.conftest import Family, make_family

pytestmark = pytest.mark.django_db

WORKER = "cws.worker@alder.example"
OTHER_SIDE = "calworks.worker@alder.example"
OLD, MINE, NEW = "555-0101", "555-0202", "555-0303"


def rosa(**stated: Any) -> Family:
    return make_family(cws={"phone": OLD, **stated})


def state(client: Any, made: Family, field: str = "phone", **given: Any) -> Any:
    fields = {"phone": MINE, "as_of": "2026-12-01", "reason": "She called me."} | given
    return client.post(
        reverse("sharing:correct", args=[made.person.pk]) + f"?field={field}", fields
    )


def restate(record: ProgramRecord, as_of: str, **stated: Any) -> None:
    """A later extract says this of a record."""
    with rls(county=record.county_id), transaction.atomic():
        record.refresh_from_db()
        version = record.current
        import uuid

        version.pk = version.id = uuid.uuid4()
        version.batch = uuid.uuid4()
        version.as_of = date.fromisoformat(as_of)
        for name, value in stated.items():
            setattr(version, name, value)
        version._state.adding = True
        version.save(force_insert=True)
        record.current = version
        record.save(update_fields=["current"])


def accepted(made: Family) -> Event:
    """The news that a batch was accepted, delivered."""
    import uuid

    with rls(county=made.county), transaction.atomic(), audit.trail(made.county, None, "job"):
        event = Event(county_id=made.county, kind="records.batch_accepted", subject=uuid.uuid4())
        following.on_accepted(event)
        return event


def page(client: Any, made: Family) -> str:
    answer = client.get(reverse("sharing:person", args=[made.person.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def only() -> Correction:
    with rls(county="alder"):
        return Correction.objects.get()


def settle(client: Any, answer: str, **given: Any) -> Any:
    correction = only()
    with rls(county="alder"):
        version = ProgramRecord.objects.get(pk=correction.record_id).current_id
    fields = {"answer": answer, "reason": "Asked her.", "version": version} | given
    return client.post(reverse("sharing:settle_conflict", args=[correction.pk]), fields)


def test_it_is_shown_in_place_of_the_extract_with_who_said_so(
    sign_in: Callable[[str], Any], grounds: None
) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    assert OLD in page(worker, made)
    assert state(worker, made).status_code == 302
    for email in (WORKER, OTHER_SIDE, "coordinator@alder.example"):
        body = page(sign_in(email), made)
        assert f'{MINE}</span> <span class="source">stated by Dana Kim, as of Dec 1, 2026' in body
        facts = body.partition('id="facts"')[2].partition("</section>")[0]
        assert OLD not in facts
    # History is for who may correct.
    assert OLD in page(worker, made)
    assert OLD not in page(sign_in(OTHER_SIDE), made)


def test_it_comes_under_the_category_of_the_field(staff: dict[str, Any], grounds: None) -> None:
    """A placed child's telephone is placement, whoever stated it."""
    made = rosa(placed=True)
    open_one = rosa()
    for each in (made, open_one):
        with working_as(staff[WORKER]) as user:
            from cases.sharing.corrections import acts

            given = acts.Statement("phone", {"phone": MINE}, date(2026, 12, 1), "x")
            acts.state(user, each.cws.pk, given)
    for each, seen in ((made, False), (open_one, True)):
        with working_as(staff["coordinator@alder.example"]) as user:
            (person,) = read(user, Purpose.CASEWORK, [each.person])
            assert (MINE in repr(person)) is seen
        with working_as(staff[WORKER]) as user:
            (person,) = read(user, Purpose.CASEWORK, [each.person])
            fact = person.of("cws")[0].fact("phone")
            assert fact is not None and fact.category == ("C1" if seen else "C7")
            assert fact.stated_by == "Dana Kim" and fact.as_of == date(2026, 12, 1)


def test_a_field_that_the_extract_lacks_can_be_stated(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    given = {"interpreter": "yes", "phone": ""}
    assert state(worker, made, "interpreter", **given).status_code == 302
    assert "Interpreter needed" in page(sign_in(OTHER_SIDE), made)


def test_an_address_is_replaced_as_a_whole(sign_in: Any, grounds: None) -> None:
    made = rosa(city="OLDTOWN", postal="99999")
    given = {"street": "7 NEW ROAD", "city": "ALDER", "postal": ""}
    assert state(sign_in(WORKER), made, "address", **given).status_code == 302
    body = page(sign_in(OTHER_SIDE), made)
    assert "7 NEW ROAD, ALDER" in body
    assert "OLDTOWN" not in body and "99999" not in body


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"phone": OLD}, "The extract says the same"),
        ({"as_of": "2026-11-30"}, "has said what it says since Dec 1, 2026"),
        ({"as_of": "2026-12-24"}, "has not come yet"),
        ({"phone": "12"}, "at least seven digits"),
        ({"reason": ""}, "required"),
    ],
)
def test_what_cannot_stand_is_refused(
    sign_in: Any, grounds: None, given: dict[str, str], words: str
) -> None:
    made = rosa()
    answer = state(sign_in(WORKER), made, **given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    with rls(county="alder"):
        assert not Correction.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "cws.worker2@alder.example",
        "coordinator@alder.example",
        "privacy@alder.example",
        "analyst@alder.example",
        "cws.worker@birch.example",
    ],
)
def test_whose_record_it_is_not_corrects_nothing(sign_in: Any, grounds: None, email: str) -> None:
    made = rosa()
    assert state(sign_in(email), made).status_code in (403, 404)
    assert state(sign_in(WORKER), made).status_code == 302
    correction = only()
    for name in ("settle_conflict", "withdraw_correction"):
        address = reverse(f"sharing:{name}", args=[correction.pk])
        assert sign_in(email).get(address).status_code in (403, 404)


def test_the_other_program_corrects_its_own_side_only(sign_in: Any, grounds: None) -> None:
    made = rosa()
    assert state(sign_in(OTHER_SIDE), made).status_code == 302
    assert only().record_id == made.calworks.pk
    address = reverse("sharing:withdraw_correction", args=[only().pk])
    assert sign_in(WORKER).get(address).status_code == 404
    assert sign_in(OTHER_SIDE).get(address).status_code == 200


def test_a_sealed_person_is_nobody_to_correct(sign_in: Any, grounds: None) -> None:
    made = rosa()
    assert state(sign_in(WORKER), made).status_code == 302
    restate(made.cws, "2026-12-08", phone=NEW)
    assert "Extracts that contradict" in sign_in(WORKER).get("/").content.decode()
    with rls(county="alder"):
        ProgramRecord.objects.filter(pk=made.calworks.pk).update(restriction="R")
    worker = sign_in(WORKER)
    assert state(worker, made).status_code == 404
    assert "Extracts that contradict" not in worker.get("/").content.decode()
    assert MINE not in worker.get(reverse("sharing:conflicts")).content.decode()
    address = reverse("sharing:settle_conflict", args=[only().pk])
    assert worker.get(address).status_code == 404


def test_a_later_extract_that_says_something_else_is_asked_not_taken(
    sign_in: Any, grounds: None
) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", phone=NEW)
    accepted(made)
    assert MINE in page(sign_in(OTHER_SIDE), made)
    assert NEW not in page(sign_in(OTHER_SIDE), made)
    assert "Extracts that contradict" in worker.get("/").content.decode()
    listed = worker.get(reverse("sharing:conflicts")).content.decode()
    for words in (MINE, NEW, "Dana Kim, Dec 1, 2026", "since the extract of Dec 8, 2026"):
        assert words in listed
    for email in (OTHER_SIDE, "cws.worker2@alder.example"):
        client = sign_in(email)
        assert "Extracts that contradict" not in client.get("/").content.decode()
        assert NEW not in client.get(reverse("sharing:conflicts")).content.decode()


def test_the_same_old_statement_again_is_no_contradiction(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", city="ELSEWHERE")
    accepted(made)
    assert MINE in page(sign_in(OTHER_SIDE), made)
    assert "Extracts that contradict" not in worker.get("/").content.decode()


def test_keep_mine_lasts_until_the_extract_says_a_third_thing(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", phone=NEW)
    assert settle(worker, "keep").status_code == 302
    assert MINE in page(sign_in(OTHER_SIDE), made)
    assert "Extracts that contradict" not in worker.get("/").content.decode()
    assert "Keep the worker’s statement: Dana Kim" in page(worker, made)
    restate(made.cws, "2026-12-15", phone="555-0404")
    assert "Extracts that contradict" in worker.get("/").content.decode()


def test_taking_the_extracts_ends_the_statement(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", phone=NEW)
    assert settle(worker, "take").status_code == 302
    body = page(sign_in(OTHER_SIDE), made)
    assert NEW in body and MINE not in body and "stated by" not in body
    assert "Earlier statements" in page(worker, made)
    with rls(county="alder"):
        assert CorrectionAnswer.objects.get().extract_value == {"phone": NEW}


def test_who_saw_an_older_extract_decides_nothing(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", phone=NEW)
    with rls(county="alder"):
        seen = ProgramRecord.objects.get(pk=made.cws.pk).current_id
    restate(made.cws, "2026-12-15", phone="555-0404")
    settle(worker, "take", version=seen)
    assert only().ended == ""
    assert settle(worker, "take").status_code == 302
    assert only().ended == "taken"


def test_when_the_extract_catches_up_it_ends_by_itself_and_comes_back_with_a_roll_back(
    sign_in: Any, grounds: None
) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    restate(made.cws, "2026-12-08", phone="(555) 0202")
    event = accepted(made)
    assert (only().ended, only().ended_by) == ("caught_up", None)
    assert "stated by" not in page(sign_in(OTHER_SIDE), made)
    # From then on the extract has the word.
    restate(made.cws, "2026-12-15", phone=NEW)
    assert "Extracts that contradict" not in worker.get("/").content.decode()
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=made.cws.pk).update(current=made.cws.current_id)
        following.on_rolled_back(event)
    assert only().ended == ""
    assert MINE in page(sign_in(OTHER_SIDE), made)


def test_an_extract_that_does_not_agree_ends_nothing(sign_in: Any, grounds: None) -> None:
    made = rosa()
    state(sign_in(WORKER), made)
    accepted(made)
    assert only().ended == ""


def test_taking_it_back_shows_the_extract_again(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    address = reverse("sharing:withdraw_correction", args=[only().pk])
    assert worker.post(address, {"reason": "Wrong person."}).status_code == 302
    assert OLD in page(sign_in(OTHER_SIDE), made)


def test_stating_anew_replaces_and_keeps_the_history(sign_in: Any, grounds: None) -> None:
    made = rosa()
    worker = sign_in(WORKER)
    state(worker, made)
    assert state(worker, made, phone=NEW).status_code == 302
    assert NEW in page(sign_in(OTHER_SIDE), made)
    with rls(county="alder"):
        ended = list(Correction.objects.order_by("stated_at").values_list("ended", flat=True))
    assert ended == ["replaced", ""]
    assert MINE in page(worker, made)


def test_a_reviewer_of_matches_sees_what_was_compared(staff: dict[str, Any]) -> None:
    from cases.sharing.corrections import acts

    made = rosa()
    with working_as(staff[WORKER]) as user:
        given = acts.Statement("phone", {"phone": MINE}, date(2026, 12, 1), "x")
        acts.state(user, made.cws.pk, given)
    with working_as(staff["coordinator@alder.example"]) as user:
        (seen,) = read(user, Purpose.MATCH_REVIEW, [made.cws])
    assert seen.records[0].value("phone") == OLD


@pytest.mark.check(125)
@pytest.mark.parametrize(
    "statement",
    [
        "update people_correction set value = '{}'",
        "update people_correction set stated_by_id = gen_random_uuid()",
        "delete from people_correction",
        "update people_correctionanswer set answer = 'keep'",
    ],
)
def test_what_was_stated_cannot_be_changed(sign_in: Any, grounds: None, statement: str) -> None:
    state(sign_in(WORKER), rosa())
    with (
        rls(county="alder"),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert only().value == {"phone": MINE}


def test_ten_contradictions_cost_no_more_queries_than_one(sign_in: Any, grounds: None) -> None:
    worker = sign_in(WORKER)
    worker.get(reverse("sharing:conflicts"))
    counts = []
    for more in (1, 9):
        for _each in range(more):
            made = rosa()
            state(worker, made)
            restate(made.cws, "2026-12-08", phone=NEW)
        with CaptureQueriesContext(connection) as queries:
            assert NEW in worker.get(reverse("sharing:conflicts")).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_when_two_statements_are_the_same() -> None:
    assert same({"phone": "(555) 010-1"}, {"phone": "5550101"})
    assert same({"phone": "1-916-555-0101"}, {"phone": "916 555 0101"})
    assert same({"street": "7 New Rd.", "city": "ALDER"}, {"city": "Alder", "street": "7 new rd"})
    assert not same({"phone": "555-0101"}, {"phone": "555-0102"})
    assert not same({"street": "7 New Rd"}, {"street": "7 New Rd", "city": "Alder"})
