"""From a confirmed pair to two workers who know of each other, through the pages alone."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cases.families.models import Acceptance, Episode, Quota
from cases.matching.models import MatchCandidate
from cases.people.models import Family
from linkages import watches
from linkages.scope import rls
from tests.matching.test_review import ANALYST, COORDINATOR, decide
from tests.records.conftest import Desk, aided, child, named, text
from tests.scenarios.test_from_two_files import ROSA_AID, ROSA_CWS, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
WORKERS = ("cws.worker@alder.example", "calworks.worker@alder.example")
STRANGERS = ("cws.worker2@alder.example", "calworks.worker2@alder.example")


def household(desk: Desk, number: int = 1, **aid: str) -> None:
    """Rosa, mother in a CWS case of one child, on aid with that child."""
    case = f"Cc{number:05d}07n"
    mother = {
        "case_id_19": case,
        "client_id_19": ROSA_CWS["client_id_19"],
        "relationship": "Mother",
        "last": ROSA_CWS["last"],
        "first": ROSA_CWS["first"],
        "dob": "1996-03-14",
        "ssn": ROSA_CWS["ssn"],
        "cin": "",
        "in_home": "Y",
    }
    kids = text(child(number, last="PINTO", first="LUIS"))
    desk.accepted("cws", kids, others=named(text(mother)))
    adult = aided(1, **(ROSA_AID | {"role": "Adult"} | aid))
    kid = aided(2, case_no="1B2K111", person_no="02", first="LUIS", last="PINTO",
                dob="2016-05-02", gender="M", role="Child")  # fmt: skip
    desk.accepted("calworks", text(adult, kid))


def quota(weekly: int = 5) -> None:
    """The county releases families of Family Maintenance, from a Monday on."""
    with rls(county="alder"):
        from counties.models import User

        Quota.objects.create(
            county_id="alder",
            population="FM",
            weekly=weekly,
            since=date(2026, 11, 30),
            reason="We begin.",
            set_by=User.objects.get(email=COORDINATOR),
        )


def link_rosa(sign_in: SignIn) -> None:
    with rls(county="alder"):
        pair = MatchCandidate.objects.get(cws__current__given="ROSA M.", state="proposed",
                                          calworks__current__given="ROSA")  # fmt: skip
    assert decide(sign_in(COORDINATOR), pair, "link").status_code == 302


def look(run_jobs: Callable[[], Any], clock: time_machine.Traveller) -> None:
    """What the scheduler and the workers do until the mail of the afternoon is out."""
    for _step in range(3):
        clock.shift(2 * 3600)
        for county, dotted in watches.rounds(["alder"]):
            watches.look(county, dotted)
        run_jobs()


def episode() -> Episode:
    with rls(county="alder"):
        return Episode.objects.get()


@pytest.mark.scenario(1)
def test_a_confirmed_pair_becomes_one_family_of_which_both_workers_hear_on_the_same_day(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk)
    quota()
    link_rosa(sign_in)
    run_jobs()
    look(run_jobs, december)

    with rls(county="alder"):
        family = Family.objects.together().get(kind="mutual")
        asked = {row.program: row for row in Acceptance.objects.select_related("episode")}
    assert episode().state == Episode.State.NOTIFIED
    assert set(asked) == {"cws", "calworks"}
    assert {row.told_at.date() for row in asked.values()} == {date(2026, 12, 1)}
    assert (asked["cws"].worker_id, asked["calworks"].worker_id) == ("CW101", "EW201")

    told = [message for message in mail.outbox if message.to[0] in WORKERS]
    assert sorted(message.to[0] for message in told) == sorted(WORKERS)
    for message in mail.outbox:
        words = f"{message.subject} {message.body}"
        assert not re.search("rosa|pinto|delgado|luis|1B2K111|900", words, re.IGNORECASE)

    address = reverse("families:family", args=[family.pk])
    for email in WORKERS:
        assert address in sign_in(email).get("/").content.decode()
        page = sign_in(email).get(address).content.decode()
        assert "ROSA" in page and "LUIS" in page
    for email in STRANGERS:
        assert address not in sign_in(email).get("/").content.decode()
        assert sign_in(email).get(address).status_code == 404


@pytest.mark.scenario(1)
def test_both_answer_and_each_knows_the_other(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk)
    quota()
    link_rosa(sign_in)
    run_jobs()
    look(run_jobs, december)
    with rls(county="alder"):
        tokens = dict(Acceptance.objects.values_list("program", "token"))
    answers = {"cws": WORKERS[0], "calworks": WORKERS[1]}
    wrong = sign_in(WORKERS[0]).post(reverse("families:accept_family", args=[tokens["calworks"]]))
    assert wrong.status_code in (403, 404)
    for program, email in answers.items():
        sent = sign_in(email).post(reverse("families:accept_family", args=[tokens[program]]))
        assert sent.status_code == 302, sent.content
    assert episode().state == Episode.State.ACCEPTED
    with rls(county="alder"):
        family = Family.objects.together().get(kind="mutual")
    page = sign_in(WORKERS[0]).get(reverse("families:family", args=[family.pk])).content.decode()
    assert "Dana Kim" in page or "Grace Tran" in page


def test_a_county_in_baseline_finds_families_and_tells_nobody(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk)
    link_rosa(sign_in)
    run_jobs()
    look(run_jobs, december)
    assert episode().state == Episode.State.IDENTIFIED
    with rls(county="alder"):
        assert not Acceptance.objects.exists()
    assert [m for m in mail.outbox if m.to[0] in WORKERS] == []


def test_a_link_that_is_cut_takes_the_family_back(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk)
    link_rosa(sign_in)
    run_jobs()
    with rls(county="alder"):
        family = Family.objects.together().get(kind="mutual")
        pair = MatchCandidate.objects.get(state="linked")
    sent = sign_in(COORDINATOR).post(
        reverse("matching:cut", args=[pair.pk]), {"reason": "Two cousins.", "version": pair.version}
    )
    assert sent.status_code == 302
    run_jobs()
    for email in WORKERS:
        answer = sign_in(email).get(reverse("families:family", args=[family.pk]))
        page = answer.content.decode()
        assert answer.status_code == 404 or "1B2K111" not in page
    with rls(county="alder"):
        assert not Family.objects.together().filter(kind="mutual").exists()


@pytest.mark.scenario(6)
def test_the_sanctioned_come_first(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk, wtw_status="Sanction", wtw_status_begin="2026-08-01")
    link_rosa(sign_in)
    run_jobs()
    assert episode().priority == "1"


@pytest.mark.scenario(25)
def test_an_extract_that_names_another_worker_moves_the_family_at_the_next_click(
    desk: Desk,
    sign_in: SignIn,
    grounds: None,
    run_jobs: Callable[[], Any],
    december: time_machine.Traveller,
) -> None:
    household(desk)
    quota()
    link_rosa(sign_in)
    run_jobs()
    look(run_jobs, december)
    with rls(county="alder"):
        family = Family.objects.together().get(kind="mutual")
    address = reverse("families:family", args=[family.pk])
    assert sign_in(WORKERS[0]).get(address).status_code == 200

    december.shift(2 * 24 * 3600)  # the third of December
    case = "Cc0000107n"
    mother = {
        "case_id_19": case, "client_id_19": ROSA_CWS["client_id_19"], "relationship": "Mother",
        "last": "DELGADO-PINTO", "first": "ROSA M.", "dob": "1996-03-14",
        "ssn": ROSA_CWS["ssn"], "cin": "", "in_home": "Y",
    }  # fmt: skip
    moved = text(child(1, last="PINTO", first="LUIS", worker_id="CW102"))
    desk = Desk(sign_in(ANALYST), run_jobs, "alder")  # two days are longer than any session
    desk.accepted("cws", moved, others=named(text(mother | {"in_home": "N"})), as_of="2026-12-02")
    run_jobs()
    look(run_jobs, december)

    assert sign_in(WORKERS[0]).get(address).status_code == 404
    assert sign_in("cws.worker2@alder.example").get(address).status_code == 200
    with rls(county="alder"):
        history = list(Acceptance.objects.filter(program="cws").values_list("worker_id", "state"))
    assert "CW101" in {worker for worker, _state in history}
    assert ("CW102", "waiting") in history or ("CW102", "accepted") in history
