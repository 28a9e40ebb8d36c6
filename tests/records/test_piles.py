"""Rows wait in the database as they would in memory, and come back as they were."""

import random
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from cases.people.identity import Program
from cases.records import piles
from cases.records.piles import Pile, pack, unpack
from cases.records.reading import consolidation, gathering
from cases.records.reading.consolidation import Client, Consolidator
from cases.records.reading.gathering import Gathered
from cases.records.reading.identity import fingerprint
from cases.records.reading.reasons import Unreadable
from cases.records.reading.row import Row

pytestmark = [pytest.mark.django_db]

ROLES = ("child", "mother", "father", "caregiver", "other", "")
GRAINS = ("cws_children", "cws_others", "cws_clients")
BLANK: dict[str, Any] = {
    "program": Program.CWS, "grain": "cws_children", "born": None, "died": None, "in_home": None,
    "born_estimated": False, "placed": False, "emergency_response": False, "race_ethnicity": (),
    "facts": {}, "flags": (), "number": 0, "limited_access": "N",
}  # fmt: skip


def row(**stated: Any) -> Row:
    """A row that says only this."""
    names = [field.name for field in fields(Row)]
    return Row(**({name: "" for name in names} | BLANK | {"key": "Aa00001"} | stated))


def anything(chance: random.Random, number: int) -> Row:
    """A row of a small town, in which many rows share clients, cases and households."""
    program = chance.choices((Program.CWS, Program.CALWORKS), (9, 1))[0]
    case = chance.choice(["", *(f"Cc{at:03d}" for at in range(12))])
    return row(
        number=number,
        program=program,
        grain=chance.choice(GRAINS) if program is Program.CWS else "calworks_persons",
        key=f"{'K' if program is Program.CWS else '9'}{chance.randint(0, 25):02d}",
        county=chance.choice(["", "99", "98"]),
        case=case,
        household_id=chance.choice(["", "", "H1", "H2", "h3"]),
        role=chance.choice(ROLES),
        given=chance.choice(["", "LUZ", "MUÑOZ", "é\u2019\U0001f600"]),
        born=chance.choice([None, date(2016, 5, 2), date(1990, 12, 31)]),
        ssn=chance.choice(["", "900551234"]),
        limited_access=chance.choices("NSR", (8, 1, 1))[0],
        emergency_response=chance.random() < 0.3,
        placed=chance.random() < 0.3,
        in_home=chance.choice([None, True, False]),
        race_ethnicity=chance.choice([(), ("White",), ("Asian", "Other")]),
        facts=chance.choice(
            [{}, {"C1": {"case_start": "2026-01-05"}, "C3": {"end": "2026-02-01"}}]
        ),
        flags=chance.choice([(), ("ssn_invalid",), ("code_unknown", "ssn_invalid")]),
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piles, "ROWS_A_COPY", 7)
    monkeypatch.setattr(piles, "ROWS_A_LOOK", 5)


def told(client: Client) -> tuple[Any, ...]:
    return client, fingerprint(client)


def test_both_piles_give_the_same_clients_whatever_the_order_of_rows(small: None) -> None:
    chance = random.Random()
    for _ in range(25):
        rows = [anything(chance, number) for number in range(chance.randint(0, 90))]
        shielded = {f"K{chance.randint(0, 25):02d}" for _ in range(3)}
        with Pile() as pile:
            here, there = Consolidator(), Consolidator(pile)
            for each in rows:
                here.add(each)
                there.add(each)
            ours = {client.key: told(client) for client in here.clients()}
            theirs = {client.key: told(client) for client in there.clients()}
            assert theirs == ours
            assert list(theirs) == sorted(theirs)
            assert len(there) == len(here) == len(ours)
            assert there.restricted_rows(shielded) == here.restricted_rows(shielded)
            chance.shuffle(rows)
            shuffled = Gathered()
            for each in rows:
                shuffled.add(each)
            again = {client.key: fingerprint(client) for client in Consolidator(shuffled).clients()}
            assert again == {key: mark for key, (_, mark) in ours.items()}


def test_every_field_of_a_row_comes_back_as_it_was() -> None:
    chance = random.Random()
    for number in range(300):
        one = anything(chance, number)
        assert unpack(pack(one)) == one
        assert repr(unpack(pack(one))) == repr(one)
    odd = row(given="a\n\t\"'\\,;|\x7f", died=date(1, 1, 1), phone="\u2028")
    assert unpack(pack(odd)) == odd


def everything_stored() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("select p::text from pg_temp.records_pile p")
        return "\n".join(text for (text,) in cursor.fetchall()).encode()


def test_what_waits_is_sealed() -> None:
    with Pile() as pile:
        pile.add(row(given="CASTELLANOS", ssn="900551234", street="12 OAK ST"))
        assert len(pile) == 1
        stored = everything_stored()
        assert b"Aa00001" in stored
        for secret in (b"CASTELLANOS", b"900551234", b"12 OAK ST"):
            assert secret not in stored
            assert secret.hex().encode() not in stored
        (rows,) = pile.clients()
        assert rows[0].given == "CASTELLANOS"


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relname like 'records_pile%'")
        return [name for (name,) in cursor.fetchall()]


def test_nothing_stays_behind_and_what_did_is_cleared() -> None:
    with Pile() as pile:
        pile.add(row())
        len(pile)
        assert tables()
    assert tables() == []
    with pytest.raises(KeyError), Pile() as pile:
        pile.add(row())
        len(pile)
        raise KeyError
    with Pile() as pile:
        assert len(pile) == 0
    assert tables() == []


def test_rows_move_no_further_than_their_place() -> None:
    """A content that somebody put on another row does not open."""
    with Pile() as pile:
        pile.add(row(key="A"))
        pile.add(row(key="B"))
        len(pile)
        with connection.cursor() as cursor:
            cursor.execute(
                "update pg_temp.records_pile set content = (select content from"
                " pg_temp.records_pile where key = 'A') where key = 'B'"
            )
        with pytest.raises(InvalidTag):
            list(pile.clients())


@pytest.fixture(params=["memory", "database"])
def either(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "memory":
        yield Gathered()
        return
    with Pile() as pile:
        yield pile


def test_a_crowd_under_one_id_is_no_client(either: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consolidation, "CLIENT_ROWS", 3)
    people = Consolidator(either)
    people.refuse_crowds()
    for number in range(3):
        people.add(row(key="A", number=number))
    people.add(row(key="B"))
    people.refuse_crowds()
    people.add(replace(row(key="A"), number=9))
    with pytest.raises(Unreadable) as caught:
        people.refuse_crowds()
    assert caught.value.code == "id_in_too_many_rows"
    assert gathering.CLIENT_ROWS == 5_000
