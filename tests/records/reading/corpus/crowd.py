"""People who do not exist, the files that are written about them, and what must come out of each.

Every function under `@sample` builds one file; the same seed gives the same file.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cases.people.identity import Program
from cases.records.reading import ids
from cases.records.reading.profile import Profile
from cases.records.reading.row import Options

COLUMNS = (
    "client_id", "last_name", "first_name", "middle_name", "dob", "ssn", "sex", "address", "city",
    "zip", "case_id", "service_component", "county",
)  # fmt: skip
WIDTHS = (24, 26, 22, 20, 12, 12, 3, 30, 20, 6, 24, 4, 3)
ALDER = Options(county="99", as_of=date(2026, 12, 1))
CWS = Profile(Program.CWS, "cws_clients")

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, and what reading it has to give: the accepted rows (their number and stated
    attributes), line and code of every refused one, or the code for which the file is refused."""

    content: bytes
    accepted: Sequence[Mapping[str, Any]] = ()
    refused: Sequence[tuple[int, str]] = ()
    omitted: Sequence[tuple[int, str]] = ()
    refusal: str = ""
    remarks: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    profile: Profile | None = None
    options: Options = ALDER


Builder = Callable[["Crowd"], Sample]


@dataclass(slots=True)
class Crowd:
    """People who do not exist, out of one chance."""

    chance: random.Random
    seen: set[str] = field(default_factory=set)

    def name(self, *, plain: bool = False) -> str:
        """A surname nobody else here has, often with a letter that encodings break on."""
        while True:
            stems = ("Mu", "Pe", "Zár", "Ocho", "D’An", "Ybar", "Núñ", "Ito", "Fuen", "Lan", "Söd")
            ends = ("ñoz", "ña", "ate", "a", "gelo", "ra", "ez", "berg", "tes", "gley", "ón")
            name = self.chance.choice(stems) + self.chance.choice(ends)
            name += self.chance.choice(("", "", "-Reyes", " de la Cruz", " III", "’s"))
            if plain:
                name = "".join(c for c in name if c.isascii())
            if name not in self.seen or len(self.seen) > 300:
                self.seen.add(name)
                return name

    def key(self) -> str:
        moment = self.chance.randrange(ids.MOMENT_LIMIT)
        return ids.to_key(f"{moment:013}{self.chance.randrange(1, 238_000):06}")

    def ssn(self) -> str:
        area = self.chance.choice([n for n in range(1, 899) if n != 666])
        return f"{area:03}{self.chance.randrange(1, 99):02}{self.chance.randrange(1, 9999):04}"

    def born(self) -> date:
        return date(1940, 1, 1) + timedelta(days=self.chance.randrange(31_000))

    def person(self, *, plain: bool = False) -> Cells:
        """The cells of one row, dates ISO and ids as reports print them."""
        return {
            "client_id": ids.to_number(self.key()),
            "last_name": self.name(plain=plain),
            "first_name": self.chance.choice(("Rosa", "José", "Lee", "Ana María", "Zoë", "Bo"))
            if not plain
            else self.chance.choice(("Rosa", "Lee", "Bo")),
            "middle_name": self.chance.choice(("", "", "Q", "Elena")),
            "dob": self.born().isoformat(),
            "ssn": self.ssn(),
            "sex": self.chance.choice("FM"),
            "address": f"{self.chance.randrange(1, 9999)} Mill St",
            "city": self.chance.choice(("Alder", "Peña Blanca" if not plain else "Pena")),
            "zip": f"9{self.chance.randrange(10_000):04}",
            "case_id": ids.to_number(self.key()),
            "service_component": self.chance.choice(("FM", "FR", "PP")),
            "county": "99",
        }

    def people(self, count: int = 0, *, plain: bool = False) -> list[Cells]:
        count = count or self.chance.randrange(3, 9)
        return [self.person(plain=plain) for _ in range(count)]


BUILDERS: dict[str, tuple[Builder, tuple[int, ...]]] = {}


def sample(*checks: int) -> Callable[[Builder], Builder]:
    """Put a file into the corpus; `checks` are the numbered checks that it is part of."""

    def kept(builder: Builder) -> Builder:
        BUILDERS[builder.__name__] = builder, checks
        return builder

    return kept


def build(name: str, seed: int) -> Sample:
    """One file of the corpus."""
    return BUILDERS[name][0](Crowd(random.Random(f"{seed} {name}")))


def truth(cells: Cells, number: int, **other: Any) -> dict[str, Any]:
    """What an accepted row must hold, from the cells that were written."""
    return {
        "number": number,
        "key": ids.cws_id(cells["client_id"]).value,
        "surname": cells["last_name"],
        "given": cells["first_name"],
        "middle": cells["middle_name"],
        "born": date.fromisoformat(cells["dob"]),
        "ssn": cells["ssn"],
        "sex": cells["sex"],
        "street": cells["address"],
        "city": cells["city"],
        "postal": cells["zip"],
        "case": ids.cws_id(cells["case_id"]).value,
        "county": "99",
        **other,
    }


def truths(rows: Iterable[Cells], first: int = 2, **other: Any) -> list[dict[str, Any]]:
    return [truth(cells, number, **other) for number, cells in enumerate(rows, start=first)]


def text(
    rows: Iterable[Mapping[str, str]],
    columns: Sequence[str] = COLUMNS,
    *,
    delimiter: str = ",",
    end: str = "\n",
) -> str:
    """A file with a heading and a delimiter."""
    lines = [columns, *([cells.get(name, "") for name in columns] for cells in rows)]
    return "".join(delimiter.join(line) + end for line in lines)


def plain(people: Sequence[Cells], content: bytes, **other: Any) -> Sample:
    """A file all of whose rows are taken, the first on line 2."""
    return Sample(content, truths(people), **other)
