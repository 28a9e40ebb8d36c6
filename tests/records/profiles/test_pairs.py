"""Two ids of one client: a record goes on when CWS-CARES replaces CWS/CMS."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.people.models import Person, ProgramRecord
from cases.records.models import ExtractBatch, IdPair
from cases.records.profiles import pairing
from linkages.scope import rls
from tests.records.conftest import Desk, child, key, text
from tests.records.profiles.conftest import file_of, plain

pytestmark = pytest.mark.django_db


def cares(number: int) -> str:
    return f"003CA{number:010d}QAW"


def load(client: Client, content: bytes, name: str = "walk.csv") -> Any:
    return client.post(reverse("records:id_pairs"), {"file": file_of(content, name)})


def records() -> dict[str, Any]:
    with rls(county="alder"):
        return {
            record.native_id: record.pk
            for record in ProgramRecord.objects.filter(program="cws", gone_on=None)
        }


@pytest.fixture(autouse=True)
def december() -> Any:
    import time_machine

    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def test_records_go_on_from_an_extract_that_carries_both_ids(desk: Desk) -> None:
    people = range(1, 6)
    desk.accepted("cws", text(*(child(n) for n in people)), as_of="2026-11-01")
    before = records()
    both = text(*(child(n, cares_id=cares(n)) for n in people))
    batch = desk.accepted("cws", both, as_of="2026-11-08")
    assert (batch.people_new, batch.people_gone, batch.people_unchanged) == (0, 0, 5)
    with rls(county="alder"):
        pairs = IdPair.objects.values_list("old_id", "new_id", "batch")
        assert set(pairs) == {(key(n), cares(n), batch.pk) for n in people}
    only = text(*(child(n, client_id_19=cares(n)) for n in people))
    batch = desk.accepted("cws", only, as_of="2026-11-15")
    assert (batch.people_new, batch.people_gone) == (0, 0)
    assert records() == before


def test_records_go_on_by_a_cross_walk_and_links_stay(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2)), as_of="2026-11-01")
    before = records()
    with rls(county="alder"):
        person = Person.objects.create(county_id="alder")
        ProgramRecord.objects.filter(pk=before[key(1)]).update(person=person)
    lines = "\n".join(f"{key(n)},{cares(n)}" for n in (1, 2))
    answer = load(desk.client, f"CWS/CMS id,CARES id\n{lines}\n".encode())
    assert "2 lines were read" in plain(answer.content.decode())
    batch = desk.accepted(
        "cws", text(*(child(n, client_id_19=cares(n)) for n in (1, 2))), as_of="2026-11-08"
    )
    assert (batch.people_new, batch.people_gone) == (0, 0)
    assert records() == before
    with rls(county="alder"):
        kept = ProgramRecord.objects.get(pk=before[key(1)])
    assert (kept.person_id, kept.gone_on, kept.native_id) == (person.pk, None, key(1))


def test_without_a_pair_the_new_id_is_somebody_else(desk: Desk) -> None:
    desk.accepted("cws", text(child(1)), as_of="2026-11-01")
    again = text(child(1, client_id_19=cares(1)))
    batch = desk.accepted("cws", again, as_of="2026-11-08")
    assert (batch.people_new, batch.people_gone) == (1, 1)


def test_a_rejected_batch_teaches_nothing_and_a_rolled_back_one_is_forgotten(desk: Desk) -> None:
    content = text(child(1, cares_id=cares(1)))
    desk.reject(desk.read("cws", content))
    with rls(county="alder"):
        assert not IdPair.objects.exists()
    batch = desk.accepted("cws", content)
    with rls(county="alder"):
        assert IdPair.objects.count() == 1
    desk.roll_back(batch)
    with rls(county="alder"):
        assert not IdPair.objects.exists()


def test_one_newer_id_of_two_clients_is_named_and_kept_by_neither(desk: Desk) -> None:
    same = cares(9)
    batch = desk.read("cws", text(child(1, cares_id=same), child(2, cares_id=same)))
    assert batch.remarks["id_pair_twice"] == 1
    assert batch.state == ExtractBatch.State.VALIDATED
    desk.accept(batch)
    with rls(county="alder"):
        assert not IdPair.objects.exists()


def test_a_cross_walk_names_what_it_does_not_take(desk: Desk) -> None:
    load(desk.client, f"{key(1)},{cares(1)}\n".encode())
    lines = [
        f"{key(2)};{cares(1)}",  # another client's already
        f"{key(3)};{cares(3)}",
        f"{key(4)};{cares(3)}",  # twice in the file
        f"{cares(5)};{key(5)}",  # the other way round
        "90000017A;90000018B",
        "6.01569E+17;x",
        f"{key(6)};90000019A",
        f"{key(7)}",
        f"{key(8)};{key(9)}",
        f"{key(9)};{key(8)}",  # in a circle
    ]
    answer = load(desk.client, "\r\n".join(["Old;New", *lines]).encode())
    page = answer.content.decode()
    words = plain(page)
    assert "10 lines were read" in words
    assert "Line 7:" in words and "lost digits in Excel" in words
    assert "Line 8: The two ids are of two programs" in words
    assert "Line 9: The line does not hold two ids" in words
    assert cares(3) in page and key(4) in page and key(2) in page
    with rls(county="alder"):
        found = set(IdPair.objects.values_list("program", "old_id", "new_id"))
    assert found == {
        ("cws", key(1), cares(1)),
        ("cws", key(5), cares(5)),
        ("calworks", "90000017A", "90000018B"),
    }
    again = load(desk.client, f"{key(1)},{cares(1)}\n".encode())
    assert "All pairs are stored" in again.content.decode()


def test_counts_are_of_clients_whom_extracts_name_openly(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2, limited_access="R")))
    lines = "\n".join(f"{key(n)},{cares(n)}" for n in (1, 2, 3))
    words = plain(load(desk.client, lines.encode()).content.decode())
    assert "CWS/CMS CWS-CARES 1 0" in words


def test_who_may_see_and_who_may_load(sign_in: Callable[[str], Client]) -> None:
    address = reverse("records:id_pairs")
    content = f"{key(1)},{cares(1)}\n".encode()
    for email, see, may_load in (
        ("analyst@alder.example", 200, 200),
        ("coordinator@alder.example", 200, 403),
        ("cws.worker@alder.example", 403, 403),
    ):
        client = sign_in(email)
        assert client.get(address).status_code == see
        assert load(client, content).status_code == may_load
    with rls(county="birch"):
        assert not IdPair.objects.exists()
    with rls(county="alder"):
        assert pairing.known("alder", "cws") == {("cares", cares(1)): ("cws_key", key(1))}
