"""Fictional persons as they really are, before any agency writes them down."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from cases.records.demodata.names import Culture, pick
from cases.records.reading.ids import DIGITS

CIN_LETTERS = "ACDEFGHMNSTVWXY"


@dataclass(slots=True)
class Person:
    """One person. `ssn` is in the 900 range, which was never issued; empty: has none yet.

    `married` is the surname that one agency knows instead; `nickname` likewise.
    """

    given: str
    middle: str
    surname: str
    born: date
    sex: str
    culture: Culture
    language: str
    ssn: str
    cin: str
    client: str
    suffix: str = ""
    married: str = ""
    unnamed: bool = False
    tags: set[str] = field(default_factory=set)


class Registry:
    """Draws persons and ids; no id is given twice."""

    def __init__(self, random: Random, today: date) -> None:
        self.random = random
        self.today = today
        self._given_out: set[str] = set()

    def person(self, culture: Culture, sex: str, born: date, surname: str = "") -> Person:
        """A new person of a culture; children pass their family's surname."""
        random = self.random
        names = culture.girls if sex == "F" else culture.boys
        return Person(
            given=pick(random, names, 0.45),
            middle=pick(random, names, 0.3) if random.random() < 0.45 else "",
            surname=surname or self.surname(culture),
            born=born,
            sex=sex,
            culture=culture,
            language=random.choices(culture.languages, range(len(culture.languages), 0, -1))[0],
            ssn=self.ssn(),
            cin=self.cin(),
            client=self.key(),
        )

    def surname(self, culture: Culture) -> str:
        first = pick(self.random, culture.surnames, culture.steepness)
        if culture.double and self.random.random() < 0.4:
            second = pick(self.random, culture.surnames, culture.steepness)
            return first if second == first else f"{first} {second}"
        return first

    def born(self, youngest: int, oldest: int) -> date:
        """A date of birth for an age between two, in years; months for children under one."""
        days = self.random.randint(youngest * 365 + 20, (oldest + 1) * 365)
        return self.today - timedelta(days=days)

    def ssn(self) -> str:
        return self._new(
            lambda: (
                f"9{self.random.randint(0, 99):02}"
                f"{self.random.randint(1, 99):02}{self.random.randint(1, 9999):04}"
            )
        )

    def cin(self) -> str:
        return self._new(
            lambda: f"9{self.random.randint(0, 9_999_999):07}{self.random.choice(CIN_LETTERS)}"
        )

    def case_number(self) -> str:
        return self._new(
            lambda: (
                f"{self.random.randint(1, 9)}{self.random.choice('BCDFGHJK')}"
                f"{self.random.randint(10, 99)}{self.random.choice('KLMNPR')}"
                f"{self.random.randint(10, 99)}"
            )
        )

    def key(self) -> str:
        """A CWS key whose printed number does not look damaged by Excel."""
        return self._new(
            lambda: (
                self.random.choice("01234567")
                + "".join(self.random.choices(DIGITS, k=6))
                + f"0{self.random.choice(DIGITS[1:])}{self.random.choice(DIGITS[1:])}"
            )
        )

    def _new(self, draw: Callable[[], str]) -> str:
        while (value := draw()) in self._given_out:
            pass
        self._given_out.add(value)
        return value
