"""Families are released as many at a time as was said, the first first, and each once."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.families.deriving import refresh
from cases.families.models import Acceptance, AgreementStep, Episode, Wave
from cases.families.tap import releasing
from cases.sharing.models import Narrowing
from linkages import audit, jobs
from linkages.jobs import Run
from linkages.scope import rls
from tests.conftest import TODAY, owner_connection
from tests.families.made import Home, Made, make_homes

pytestmark = pytest.mark.django_db
RELEASE, PREVIEW = "families:release", "families:release_preview"
SANCTION = {"wtw_status": "sanction"}


def made(*stated: Made, county: str = "alder") -> list[Home]:
    """Families as the roll-up leaves them: derived, identified, nobody told."""
    homes = make_homes(county, stated)
    with rls(county=county), transaction.atomic(), audit.trail(county, None, "test"):
        refresh(county)
    return homes


def told(homes: Iterable[Home]) -> set[uuid.UUID]:
    """Families of these of which somebody was asked."""
    with rls(county="alder"), transaction.atomic():
        rows = Acceptance.objects.filter(episode__family__in=[home.family.pk for home in homes])
        return set(rows.values_list("episode__family", flat=True))


def run_committed_jobs() -> None:
    """Do what waits, each piece of it in transactions of its own, as workers do."""
    while True:
        with rls(county="alder"), transaction.atomic():
            job = jobs.Job.objects.claimable().filter(kind=releasing.KIND).first()
        if job is None:
            return
        jobs.run("alder", job.pk, beating=False)


def asked(population: str = "all", office: str = "", number: int = 10) -> dict[str, Any]:
    return {"population": population, "office": office, "number": number}


def confirm(browser: Client, **chosen: Any) -> Any:
    """What somebody sends who saw the preview and says yes."""
    page = browser.get(reverse(PREVIEW), asked(**chosen)).content.decode()
    token = re.search(r'name="version" value="([0-9a-f]+)"', page)
    sent = asked(**chosen) | {"key": str(uuid.uuid4()), "version": token[1] if token else ""}
    return browser.post(reverse(PREVIEW), sent)


@pytest.mark.django_db(transaction=True)
def test_of_four_hundred_exactly_the_released_are_told(sign_in: Any, all_grounds: None) -> None:
    homes = made(*[Made(aid=SANCTION if n % 10 == 0 else None) for n in range(400)])
    with owner_connection() as owner:  # as autovacuum does after a county's first extracts
        owner.execute("analyze")
    browser = sign_in("coordinator@alder.example")
    page = browser.get(reverse(PREVIEW), asked(number=31)).content.decode()
    assert "62 notices to 2 workers about 31 families" in page
    assert told(homes) == set()
    assert confirm(browser, number=31).status_code == 302
    assert told(homes) == set()
    run_committed_jobs()
    released = told(homes)
    assert len(released) == 31
    # The sanctioned come first.
    assert released <= {home.family.pk for home in homes[::10]}
    with rls(county="alder"), transaction.atomic():
        states = dict(Episode.objects.filter(county="alder").values_list("family", "state"))
        assert {pk for pk, state in states.items() if state == "notified"} == released
        assert Acceptance.objects.filter(county="alder").count() == 62
        wave = Wave.objects.get(county="alder")
        assert (wave.families, wave.workers) == (31, 2)
        assert set(wave.episodes.values_list("family", flat=True)) == released


def test_the_same_confirmation_twice_is_one_wave(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(*[Made() for _each in range(6)])
    browser = sign_in("coordinator@alder.example")
    page = browser.get(reverse(PREVIEW), asked(number=2)).content.decode()
    version = re.search(r'name="version" value="([0-9a-f]+)"', page)
    assert version
    sent = asked(number=2) | {"key": str(uuid.uuid4()), "version": version[1]}
    for _again in range(2):
        assert browser.post(reverse(PREVIEW), sent).status_code == 302
    run_jobs()
    assert len(told(homes)) == 2
    # Another window with the old preview: the families are others by now.
    browser.post(reverse(PREVIEW), sent | {"key": str(uuid.uuid4())})
    run_jobs()
    assert len(told(homes)) == 2


def test_a_wave_whose_worker_was_killed_goes_on(
    sign_in: Any, grounds: None, run_jobs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        pass

    class Dying(Run):
        def progress(self, done: int, total: int, stage: str) -> None:
            raise Killed

    monkeypatch.setattr(releasing, "CHUNK", 3)
    homes = made(*[Made() for _each in range(8)])
    confirm(sign_in("coordinator@alder.example"), number=7)
    with rls(county="alder"), audit.trail("alder", None, "test"):
        waiting = jobs.Job.objects.get(kind=releasing.KIND)
        job = jobs.claim("alder", waiting.pk)
        assert job is not None
        with pytest.raises(Killed):
            releasing.work(Dying(job, beating=False))
        assert len(told(homes)) == 3
        jobs._give_back(job)
    run_jobs()
    assert len(told(homes)) == 7
    with rls(county="alder"):
        assert Acceptance.objects.filter(county="alder").count() == 14
        assert Wave.objects.get().families == 7


def in_state(home: Home, state: str, **changed: Any) -> None:
    with rls(county="alder"), transaction.atomic():
        assert home.episode is not None
        Episode.objects.filter(pk=home.episode.pk).update(state=state, **changed)


def test_who_is_on_hold_or_declined_is_not_released(
    sign_in: Any, grounds: None, run_jobs: Any, staff: dict[str, Any]
) -> None:
    held, declined, free = homes = made(Made(), Made(), Made())
    in_state(held, "on_hold", state_before="identified", hold_until=TODAY)
    with rls(county="alder"), transaction.atomic(), audit.trail("alder", None, "test"):
        AgreementStep.objects.create(
            county_id="alder",
            episode=declined.episode,
            record=declined.mother,
            act="declined",
            on=TODAY,
            how="phone",
            language="English",
            interpreter="none",
            note_owner="joint",
            by=staff["cws.worker@alder.example"],
        )
    confirm(sign_in("coordinator@alder.example"))
    run_jobs()
    assert told(homes) == {free.family.pk}


def test_outside_the_target_is_counted_and_not_released(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = inside, _outside = made(Made(component="FM"), Made(component="PP"))
    browser = sign_in("coordinator@alder.example")
    page = browser.get(reverse(RELEASE)).content.decode()
    assert "This rule got in the way" in page
    assert "1 more family is outside the county’s target" in page
    confirm(browser)
    run_jobs()
    assert told(homes) == {inside.family.pk}


def test_closed_families_are_in_no_count_and_no_wave(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(Made(), Made(restriction="R"), Made(restriction="S"))
    browser = sign_in("coordinator@alder.example")
    page = browser.get(reverse(PREVIEW), asked()).content.decode()
    assert "2 notices to 2 workers about 1 family" in page
    confirm(browser)
    run_jobs()
    assert told(homes) == {homes[0].family.pk}


def test_by_office_and_population(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    sanctioned, plain = homes = made(Made(aid=SANCTION), Made())
    browser = sign_in("coordinator@alder.example")
    with rls(county="alder"):
        office = Episode.objects.filter(family=plain.family.pk).values_list("offices", flat=True)
        codes = office[0]
    assert codes
    confirm(browser, population="sanctioned", office=codes[0])
    run_jobs()
    assert told(homes) == {sanctioned.family.pk}


def options(browser: Client) -> list[str]:
    page = browser.get(reverse("families:set_quota")).content.decode()
    return re.findall(r'<option value="(\w+)"', page)


def test_populations_that_counsel_does_not_open_are_not_offered(
    sign_in: Any, grounds: None, run_jobs: Any
) -> None:
    homes = made(Made(aid=SANCTION))
    browser = sign_in("coordinator@alder.example")
    # Coordinators see the status on aid (C2) and not what CWS does (C5).
    page = browser.get(reverse(RELEASE)).content.decode().partition("Families that wait")[2]
    assert "A parent is sanctioned" in page
    assert "Family Maintenance" not in page
    assert "sanctioned" in options(browser)
    assert "FM" not in options(browser)
    answer = browser.post(reverse(PREVIEW), asked(population="FM") | {"version": "x"})
    assert answer.status_code == 302
    run_jobs()
    assert told(homes) == set()


def test_a_narrowed_family_stands_in_no_population(
    sign_in: Any, grounds: None, staff: dict[str, Any]
) -> None:
    open_family, narrowed = made(Made(aid=SANCTION), Made(aid=SANCTION))
    with rls(county="alder"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder",
            record=narrowed.mother,
            since=TODAY,
            reason="asked",
            made_by=staff["cws.worker@alder.example"].pk,
        )
    browser = sign_in("coordinator@alder.example")
    page = browser.get(reverse(PREVIEW), asked(population="sanctioned")).content.decode()
    assert open_family.family.token in page
    assert narrowed.family.token not in page
    page = browser.get(reverse(PREVIEW), asked()).content.decode()
    assert narrowed.family.token in page


@pytest.mark.parametrize(
    ("persona", "sees", "releases"),
    [
        ("coordinator", 200, 200),
        ("admin", 200, 403),
        ("liaison", 403, 403),
        ("cws.worker", 403, 403),
        ("cws.supervisor", 403, 403),
        ("analyst", 403, 403),
        ("privacy", 403, 403),
    ],
)
def test_who_sees_and_who_releases(sign_in: Any, persona: str, sees: int, releases: int) -> None:
    browser = sign_in(f"{persona}@alder.example")
    assert browser.get(reverse(RELEASE)).status_code == sees
    assert browser.get(reverse(PREVIEW)).status_code == releases
    assert browser.get(reverse("families:set_quota")).status_code == releases


def test_another_countys_wave_is_not_there(sign_in: Any, grounds: None, run_jobs: Any) -> None:
    made(Made())
    confirm(sign_in("coordinator@alder.example"))
    with rls(county="alder"):
        wave = Wave.objects.get()
    url = reverse("families:wave", args=[wave.pk])
    assert sign_in("coordinator@alder.example").get(url).status_code == 200
    assert sign_in("coordinator@birch.example").get(url).status_code == 404


@pytest.mark.parametrize("name", [RELEASE, PREVIEW])
def test_questions_do_not_grow_with_families(sign_in: Any, grounds: None, name: str) -> None:
    browser = sign_in("coordinator@alder.example")
    counted = []
    for number in (2, 10):
        made(*[Made() for _each in range(number)])
        browser.get(reverse(name), asked())
        with CaptureQueriesContext(connection) as questions:
            browser.get(reverse(name), asked())
        counted.append(len(questions))
    assert counted[0] == counted[1]
