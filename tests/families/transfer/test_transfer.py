"""A family moves: a copy is offered, taken in by the other county, and frozen where it was."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.families.closing.acts import NotAllowed
from cases.families.models import Episode, ReceivedFamily, Transfer
from cases.families.transfer import acts, copying, watch
from cases.families.viewing import open_family
from cases.people import linking
from cases.people.models import Family, FamilyMember
from cases.sharing.models import Narrowing
from linkages import audit
from linkages.forms import Stale
from linkages.programs import Program
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.documents.conftest import Couple
from tests.families.transfer.conftest import ALDER, BIRCH, Sender, answer, episode_of, offer
from tests.sharing.conftest import make_record, release

pytestmark = pytest.mark.django_db


def look(county: str) -> None:
    now = timezone.now()
    with rls(county=county), transaction.atomic():
        watch.look(county, now - timedelta(hours=1), now)


def inside(transfer: Transfer) -> str:
    return json.dumps(copying.opened(transfer.content, model="transfer", row=transfer.pk))


def test_the_copy_holds_what_statute_opens_and_nothing_of_c6_to_c11(offered: Transfer) -> None:
    words = inside(offered)
    for told in ("ZQMOTHER", "ZQFATHER", "ZQCHILD", "active", "ZQmotherc3"[:2]):
        assert told in words
    for category in (4, 6, 7, 8, 9, 10, 11, 12):
        for who in ("mother", "father"):
            assert f"ZQ{who}c{category}" not in words
            assert f"ZQ{who}cws{category}" not in words
    assert "ZQchildc7" not in words
    assert "ZQ" not in bytes(offered.content).decode("latin-1")


def test_it_holds_no_more_than_the_senders_grounds(
    staff: dict[str, Any], couple: Couple, sign_in: Sender
) -> None:
    """Counsel of these counties opens no CWS case and no activities to coordinators."""
    offer(sign_in(ALDER), couple)
    with rls(county="alder"), transaction.atomic():
        content = copying.opened(
            (made := Transfer.objects.get()).content, model="transfer", row=made.pk
        )
    found = {
        (record["program"], category)
        for member in content["members"]
        for record in member["records"]
        for category, _name, _value in record["facts"]
    }
    assert found == {("cws", "C1"), ("calworks", "C1"), ("calworks", "C2")}


@pytest.mark.check(19)
def test_it_is_taken_in_and_joint_work_there_is_frozen(
    couple: Couple, taken: ReceivedFamily, sign_in: Sender
) -> None:
    look("alder")
    episode = episode_of(couple)
    assert (episode.state, episode.closed_on, episode.close_reason) == (
        "transferred",
        TODAY,
        "moved",
    )
    page = sign_in(BIRCH).get(reverse("families:received", args=[taken.pk])).content.decode()
    assert "ZQMOTHER" in page
    assert "ZQFATHER" in page
    # Birch sees its copy, and nothing of Alder's own.
    birch = sign_in(BIRCH)
    assert birch.get(reverse("families:family", args=[couple.family.pk])).status_code == 404
    # Alder goes on seeing what it had, and nothing that Birch does with the copy.
    alder = sign_in(ALDER)
    assert alder.get(reverse("families:family", args=[couple.family.pk])).status_code == 200
    assert alder.get(reverse("families:received", args=[taken.pk])).status_code == 404
    for name in ("closing", "hold"):
        address = reverse(f"families:{name}", args=[couple.family.pk])
        refused = alder.post(address, {"reason": "moved", "last_day": "2026-12-11"})
        assert refused.status_code in (404, 409)
    assert episode_of(couple).version == episode.version


@pytest.mark.check(19)
def test_what_arises_in_the_receiving_county_is_absent_for_the_sender(
    couple: Couple, taken: ReceivedFamily, sign_in: Sender
) -> None:
    with rls(county="birch"), audit.trail("birch", None, "test"), transaction.atomic():
        family = Family.objects.create(county_id="birch", kind="mutual")
        ReceivedFamily.objects.filter(pk=taken.pk).update(family=family, met_at=timezone.now())
        later = Episode.objects.create(
            county_id="birch", family=family, identified_on=TODAY, close_note="ZQLATER"
        )
    page = sign_in(ALDER).get(reverse("families:family", args=[couple.family.pk]))
    assert page.status_code == 200
    assert "ZQLATER" not in page.content.decode()
    assert family.token not in page.content.decode()
    with rls(county="alder"):
        assert not Episode.objects.filter(pk=later.pk).exists()
        assert not ReceivedFamily.objects.exists()


def test_the_receivers_own_matching_finds_them_by_number(
    couple: Couple, taken: ReceivedFamily
) -> None:
    with rls(county="birch"), audit.trail("birch", None, "test"), transaction.atomic():
        ours = make_record("birch", Program.CWS, native_id=couple.mother.native_id)
        theirs = make_record("birch", Program.CALWORKS)
    look("birch")
    with rls(county="birch"), audit.trail("birch", None, "test"), transaction.atomic():
        assert ReceivedFamily.objects.get().records == [ours.pk]
        assert ReceivedFamily.objects.get().family_id is None
        linking.link(ours, theirs, by=None)
        family = Family.objects.create(county_id="birch", kind="mutual")
        FamilyMember.objects.create(
            county_id="birch",
            family=family,
            record=ours,
            unit="CASE1",
            part="parent",
            rule="test",
            since=TODAY,
        )
    look("birch")
    with rls(county="birch"):
        assert ReceivedFamily.objects.get().family_id == family.pk


def test_a_copy_of_somebody_whom_the_receiver_seals_is_closed_there_too(
    couple: Couple, taken: ReceivedFamily, sign_in: Sender
) -> None:
    address = reverse("families:received", args=[taken.pk])
    assert sign_in(BIRCH).get(address).status_code == 200
    with rls(county="birch"), audit.trail("birch", None, "test"), transaction.atomic():
        make_record("birch", Program.CWS, native_id=couple.mother.native_id, restriction="R")
    look("birch")
    assert sign_in(BIRCH).get(address).status_code == 404
    listed = sign_in(BIRCH).get(reverse("families:transfers")).content.decode()
    assert str(taken.pk) not in listed
    assert sign_in("restricted@birch.example").get(address).status_code == 200


def test_declined_with_a_reason_it_stays_where_it_is(
    couple: Couple, offered: Transfer, sign_in: Sender
) -> None:
    assert answer(sign_in(BIRCH), offered, "not_here").status_code == 302
    look("alder")
    assert episode_of(couple).state == "accepted"
    page = sign_in(ALDER).get(reverse("families:transfer", args=[offered.pk])).content.decode()
    assert "does not live in our county" in page
    assert offer(sign_in(ALDER), couple).status_code == 302


@pytest.mark.fault(8)
def test_of_two_answers_one_counts(offered: Transfer, staff: dict[str, Any]) -> None:
    with working_as(staff[BIRCH], "birch") as user:
        acts.accept(user, offered.pk)
    with working_as(staff[BIRCH], "birch") as user, pytest.raises(Stale):
        acts.decline(user, offered.pk, "other", "")
    with working_as(staff[ALDER]) as user, pytest.raises(Stale):
        acts.take_back(user, offered.pk)


def test_the_sender_takes_it_back_and_it_cannot_be_accepted(
    offered: Transfer, sign_in: Sender
) -> None:
    address = reverse("families:transfer", args=[offered.pk])
    assert sign_in(ALDER).post(address).status_code == 302
    assert answer(sign_in(BIRCH), offered).status_code == 409


def test_the_receivers_job_twice_is_one_copy(
    offered: Transfer, taken: ReceivedFamily, run_jobs: Any
) -> None:
    from linkages import jobs

    with rls(county="birch"), transaction.atomic():
        jobs.enqueue("families.receive", county="birch", subject=offered.pk)
    run_jobs("birch")
    with rls(county="birch"):
        assert ReceivedFamily.objects.count() == 1


@pytest.mark.check(93)
def test_mails_of_either_end_say_nothing_of_the_family(
    couple: Couple, offered: Transfer, sign_in: Sender, run_jobs: Any
) -> None:
    look("birch")
    look("birch")
    run_jobs("birch")
    answer(sign_in(BIRCH), offered)
    look("alder")
    run_jobs("alder")
    assert [message.to for message in outbox.outbox] == [[BIRCH], [ALDER]]
    for message in outbox.outbox:
        told = f"{message.subject} {message.body}"
        assert f"/families/transfers/{offered.pk}/" in told
        for word in ("ZQ", "DELGADO", couple.family.token, str(couple.family.pk)):
            assert word not in told


def test_nothing_is_sent_of_a_family_that_declined(
    couple: Couple, staff: dict[str, Any], sign_in: Sender
) -> None:
    from tests.families.documents.test_letters import declines

    declines(couple, couple.mother, staff)
    assert offer(sign_in(ALDER), couple).status_code == 409
    with working_as(staff[ALDER]) as user:
        view = open_family(user, couple.family.pk)
        with pytest.raises(NotAllowed):
            acts.offer(user, view, acts.Move("birch", TODAY, "x"))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (ALDER, 200),
        ("cws.supervisor@alder.example", 403),
        ("liaison@alder.example", 403),
        ("cws.worker2@alder.example", 404),
        (BIRCH, 404),
    ],
)
def test_who_offers(couple: Couple, sign_in: Sender, who: str, status: int) -> None:
    address = reverse("families:offer_transfer", args=[couple.family.pk])
    assert sign_in(who).get(address).status_code == status


def test_who_answers(offered: Transfer, sign_in: Sender) -> None:
    address = reverse("families:transfer", args=[offered.pk])
    assert sign_in("cws.worker@birch.example").get(address).status_code == 403
    assert sign_in("coordinator@birch.example").get(address).status_code == 200
    page = sign_in(BIRCH).get(address).content.decode()
    assert "ZQMOTHER" not in page
    assert "ZQwhy" in page
    assert str(offered.family) not in page


def test_who_declines_after_the_offer_takes_it_back(
    couple: Couple, offered: Transfer, staff: dict[str, Any], sign_in: Sender, run_jobs: Any
) -> None:
    from tests.families.documents.test_letters import declines

    declines(couple, couple.mother, staff)
    run_jobs("alder")
    with rls(county="alder"), transaction.atomic():
        found = Transfer.objects.get()
    assert (found.state, found.withdrawn_by) == ("withdrawn", staff["cws.worker@alder.example"])
    assert answer(sign_in(BIRCH), offered).status_code == 409


def test_what_was_released_to_this_county_alone_stays_in_it(
    couple: Couple, staff: dict[str, Any], sign_in: Sender
) -> None:
    """Of who is narrowed, statute opens identity; the rest is open here because she signed."""
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder",
            record=couple.mother,
            since=TODAY,
            reason="asked",
            made_by=staff["cws.worker@alder.example"].pk,
        )
    offer(sign_in(ALDER), couple)
    with rls(county="alder"), transaction.atomic():
        bare = inside(made := Transfer.objects.get())
        Transfer.objects.filter(pk=made.pk).update(
            state="withdrawn", withdrawn_at=timezone.now(), withdrawn_by=staff[ALDER]
        )
    release(couple.mother, "C3", owner="calworks", recipient="cws")
    assert offer(sign_in(ALDER), couple).status_code == 302
    with rls(county="alder"), transaction.atomic():
        again = inside(Transfer.objects.get(state="offered"))
    assert again == bare
