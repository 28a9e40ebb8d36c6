"""Two counties at work at once on one server: pooled connections carry nothing across."""

import itertools
import random
import threading
from collections.abc import Iterator

import pytest

from counties.demo import NAMES
from tests.drills.premises import Premises, premises
from tests.drills.visitor import Visitor

pytestmark = pytest.mark.drill

REQUESTS, BROWSERS = 500, 3  # in all; browsers of each county, which share its one session
PARAMETER = "/settings/parameters/records.guard_share"
WORDS = {"alder": "ZQALDERREASON", "birch": "ZQBIRCHREASON"}


@pytest.fixture
def here() -> Iterator[Premises]:
    # More threads in a process than the product has by itself: what they share could leak.
    with premises("tenants", {"LINKAGES_WEB_PROCESSES": "2", "LINKAGES_WEB_THREADS": "4"}) as place:
        place.open("web")
        place.wait(lambda: place.health().get("database") == "ok", 90, "the web answers")
        yield place


def sign_in(here: Premises, county: str) -> Visitor:
    """The county's administrator, who has given a parameter a reason that says whose it is."""
    visitor = Visitor(here.port).sign_in(f"admin@{county}.example")
    form = visitor.get(PARAMETER)
    fields = {"value": "0.4", "effective_from": "2099-01-01", "reason": WORDS[county]}
    sent = visitor.post(PARAMETER, fields | {"key": form.value("key")})
    assert sent.status == 302, sent.text[:2000]
    visitor.close()
    return visitor


@pytest.mark.check(20)
def test_five_hundred_interleaved_requests_carry_nothing_across(here: Premises) -> None:
    sessions = {county: sign_in(here, county) for county in WORDS}
    names = {county: NAMES[county].split("|") for county in WORDS}
    wrong: list[str] = []
    counted = itertools.count(1)
    done: list[int] = []

    def browse(county: str, seed: int) -> None:
        chance = random.Random(seed)
        (other,) = set(WORDS) - {county}
        visitor = Visitor(here.port, cookies=dict(sessions[county].cookies))
        while next(counted) <= REQUESTS:
            path = chance.choice(["/settings/", PARAMETER, "/", "/extracts/"])
            answer = visitor.get(path)
            done.append(answer.status)
            if answer.status != 200:
                wrong.append(f"{county} {path}: {answer.status}")
            if path == "/settings/" and names[county][0] not in answer.text:
                wrong.append(f"{county} {path}: not one's own staff")
            if path == PARAMETER and WORDS[county] not in answer.text:
                wrong.append(f"{county} {path}: not one's own reason")
            foreign = [word for word in (*names[other], WORDS[other]) if word in answer.text]
            if foreign:
                wrong.append(f"{county} {path}: {foreign}")
        visitor.close()

    threads = [
        threading.Thread(target=browse, args=(county, number))
        for number in range(BROWSERS)
        for county in WORDS
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(done) == REQUESTS
