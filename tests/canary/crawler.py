"""Walks through everything that a persona can reach, and keeps every token that it meets.

Addresses come from the resolver, so a new page is visited the day that it exists: without
arguments as it stands, with arguments by every id that could be meant, and by following links.
Grows by itself; what it must be told is who has a right to what (`rights`).
"""

import html
import os
import re
import uuid
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.canary.tokens import Token, tokens_in
from tests.house.pdf_text import text_of

# Addresses that end a session, or are the library's own.
NOT_WALKED = ("account_logout", "usersessions_", "mfa_", "account_")
LINK = re.compile(r'(?:href|action|hx-get|src|data-[a-z-]*url)="(/[^"#]*)')
SECRETS = (
    re.compile(r'"X-CSRFToken": "[^"]+"'),
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'value="[^"]*"'),
    re.compile(r"Content-Length: \d+"),
    re.compile(r"nonce-[\w+/=-]+"),
)
FOLLOWED = 40  # links a persona
SOME = 4
# Whatever has many pages about one row: one in so many of its rows for each of them.
FEW = {"people.Family": 14, "people.Person": 8}
# Pages of one row, asked for by every id that there is.
ITSELF = {
    "sharing:person",
    "families:family",
    "matching:pair",
    "document",
    "document_file",
    "job_progress",
}
VARIANTS = 3  # of one address, that differ in their query
# Model whose ids an argument takes, where its name does not say so.
MEANT = {
    "pair": "matching.MatchCandidate",
    "run": "matching.MatchRun",
    "team": "sharing.Roster",
    "authority": "sharing.MatchingAuthority",
    "standard": "sharing.IndexStandard",
    "batch": "records.ExtractBatch",
    "record": "people.ProgramRecord",
    "edition": "sharing.PolicyEdition",
    "basis": "sharing.LegalBasis",
    "relation": "sharing.StaffRelation",
    "review": "sharing.MonthlyReview",
    "incident": "sharing.Incident",
    "correction": "people.Correction",
    "filter": "matching.SavedFilter",
    "deputy": "matching.Deputy",
    "user": "counties.User",
    "member": "counties.User",
    "staff": "counties.User",
    "reader": "counties.User",
    "proposal": "counties.RoleProposal",
    "reset": "counties.FactorReset",
    "bank": "counties.BankCaseload",
}


Holes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver: its name, its address with holes, what goes into them."""

    name: str
    route: str
    holes: Holes

    def at(self, *values: object) -> str:
        """The address with its holes filled."""
        filled = iter(values)
        # A library's pattern may be a regular expression: what is no hole of ours stays.
        return re.sub(r"<\w+:\w+>", lambda _hole: str(next(filled)), self.route)


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that an address can be about."""

    model: str
    county: str
    pk: str


@dataclass(slots=True)
class Walk:
    """What one persona met."""

    email: str
    met: dict[Token, str] = field(default_factory=dict)
    pages: dict[str, set[Token]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    # (address name, thing, what it answered, what nobody's id answered)
    asked: list[tuple[str, Thing, tuple[int, str], tuple[int, str]]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


def addresses(
    resolver: Any = None, space: str = "", before: str = "/", around: Holes = ()
) -> Iterator[Address]:
    """Every pattern of the product. `around` are the holes of what a pattern is included in."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        holes = around + tuple(
            (name, type(converter).__name__)
            for name, converter in pattern.pattern.converters.items()
        )
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern, inner, route, holes)
        elif isinstance(pattern, URLPattern):
            yield Address(space + (pattern.name or "unnamed"), route, holes)


def plain(body: str, *changing: object) -> str:
    """A page without what differs between two requests for the same."""
    for secret in SECRETS:
        body = secret.sub("", body)
    for word in changing:
        body = body.replace(str(word), "…")
    return body


def words_of(answer: HttpResponse) -> str:
    """All that a response carries: headers, cookies, body, and the text of a PDF."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = "\n".join(f"{name}: {value}" for name, value in answer.items())
    head += "".join(cookie.OutputString() for cookie in answer.cookies.values())
    if answer.get("Content-Type", "").startswith("application/pdf"):
        return head + text_of(content) + content.decode("latin-1")
    return head + content.decode("utf-8", "replace")


class Walker:
    """One persona at a browser."""

    def __init__(
        self,
        email: str,
        client: Client,
        things: dict[str, list[Thing]],
        other_words: dict[str, list[str]],
    ) -> None:
        self.client = client
        self.client.raise_request_exception = False
        self.things, self.other_words = things, other_words
        self.walk = Walk(email)
        self.seen: set[str] = set()
        self.variants: Counter[str] = Counter()
        self.waiting: list[str] = []

    def get(self, path: str) -> tuple[int, str]:
        """Ask for an address; (status, page without its secrets). Keeps what it shows."""
        return self.keep(self.client.get(path), path)

    def keep(self, answer: Any, path: str, typed: str = "") -> tuple[int, str]:
        """Take down an answer; what was typed is not counted as met."""
        words = words_of(answer)
        found = tokens_in(words)
        if typed:
            found -= tokens_in(typed)
        self.walk.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.walk.failures.append(f"{answer.status_code} {path}")
        for token in found:
            self.walk.met.setdefault(token, path)
        if found:
            self.walk.pages.setdefault(path, set()).update(found)
        if answer.status_code == 200:
            self._note_links(words)
        if answer.status_code in (301, 302):
            self._note_links(f'href="{answer.headers.get("Location", "")}"')
        return answer.status_code, self._comparable(answer, path)

    @staticmethod
    def _comparable(answer: Any, path: str) -> str:
        """The answer without cookies, tokens and the address itself: what two refusals share."""
        head = sorted(f"{name}: {value}" for name, value in answer.items())
        body = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        ids = re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}", path)
        return plain("\n".join([*head, body]), path, *ids)

    def _note_links(self, words: str) -> None:
        for found in LINK.findall(words):
            self.waiting.append(html.unescape(found))

    def all(self, patterns: Iterable[Address]) -> Walk:
        """Every address, then the links that the pages named."""
        for address in patterns:
            if not address.name.startswith(NOT_WALKED):
                self.visit(address)
        self.follow()
        return self.walk

    def visit(self, address: Address) -> None:
        """One address: as it stands, or with all that fits its first hole."""
        if not address.holes:
            self._once(address.at())
        elif all(kind == "UUIDConverter" for _name, kind in address.holes):
            self._by_ids(address)
        else:
            self._by_words(address)

    def _once(self, path: str) -> tuple[int, str] | None:
        if path in self.seen:
            return None
        self.seen.add(path)
        return self.get(path)

    def _by_words(self, address: Address) -> None:
        for name, values in self.other_words.items():
            if any(hole == name for hole, _kind in address.holes) and len(address.holes) == 1:
                for value in values:
                    self._once(address.at(value))

    def _by_ids(self, address: Address) -> None:
        """With each id that the argument may mean. Whom the role alone turns away at nobody's id
        is given a few."""
        nobody = [uuid.uuid4() for _hole in address.holes]
        absent = self.get(address.at(*nobody))
        if absent[0] == 405:
            return
        turned_away = absent[0] in (302, 403)
        for thing in self._worth_asking(address, turned_away=turned_away):
            rest = self._companions(address, thing)
            path = address.at(thing.pk, *rest)
            if path in self.seen:
                continue
            self.seen.add(path)
            answer = self.get(path)
            self.walk.asked.append((address.name, thing, answer, absent))
            if answer[0] == 302:
                self.client.get("/")  # What it said is read there, not on the next page asked for.

    def _worth_asking(self, address: Address, *, turned_away: bool) -> list[Thing]:
        """All rows on the page of a row itself. Acts upon it, and pages about it, ask every fourth
        or fewer, which are others for the next persona and the next address."""
        things = things_for(address.holes[0][0], self.things)
        if not things:
            others = one_of_each(self.things)
            return self._some_of(others, SOME if everybody_walks() else len(others), address)
        if turned_away:
            return things[:: max(1, len(things) // 3)]
        if address.name in ITSELF or len(things) < SOME:
            return things
        return self._some_of(things, FEW.get(things[0].model, SOME), address)

    def _some_of(self, things: list[Thing], step: int, address: Address) -> list[Thing]:
        """One in so many; where to begin is chance, the same in every run."""
        return things[zlib.crc32((self.walk.email + address.name).encode()) % step :: step]

    def _companions(self, address: Address, thing: Thing) -> list[str]:
        """Ids for further holes: the first of the same county that fits."""
        rest = []
        for name, _kind in address.holes[1:]:
            rows = things_for(name, self.things) or one_of_each(self.things)
            fits = [t for t in rows if t.county == thing.county]
            rest.append(fits[0].pk if fits else str(uuid.uuid4()))
        return rest

    def follow(self) -> None:
        """The links of the pages, and theirs."""
        left = FOLLOWED
        while self.waiting and left:
            link = self.waiting.pop(0)
            parts = urlsplit(link)
            walked = link not in self.seen and not self._forbidden(parts.path)
            names = ",".join(sorted(name for name, _value in parse_qsl(parts.query)))
            variant = f"{parts.path}?{names}"
            if not walked or self.variants[variant] >= VARIANTS:
                continue
            self.variants[variant] += 1
            self.seen.add(link)
            self.get(link)
            left -= 1

    @staticmethod
    def _forbidden(path: str) -> bool:
        return path.startswith(("/account/", f"/{settings.STATIC_URL.strip('/')}/", "//"))


def things_for(hole: str, things: dict[str, list[Thing]]) -> list[Thing]:
    """The rows that an argument of this name can mean; none when its name says nothing, and when
    nobody planted what it means."""
    stem = hole.removesuffix("_id").removesuffix("_pk").replace("_", "")
    if stem in MEANT and MEANT[stem] in things:
        return things[MEANT[stem]]
    for model, rows in things.items():
        if model.rpartition(".")[2].lower() == stem:
            return rows
    return []


def one_of_each(things: dict[str, list[Thing]]) -> list[Thing]:
    """One row of each table that has something to tell: for an argument that means none of them."""
    return [rows[0] for rows in things.values()]


def everybody_walks() -> bool:
    """Whether this is the full sweep, which is a drill: every persona, and more rows for each."""
    return os.environ.get("LINKAGES_ALL_PERSONAS") == "1"


def by_model(ids: dict[str, dict[str, list[str]]]) -> dict[str, list[Thing]]:
    """Model label to its rows as things."""
    found: dict[str, list[Thing]] = defaultdict(list)
    for model, counties in ids.items():
        for county, keys in counties.items():
            found[model] += [Thing(model, county, key) for key in keys]
    return dict(found)
