"""Pickup from a county's drop folder: once, when it is still, from nowhere else."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.records import intake
from cases.records.models import ExtractBatch, Pickup
from cases.records.pickups import folder, taking
from linkages import audit
from linkages.jobs import Job
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.records.conftest import OTHERS_HEADER, Desk, aided, child, text

pytestmark = [pytest.mark.django_db]
ANALYST = "analyst@alder.example"


@pytest.fixture
def drop(tmp_path: Path, settings: Any) -> Path:
    """Alder's folder, in which files count as still at once."""
    settings.DROP_FOLDER, settings.DROP_STILL_SECONDS = tmp_path, 0
    place = tmp_path / "alder"
    place.mkdir()
    return place


@pytest.fixture
def planned(staff: dict[str, Any], drop: Path) -> Pickup:
    with rls(county="alder"), transaction.atomic():
        return plan(staff, "persons", "calworks-*.csv")


def plan(staff: dict[str, Any], part: str, pattern: str, **more: Any) -> Pickup:
    return Pickup.objects.create(
        county_id="alder", part=part, pattern=pattern, planned_by=staff[ANALYST], **more
    )


def lay(drop: Path, name: str, *rows: dict[str, str]) -> Path:
    file = drop / name
    file.write_bytes(text(*rows))
    return file


def take() -> int:
    with rls(county="alder"), audit.trail("alder", None, "test"):
        return taking.take("alder")


def again() -> Pickup:
    """The plan as it is now, made due again."""
    with rls(county="alder"), transaction.atomic():
        found = Pickup.objects.get()
        Pickup.objects.update(looked_at=None)
    return found


def batches() -> list[ExtractBatch]:
    with rls(county="alder"), transaction.atomic():
        return list(ExtractBatch.objects.order_by("uploaded_at"))


def test_a_file_is_received_in_the_planners_name_and_put_away(
    planned: Pickup, drop: Path, run_jobs: Callable[[], Any]
) -> None:
    file = lay(drop, "calworks-0105.csv", aided(1), aided(2))
    lay(drop, "notes.txt", aided(3))
    assert take() == 1
    (batch,) = batches()
    assert (batch.program, batch.arrival, batch.uploaded_by_id) == (
        "calworks", "folder", planned.planned_by_id,
    )  # fmt: skip
    assert batch.as_of == timezone.localdate()
    assert not file.exists()
    assert (drop / "notes.txt").exists()
    run_jobs()
    assert [b.state for b in batches()] == ["validated"]
    assert again().trouble == ""


def test_a_county_may_keep_what_was_taken(planned: Pickup, drop: Path) -> None:
    with rls(county="alder"):
        ParameterValue.objects.create(
            county_id="alder", name="records.pickup_keeps", value=True,
            effective_from="2026-01-01", reason="t", set_by=planned.pk,
        )  # fmt: skip
    file = lay(drop, "calworks-0105.csv", aided(1))
    content = file.read_bytes()
    assert take() == 1
    (kept,) = (drop / "taken").iterdir()
    assert len(kept.name) == 32
    assert "calworks" not in kept.name
    assert kept.read_bytes() == content


def test_a_file_that_is_not_still_waits(planned: Pickup, drop: Path, settings: Any) -> None:
    settings.DROP_STILL_SECONDS = 60
    file = lay(drop, "calworks-0105.csv", aided(1))
    # A time that was set back does not make it still.
    os.utime(file, (1, 1))
    assert take() == 0
    with rls(county="alder"):
        found = Pickup.objects.get()
    assert (found.looked_at, found.trouble) == (None, "still_moving")
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert take() == 1


def test_a_file_that_grows_while_it_is_read_waits(
    planned: Pickup, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lay(drop, "calworks-0105.csv", aided(1))
    receive = intake.receive

    def slow(*given: Any, **more: Any) -> ExtractBatch:
        with file.open("ab") as more_of_it:
            more_of_it.write(b"x")
        return receive(*given, **more)

    monkeypatch.setattr(intake, "receive", slow)
    assert take() == 0
    assert batches() == []
    assert file.exists()
    assert again().trouble == "still_moving"


def test_hours_are_kept(planned: Pickup, drop: Path) -> None:
    lay(drop, "calworks-1.csv", aided(1))
    assert take() == 1
    lay(drop, "calworks-2.csv", aided(2))
    assert take() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert take() == 1


def test_what_is_switched_off_is_not_taken(planned: Pickup, drop: Path) -> None:
    with rls(county="alder"):
        Pickup.objects.update(on=False)
    lay(drop, "calworks-1.csv", aided(1))
    assert take() == 0


def test_the_same_bytes_are_recognized_and_put_away(planned: Pickup, drop: Path) -> None:
    lay(drop, "calworks-1.csv", aided(1))
    assert take() == 1
    again()
    file = lay(drop, "calworks-2.csv", aided(1))
    assert take() == 0
    assert again().trouble == "same_file"
    assert not file.exists()
    assert len(batches()) == 1


def test_the_two_cws_files_make_one_batch(staff: dict[str, Any], drop: Path) -> None:
    with rls(county="alder"):
        plan(staff, "clients", "cws-children*.csv")
        plan(staff, "others", "cws-others*.csv")
    lay(drop, "cws-children.csv", child(1))
    assert take() == 0
    with rls(county="alder"):
        assert set(Pickup.objects.values_list("trouble", flat=True)) == {"second_missing"}
    (drop / "cws-others.csv").write_text(
        f"{OTHERS_HEADER}\nCc0000107n;Mm0000107n;Mother;REYES;ANA;1990-01-09;;;Y\n"
    )
    assert take() == 1
    with rls(county="alder"):
        (batch,) = ExtractBatch.objects.all()
        assert {file.part for file in batch.files.all()} == {"clients", "others"}
    assert list(drop.iterdir()) == []


def test_an_older_file_is_left(planned: Pickup, drop: Path, desk: Desk) -> None:
    desk.accepted("calworks", text(aided(9)), as_of=timezone.localdate().isoformat())
    file = lay(drop, "calworks-1.csv", aided(1))
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert take() == 0
    assert again().trouble == "older"
    assert file.exists()


def test_whoever_planned_it_must_still_be_allowed(
    planned: Pickup, drop: Path, staff: dict[str, Any]
) -> None:
    from counties.models import Membership

    lay(drop, "calworks-1.csv", aided(1))
    with rls(county="alder"):
        Membership.objects.filter(user=staff[ANALYST]).update(role="worker")
    assert take() == 0
    assert again().trouble == "planner_gone"


def test_a_missing_folder_is_said(planned: Pickup, drop: Path) -> None:
    drop.rmdir()
    assert take() == 0
    assert again().trouble == "no_folder"


# --- Nothing outside the county's folder


def test_links_are_not_followed(planned: Pickup, drop: Path, tmp_path: Path) -> None:
    outside = lay(tmp_path, "outside.csv", aided(1))
    (drop / "calworks-link.csv").symlink_to(outside)
    (drop / "calworks-folder.csv").mkdir()
    os.mkfifo(drop / "calworks-pipe.csv")
    assert take() == 0
    assert batches() == []
    # The twin: a plain file of the same bytes is taken.
    lay(drop, "calworks-plain.csv", aided(1))
    again()
    assert take() == 1


def test_a_link_in_place_of_the_folder_is_none(planned: Pickup, drop: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    lay(elsewhere, "calworks-1.csv", aided(1))
    drop.rmdir()
    drop.symlink_to(elsewhere)
    assert take() == 0
    assert again().trouble == "no_folder"


@pytest.mark.parametrize("pattern", ["../birch/*.csv", "/etc/*", "a/b.csv", ".hidden*", "a\0b", ""])
def test_patterns_name_no_folder(
    staff: dict[str, Any], drop: Path, desk: Desk, pattern: str
) -> None:
    birch = drop.parent / "birch"
    birch.mkdir()
    lay(birch, "calworks-1.csv", aided(1))
    lay(drop, ".hidden.csv", aided(2))
    fields = {"part": "persons", "pattern": pattern, "every_hours": "24"}
    response = desk.client.post(reverse("records:plan_pickup"), fields)
    assert response.status_code == 422
    # Even in the database it would lead nowhere.
    with folder.of_county("alder") as opened:
        assert folder.lying(opened, pattern) == []


def test_a_file_exchanged_meanwhile_is_not_put_away(planned: Pickup, drop: Path) -> None:
    file = lay(drop, "calworks-1.csv", aided(1))
    with folder.of_county("alder") as opened:
        (found,) = folder.lying(opened, "calworks-*.csv")
        file.unlink()
        lay(drop, "calworks-1.csv", aided(2), aided(3))
        with pytest.raises(folder.Moving), folder.opened(opened, found):
            pass
        folder.put_away(opened, found, keep=False)
    assert file.exists()


# --- Killed, and two at once


class Killed(BaseException):
    """What a signal does."""


@pytest.mark.fault(2)
def test_killed_before_it_is_received_it_stays_for_the_next_round(
    planned: Pickup, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lay(drop, "calworks-1.csv", aided(1))

    def die(*given: Any) -> None:
        raise Killed

    monkeypatch.setattr("cases.records.uploads.store", die)
    with pytest.raises(Killed):
        take()
    monkeypatch.undo()
    assert file.exists()
    assert take() == 1
    assert len(batches()) == 1


@pytest.mark.fault(2)
def test_killed_before_it_is_put_away_the_next_round_recognizes_it(
    planned: Pickup, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lay(drop, "calworks-1.csv", aided(1))

    def die(*given: Any, **more: Any) -> None:
        raise Killed

    monkeypatch.setattr(folder, "put_away", die)
    with pytest.raises(Killed):
        take()
    monkeypatch.undo()
    assert file.exists()
    again()
    assert take() == 0
    assert not file.exists()
    assert len(batches()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.fault(18)
def test_two_workers_at_once_take_each_file_once(planned: Pickup, drop: Path) -> None:
    lay(drop, "calworks-1.csv", aided(1))
    barrier = Barrier(4)

    def work(_number: int) -> int:
        barrier.wait()
        try:
            return take()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(work, range(4))) == [0, 0, 0, 1]
    assert len(batches()) == 1
    assert list(drop.iterdir()) == []


# --- The command, the watch, the page


def test_the_command_looks_into_every_county(
    planned: Pickup, drop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lay(drop, "calworks-zqname.csv", aided(1))
    call_command("pickup")
    told = capsys.readouterr().out
    assert told.split() == ["alder:", "1", "birch:", "0", "state:", "0"]
    with pytest.raises(CommandError):
        call_command("pickup", county="elsewhere")


def test_the_command_needs_a_folder(settings: Any, db: None) -> None:
    settings.DROP_FOLDER = None
    with pytest.raises(CommandError, match="LINKAGES_DROP_FOLDER"):
        call_command("pickup")


def test_the_watch_asks_once_while_a_round_is_under_way(
    planned: Pickup, drop: Path, run_jobs: Callable[[], Any]
) -> None:
    lay(drop, "calworks-1.csv", aided(1))
    with rls(county="alder"):
        for _minute in range(3):
            taking.look("alder", timezone.now(), timezone.now())
        assert Job.objects.filter(kind=taking.KIND).count() == 1
    run_jobs()
    assert [batch.state for batch in batches()] == ["validated"]
    with rls(county="alder"):
        taking.look("alder", timezone.now(), timezone.now())
        assert Job.objects.filter(kind=taking.KIND).count() == 1


def test_the_watch_is_patient_while_one_of_two_files_is_there(
    staff: dict[str, Any], drop: Path, run_jobs: Callable[[], Any]
) -> None:
    with rls(county="alder"):
        plan(staff, "clients", "cws-children*.csv")
        plan(staff, "others", "cws-others*.csv")
    lay(drop, "cws-children.csv", child(1))
    rounds = 0
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False) as clock:
        for _minute in range(30):
            with rls(county="alder"):
                taking.look("alder", timezone.now(), timezone.now())
            rounds += len(run_jobs())
            clock.shift(timedelta(minutes=1))
    assert rounds == 3


def test_the_page_plans_switches_and_looks_now(drop: Path, desk: Desk) -> None:
    fields = {"part": "persons", "pattern": "calworks-*.csv", "every_hours": "24"}
    assert desk.client.post(reverse("records:plan_pickup"), fields).status_code == 302
    assert desk.client.post(reverse("records:plan_pickup"), fields).status_code == 422
    with rls(county="alder"):
        plan_id = Pickup.objects.get().pk
    lay(drop, "calworks-zqname.csv", aided(1))
    assert desk.client.post(reverse("records:pickup_now", args=[plan_id])).status_code == 302
    desk.run_jobs("alder")
    (batch,) = batches()
    page = desk.client.get(reverse("records:pickups")).content.decode()
    assert reverse("records:batch", args=[batch.pk]) in page
    assert "zqname" not in page
    assert "calworks-*.csv" in page
    assert desk.client.post(reverse("records:switch_pickup", args=[plan_id])).status_code == 302
    with rls(county="alder"):
        assert Pickup.objects.get().on is False


def test_troubles_are_shown_in_words(planned: Pickup, drop: Path, desk: Desk) -> None:
    drop.rmdir()
    take()
    page = desk.client.get(reverse("records:pickups")).content.decode()
    assert "The county’s folder is not there, or cannot be opened." in page


def test_who_may_plan(planned: Pickup, drop: Path, sign_in: Callable[[str], Client]) -> None:
    address = reverse("records:pickups")
    for handle, status in {
        "analyst": 200,
        "admin": 200,
        "coordinator": 403,
        "privacy": 403,
    }.items():
        assert sign_in(f"{handle}@alder.example").get(address).status_code == status
    switch = reverse("records:switch_pickup", args=[planned.pk])
    assert sign_in("analyst@birch.example").post(switch).status_code == 404
    assert sign_in("coordinator@alder.example").post(switch).status_code == 403
