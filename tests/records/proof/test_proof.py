"""Proof of submission: a page to print, and mails that say that there is something to see."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse

from counties.models import Membership
from linkages.mail import Mail
from linkages.scope import rls
from tests.records.conftest import Desk, child, text

pytestmark = [pytest.mark.django_db]
FIXED = {
    "Your extract was read. Open Linkages to see the result:",
    "Your extract was read and is held. Open Linkages to see why:",
    "Your extract could not be read. Open Linkages to see why:",
    "Your extract was accepted. Open Linkages to see it:",
    "Your extract was rejected. Open Linkages to see why:",
}


@pytest.fixture(autouse=True)
def december() -> Any:
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True):
        yield


def said() -> list[str]:
    """The first line of each mail, in the order of sending."""
    return [sent.body.splitlines()[0] for sent in outbox.outbox]


def test_the_page_says_who_sent_which_bytes_and_what_became_of_them(desk: Desk) -> None:
    content = text(child(1), child(2, dob="02/30/2016"))
    batch = desk.read("cws", content)
    page = desk.client.get(reverse("records:proof", args=[batch.pk])).content.decode()
    digest = hashlib.sha256(content).hexdigest()
    assert digest[:8] in page
    assert digest in page.replace(" ", "")
    key = batch.pk.hex[:12].upper()
    for words in (
        f"Reference {key[:4]}-{key[4:8]}-{key[8:]}", "Kavya Menon", "Alder County",
        "Rows refused", "Uploaded on the page", "Waiting for a decision",
    ):  # fmt: skip
        assert words in page, words
    desk.reject(batch)
    page = desk.client.get(reverse("records:proof", args=[batch.pk])).content.decode()
    assert "Wrong week." in page


def test_a_check_says_so_on_its_proof(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1)), check_only="on")
    page = desk.client.get(reverse("records:proof", args=[batch.pk])).content.decode()
    assert "To be checked only: nothing is loaded." in page


def test_whoever_sent_it_is_told_when_it_was_read_and_decided(desk: Desk) -> None:
    batch = desk.read("cws", text(child(1, last="ZQCANARY")))
    assert said() == ["Your extract was read. Open Linkages to see the result:"]
    desk.accept(batch)
    assert said()[1:] == ["Your extract was accepted. Open Linkages to see it:"]
    for sent in outbox.outbox:
        assert sent.to == ["analyst@alder.example"]
        assert sent.subject == "Linkages: your extract"
        assert sent.body.splitlines()[0] in FIXED
        assert reverse("records:proof", args=[batch.pk]) in sent.body
        assert "ZQCANARY" not in sent.body
        assert not any(figure in sent.body.replace(str(batch.pk), "") for figure in ("cws", "CWS"))


def test_a_rejection_a_hold_and_an_unreadable_file_are_told(desk: Desk) -> None:
    desk.reject(desk.read("cws", text(child(1))))
    assert said()[-1] == "Your extract was rejected. Open Linkages to see why:"
    desk.read("cws", text(child(2)), as_of="2026-01-01")
    assert said()[-1] == "Your extract was read and is held. Open Linkages to see why:"


@pytest.mark.check(95)
def test_who_left_meanwhile_gets_no_mail(desk: Desk, staff: dict[str, Any]) -> None:
    desk.send("cws", text(child(1)))
    with rls(county="alder"):
        mine = Membership.objects.filter(user=staff["analyst@alder.example"])
        mine.update(until="2026-11-30", since="2026-01-01")
    desk.run_jobs("alder")
    assert outbox.outbox == []
    with rls(county="alder"):
        assert Mail.objects.get().state == "withdrawn"


def test_in_the_language_of_the_recipient(desk: Desk, staff: dict[str, Any]) -> None:
    user = staff["analyst@alder.example"]
    user.language = "es"
    user.save()
    desk.read("cws", text(child(1)))
    with rls(county="alder"):
        assert Mail.objects.get().language == "es"


def test_another_countys_proof_does_not_exist(desk: Desk, sign_in: Callable[[str], Client]) -> None:
    address = reverse("records:proof", args=[desk.read("cws", text(child(1))).pk])
    assert sign_in("analyst@birch.example").get(address).status_code == 404
    assert sign_in("cws.worker@alder.example").get(address).status_code == 403
    assert sign_in("privacy@alder.example").get(address).status_code == 200
