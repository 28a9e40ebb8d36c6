"""Who may decide a batch, when, and what the second of two people is told."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.people.models import Person, ProgramRecord
from cases.records.assignments import assign_from_extract
from cases.records.models import ExtractBatch
from cases.sharing.models import Assignment
from linkages.jobs import Job
from linkages.scope import rls
from tests.records.conftest import OTHERS_HEADER, Desk, child, named, text

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def test_of_two_decisions_the_second_is_told_who_decided(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1)))
    accept = reverse("records:accept", args=[batch.pk])
    reject = reverse("records:reject", args=[batch.pk])
    assert desk.client.post(accept).status_code == 302
    for response in (
        desk.client.post(accept),
        desk.client.post(reject, {"reason": "Too late."}),
        desk.client.get(reject),
    ):
        assert response.status_code == 409
        words = response.content.decode()
        assert (
            "Kavya Menon has decided in the meantime. This batch is now: Being accepted." in words
        )
    with rls(county="alder"):
        assert Job.objects.filter(kind="records.accept_batch").count() == 1


def test_only_the_latest_accepted_batch_can_be_rolled_back(desk: Desk) -> None:
    first = desk.accepted("cws", text(child(1)))
    desk.accepted("cws", text(child(2)), as_of="2026-11-27")
    assert "A later batch of this program was accepted after this one." in desk.page(first)
    response = desk.client.post(
        reverse("records:roll_back", args=[first.pk]), {"reason": "Wrong file."}
    )
    assert response.status_code == 409
    assert desk.batch(first.pk).state == "accepted"


def test_an_older_extract_read_before_cannot_be_accepted_after_a_newer_one(desk: Desk) -> None:
    older = desk.read("cws", text(child(1)), as_of="2026-11-13")
    desk.accepted("cws", text(child(2)), as_of="2026-11-20")
    response = desk.client.post(reverse("records:accept", args=[older.pk]))
    assert response.status_code == 409
    assert "A newer extract is accepted already." in response.content.decode()


def test_of_one_program_one_batch_is_published_at_a_time(desk: Desk) -> None:
    first = desk.read("cws", text(child(1)))
    second = desk.read("cws", text(child(2)))
    assert desk.client.post(reverse("records:accept", args=[first.pk])).status_code == 302
    response = desk.client.post(reverse("records:accept", args=[second.pk]))
    assert response.status_code == 409
    assert "Another batch of this program is being accepted" in response.content.decode()
    with rls(county="alder"), pytest.raises(IntegrityError), transaction.atomic():
        ExtractBatch.objects.filter(pk=second.pk).update(state="accepting")


def test_what_was_accepted_meanwhile_is_compared_anew(desk: Desk) -> None:
    first = desk.read("cws", text(child(1), child(2)))
    second = desk.read("cws", text(child(2), child(3)))
    assert second.people_new == 2
    desk.accept(first)
    second = desk.accept(second)
    assert (second.people_new, second.people_unchanged, second.people_gone) == (1, 1, 1)
    assert desk.page(second).count("<li>Being accepted") == 1
    with rls(county="alder"):
        assert ProgramRecord.objects.count() == 3


def test_rejecting_asks_for_a_reason(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1)))
    response = desk.client.post(reverse("records:reject", args=[batch.pk]), {"reason": " "})
    assert response.status_code == 422
    assert desk.batch(batch.pk).state == "validated"


def test_a_batch_that_moved_too_far_says_so_before_acceptance(desk: Desk) -> None:
    desk.accepted("cws", text(*[child(number) for number in range(100)]))
    calm = desk.read("cws", text(*[child(number) for number in range(75)]), as_of="2026-11-24")
    assert "Held" not in desk.page(calm)
    short = desk.read("cws", text(*[child(number) for number in range(60)]), as_of="2026-11-24")
    page = desk.page(short)
    assert "Held" in page
    assert "The last extract had 100 people, this one has 60 (-40%)." in page
    assert "40 of the 100 people of the last extract are no longer named." in page


def test_a_missing_second_file_is_said_before_acceptance(desk: Desk) -> None:
    from tests.records.conftest import OTHERS_HEADER

    others = f"{OTHERS_HEADER}\nCc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y\n"
    desk.accepted("cws", text(*map(child, range(9))), others=named(others.encode()))
    batch = desk.read("cws", text(*map(child, range(10))), as_of="2026-11-24")
    assert "The last extract also had the file of parents and others" in desk.page(batch)


VIEWERS = {"admin": 200, "coordinator": 200, "privacy": 200, "analyst": 200}


@pytest.mark.parametrize(
    "handle", ["admin", "coordinator", "privacy", "analyst", "cws.worker", "liaison", "counsel"]
)
def test_who_may_see_and_who_may_decide(
    desk: Desk, sign_in: Callable[[str], Client], handle: str
) -> None:
    batch = desk.read("cws", text(child(1)))
    client = sign_in(f"{handle}@alder.example")
    sees = VIEWERS.get(handle, 403)
    decides = handle == "analyst"
    assert client.get(reverse("records:list")).status_code == sees
    for page in ("batch", "progress", "quarantine"):
        assert client.get(reverse(f"records:{page}", args=[batch.pk])).status_code == sees, page
    assert client.get(reverse("records:upload")).status_code == (200 if decides else 403)
    assert client.get(reverse("records:reject", args=[batch.pk])).status_code == (
        200 if decides else 403
    )
    assert client.post(reverse("records:accept", args=[batch.pk])).status_code == (
        302 if decides else 403
    )
    assert client.post(reverse("records:try_again", args=[batch.pk])).status_code == (
        409 if decides else 403
    )


def test_another_countys_batch_does_not_exist(desk: Desk, sign_in: Callable[[str], Client]) -> None:
    batch = desk.read("cws", text(child(1)))
    for handle in ("analyst", "cws.worker"):
        elsewhere = sign_in(f"{handle}@birch.example")
        for page in ("batch", "progress", "quarantine", "reject", "roll_back"):
            address = reverse(f"records:{page}", args=[batch.pk])
            assert elsewhere.get(address).status_code == 404, (handle, page)
        for verb in ("accept", "try_again"):
            address = reverse(f"records:{verb}", args=[batch.pk])
            assert elsewhere.post(address).status_code == 404, (handle, verb)
    assert (
        "No extracts yet"
        in sign_in("analyst@birch.example").get(reverse("records:list")).content.decode()
    )


def test_the_worker_of_a_linked_record_follows_the_extract(desk: Desk, settings: Any) -> None:
    settings.EVENT_HANDLERS = {}  # nobody is put into a family
    desk.accepted("cws", text(child(1), child(2)))
    with rls(county="alder"):
        record = ProgramRecord.objects.get(native_id="Aa0000107n")
        record.person = Person.objects.create(county_id="alder")
        record.save()
        day = datetime.date(2026, 11, 21)
        alone = ProgramRecord.objects.get(native_id="Aa0000207n")
        assert assign_from_extract([alone.pk], day) == 0
        assert assign_from_extract([record.pk], day) == 1
        assert assign_from_extract([record.pk], day) == 0
    second = desk.accepted(
        "cws", text(child(1, worker_id="CW102"), child(2, worker_id="CW102")), as_of="2026-11-27"
    )

    def told() -> list[tuple[str, str, str]]:
        with rls(county="alder"):
            rows = Assignment.objects.order_by("since").select_related("unit")
            return [(a.worker_id, str(a.since), str(a.until)) for a in rows]

    assert told() == [
        ("CW101", "2026-11-21", "2026-11-30"),
        ("CW102", "2026-12-01", "None"),
    ]
    desk.roll_back(second)
    assert told() == [
        ("CW101", "2026-11-21", "2026-11-30"),
        ("CW101", "2026-12-01", "None"),
    ]


def test_history_says_who_did_what(desk: Desk) -> None:
    page = desk.page(desk.roll_back(desk.accepted("cws", text(child(1)))))
    order = [
        "Uploaded · Kavya Menon", "Waiting for a decision", "Being accepted · Kavya Menon",
        "Accepted", "Being rolled back · Kavya Menon", "Rolled back",
    ]  # fmt: skip
    places = [page.index(f"<li>{words}") for words in order]
    assert places == sorted(places)
    assert "Wrong file." in page


MOTHER = "Cc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y"
FOSTER = "Cc0000107n;Ff0000107n;Foster parent;MOSS;JUNE;1970-01-09;;;Y"


def test_whoever_works_with_a_child_works_with_its_parents_and_not_with_who_cares_for_it(
    desk: Desk,
) -> None:
    """The file of parents and others names no worker."""

    def others(*rows: str) -> Any:
        return named("\n".join([OTHERS_HEADER, *rows, ""]).encode())

    desk.accepted("cws", text(child(1), child(2, worker_id="CW103")), others=others(MOTHER, FOSTER))

    def open_for(native_id: str) -> set[str]:
        with rls(county="alder"):
            rows = Assignment.objects.filter(record__native_id=native_id, until=None)
            return set(rows.values_list("worker_id", flat=True))

    assert open_for("Aa0000107n") == {"CW101"}
    assert open_for("Mm0000107n") == {"CW101"}
    assert open_for("Ff0000107n") == set()

    also = child(1, client_id_19="Aa0000307n", worker_id="CW102")
    rows = text(child(1, worker_id="CW104"), child(2, worker_id="CW103"), also)
    desk.accepted("cws", rows, others=others(MOTHER.replace("Y", "N"), FOSTER), as_of="2026-11-27")
    assert open_for("Mm0000107n") == {"CW104", "CW102"}
