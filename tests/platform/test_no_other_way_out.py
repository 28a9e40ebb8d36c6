"""There is one way by which words leave the house, and each leads to a member of staff."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from cases.people.models import RecordVersion
from linkages.mail import Mail
from tests.canary.crawler import addresses

ROOT = Path(settings.BASE_DIR)
ROOMS = ("linkages", "counties", "assessments", "workplans", "cases")
SENDING = {"EmailMessage", "EmailMultiAlternatives", "send_mail", "send_mass_mail", "mail_admins"}
OTHER_CHANNELS = ("twilio", "boto", "firebase", "webpush", "requests", "httpx", "smtplib", "slack")


def _senders(source: str) -> set[str]:
    """Names by which a module could send mail, or speak to somebody outside."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom | ast.Import):
            module = getattr(node, "module", None) or ""
            for name in node.names:
                whole = f"{module}.{name.name}".strip(".")
                if name.name in SENDING or whole.startswith(OTHER_CHANNELS):
                    found.add(whole)
    return found


@pytest.mark.check(94)
def test_mail_is_written_in_one_place_and_nothing_else_is_sent() -> None:
    found = {
        str(path.relative_to(ROOT)): names
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if (names := _senders(path.read_text(encoding="utf-8")))
    }
    assert set(found) == {"linkages/mail.py"}, found


def test_a_planted_sender_is_found() -> None:
    assert _senders("from django.core.mail import send_mail") == {"django.core.mail.send_mail"}
    assert _senders("import twilio.rest") == {"twilio.rest"}


@pytest.mark.check(96)
def test_no_mail_can_go_to_a_client() -> None:
    """Its recipient is a member of staff, by a key; no record holds an address to write to."""
    assert Mail._meta.get_field("recipient").related_model._meta.label == settings.AUTH_USER_MODEL
    assert [f.name for f in RecordVersion._meta.get_fields() if "mail" in f.name] == []


@pytest.mark.check(89)
def test_there_is_no_feed_to_subscribe_to() -> None:
    names = [f"{each.name} {each.route}" for each in addresses(get_resolver())]
    assert len(names) > 200
    feeds = ("ical", ".ics", "feed", "webcal", "rss", "atom")
    found = [name for name in names if any(feed in name.lower() for feed in feeds)]
    assert {name.split()[0] for name in found} == CALENDARS


# Work-plan steps and team meetings, without any client, taken out as a file by who is signed in.
CALENDARS = {"workplans:my_calendar", "workplans:plan_calendar"}


@pytest.mark.django_db
@pytest.mark.check(89)
def test_a_calendar_file_is_no_address_for_a_calendar_program(client: Client) -> None:
    """Without a session it leads to signing in, whatever stands behind the question mark."""
    plan = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    for address in ("/plans/mine.ics?token=1", f"/plans/{plan}/plan.ics?token=1"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")


@pytest.mark.django_db
@pytest.mark.check(88)
@pytest.mark.parametrize("asked", ["", "?token=1", "?signature=x&expires=9999999999"])
def test_no_address_of_a_document_opens_without_its_reader(client: Client, asked: str) -> None:
    """There are no signed addresses: nothing in one stands in for a session."""
    address = f"/documents/{'0' * 8}-0000-4000-8000-{'0' * 12}/file{asked}"
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
