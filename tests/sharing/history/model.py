"""Who may see what, said in sets and loops: the reference that the product is held to.

It knows nothing of the product but its vocabulary.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from counties.models import User

CWS, CALWORKS = "cws", "calworks"
BOTH = {CWS, CALWORKS}
ALL = [f"C{number}" for number in range(1, 13)]


@dataclass
class Staffer:
    """A watcher as the model knows them."""

    user: User
    program: str
    role: str
    worker: str
    unit: str
    active: bool = True

    @property
    def sides(self) -> set[str]:
        return BOTH if self.program == "joint" else {self.program}

    @property
    def wide(self) -> bool:
        return self.role in ("coordinator", "restricted")


@dataclass
class Model:
    """The world as sets. Spans are (first day, last day)."""

    staff: dict[str, Staffer] = field(default_factory=dict)
    side: dict[Any, str] = field(default_factory=dict)
    person: dict[Any, Any] = field(default_factory=dict)
    born: dict[Any, date] = field(default_factory=dict)
    assigned: list[dict[str, Any]] = field(default_factory=list)
    closed: dict[Any, set[str]] = field(default_factory=dict)
    named: set[tuple[Any, Any]] = field(default_factory=set)
    extra: set[tuple[Any, Any]] = field(default_factory=set)
    related: dict[tuple[Any, Any], list[Any]] = field(default_factory=dict)
    releases: list[dict[str, Any]] = field(default_factory=list)
    narrowed: set[Any] = field(default_factory=set)
    reports: set[Any] = field(default_factory=set)
    grounds: set[tuple[str, str, str]] = field(default_factory=set)
    teams: dict[Any, set[Any]] = field(default_factory=dict)  # casework team -> user ids
    rosters: list[dict[str, Any]] = field(default_factory=list)

    def sees(self, who: Staffer, person: Any, now: datetime) -> set[tuple[str, str]] | None:
        """(owner, category) that are open; None when the person does not exist for them."""
        day, me = now.date(), who.user.pk
        records = [r for r, p in self.person.items() if p == person]
        if not who.active or not records or any((me, r) in self.related for r in records):
            return None
        shut = [r for r in records if self.closed.get(r)]
        if who.role != "restricted" and any((me, r) not in self.named for r in shut):
            return None
        mine, held = self.business(who, records, day)
        chairs = {r["kind"] for r in self.rosters if self.seated(r, who, records, day)}
        if not (who.wide or mine or chairs):
            return None
        # One's own program's personal facts are never had by the way of the other's release.
        own = {(s, c) for s in mine for c in ALL if c not in ("C10", "C11") or s in held}
        if CWS in mine:  # with whom a child is placed, whichever program says so
            own.add((CALWORKS, "C7"))
        cross = self.by_statute(who, records, mine, chairs)
        cross |= self.by_release(who, records, mine, bool(chairs), now)
        seen = own | {(o, c) for o, c in cross if c != "C7" and o not in mine}
        ours = [r for r in records if self.side[r] == CWS]
        if ours and all(r in self.reports for r in ours) and CWS not in mine:
            return seen if (CWS, "C6") in seen else None
        return seen

    def business(self, who: Staffer, records: list[Any], day: date) -> tuple[set[str], set[str]]:
        """The sides on which somebody has business with a person, and holds them in person."""
        mine, held = set(), set()
        theirs = {s.worker for s in self.staff.values() if s.unit == who.unit and s.active}
        for row in self.assigned:
            if row["record"] not in records or not row["since"] <= day <= row["until"]:
                continue
            own = bool(row["worker"]) and row["worker"] == who.worker
            own |= who.user.pk in self.teams.get(row["team"], ())
            whole = row["unit"] and not row["worker"] and row["unit"] == who.unit
            under = who.role == "supervisor" and who.unit
            under = under and (row["unit"] == who.unit or row["worker"] in theirs - {""})
            if own or whole or under:
                mine.add(self.side[row["record"]])
            if own:
                held.add(self.side[row["record"]])
        mine |= {self.side[r] for r in records if (who.user.pk, r) in self.extra}
        return mine & who.sides, held & who.sides

    def by_statute(
        self, who: Staffer, records: list[Any], mine: set[str], chairs: set[str]
    ) -> set[tuple[str, str]]:
        audiences = (
            chairs | ({"pair"} if mine else set()) | ({"coordinator"} if who.wide else set())
        )
        narrow = any(r in self.narrowed for r in records)
        return {(o, c) for o, c, a in self.grounds if a in audiences and (not narrow or c == "C1")}

    def by_release(
        self, who: Staffer, records: list[Any], mine: set[str], seated: bool, now: datetime
    ) -> set[tuple[str, str]]:
        opened = set()
        day = now.date()
        grown = any(years(self.born[r], day) >= 18 for r in records)
        for made in self.releases:
            if made["record"] not in records or not made["since"] <= day <= made["until"]:
                continue
            if (made["revoked"] and made["revoked"] <= now) or (not made["by_self"] and grown):
                continue
            reached = made["to"] in mine or (seated and who.program == made["to"])
            for c in made["categories"]:
                fits = reached or (who.wide and c in ("C1", "C2", "C3", "C5"))
                if fits and (c not in ("C10", "C11") or who.user.pk in made["named"]):
                    opened.add((made["owner"], c))
        return opened

    def seated(self, roster: dict[str, Any], who: Staffer, records: list[Any], day: date) -> bool:
        """Whether a roster counts for somebody: open, about them, complete, and opened."""
        sitting = {u for u, since, until in roster["seats"] if since <= day <= until}
        least = {"cft": 1, "mdt": 3, "er_team": 2}[roster["kind"]]
        return (
            roster["since"] <= day <= roster["until"]
            and roster["record"] in records
            and who.user.pk in sitting
            and len(sitting) >= least
            and (roster["kind"] != "cft" or roster["signed"] <= day)
            and any(c == "C1" and a == roster["kind"] for _o, c, a in self.grounds)
        )


def years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
