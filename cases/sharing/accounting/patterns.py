"""What is out of pattern in what staff did: rows in, findings out. No database, no clock."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

HOUR = timedelta(hours=1)
DENIALS, DENIALS_WITHIN = 10, timedelta(minutes=5)
PLACES_WITHIN = timedelta(minutes=30)


class Pattern(StrEnum):
    """The seven things that somebody must look at."""

    RELATIVE = "relative"
    MANY = "many"
    RESTRICTED = "restricted"
    DENIALS = "denials"
    EXPORT = "export"
    TWO_PLACES = "places"
    DORMANT = "dormant"


@dataclass(frozen=True, slots=True)
class Act:
    """One audit event. `close`: those it is about to whom the user stands too close. `closed`:
    restricted people that it is about. `people`: how many people a file is about."""

    event: uuid.UUID
    at: datetime
    user: uuid.UUID
    denied: bool = False
    signs_in: bool = False
    takes_out: bool = False
    origin: str = ""
    close: frozenset[uuid.UUID] = frozenset()
    closed: frozenset[uuid.UUID] = frozenset()
    people: int = 0


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody outside the user's caseload, asked about or opened. `alike`: their surname or
    telephone is the user's. `close`: a tie between the two is recorded."""

    at: datetime
    user: uuid.UUID
    person: uuid.UUID | None
    alike: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff's account with a membership in force; `since`: the later of the last
    sign-in and the first day of work."""

    user: uuid.UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing out of pattern. The same rows give the same key, however often they are read."""

    pattern: Pattern
    user: uuid.UUID
    key: str
    count: int
    first_at: datetime
    last_at: datetime
    person: uuid.UUID | None = None


DayOf = Callable[[datetime], date]


def relatives(acts: Iterable[Act], openings: Iterable[Opening], day_of: DayOf) -> list[Finding]:
    """Looked up themselves or somebody close: once a person and day."""
    met = [(act.user, person, act.at) for act in acts for person in act.close]
    met += [
        (each.user, each.person, each.at)
        for each in openings
        if each.person is not None and (each.alike or each.close)
    ]
    return _by_day(Pattern.RELATIVE, met, day_of)


def restricted(acts: Iterable[Act], day_of: DayOf) -> list[Finding]:
    """Was refused somebody restricted: once a person and day."""
    met = [(act.user, person, act.at) for act in acts if act.denied for person in act.closed]
    return _by_day(Pattern.RESTRICTED, met, day_of)


def _by_day(pattern: Pattern, met: Iterable[Any], day_of: DayOf) -> list[Finding]:
    found: dict[Any, list[datetime]] = defaultdict(list)
    for user, person, at in met:
        found[user, person, day_of(at)].append(at)
    return [
        Finding(
            pattern, user, f"{pattern}:{user}:{person}:{day}", len(at), min(at), max(at), person
        )
        for (user, person, day), at in found.items()
    ]


def many(openings: Iterable[Opening], limit: int) -> list[Finding]:
    """As many people outside the caseload within an hour as the county's limit, or more: once an
    hour of the clock. At the limit itself, since whoever reaches it is made to wait. A question
    that found nobody counts as one, as it does there."""
    found = []
    for user, rows in _by_user(openings):
        windows = _windows(rows, HOUR)
        over = ((w, len({each.person or each.at for each in w})) for w in windows)
        found += _hourly(Pattern.MANY, user, ((w, n) for w, n in over if n >= limit))
    return found


def denials(acts: Iterable[Act]) -> list[Finding]:
    """Ten refusals or more within five minutes: once an hour of the clock."""
    found = []
    for user, rows in _by_user(act for act in acts if act.denied):
        windows = _windows(rows, DENIALS_WITHIN)
        full = ((w, len(w)) for w in windows if len(w) >= DENIALS)
        found += _hourly(Pattern.DENIALS, user, full)
    return found


def _by_user(rows: Iterable[Any]) -> Iterator[tuple[uuid.UUID, list[Any]]]:
    theirs: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        theirs[row.user].append(row)
    for user, listed in theirs.items():
        yield user, sorted(listed, key=lambda row: row.at)


def _windows(rows: Sequence[Any], width: timedelta) -> Iterator[Sequence[Any]]:
    """For each row, all that happened in the time before it, itself included."""
    first = 0
    for last, row in enumerate(rows):
        while rows[first].at <= row.at - width:
            first += 1
        yield rows[first : last + 1]


def _hourly(pattern: Pattern, user: uuid.UUID, windows: Iterable[Any]) -> list[Finding]:
    """The fullest of the windows that end in each hour."""
    best: dict[str, Finding] = {}
    for rows, count in windows:
        key = f"{pattern}:{user}:{rows[-1].at:%Y-%m-%dT%H}"
        last = rows[-1].at
        if key not in best:
            best[key] = Finding(pattern, user, key, count, rows[0].at, last)
        else:
            held = best[key]
            most = max(held.count, count)
            best[key] = Finding(pattern, user, key, most, held.first_at, last)
    return list(best.values())


def exports(acts: Iterable[Act], limit: int) -> list[Finding]:
    """A file about more people than the county calls large."""
    return [
        Finding(Pattern.EXPORT, act.user, f"export:{act.event}", act.people, act.at, act.at)
        for act in acts
        if act.takes_out and not act.denied and act.people > limit
    ]


def two_places(acts: Iterable[Act]) -> list[Finding]:
    """Signed in from two addresses within half an hour: once for each such sign-in."""
    found = []
    for user, rows in _by_user(act for act in acts if act.signs_in and act.origin):
        for window in _windows(rows, PLACES_WITHIN):
            now = window[-1]
            before = [act for act in window if act.origin != now.origin]
            if before:
                places = len({act.origin for act in window})
                key = f"places:{now.event}"
                found.append(Finding(Pattern.TWO_PLACES, user, key, places, before[-1].at, now.at))
    return found


def dormant(accounts: Iterable[Account], days: int, now: datetime) -> list[Finding]:
    """Nobody signed in for so many days: once until somebody does."""
    return [
        Finding(
            Pattern.DORMANT,
            account.user,
            f"dormant:{account.user}:{account.since:%Y-%m-%d}",
            (now - account.since).days,
            account.since + timedelta(days=days),
            account.since + timedelta(days=days),
        )
        for account in accounts
        if now - account.since >= timedelta(days=days)
    ]
