"""Joint work waits until a day, goes on, and begins again after its end."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.families.closing import acts, pausing
from cases.families.closing.acts import NotAllowed, Proposal
from cases.families.closing.pausing import Pause
from cases.families.models import Acceptance, Episode, Hold, Reopening
from linkages import watches
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.closing.conftest import Sender, again, stands_open
from tests.families.made import Home

pytestmark = pytest.mark.django_db
WORKER, SUPERVISOR = "cws.worker@alder.example", "cws.supervisor@alder.example"
WATCH = "cases.families.closing.watch.look"


def pause(home: Home, staff: dict[str, Any], until: date = date(2026, 12, 20)) -> Hold:
    with working_as(staff[WORKER]) as user:
        version = again(home).version
        return pausing.put_on_hold(user, home.episode.pk, Pause("away", until), version=version)


def send(client: Any, name: str, home: Home, **given: Any) -> Any:
    address = reverse(f"families:{name}", args=[home.family.pk])
    fields = client.get(address).context["form"].fields
    shown = {"key": str(fields["key"].initial), "version": fields["version"].initial}
    return client.post(address, shown | given)


def test_it_waits_until_a_day_and_goes_on_by_itself(home: Home, sign_in: Sender) -> None:
    until = {"reason": "away", "until": "2026-12-20", "note": "ZQNOTE"}
    assert send(sign_in(WORKER), "hold", home, **until).status_code == 302
    assert not stands_open("ZQNOTE", "hold", "holdevent")
    page = sign_in(SUPERVISOR).get(reverse("families:hold", args=[home.family.pk]))
    assert "ZQNOTE" in page.content.decode()
    assert (again(home).state, again(home).hold_until) == ("on_hold", date(2026, 12, 20))
    for day, state in (("2026-12-20", "on_hold"), ("2026-12-21", "identified")):
        with time_machine.travel(f"{day} 18:00:00+00:00"):
            watches.look("alder", WATCH)
        assert again(home).state == state


def test_who_is_back_sooner_goes_on_sooner(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    pause(home, staff)
    answer = sign_in(WORKER).post(reverse("families:go_on", args=[home.family.pk]))
    assert answer.status_code == 302
    assert (again(home).state, again(home).hold_until) == ("identified", None)


def test_what_both_accepted_meanwhile_is_accepted_when_it_goes_on(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    pause(home, staff)
    both_accept(home, staff, state_before=Episode.State.NOTIFIED)
    sign_in(WORKER).post(reverse("families:go_on", args=[home.family.pk]))
    assert again(home).state == "accepted"
    assert again(home).accepted_at is not None


@pytest.mark.parametrize("act", [acts.take_back, None])
def test_what_both_accepted_meanwhile_is_accepted_when_it_is_not_closed(
    home: Home, staff: dict[str, Any], act: Any
) -> None:
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(state=Episode.State.NOTIFIED)
    with working_as(staff[SUPERVISOR]) as user:
        proposal = Proposal("aid_ended", date(2026, 12, 11))
        found = acts.propose(user, home.episode.pk, proposal, version=again(home).version)
    both_accept(home, staff)
    with working_as(staff[SUPERVISOR]) as user:
        if act is None:
            acts.undo(user, found.pk)
        else:
            act(user, found.pk, "Goes on.", version=found.version)
    assert again(home).state == "accepted"


def both_accept(home: Home, staff: dict[str, Any], **stated: Any) -> None:
    """Both sides accept while joint work waits, or is about to end."""
    with rls(county="alder"), transaction.atomic():
        if stated:
            Episode.objects.filter(pk=home.episode.pk).update(**stated)
        for program, worker in (("cws", "CW101"), ("calworks", "EW201")):
            Acceptance.objects.create(
                county_id="alder",
                episode=home.episode,
                program=program,
                token=f"ZQ{program}",
                worker_id=worker,
                due_on=date(2026, 12, 4),
                state=Acceptance.State.ACCEPTED,
                answered_at=timezone.now(),
                answered_by=staff[WORKER],
            )


def test_a_longer_wait_keeps_where_it_stopped(home: Home, staff: dict[str, Any]) -> None:
    pause(home, staff)
    pause(home, staff, date(2027, 1, 10))
    assert again(home).state_before == "identified"
    with rls(county="alder"):
        assert [h.ended_on is None for h in Hold.objects.order_by("placed_at")] == [False, True]


def test_nobody_waits_longer_than_the_county_allows(home: Home, staff: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        pause(home, staff, date(2027, 1, 31))
    pause(home, staff, date(2027, 1, 30))


def test_a_closing_ends_the_wait_and_returns_to_before_it(
    home: Home, staff: dict[str, Any]
) -> None:
    pause(home, staff)
    with working_as(staff[SUPERVISOR]) as user:
        proposal = Proposal("aid_ended", date(2026, 12, 11))
        found = acts.propose(user, home.episode.pk, proposal, version=again(home).version)
        assert again(home).state == "closing"
        acts.take_back(user, found.pk, "Back on aid.", version=found.version)
    assert again(home).state == "identified"


def close(home: Home, staff: dict[str, Any]) -> Episode:
    with working_as(staff[SUPERVISOR]) as user:
        proposal = Proposal("aid_ended", date(2026, 12, 11))
        found = acts.propose(user, again(home).pk, proposal, version=again(home).version)
        acts.close_now(user, found.pk, "All done.", version=found.version)
    return again(home)


def test_reopened_it_is_another_episode_with_its_reason(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    first = close(home, staff)
    answer = send(sign_in(WORKER), "reopen", home, reason="aid_again", note="")
    assert answer.status_code == 302
    second = again(home)
    assert (second.number, second.state) == (2, "identified")
    with rls(county="alder"):
        assert Episode.objects.get(pk=first.pk).state == "closed"
        assert Reopening.objects.get(episode=second).reason == "aid_again"
    page = sign_in(WORKER).get(reverse("families:family", args=[home.family.pk])).content.decode()
    assert "On CalWORKs again" in page


def test_of_two_who_reopen_the_second_is_told(home: Home, staff: dict[str, Any]) -> None:
    first = close(home, staff)
    with working_as(staff[WORKER]) as user:
        pausing.reopen(user, home.family.pk, "mistake", "", earlier=first.pk)
    with working_as(staff["calworks.worker@alder.example"]) as user, pytest.raises(Stale):
        pausing.reopen(user, home.family.pk, "aid_again", "", earlier=first.pk)
    with rls(county="alder"):
        assert Episode.objects.filter(family=home.family).count() == 2


def test_what_is_open_cannot_be_reopened(home: Home, sign_in: Sender) -> None:
    address = reverse("families:reopen", args=[home.family.pk])
    assert sign_in(WORKER).get(address).status_code == 302
    assert sign_in(WORKER).post(address, {"reason": "other"}).status_code == 409
