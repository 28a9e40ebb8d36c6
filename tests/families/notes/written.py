"""A family about which things are written, and forms as a browser sends them."""

import re
import uuid
from typing import Any

from django.test import Client

from cases.families.models import Contact, Episode
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import without_chance
from tests.sharing.test_families import Home, make_home

CONTACT = {
    "kind": "phone",
    "day": "2026-12-01",
    "time": "09:30",
    "outcome": "held",
    "about": "",
    "category": "C1",
    "owner": "cws",
    "language": "en",
    "text": "",
}
NOTE = {"text": "ZQWORDS", "about": "", "category": "C5", "owner": "cws", "language": "en"}


def a_home(county: str = "alder", **stated: Any) -> Home:
    """A mutual family in joint work: mother and a child known to both programs, a child to CWS."""
    home = make_home(county)
    with rls(county=county), audit.trail(county, None, "test"):
        said = {"state": "accepted", "identified_on": TODAY, **stated}
        Episode.objects.create(county_id=county, family=home.family, **said)
    return home


def here(home: Home) -> str:
    return f"/families/{home.family.pk}/"


def send(client: Client, home: Home, what: str, /, **given: Any) -> Any:
    """Record something as the form would send it, each time with a key of its own."""
    form = {"contact": CONTACT, "note": NOTE, "task": {**NOTE, "code": "", "doer": "me"}}[what]
    return client.post(f"{here(home)}add/{what}", {**form, "key": uuid.uuid4(), **given})


def shown(client: Client, home: Home) -> str:
    return client.get(here(home)).content.decode()


def steady(page: str) -> str:
    """A page without what chance or the clock wrote into it."""
    return re.sub(r"F-[0-9A-Z]{7}", "", without_chance(page))


def only_contact() -> Contact:
    with rls(county="alder"):
        return Contact.objects.get()
