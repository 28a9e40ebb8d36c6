"""What a batch changed: counts for all who see batches, people for those who may know them."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.people.models import Person, ProgramRecord
from cases.records.models import ExtractBatch
from cases.sharing.models import Disclosure, LegalBasis
from linkages.audit import AuditEvent
from linkages.scope import rls
from tests.records.conftest import Desk, aided, child, key, text

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


FIRST = [child(n, last=f"ZQWARDEN{n}") for n in range(1, 9)]


def grounds() -> None:
    with rls(county="alder"):
        for owner, category in (("cws", "C1"), ("cws", "C5"), ("calworks", "C1")):
            LegalBasis.objects.get_or_create(
                county_id="alder", code=f"test-{owner}-{category}", owner=owner,
                category=category, audience="coordinator", since=date(2026, 1, 1),
            )  # fmt: skip


def link(*numbers: int) -> dict[int, Person]:
    """These children linked with persons on CalWORKs of the same numbers."""
    found = {}
    with rls(county="alder"):
        for n in numbers:
            person = found[n] = Person.objects.create(county_id="alder")
            ids = [key(n), f"9{n:07d}A"]
            ProgramRecord.objects.filter(native_id__in=ids).update(person=person)
    return found


@pytest.fixture
def people(desk: Desk) -> dict[int, Person]:
    """Eight children known before; 1 to 4 and the sealed 8 are linked."""
    desk.accepted("cws", text(*FIRST[:7], FIRST[7] | {"limited_access": "R"}), as_of="2026-11-13")
    desk.accepted("calworks", text(*[aided(n) for n in range(1, 9)]), as_of="2026-11-13")
    grounds()
    return link(1, 2, 3, 4, 8)


def second(desk: Desk, *more: dict[str, str]) -> ExtractBatch:
    """1 has another name, 2 another worker, 3 is gone, 4 stays, 5 has another name, 9 is new, and
    the sealed 8 another name."""
    return desk.read(
        "cws",
        text(
            FIRST[0] | {"last": "ZQWARDEN1-NEW"},
            FIRST[1] | {"case_start": "2026-02-02"},
            FIRST[3],
            FIRST[4] | {"last": "ZQWARDEN5-NEW"},
            FIRST[5],
            FIRST[6],
            FIRST[7] | {"limited_access": "R", "last": "ZQWARDEN8-NEW"},
            child(9, last="ZQWARDEN9"),
            *more,
        ),
    )


def page(client: Client, batch: ExtractBatch, **asked: str) -> str:
    response = client.get(reverse("records:changes", args=[batch.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def cells(markup: str) -> str:
    return " ".join(markup.split())


@pytest.mark.parametrize("decided", [False, True], ids=["waiting", "accepted"])
def test_whoever_sees_batches_sees_counts_and_no_names(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person], decided: bool
) -> None:
    batch = second(desk)
    batch = desk.accept(batch) if decided else batch
    for handle in ("analyst", "admin", "privacy"):
        told = cells(page(sign_in(f"{handle}@alder.example"), batch))
        assert '<th scope="row">Changed</th><td class="number">3</td>' in told
        assert '<th scope="row">New</th><td class="number">1</td>' in told
        assert '<th scope="row">No longer named</th><td class="number">1</td>' in told
        # The sealed child's other name is in no count.
        assert '<th scope="row">Name</th><td class="number">2</td>' in told
        assert "ZQWARDEN" not in told
        assert "Who they are is shown to those who may open people." in told


@pytest.mark.parametrize("decided", [False, True], ids=["waiting", "accepted"])
def test_the_coordinator_sees_people_whom_both_programs_know(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person], decided: bool
) -> None:
    batch = second(desk)
    batch = desk.accept(batch) if decided else batch
    told = page(sign_in("coordinator@alder.example"), batch)
    assert "ZQWARDEN1-NEW" in told
    for number in (1, 2, 3):
        assert reverse("sharing:person", args=[people[number].pk]) in told
    # 4 did not change, 5 and 9 are nobody's business, 8 is sealed.
    assert reverse("sharing:person", args=[people[4].pk]) not in told
    assert reverse("sharing:person", args=[people[8].pk]) not in told
    for word in ("ZQWARDEN5", "ZQWARDEN9", "ZQWARDEN8"):
        assert word not in told


def test_what_was_shown_is_accounted_for(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    batch = desk.accept(second(desk))
    client = sign_in("coordinator@alder.example")
    with rls(county="alder"):
        before = Disclosure.objects.count()
    page(client, batch, kind="gone")
    with rls(county="alder"):
        told = Disclosure.objects.order_by("pk")[before:]
        assert {each.person for each in told} == {people[3].pk}


def test_filters_narrow_by_kind_and_field(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    batch = desk.accept(second(desk))
    client = sign_in("coordinator@alder.example")
    gone = page(client, batch, kind="gone")
    assert reverse("sharing:person", args=[people[3].pk]) in gone
    assert reverse("sharing:person", args=[people[1].pk]) not in gone
    named = page(client, batch, field="name")
    assert reverse("sharing:person", args=[people[1].pk]) in named
    assert reverse("sharing:person", args=[people[2].pk]) not in named


def test_what_may_not_be_seen_lists_nobody(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    """Without the ground for child welfare involvement, neither the date of a case nor that a case
    was closed puts anybody on the list."""
    batch = desk.accept(second(desk))
    with rls(county="alder"):
        LegalBasis.objects.filter(category="C5").update(until=date(2026, 11, 30))
    told = page(sign_in("coordinator@alder.example"), batch)
    assert reverse("sharing:person", args=[people[1].pk]) in told
    assert reverse("sharing:person", args=[people[2].pk]) not in told
    assert reverse("sharing:person", args=[people[3].pk]) not in told


def lines(client: Client, batch: ExtractBatch) -> list[dict[str, str]]:
    content = client.get(reverse("records:changes_file", args=[batch.pk])).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_says_what_the_page_says(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    batch = desk.accept(second(desk))
    rows = lines(sign_in("coordinator@alder.example"), batch)
    (moved,) = [row for row in rows if row["Field"] == "Name"]
    assert (moved["Before"], moved["After"]) == ("LUIS1 ZQWARDEN1", "LUIS1 ZQWARDEN1-NEW")
    counted = lines(desk.client, batch)
    assert {row["Kind"]: row["People"] for row in counted if not row["Field"]} == {
        "New": "1", "Changed": "3", "Named again": "0", "No longer named": "1",
    }  # fmt: skip
    with rls(county="alder"):
        event = AuditEvent.objects.filter(purpose="export").first()
        assert event is not None


def test_questions_do_not_grow_with_people(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    batch = desk.accept(second(desk))
    client = sign_in("coordinator@alder.example")
    page(client, batch)
    with CaptureQueriesContext(connection) as few:
        page(client, batch)
    link(5, 6, 7)
    later = desk.accepted(
        "cws",
        text(*[row | {"last": f"{row['last']}X"} for row in FIRST[:7]]),
        as_of="2026-11-27",
    )
    with CaptureQueriesContext(connection) as many:
        page(client, later)
    assert len(many) <= len(few)


def test_named_again_is_told_to_who_may_know(
    desk: Desk, sign_in: Callable[[str], Client], people: dict[int, Person]
) -> None:
    desk.accept(second(desk))
    batch = desk.accepted("cws", text(*FIRST), as_of="2026-11-27")
    told = page(sign_in("coordinator@alder.example"), batch, kind="returned")
    assert reverse("sharing:person", args=[people[3].pk]) in told


def test_only_batches_that_hold_or_could_have_the_page(
    desk: Desk, sign_in: Callable[[str], Client]
) -> None:
    batch = desk.read("cws", text(child(1)))
    address = reverse("records:changes", args=[batch.pk])
    assert desk.client.get(address).status_code == 200
    assert sign_in("cws.worker@alder.example").get(address).status_code == 403
    assert sign_in("analyst@birch.example").get(address).status_code == 404
    desk.reject(batch)
    assert desk.client.get(address).status_code == 404
