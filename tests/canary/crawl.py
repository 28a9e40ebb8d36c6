"""All personas go through both counties: documents first, then every page, then the search."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from counties.models import User
from linkages import jobs, parameters
from linkages.documents import Document
from linkages.logs import DiscreetFormatter
from linkages.scope import rls
from tests.canary.crawler import Walk, Walker, addresses, by_model
from tests.canary.rights import NONE, RIGHTS, entitled
from tests.canary.tokens import given_name
from tests.canary.world import (
    COUNTIES,
    World,
    browser,
    changes_nothing,
    do_jobs,
    ids_by_table,
    snapshot,
    walking,
)
from tests.conftest import settle

# (who, family) whose match summary is made: those between whom a release or a team stands.
SUMMARIES = (
    ("cws.worker@alder.example", 2),
    ("cws.worker@alder.example", 7),
    ("calworks.worker@alder.example", 7),
    ("calworks.worker2@alder.example", 20),
    ("coordinator@alder.example", 2),
    ("cws.worker@birch.example", 8),
    ("calworks.worker@birch.example", 8),
)
SEARCH = "sharing:search"


@dataclass(slots=True)
class Crawl:
    """All walks, and what lay about afterwards."""

    world: World
    walks: dict[str, Walk] = field(default_factory=dict)
    documents: dict[str, tuple[str, int]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    logged: list[str] = field(default_factory=list)
    mailed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    searched: dict[tuple[str, str, int], bool] = field(default_factory=dict)
    unlike: list[str] = field(default_factory=list)


class Ears(logging.Handler):
    """Keeps what is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(level=logging.DEBUG)
        self.setFormatter(DiscreetFormatter("{levelname} {name} {message}", style="{"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def go_through(world: World) -> Crawl:
    """Documents first, then every page by GET, then what is typed into the search."""
    found = Crawl(world)
    mail.outbox = []
    with listening() as ears:
        _make_documents(found)
        browsers = {email: browser(email) for email in walking()}
        User.objects.filter(email__startswith="gone@").update(is_active=False)
        before = snapshot()
        settle()
        _walk(found, browsers)
        found.changed = changes_nothing(before, snapshot())
        _search(found, browsers)
    found.logged = ears.lines
    found.mailed = [str(message.message()) for message in mail.outbox]
    return found


@contextmanager
def listening() -> Iterator[Ears]:
    """Hear every line that pages, jobs and refusals could log, also what is not written down."""
    ears = Ears()
    heard = [logging.getLogger(name) for name in ("", "django.request", "django.security")]
    levels = [logger.level for logger in heard]
    for logger in heard:
        logger.setLevel(logging.DEBUG)
    heard[0].addHandler(ears)
    try:
        yield ears
    finally:
        heard[0].removeHandler(ears)
        for logger, level in zip(heard, levels, strict=True):
            logger.setLevel(level)


def first_difference(one: str, other: str) -> str:
    """Where two pages part."""
    for here, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return f"{one[here - 40 : here + 60]!r} | {other[here - 40 : here + 60]!r}"
    return f"lengths {len(one)}, {len(other)}"


def place_of(email: str) -> tuple[str, str]:
    """(handle, county) of an address; a stranger has neither."""
    handle, _at, domain = email.partition("@")
    return handle, domain.removesuffix(".example")


def _make_documents(found: Crawl) -> None:
    for email, family in SUMMARIES:
        _handle, county = place_of(email)
        address = reverse("sharing:summary", args=[found.world.person(county, family)])
        answer = browser(email).post(address)
        assert answer.status_code == 302, (email, family, answer.status_code)
        found.documents[answer.url.rstrip("/").rsplit("/", 1)[1]] = (email, family)
    emails = {str(user.pk): user.email for user in User.objects.all()}
    for county in COUNTIES:
        do_jobs(county)
        with rls(county=county), transaction.atomic():
            for row in Document.objects.all():
                assert row.state == "ready", row.state
                found.owners[str(row.pk)] = emails[str(row.recipient_id)]
            for job in jobs.Job.objects.all():
                found.owners[str(job.pk)] = emails.get(str(job.requested_by), "")


def words_for_holes() -> dict[str, list[str]]:
    """What goes into arguments that are no ids."""
    return {
        "name": sorted(parameters.declared()),
        "check": ["worker_missing", "ssn_missing"],
        "form": ["match-note:x"],
        "month": ["2026-11", "2026-11-01"],
        "code": ["10850", "830"],
        "kind": ["mdt", "relative"],
    }


def _walk(found: Crawl, browsers: dict[str, Client]) -> None:
    things = by_model(ids_by_table())
    patterns = list(addresses())
    for email, client in browsers.items():
        walker = Walker(email, client, things, words_for_holes())
        found.walks[email] = walker.all(patterns)


def _search(found: Crawl, browsers: dict[str, Client]) -> None:
    """Each family by name and by number, beside somebody whom nobody has heard of."""
    for email, walk in found.walks.items():
        walker = Walker(email, browsers[email], {}, {})
        walker.walk = walk
        address = reverse(SEARCH)
        if walker.client.get(address).status_code != 200:
            continue
        nobody = _typed(walker, address, "XWVUTSRQPXX")[1]
        for county, families in RIGHTS.items():
            for family in families:
                made = found.world.towns[county].families.get(family)
                hits = []
                for typed in words_of_family(found.world, county, family):
                    _status, page = _typed(walker, address, typed)
                    hits.append(made is not None and str(made.person.pk) in page)
                    if made is None and _stands_somewhere(email, county, family):
                        continue
                    if not hits[-1] and page != nobody:
                        where = first_difference(page, nobody)
                        found.unlike.append(f"{email}: {typed} is not like nobody: {where}")
                found.searched[email, county, family] = any(hits)


def _stands_somewhere(email: str, county: str, family: int) -> bool:
    """Whether somebody without a page of their own is found as one of a family."""
    handle, place = place_of(email)
    return place == county and entitled(county, handle, family) != (NONE, NONE)


def words_of_family(world: World, county: str, family: int) -> list[str]:
    """By what a family can be looked for: a name on one side; for some a number on the other."""
    number = world.towns[county].records[family][-1].native_id
    words = [given_name(county, family, "cws"), number]
    return words if family % 3 == 0 else words[:1]


def _typed(walker: Walker, address: str, typed: str) -> tuple[int, str]:
    answer = walker.client.post(address, {"q": typed})
    status, page = walker.keep(answer, f"{address} {typed}", typed=typed)
    return status, page.replace(typed, "…").replace(typed.lower(), "…")
