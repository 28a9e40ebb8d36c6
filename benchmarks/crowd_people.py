"""A locust file: what caseworkers, supervisors and coordinators do all day, with their thinking.

Used by `benchmarks.crowd`; by hand: `locust -f benchmarks/crowd_people.py --host http://…` with
LINKAGES_CROWD naming a JSON file of e-mail addresses by role.
"""

import html
import itertools
import json
import os
import random
import re
import uuid
from collections.abc import Mapping
from pathlib import Path

from locust import HttpUser, between, events, task
from urllib3.util import Retry

from counties.personas import PASSWORD

ID = "[0-9a-f]{8}-[0-9a-f-]{27}"
NAMES = ("garcia", "maria lopez", "nguyen", "smith", "vang", "johnsen", "rosa", "lee tou", "reyez")
PEOPLE = json.loads(Path(os.environ["LINKAGES_CROWD"]).read_text())
EVERYBODY = [email for emails in PEOPLE.values() for email in emails]
WAITING = itertools.cycle(random.sample(EVERYBODY, len(EVERYBODY)))
# Between two pages a server may close a connection that stands idle; a browser meets that when it
# sends the next request on it, and asks once more on a new one. No fault, so we do the same. Each
# form carries its key, so nothing is done twice. A refused connection is not tried again.
ONCE_MORE = Retry(
    total=1, connect=0, read=1, status=0, allowed_methods=None, respect_retry_after_header=False
)
TAKEN: dict[str, list[float]] = {}
WAITED: dict[str, list[float]] = {}
FAULTS: list[str] = []


@events.request.add_listener
def note(
    name: str, response: object, exception: object, response_time: float, **_rest: object
) -> None:
    """What the server itself took, as it says, by the name of the step; and what the person
    waited, with the time in the queue."""
    said = getattr(response, "headers", {}).get("Server-Timing", "")
    found = re.search(r"dur=([\d.]+)", said)
    status = getattr(response, "status_code", 0)
    if exception or status >= 400:
        FAULTS.append(f"{name}: {status or exception}")
    elif found:
        TAKEN.setdefault(name, []).append(float(found.group(1)) / 1000)
        WAITED.setdefault(name, []).append(response_time / 1000)


@events.quitting.add_listener
def tell(**_rest: object) -> None:
    """Leave what was noted for whoever started us."""
    kept = {"taken": TAKEN, "waited": WAITED, "faults": FAULTS}
    Path(os.environ["LINKAGES_CROWD_TOLD"]).write_text(json.dumps(kept))


class Somebody(HttpUser):
    """A member of staff at work. Five to ten seconds between two pages."""

    wait_time = between(5, 10)

    def on_start(self) -> None:
        """Sign in."""
        self.families: list[str] = []
        self.people: list[str] = []
        self.client.get_adapter(self.client.base_url).max_retries = ONCE_MORE
        self.client.get("/account/login/", name="sign-in page")
        sent = {"login": next(WAITING), "password": PASSWORD}
        self.send("sign in", "/account/login/", sent)

    def look(self, name: str, path: str) -> str:
        """A page, by its name in the report."""
        return self.client.get(path, name=name).text

    def send(
        self, name: str, path: str, fields: Mapping[str, str | list[str]], **headers: str
    ) -> str:
        """A form, with the token its page would carry; empty where it leads on."""
        content = {"csrfmiddlewaretoken": self.client.cookies.get("csrf", ""), **fields}
        at = {"Referer": self.client.base_url + path, **headers}
        answer = self.client.post(path, content, name=name, headers=at, allow_redirects=False)
        return "" if answer.status_code == 302 else answer.text

    @task(25)
    def today(self) -> None:
        self.look("today", "/")

    @task(15)
    def list_families(self) -> None:
        page = self.look("families", "/families/")
        self.families = re.findall(rf'href="(/families/{ID}/)"', page) or self.families

    @task(25)
    def open_family(self) -> None:
        if not self.families:
            self.list_families()
            return
        page = self.look("family", random.choice(self.families))
        self.people = re.findall(rf'href="(/people/{ID})"', page) or self.people

    @task(10)
    def search(self) -> None:
        self.send("search", "/people/search", {"q": random.choice(NAMES)})

    @task(8)
    def open_person(self) -> None:
        if self.people:
            self.look("person", random.choice(self.people))

    @task(12)
    def record_contact(self) -> None:
        """Open the form, type with autosave, send."""
        if not self.families:
            self.list_families()
            return
        path = random.choice(self.families) + "add/contact"
        page = self.look("contact form", path)
        if 'name="key"' not in page:
            return
        fields = _fields(page)
        draft = re.search(r'data-autosave-url="([^"]+)"', page)
        if draft:
            self.send("autosave", html.unescape(draft.group(1)), fields, **{"X-Autosave": "1"})
        if self.send("save contact", path, fields):
            FAULTS.append("save contact: the form came back")


def _fields(page: str) -> dict[str, list[str]]:
    """What the form of the text holds as it came, with a sentence in its text.

    The hidden fields stand last in a form, so it is looked for from its text on to both sides.
    """
    text = page.index("<textarea")
    form = page[page.rindex("<form", 0, text) : page.index("</form>", text)]
    found: dict[str, list[str]] = {}
    first: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
        loose = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and value and (not loose or " checked" in tag):
            found.setdefault(name.group(1), []).append(html.unescape(value.group(1)))
        elif name and value and 'type="radio"' in tag:
            first.setdefault(name.group(1), [html.unescape(value.group(1))])
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]* selected', options)
        found[name] = [html.unescape(chosen.group(1)) if chosen else ""]
    for name in re.findall(r'<textarea[^>]*name="([^"]+)"', form):
        found[name] = [f"Talked about the schedule. {uuid.uuid4().hex[:6]}"]
    # Joint staff say of each contact what kind of information it is: the first will do.
    return first | found
