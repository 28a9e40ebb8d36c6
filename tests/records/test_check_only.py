"""A file that is only checked: the same figures, and nothing of it stays or counts."""

from typing import Any

import pytest
import time_machine
from django.urls import reverse

from cases.people.models import ProgramRecord, RecordVersion
from cases.records.models import ExtractBatch, QuarantinedRow, StagedRow, UploadChunk
from cases.records.refusals import keeping
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.records.conftest import Desk, child, text

pytestmark = [pytest.mark.django_db]
FIGURES = (
    "rows", "rows_accepted", "rows_quarantined", "rows_omitted", "people", "people_new",
    "people_changed", "people_unchanged", "people_returned", "people_gone", "households",
    "people_without_ssn", "remarks", "held_for",
)  # fmt: skip
ROWS = (child(1), child(2, last="REYES-CRUZ"), child(4, dob="02/30/2016"), child(5, last="X" * 99))


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def check(desk: Desk, *rows: dict[str, str], **given: Any) -> ExtractBatch:
    return desk.read("cws", text(*rows), check_only="on", **given)


def figures(batch: ExtractBatch) -> list[Any]:
    return [getattr(batch, name) for name in FIGURES]


def left() -> tuple[int, ...]:
    with rls(county="alder"):
        return tuple(
            model.objects.count()
            for model in (StagedRow, UploadChunk, ProgramRecord, RecordVersion)
        )


def test_the_figures_are_those_of_an_upload(desk: Desk) -> None:
    desk.accepted("cws", text(child(1), child(2), child(3)), as_of="2026-11-13")
    checked = check(desk, *ROWS)
    assert checked.state == "checked"
    uploaded = desk.read("cws", text(*ROWS))
    assert uploaded.state == "validated"
    assert figures(checked) == figures(uploaded)
    assert checked.people_gone == 1
    page = desk.page(checked)
    assert "Column dob holds a date that does not exist" in page
    assert "Checked, nothing loaded" in page


def test_nothing_of_it_is_loaded_or_stays(desk: Desk) -> None:
    check(desk, child(1), child(2))
    assert left() == (0, 0, 0, 0)


def test_its_bytes_stay_as_long_as_the_list_of_refused_rows(desk: Desk) -> None:
    batch = check(desk, *ROWS)
    assert left() == (0, 1, 0, 0)
    assert "until Dec 8, 2026" in desk.page(batch)
    with time_machine.travel("2026-12-09 18:00:00+00:00"), rls(county="alder"):
        keeping.look("alder", None, None)  # type: ignore[arg-type]
    assert left() == (0, 0, 0, 0)
    with rls(county="alder"):
        assert QuarantinedRow.objects.count() == 1


def test_the_same_file_can_be_checked_again_and_uploaded(desk: Desk) -> None:
    check(desk, child(1))
    check(desk, child(1))
    batch = desk.read("cws", text(child(1)))
    assert batch.state == "validated"
    assert check(desk, child(1)).state == "checked"
    # The twin: uploaded twice, the second is recognized.
    assert desk.send("cws", text(child(1))).status_code == 422


def test_it_is_never_what_the_next_batch_is_compared_with(desk: Desk) -> None:
    check(desk, *[child(number) for number in range(100)], as_of="2026-11-19")
    batch = desk.read("cws", text(*[child(number) for number in range(20)]))
    assert batch.held_for == []
    assert "This is the first extract of this program" in desk.page(batch)


def test_what_an_upload_would_be_held_for_is_said(desk: Desk) -> None:
    desk.accepted("cws", text(*[child(number) for number in range(100)]), as_of="2026-11-13")
    batch = check(desk, *[child(number) for number in range(20)])
    page = desk.page(batch)
    assert "An upload like this would be held:" in page
    assert "The last extract had 100 people, this one has 20 (-80%)." in page


def test_a_full_desk_may_still_check(desk: Desk) -> None:
    with rls(county="alder"):
        ParameterValue.objects.create(
            county_id="alder", name="records.waiting_limit", value=1,
            effective_from="2026-11-01", reason="t", set_by="00000000-0000-4000-8000-000000000000",
        )  # fmt: skip
    desk.send("cws", text(child(9)), check_only="on")
    response = desk.send("cws", text(child(1)))
    assert response.status_code == 302, "a check in progress waits for nobody"
    assert desk.send("cws", text(child(2))).status_code == 422
    desk.run_jobs("alder")
    assert desk.send("cws", text(child(2)), check_only="on").status_code == 302
    response = desk.send("cws", text(child(3)), check_only="on")
    assert "Other files are being checked." in response.content.decode()


def test_nothing_can_be_decided_about_it(desk: Desk) -> None:
    batch = check(desk, *ROWS)
    assert "Accept" not in desk.page(batch)
    for verb in ("accept", "reject", "roll_back"):
        address = reverse(f"records:{verb}", args=[batch.pk])
        assert desk.client.post(address, {"reason": "x"}).status_code == 409
    assert desk.batch(batch.pk).state == "checked"


def test_from_there_one_click_leads_to_the_upload(desk: Desk) -> None:
    batch = check(desk, child(1), regional="on")
    page = desk.page(batch)
    address = f"{reverse('records:upload')}?program=cws&amp;as_of=2026-11-20&amp;regional=on"
    assert address in page
    assert "Choose the file again there" in page
    form = desk.client.get(address.replace("&amp;", "&")).content.decode()
    assert 'value="2026-11-20"' in form
    assert form.count("checked") >= 2


def test_a_file_that_cannot_be_read_says_so_when_checked(desk: Desk) -> None:
    response = desk.send("cws", b"a;b\n1;2\n", check_only="on")
    assert response.status_code == 422
    assert "Required columns are missing" in response.content.decode()


def test_an_older_extract_may_be_checked(desk: Desk) -> None:
    desk.accepted("cws", text(child(1)), as_of="2026-11-20")
    assert check(desk, child(2), as_of="2026-11-13").state == "checked"
    assert desk.send("cws", text(child(2)), as_of="2026-11-13").status_code == 422


def test_without_the_authority_nothing_is_checked_in_production(desk: Desk, settings: Any) -> None:
    settings.PRODUCTION = True
    assert desk.send("cws", text(child(1)), check_only="on").status_code == 422
