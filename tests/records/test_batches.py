"""A batch from upload to roll-back, through its pages."""

from typing import Any

import pytest
import time_machine
from django.db import connection

from cases.people.models import Person, ProgramRecord, RecordVersion, SealedSsn
from cases.records import identities
from cases.records.models import ExtractBatch, QuarantinedRow, RecordChange, StagedRow, UploadChunk
from linkages.scope import rls
from linkages.sealing import blind
from tests.records.conftest import CWS_HEADER, Desk, aided, child, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("december")]


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def pointers() -> list[tuple[Any, ...]]:
    """Everything that publishing may touch, of every record."""
    with rls(county="alder"):
        rows = ProgramRecord.objects.order_by("program", "native_id")
        return list(
            rows.values_list(
                "pk", "native_id", "current", "restriction",
                "first_seen_on", "last_seen_on", "gone_on", "person",
            )
        )  # fmt: skip


def test_a_batch_is_read_shown_and_accepted(desk: Desk) -> None:
    batch = desk.read(
        "cws", text(child(1, ssn="900-12-3456"), child(2), child(3, dob="02/30/2016"))
    )
    assert (batch.state, batch.rows, batch.rows_accepted, batch.rows_quarantined) == (
        "validated", 3, 2, 1,
    )  # fmt: skip
    assert (batch.people, batch.people_new, batch.people_gone) == (2, 2, 0)
    page = desk.page(batch)
    assert "Waiting for a decision" in page
    assert "Column dob holds a date that does not exist" in page
    assert pointers() == []

    batch = desk.accept(batch)
    assert batch.state == "accepted"
    with rls(county="alder"):
        record = ProgramRecord.objects.present().get(native_id="Aa0000107n")
        version = record.current
        assert (version.given, version.surname, version.worker_id) == ("LUIS1", "REYES", "CW101")
        assert version.batch == batch.pk
        assert bytes(version.ssn_digest) == blind("900123456", what="ssn")
        assert version.ssn_last4 == "3456"
        assert version.facts["C5"]["service_component"] == "FM"
        assert version.memberships[0]["case"] == "Cc0000107n"
        assert SealedSsn.objects.count() == 1
        assert (StagedRow.objects.count(), UploadChunk.objects.count()) == (0, 1)
        told = dict(identities.current("alder", "cws"))
    assert told[record.pk].ssn == "900123456"
    assert told[record.pk].household == "Cc0000107n"
    assert len(told) == 2


def test_what_the_next_extract_changes_is_counted_before_and_turned_at_once(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2), child(3)))
    before = pointers()
    batch = desk.read(
        "cws", text(child(1), child(2, last="REYES-CRUZ"), child(4)), as_of="2026-11-27"
    )
    assert (
        batch.people_new, batch.people_changed, batch.people_unchanged, batch.people_gone
    ) == (1, 1, 1, 1)  # fmt: skip
    assert pointers() == before

    desk.accept(batch)
    with rls(county="alder"):
        gone = ProgramRecord.objects.get(native_id="Aa0000307n")
        assert str(gone.gone_on) == "2026-11-27"
        assert str(gone.last_seen_on) == "2026-11-20"
        assert gone.current is not None
        assert ProgramRecord.objects.get(native_id="Aa0000207n").current.surname == "REYES-CRUZ"
        same = ProgramRecord.objects.get(native_id="Aa0000107n")
        assert (str(same.first_seen_on), str(same.last_seen_on)) == ("2026-11-20", "2026-11-27")
        assert same.versions.count() == 1
        kinds = {
            change.record.native_id: change.kind
            for change in RecordChange.objects.filter(batch=batch).select_related("record")
        }
        changed = identities.changed_by(batch.pk)
        told = dict(identities.current("alder", "cws"))
        some = dict(identities.current("alder", "cws", {same.pk, gone.pk}))
    assert kinds == {"Aa0000207n": "changed", "Aa0000407n": "new", "Aa0000307n": "gone"}
    assert len(changed) == 3
    assert gone.pk not in told
    assert len(told) == 3
    assert list(some) == [same.pk]


def test_a_roll_back_restores_every_record_exactly(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2), child(3), child(5, limited_access="S")))
    desk.accepted("cws", text(child(1), child(2), child(3)), as_of="2026-11-24")
    before = pointers()
    second = desk.accepted(
        "cws",
        text(child(1), child(2, last="CRUZ", limited_access="R"), child(4), child(5)),
        as_of="2026-11-27",
    )
    assert pointers() != before
    second = desk.roll_back(second)
    assert (second.state, second.reason) == ("rolled_back", "Wrong file.")
    after = {row[0]: row for row in pointers()}
    assert [after.pop(row[0]) for row in before] == before
    ((_pk, native, current, *_rest),) = after.values()
    assert (native, current) == ("Aa0000407n", None)
    with rls(county="alder"):
        present = ProgramRecord.objects.present().order_by("native_id")
        assert [record.native_id for record in present] == [
            "Aa0000107n", "Aa0000207n", "Aa0000307n",
        ]  # fmt: skip


def test_rolling_back_twice_leaves_what_the_first_roll_back_left(desk: Desk) -> None:
    desk.roll_back(desk.accepted("cws", text(child(1), child(2))))
    before = pointers()
    assert [row[2] for row in before] == [None, None]
    desk.roll_back(desk.accepted("cws", text(child(2), child(1)), as_of="2026-11-27"))
    assert pointers() == before


def test_after_a_roll_back_the_same_file_may_come_again(desk: Desk) -> None:
    content = text(child(1), child(2))
    desk.roll_back(desk.accepted("cws", content))
    batch = desk.accepted("cws", content, as_of="2026-11-24")
    assert (batch.people_new, batch.state) == (2, "accepted")
    with rls(county="alder"):
        assert {str(r.first_seen_on) for r in ProgramRecord.objects.all()} == {"2026-11-24"}


def test_a_short_file_unlinks_nobody(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2)))
    with rls(county="alder"):
        person = Person.objects.create(county_id="alder")
        ProgramRecord.objects.filter(native_id="Aa0000207n").update(person=person)
    desk.accepted("cws", text(child(1)), as_of="2026-11-27")
    with rls(county="alder"):
        record = ProgramRecord.objects.get(native_id="Aa0000207n")
        assert (record.person_id, str(record.gone_on)) == (person.pk, "2026-11-27")


def test_who_is_named_again_returns(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2)))
    desk.accepted("cws", text(child(1)), as_of="2026-11-24")
    batch = desk.read("cws", text(child(2), child(1)), as_of="2026-11-27")
    assert (batch.people_returned, batch.people_unchanged) == (1, 1)
    desk.accept(batch)
    with rls(county="alder"):
        assert ProgramRecord.objects.present().count() == 2
        assert RecordVersion.objects.count() == 2


@pytest.mark.scenario(4)
def test_a_damaged_id_is_quarantined_and_412_rows_go_on(desk: Desk) -> None:
    rows = [child(number) for number in range(412)]
    content = text(*rows[:200], child(900, client_id_19="6.01569E+17"), *rows[200:])
    batch = desk.read("cws", content)
    assert (batch.rows_accepted, batch.rows_quarantined, batch.people) == (412, 1, 412)
    page = desk.page(batch)
    assert "Case number lost digits in Excel; export as text" in page
    assert "202" in page
    assert "6.01569E" not in page
    again = desk.send("cws", content)
    assert again.status_code == 422
    assert "This very file was uploaded on Dec 1, 2026" in again.content.decode()
    desk.accept(batch)
    again = desk.send("cws", content)
    assert again.status_code == 422
    with rls(county="alder"):
        assert (ExtractBatch.objects.count(), ProgramRecord.objects.count()) == (1, 412)


@pytest.mark.check(65)
def test_a_rejected_file_may_come_again_and_leaves_nothing(desk: Desk) -> None:
    content = text(child(1, ssn="900-12-3456"))
    batch = desk.reject(desk.read("cws", content))
    assert (batch.state, batch.reason) == ("rejected", "Wrong week.")
    with rls(county="alder"):
        assert StagedRow.objects.count() == UploadChunk.objects.count() == 0
        assert ProgramRecord.objects.count() == RecordVersion.objects.count() == 0
    assert desk.read("cws", content).state == "validated"


@pytest.mark.scenario(5)
def test_both_forms_of_a_cws_id_are_one_record_and_case_matters(desk: Desk) -> None:
    desk.accepted("cws", text(child(1, client_id_19="0601-5692-6627-8000483")))
    batch = desk.accepted(
        "cws",
        text(
            child(1, client_id_19="AadfKnG07n"),
            child(2, client_id_19="aadfKnG07n"),
        ),
        as_of="2026-11-27",
    )
    assert (batch.people_unchanged, batch.people_new, batch.people) == (1, 1, 2)
    with rls(county="alder"):
        ids = set(ProgramRecord.objects.values_list("scheme", "native_id"))
    assert ids == {("cws_key", "AadfKnG07n"), ("cws_key", "aadfKnG07n")}


def test_rows_of_another_county_are_quarantined_unless_regional(desk: Desk) -> None:
    content = text(child(1), child(2, county="98"))
    batch = desk.read("cws", content)
    assert (batch.rows_accepted, batch.rows_quarantined) == (1, 1)
    assert "The row belongs to another county (98)" in desk.page(batch)
    desk.reject(batch)
    batch = desk.read("cws", content, regional="on")
    assert (batch.rows_accepted, batch.rows_quarantined) == (2, 0)


@pytest.mark.scenario(15)
def test_sealed_and_sensitive_clients_keep_their_restriction(desk: Desk) -> None:
    desk.accepted(
        "cws",
        text(
            child(1, limited_access="R"),
            child(2, limited_access="S"),
            child(3),
            child(2, limited_access="N", case_id_19="Zz0000207n"),
        ),
    )
    with rls(county="alder"):
        found = dict(ProgramRecord.objects.values_list("native_id", "restriction"))
    assert found == {"Aa0000107n": "R", "Aa0000207n": "S", "Aa0000307n": "N"}
    later = text(child(1), child(2, limited_access="S"), child(3, limited_access="R"))
    desk.accepted("cws", later, as_of="2026-11-27")
    with rls(county="alder"):
        found = dict(ProgramRecord.objects.values_list("native_id", "restriction"))
    assert found == {"Aa0000107n": "N", "Aa0000207n": "S", "Aa0000307n": "R"}


def test_cws_comes_in_two_files_of_one_batch(desk: Desk) -> None:
    from tests.records.conftest import OTHERS_HEADER, named

    others = (f"{OTHERS_HEADER}\nCc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y\n").encode()
    batch = desk.accepted("cws", text(child(1)), others=named(others))
    assert (batch.rows, batch.people) == (2, 2)
    with rls(county="alder"):
        mother = ProgramRecord.objects.get(native_id="Mm0000107n").current
        assert (mother.role, mother.household) == ("mother", "Cc0000107n")


@pytest.mark.check(79)
def test_dropped_columns_are_named_and_their_values_are_nowhere(desk: Desk) -> None:
    rows = [
        child(
            number,
            reporter_name="QUENTIN-ZYX",
            clets_hit="KRONOS-4711",
            fti_amount="88123.77",
            immigration_status="ORBIT-STATUS",
            dv_flag="NIMBUS-YES",
            shoe_size="SIZE-PQ44",
        )
        for number in (1, 2)
    ]
    batch = desk.accepted("cws", text(*rows))
    page = desk.page(batch)
    for told in ("reporter_name", "clets_hit", "fti_amount", "immigration_status", "dv_flag"):
        assert told in page
    assert "Identity of the person who reported: not stored" in page
    assert "shoe_size" in page
    canaries = ("QUENTIN-ZYX", "KRONOS-4711", "88123.77", "ORBIT-STATUS", "NIMBUS-YES", "SIZE-PQ44")
    assert tables_with("REYES") >= {"people_recordversion"}
    for canary in canaries:
        assert tables_with(canary) == set(), canary


def tables_with(value: str) -> set[str]:
    """Every table of the database in which a row, turned to text, holds the value."""
    found = set()
    with rls(county="alder"), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') "
            "and relnamespace = 'public'::regnamespace and has_table_privilege(oid, 'select')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'select 1 from "{table}" t where t::text like %s limit 1', [f"%{value}%"]
            )
            if cursor.fetchone():
                found.add(table)
    return found


def test_a_file_that_turns_out_unusable_fails_with_its_reason(desk: Desk) -> None:
    good = f"{CWS_HEADER}\n".encode() + b"99;" + b"x" * 10 + b"\n"
    broken = good * 3 + b"\xff\xfe\x81\x90 Mu\xf1oz \xc3\xb1\n" * 1
    padding = b"99;" + b"y" * 97 + b"\n"
    batch = desk.read("cws", good + padding * 3000 + broken)
    assert (batch.state, batch.failure_code) == ("failed", "encoding_undecidable")
    page = desk.page(batch)
    assert "The letters with accents cannot be read safely" in page
    with rls(county="alder"):
        assert UploadChunk.objects.count() == 0


def test_calworks_rows_of_one_person_are_one_record(desk: Desk) -> None:
    desk.accepted(
        "calworks",
        text(
            aided(1, ssn="900-55-1234"), aided(1, case_no="1B77777", program_status="Discontinued")
        ),
    )
    with rls(county="alder"):
        record = ProgramRecord.objects.get()
        assert (record.scheme, record.native_id) == ("cin", "90000001A")
        assert len(record.current.memberships) == 2
        assert record.current.household == "99-1B00001"
        assert QuarantinedRow.objects.count() == 0
