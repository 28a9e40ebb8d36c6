"""A batch that moved too far is held: said with both figures, accepted or rejected for a reason,
and nobody is unlinked by one that was short, doubled, old or absent."""

from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.people.models import Link, Person, ProgramRecord
from cases.records import decisions, guard
from cases.records.models import ExtractBatch
from linkages.scope import rls
from tests.conftest import working_as
from tests.records.conftest import OTHERS_HEADER, Desk, aided, child, key, named, text

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def children(first: int, last: int, **stated: str) -> list[dict[str, str]]:
    return [child(number, **stated) for number in range(first, last)]


def holds(batch: ExtractBatch) -> dict[str, tuple[int, int]]:
    """Code -> figure before, figure now."""
    return {code: (told.get("before"), told.get("now")) for code, told in batch.held_for}


@pytest.fixture
def standing(desk: Desk) -> ExtractBatch:
    """A hundred children in fifty cases, half of them with a number."""
    rows = [
        child(n, case_id_19=key(500 + n // 2), ssn=f"90012{1000 + n}" if n % 2 else "")
        for n in range(100)
    ]
    return desk.accepted("cws", text(*rows), as_of="2026-11-20")


def near(count: int, **stated: str) -> list[dict[str, str]]:
    """The first so many of those."""
    return [
        child(n, case_id_19=key(500 + n // 2), ssn=f"90012{1000 + n}" if n % 2 else "") | stated
        for n in range(count)
    ]


def test_the_first_batch_of_a_program_has_nothing_to_be_compared_with(desk: Desk) -> None:
    batch = desk.read("cws", text(*children(0, 60)))
    assert batch.held_for == []
    assert "This is the first extract of this program" in desk.page(batch)
    assert desk.accept(batch).state == "accepted"


def test_a_batch_like_the_last_one_is_not_held(desk: Desk, standing: ExtractBatch) -> None:
    assert (standing.people, standing.households, standing.people_without_ssn) == (100, 50, 50)
    assert desk.read("cws", text(*near(75)), as_of="2026-11-27").held_for == []


def test_a_short_file_is_held_with_both_figures(desk: Desk, standing: ExtractBatch) -> None:
    batch = desk.read("cws", text(*near(60)), as_of="2026-11-27")
    assert holds(batch) == {
        "rows_moved": (100, 60),
        "people_moved": (100, 60),
        "households_moved": (50, 30),
        "people_gone": (100, 40),
    }
    page = desk.page(batch)
    for words in (
        "Held",
        "The last extract had 100 rows, this one has 60 (-40%).",
        "The last extract had 50 households, this one has 30 (-40%).",
        "40 of the 100 people of the last extract are no longer named.",
        "Accept with a reason",
    ):
        assert words in page
    assert "Held" in desk.client.get(reverse("records:list")).content.decode()
    assert "Held" in desk.client.get("/").content.decode()


def test_the_same_rows_pasted_twice_are_held(desk: Desk, standing: ExtractBatch) -> None:
    batch = desk.read("cws", text(*near(100), *near(100)), as_of="2026-11-27")
    assert holds(batch) == {"rows_moved": (100, 200)}


def test_the_same_people_under_other_ids_are_held(desk: Desk) -> None:
    twins = children(0, 40) + [
        child(n, client_id_19=key(900 + n), case_id_19=key(500 + n)) for n in range(40)
    ]
    batch = desk.read("cws", text(*twins))
    assert holds(batch) == {"people_doubled": (80, 80)}
    assert "80 of 80 people have the name and birth date of another one" in desk.page(batch)


def test_lost_numbers_are_held_in_points(desk: Desk, standing: ExtractBatch) -> None:
    calm = [row | ({"ssn": ""} if n % 20 == 1 else {}) for n, row in enumerate(near(100))]
    assert desk.read("cws", text(*calm), as_of="2026-11-27").held_for == []
    lost = [row | ({"ssn": ""} if n % 8 == 1 else {}) for n, row in enumerate(near(100))]
    batch = desk.read("cws", text(*lost), as_of="2026-11-27")
    assert holds(batch) == {"without_ssn_moved": (50, 63)}
    assert "50% of the people had no Social Security number, in this one 63%" in desk.page(batch)


def test_an_old_extract_is_held(desk: Desk) -> None:
    assert desk.read("cws", text(child(1)), as_of="2026-10-17").held_for == []
    batch = desk.read("cws", text(child(2)), as_of="2026-10-16")
    assert holds(batch) == {"extract_old": (45, 46)}


def test_an_absent_second_file_is_held(desk: Desk) -> None:
    others = f"{OTHERS_HEADER}\nCc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y\n"
    desk.accepted("cws", text(*children(0, 9)), others=named(others.encode()))
    batch = desk.read("cws", text(*children(0, 10)), as_of="2026-11-24")
    assert guard.codes(batch.held_for) == {"file_absent"}
    assert "The last extract also had the file of parents and others" in desk.page(batch)


def test_a_few_are_never_too_many(desk: Desk) -> None:
    desk.accepted("cws", text(*children(0, 3)))
    assert desk.read("cws", text(*children(3, 15)), as_of="2026-11-27").held_for == []
    assert desk.read("cws", text(*children(3, 16)), as_of="2026-11-27").held_for != []


def test_what_was_accepted_meanwhile_is_what_counts(desk: Desk, standing: ExtractBatch) -> None:
    """Read beside a hundred, decided beside sixty."""
    batch = desk.read("cws", text(*near(61)), as_of="2026-11-27")
    assert batch.held_for
    desk.accept(desk.read("cws", text(*near(60)), as_of="2026-11-26"))
    with rls(county="alder"):
        assert guard.codes(guard.again(desk.batch(batch.pk))) <= {"people_gone"}


@pytest.mark.fault(12)
def test_a_held_batch_is_accepted_for_a_reason_only(desk: Desk, standing: ExtractBatch) -> None:
    batch = desk.read("cws", text(*near(60)), as_of="2026-11-27")
    address = reverse("records:accept", args=[batch.pk])
    asked = desk.client.get(address)
    assert "Accept this held extract?" in asked.content.decode()
    assert desk.client.post(address, {"reason": "  "}).status_code == 422
    assert desk.batch(batch.pk).state == "validated"
    with (
        working_as(batch.uploaded_by) as user,
        pytest.raises(decisions.Refused, match="This extract is held"),
    ):
        decisions.accept(batch.pk, by=user.pk)
    assert desk.client.post(address, {"reason": "Two offices closed."}).status_code == 302
    desk.run_jobs("alder")
    batch = desk.batch(batch.pk)
    assert (batch.state, batch.reason) == ("accepted", "Two offices closed.")
    page = desk.page(batch)
    assert "Two offices closed." in page
    assert "It had been held:" in page


def test_a_held_batch_is_rejected_for_a_reason(desk: Desk, standing: ExtractBatch) -> None:
    batch = desk.read("cws", text(*near(60)), as_of="2026-11-27")
    address = reverse("records:reject", args=[batch.pk])
    assert desk.client.post(address, {"reason": ""}).status_code == 422
    assert desk.reject(batch).state == "rejected"


def test_the_database_takes_no_held_batch_without_a_reason(
    desk: Desk, standing: ExtractBatch
) -> None:
    batch = desk.read("cws", text(*near(60)), as_of="2026-11-27")
    with rls(county="alder"):
        rows = ExtractBatch.objects.filter(pk=batch.pk)
        with pytest.raises(IntegrityError, match="held_batch"), transaction.atomic():
            rows.update(state="accepting")
        assert rows.update(state="accepting", reason="Looked at.") == 1


def test_restricted_people_hold_nothing(desk: Desk, standing: ExtractBatch) -> None:
    """Fifty sealed children more are in none of the counts; fifty open ones are."""
    sealed = [child(n, limited_access="R") for n in range(200, 250)]
    assert desk.read("cws", text(*near(100), *sealed), as_of="2026-11-27").held_for == []
    opened = children(200, 250)
    batch = desk.read("cws", text(*near(100), *opened), as_of="2026-11-27")
    assert {"rows_moved", "people_moved"} <= set(holds(batch))


def test_sealed_namesakes_are_not_counted_as_doubled(desk: Desk) -> None:
    alike = [child(n, client_id_19=key(900 + n), limited_access="R") for n in range(40)]
    assert desk.read("cws", text(*children(0, 40), *alike)).held_for == []


def link(desk: Desk) -> Person:
    """The child 99, the last of the file, linked to a person on CalWORKs."""
    desk.accepted("calworks", text(*[aided(n) for n in range(30)]))
    with rls(county="alder"):
        person = Person.objects.create(county_id="alder")
        cws = ProgramRecord.objects.get(native_id=key(99))
        calworks = ProgramRecord.objects.get(native_id="90000001A")
        ProgramRecord.objects.filter(pk__in=[cws.pk, calworks.pk]).update(person=person)
        Link.objects.create(county_id="alder", cws=cws, calworks=calworks)
        return person


@pytest.fixture
def linked(desk: Desk, standing: ExtractBatch) -> Person:
    return link(desk)


BROKEN = {
    "short": lambda: text(*near(20)),
    "doubled": lambda: text(*near(20), *near(20)),
    "other people altogether": lambda: text(*children(3000, 3100)),
}


@pytest.mark.fault(12)
@pytest.mark.parametrize("kind", BROKEN)
def test_nobody_is_unlinked_by_a_file(desk: Desk, linked: Person, kind: str) -> None:
    desk.accepted("cws", BROKEN[kind](), as_of="2026-11-27")
    with rls(county="alder"):
        record = ProgramRecord.objects.get(native_id=key(99))
        assert record.gone_on is not None
        assert record.person_id == linked.pk
        assert Link.objects.filter(cut_at=None).count() == 1
    # The twin: an extract that names the child leaves no trace of having gone.
    desk.accepted("cws", text(*reversed(near(100))), as_of="2026-11-28")
    with rls(county="alder"):
        record = ProgramRecord.objects.get(native_id=key(99))
        assert (record.gone_on, record.person_id) == (None, linked.pk)


def test_nobody_is_unlinked_by_an_old_or_absent_file(desk: Desk) -> None:
    others = f"{OTHERS_HEADER}\nCc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y\n"
    desk.accepted("cws", text(*near(100)), others=named(others.encode()), as_of="2026-10-01")
    person = link(desk)
    batch = desk.read("cws", text(*near(98)), as_of="2026-10-02")
    assert guard.codes(batch.held_for) == {"file_absent", "extract_old"}
    desk.accept(batch)
    with rls(county="alder"):
        assert ProgramRecord.objects.get(native_id=key(99)).person_id == person.pk
        assert Link.objects.filter(cut_at=None).count() == 1


def test_a_run_after_a_short_file_lets_only_open_questions_expire(
    desk: Desk, run_jobs: Any
) -> None:
    """Decided pairs stay decided; others wait until the person is named again."""
    from cases.matching.models import MatchCandidate

    def who(n: int) -> dict[str, str]:
        return {"last": f"ZQ{'ABCDEFGH'[n]}FAM", "first": f"ANA{n}", "ssn": f"90035111{n}"} | {
            "dob": f"198{n}-01-11"
        }

    desk.accepted("cws", text(*[child(n, **who(n)) for n in range(6)]))
    desk.accepted("calworks", text(*[aided(n, **who(n)) for n in range(6)]))
    run_jobs("alder")
    with rls(county="alder"):
        pairs = {c.cws.native_id: c for c in MatchCandidate.objects.shown().select_related("cws")}
        assert len(pairs) == 6
        MatchCandidate.objects.filter(pk=pairs[key(4)].pk).update(state="linked")
        MatchCandidate.objects.filter(pk=pairs[key(5)].pk).update(state="not_same")
    desk.accepted("cws", text(*[child(n, **who(n)) for n in range(2)]), as_of="2026-11-27")
    run_jobs("alder")
    with rls(county="alder"):
        states = dict(MatchCandidate.objects.values_list("cws__native_id", "state"))
    assert states == {
        key(0): "proposed",
        key(1): "proposed",
        key(2): "expired",
        key(3): "expired",
        key(4): "linked",
        key(5): "not_same",
    }
