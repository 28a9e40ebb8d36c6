"""Words that occur nowhere else: who meets one has read the text in which it was planted.

A token says where it belongs: ZQ, county, family, category, number. `ZQALF2C5007` is the seventh
text of category C5 of family F2 of Alder. Names of people are looked for in letters only, so each
family has one of those as well, unlike all others: ZQALCCCCCCCCB. Numbers below 500 stand on the
CWS record, the others on the CalWORKs record.
"""

import re
from dataclasses import dataclass

COUNTIES = {"alder": "AL", "birch": "BI"}
PATTERN = re.compile(r"ZQ(AL|BI)F(\d{1,2})C(\d{1,2})(\d{3})(?!\d)", re.IGNORECASE)
NAME = re.compile(r"ZQ(AL|BI)([A-Z])\2{7}([AB])", re.IGNORECASE)
OFFICE = "C0"  # a category of our own: what staff write for one another
# Desks, in place of families: who settles alerts, who signs a unit's review, who keeps the bases.
ALERTS, CALWORKS_REVIEW, CWS_REVIEW, POLICY = 30, 31, 32, 33
# Who looks after incidents, and who after those about restricted people.
INCIDENTS, CLOSED_INCIDENTS = 34, 35
NOWHERE = "C13"  # stored by mistake, or for other uses: comes out on no page


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """One planted text."""

    county: str
    family: int
    category: str
    number: int

    def __str__(self) -> str:
        return f"ZQ{COUNTIES[self.county]}F{self.family}{self.category}{self.number:03}"

    @property
    def program(self) -> str:
        """Whose record it stands on."""
        return "cws" if self.number < 500 else "calworks"


def given_name(county: str, family: int, program: str) -> str:
    """A name in letters: the family eight times, so that no search takes one for another."""
    side = "A" if program == "cws" else "B"
    return f"ZQ{COUNTIES[county]}{chr(ord('A') + family) * 8}{side}"


def tokens_in(text: str) -> set[Token]:
    """Every token in a text, in whatever letter case."""
    counties = {short: county for county, short in COUNTIES.items()}
    found = {
        Token(counties[county.upper()], int(family), f"C{int(category)}", int(number))
        for county, family, category, number in PATTERN.findall(text)
    }
    return found | {
        Token(
            counties[county.upper()],
            ord(family.upper()) - ord("A"),
            "C1",
            0 if side.upper() == "A" else 500,
        )
        for county, family, side in NAME.findall(text)
    }


class Planter:
    """Gives out the tokens of one county and remembers each."""

    def __init__(self, county: str) -> None:
        self.county = county
        self.planted: dict[Token, str] = {}
        self._next: dict[tuple[int, str], int] = {}

    def word(self, family: int, category: str, what: str, program: str = "cws") -> str:
        """A new token for a text; `what` says where it was planted."""
        place = (family, program)
        number = self._next.get(place, 1 if program == "cws" else 501)
        self._next[place] = number + 1
        token = Token(self.county, family, category, number)
        self.planted[token] = what
        return str(token)

    def name(self, family: int, program: str) -> str:
        """The name of a family, in letters."""
        word = given_name(self.county, family, program)
        (token,) = tokens_in(word)
        self.planted[token] = "given name"
        return word
