"""Lists stay quick, words stay true, navigation and Today know about extracts."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.records import words
from cases.records.models import ExtractBatch, ExtractFile, QuarantinedRow, RecordChange, StagedRow
from cases.records.reading import reasons
from cases.records.reading.layouts import LAYOUTS, TANF
from cases.records.staging import COPIED, SHARED, SHORTENED
from linkages.scope import rls
from tests.records.conftest import Desk, child, text


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.django_db
def test_the_list_asks_no_more_for_more_batches(desk: Desk) -> None:
    desk.read("cws", text(child(1)))
    address = reverse("records:list")
    queries(desk.client, address)
    few = queries(desk.client, address)
    for number in range(2, 8):
        desk.read("cws", text(child(number)))
    assert queries(desk.client, address) == few


@pytest.mark.django_db
def test_a_batch_page_asks_no_more_for_more_refused_rows(desk: Desk) -> None:
    bad = [child(number, dob="02/30/2016") for number in range(120)]
    one = desk.read("cws", text(bad[0], child(200)))
    many = desk.read("cws", text(*bad, child(201)))
    address = reverse("records:batch", args=[one.pk])
    queries(desk.client, address)
    few = queries(desk.client, address)
    address = reverse("records:batch", args=[many.pk])
    assert queries(desk.client, address) == few
    second = desk.client.get(address, {"page": 3}).content.decode()
    assert "101–120" in second


@pytest.mark.django_db
def test_today_and_navigation_name_what_waits(desk: Desk, sign_in: Callable[[str], Client]) -> None:
    desk.read("cws", text(child(1)))
    page = desk.client.get("/").content.decode()
    assert f'href="{reverse("records:list")}"' in page
    assert "Waiting for a decision" in page
    worker = sign_in("cws.worker@alder.example").get("/").content.decode()
    assert reverse("records:list") not in worker
    assert "Waiting for a decision" not in worker


def test_sentences_are_those_of_the_reading() -> None:
    ours = {code: str(sentence) for code, sentence in words.SENTENCES.items()}
    ours.pop(SHORTENED)
    assert ours == dict(reasons.SENTENCES)
    assert set(words.FILES) == {layout.label for layout in (*LAYOUTS, TANF)}


def test_an_unknown_code_stands_as_it_is() -> None:
    assert words.sentence("row_of_tomorrow", {}) == "row_of_tomorrow"
    assert words.sentence("id_missing", {}) == "Column … is empty"


def test_staged_rows_hold_every_column_of_a_version() -> None:
    from cases.people.models import RecordVersion

    versions = {
        field.column for field in RecordVersion._meta.local_concrete_fields if not field.generated
    }
    assert versions - set(SHARED) == {"id", "county_id", "record_id", "batch", "as_of"}
    staged = {field.column for field in StagedRow._meta.local_concrete_fields}
    assert staged - set(COPIED) == {"county_id", "batch_id", "record", "standing", "differs"}


@pytest.fixture
def batch(staff: dict[str, Any]) -> Any:
    with rls(county="alder"):
        yield ExtractBatch.objects.create(
            county_id="alder",
            program="cws",
            as_of="2026-11-20",
            uploaded_by=staff["analyst@alder.example"],
        )


REFUSED = {
    "refusal_of_a_batch_says_why": {"state": "rejected"},
    "batch_published_when_accepted": {"state": "accepted"},
    "batch_failed_for_a_reason": {"state": "failed"},
    "extractbatch_decided_by_with_decided_at": {"decided_at": "2026-11-20T00:00:00Z"},
}
ALLOWED = [
    {"state": "rejected", "reason": "Wrong week."},
    {"state": "accepted", "published_at": "2026-11-20T00:00:00Z"},
    {"state": "failed", "failure_code": "workbook"},
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses_a_batch_that_cannot_be(batch: ExtractBatch, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ExtractBatch.objects.filter(pk=batch.pk).update(**REFUSED[name])


@pytest.mark.django_db
@pytest.mark.parametrize("change", ALLOWED, ids=lambda change: change["state"])
def test_the_database_takes_a_batch_that_can_be(
    batch: ExtractBatch, change: dict[str, Any]
) -> None:
    assert ExtractBatch.objects.filter(pk=batch.pk).update(**change) == 1


@pytest.mark.django_db
def test_a_batch_may_not_be_accepting_beside_another(batch: ExtractBatch) -> None:
    now = timezone.now()
    fields = {"county_id": "alder", "as_of": "2026-11-20", "uploaded_by_id": batch.uploaded_by_id}
    ExtractBatch.objects.filter(pk=batch.pk).update(state="accepting")
    ExtractBatch.objects.create(program="calworks", state="accepting", **fields)
    with pytest.raises(IntegrityError, match="one_publication_at_a_time"), transaction.atomic():
        ExtractBatch.objects.create(
            program="cws", state="rolling_back", reason="x", published_at=now, **fields
        )


@pytest.mark.django_db
def test_rows_and_files_stand_once(batch: ExtractBatch) -> None:
    fields = {"county_id": "alder", "batch": batch, "size": 1}
    file = ExtractFile.objects.create(part="clients", sha256=b"a" * 32, **fields)
    with pytest.raises(IntegrityError, match="same_file_once"), transaction.atomic():
        ExtractFile.objects.create(part="others", sha256=b"a" * 32, **fields)
    with pytest.raises(IntegrityError, match="file_part_once"), transaction.atomic():
        ExtractFile.objects.create(part="clients", sha256=b"b" * 32, **fields)
    ExtractFile.objects.create(part="others", sha256=b"a" * 32, counts=False, **fields)
    line = {"county_id": "alder", "batch": batch, "file": file, "number": 2, "reasons": []}
    QuarantinedRow.objects.create(**line)
    with pytest.raises(IntegrityError, match="refused_once"), transaction.atomic():
        QuarantinedRow.objects.create(**line)


@pytest.mark.django_db
def test_what_a_batch_changed_is_written_once_and_for_good(desk: Desk) -> None:
    from django.db import ProgrammingError

    desk.accepted("cws", text(child(1)))
    with rls(county="alder"):
        change = RecordChange.objects.get()
        change.pk = None
        change._state.adding = True
        with pytest.raises(IntegrityError, match="change_once_a_batch"), transaction.atomic():
            RecordChange.objects.bulk_create(
                [
                    RecordChange(
                        **{
                            f.attname: getattr(change, f.attname)
                            for f in RecordChange._meta.local_concrete_fields
                            if f.attname != "id"
                        }
                    )
                ]
            )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            RecordChange.objects.update(kind="gone")
