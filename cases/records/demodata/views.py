"""How an agency wrote a person down: the same people, spelled and dated differently.

The kinds of difference are those that counties report; their rates are plausible, not measured.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from cases.people.identity import Program
from cases.records.demodata.names import NICKNAMES
from cases.records.demodata.people import Person

SPELLINGS = (
    ("ph", "f"), ("y", "i"), ("ez", "es"), ("v", "b"), ("ie", "ei"), ("ss", "s"), ("ll", "l"),
    ("nn", "n"), ("ck", "k"), ("z", "s"), ("th", "t"), ("ian", "yan"), ("j", "g"), ("e", "a"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """One agency's version of a person."""

    given: str
    middle: str
    surname: str
    suffix: str
    born: date
    estimated: bool
    ssn: str


def plain(person: Person, program: Program, random: Random) -> View:
    """What an agency has when nothing went wrong: CWS often lacks the number."""
    lacks = random.random() < (0.42 if program is Program.CWS else 0.02)
    return View(
        person.given,
        person.middle if random.random() < 0.7 else person.middle[:1],
        person.surname,
        person.suffix,
        person.born,
        False,
        "" if lacks else person.ssn,
    )


def mutual(person: Person, random: Random) -> tuple[View, View]:
    """The CWS and the CalWORKs version of one person; `person.tags` gains what differs."""
    cws = plain(person, Program.CWS, random)
    calworks = plain(person, Program.CALWORKS, random)
    for tag, rate, difference in DIFFERENCES:
        if random.random() < rate:
            changed = difference(person, cws, random)
            if changed != cws:
                cws = changed
                person.tags.add(tag)
    if person.unnamed:
        cws = replace(cws, given=f"Baby {'Girl' if person.sex == 'F' else 'Boy'}", middle="")
        person.tags.add("baby")
    if not cws.ssn:
        person.tags.add("no-cws-ssn")
    return cws, calworks


def without_accents(text: str) -> str:
    """Letters as CalSAWS prints them: capitals without accents."""
    stripped = unicodedata.normalize("NFD", text)
    return "".join(c for c in stripped if not unicodedata.combining(c)).upper()


def _nickname(person: Person, view: View, random: Random) -> View:
    return replace(view, given=NICKNAMES.get(person.given, view.given))


def _married(person: Person, view: View, random: Random) -> View:
    return replace(view, surname=person.married or view.surname)


def _order(person: Person, view: View, random: Random) -> View:
    if not person.culture.order:
        return view
    return replace(view, given=view.surname, surname=view.given)


def _one_surname(person: Person, view: View, random: Random) -> View:
    parts = view.surname.split()
    if len(parts) < 2 or not person.culture.double:
        return view
    return replace(view, surname=random.choice((parts[0], parts[-1], "-".join(parts))))


def _spelling(person: Person, view: View, random: Random) -> View:
    lower = view.surname.lower()
    fitting = [(old, new) for old, new in SPELLINGS if old in lower[1:]]
    if not fitting:
        return view
    old, new = random.choice(fitting)
    at = lower.index(old, 1)
    return replace(view, surname=view.surname[:at] + new + view.surname[at + len(old) :])


def _typing(person: Person, view: View, random: Random) -> View:
    if len(view.given) < 4:
        return view
    at = random.randrange(1, len(view.given) - 1)
    swapped = view.given[:at] + view.given[at + 1] + view.given[at] + view.given[at + 2 :]
    return replace(view, given=swapped)


def _day_and_month(person: Person, view: View, random: Random) -> View:
    if view.born.day > 12:
        return view
    return replace(view, born=view.born.replace(month=view.born.day, day=view.born.month))


def _wrong_digit(person: Person, view: View, random: Random) -> View:
    day = view.born.day + random.choice((-10, -1, 1, 10))
    return replace(view, born=view.born.replace(day=min(28, max(1, day))))


def _estimated(person: Person, view: View, random: Random) -> View:
    return replace(view, born=view.born.replace(month=1, day=1), estimated=True)


def _number_edit(person: Person, view: View, random: Random) -> View:
    if not view.ssn:
        return view
    at = random.randrange(3, 8)
    if random.random() < 0.5:
        digits = view.ssn[:at] + view.ssn[at + 1] + view.ssn[at] + view.ssn[at + 2 :]
    else:
        digits = view.ssn[:at] + str((int(view.ssn[at]) + 1) % 10) + view.ssn[at + 1 :]
    # Group 00 and serial 0000 cannot be numbers; such an edit is not made.
    return view if digits[3:5] == "00" or digits[5:] == "0000" else replace(view, ssn=digits)


DIFFERENCES = (
    ("nickname", 0.10, _nickname),
    ("married-name", 0.30, _married),
    ("double-surname", 0.25, _one_surname),
    ("name-order", 0.18, _order),
    ("spelling", 0.06, _spelling),
    ("typing", 0.04, _typing),
    ("dob-swap", 0.02, _day_and_month),
    ("dob-typo", 0.04, _wrong_digit),
    ("dob-estimated", 0.03, _estimated),
    ("ssn-edit", 0.05, _number_edit),
)
