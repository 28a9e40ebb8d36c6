"""What people type when they look for somebody they know: 300 lines with every kind of slip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from benchmarks.search_people import Made
from cases.records.demodata.names import NICKNAMES
from cases.records.reading.ids import to_number
from cases.sharing.finding.names import plain

LETTERS = "abcdefghijklmnopqrstuvwxyz"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MESES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"


@dataclass(frozen=True, slots=True)
class Query:
    """A line, whom it means, and what is odd about it."""

    kind: str
    text: str
    meant: Made


def queries(made: Sequence[Made], count: int, seed: int, *, dated: bool = False) -> list[Query]:
    """As many lines about people of a population, each kind as often as the others.

    `dated`: names come with a birth date, as somebody types who looks through a large county.
    """
    random = Random(seed)
    kinds = list(KINDS)
    found: list[Query] = []
    while len(found) < count:
        kind = kinds[len(found) % len(kinds)]
        person = random.choice(made)
        text = KINDS[kind](random, person)
        if not text:
            continue
        if dated and kind.startswith("name"):
            text = f"{text} {written(random, person.born)}"
        found.append(Query(kind, text, person))
    return found


def _names(random: Random, person: Made) -> tuple[str, str]:
    """Given name and surname as one of the two programs has them, at random."""
    given, _middle, surname = random.choice((person.cws, person.calworks))
    return given, surname


def _cased(random: Random, text: str) -> str:
    return random.choice((str.lower, str.upper, str.title))(text)


def in_order(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    return _cased(random, f"{given} {surname}")


def other_order(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    return _cased(random, f"{surname}, {given}")


def with_middle(random: Random, person: Made) -> str:
    given, middle, surname = person.cws
    return _cased(random, f"{given} {middle} {surname}") if middle else ""


def accents(random: Random, person: Made) -> str:
    """Without the accents that are stored, or with some that are not."""
    given, surname = _names(random, person)
    bare = plain(f"{given} {surname}")
    if random.random() < 0.5:
        return bare
    return "".join({"a": "á", "e": "é", "n": "ñ", "o": "ó", "u": "ü"}.get(c, c) for c in bare)


def surnames_turned(random: Random, person: Made) -> str:
    given, _middle, surname = person.cws
    parts = surname.split()
    return _cased(random, f"{given} {parts[1]} {parts[0]}") if len(parts) == 2 else ""


def one_surname(random: Random, person: Made) -> str:
    given, _middle, surname = person.cws
    parts = surname.split()
    return _cased(random, f"{given} {random.choice(parts)}") if len(parts) == 2 else ""


def surnames_as_one(random: Random, person: Made) -> str:
    given, _middle, surname = person.cws
    parts = surname.split()
    if len(parts) != 2:
        return ""
    return _cased(random, f"{given} {random.choice(('-', '')).join(parts)}")


def short_form(random: Random, person: Made) -> str:
    given, _middle, surname = person.cws
    for full, short in NICKNAMES.items():
        if plain(full) == plain(given):
            return _cased(random, f"{short} {surname}")
    return ""


def beginnings(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    return _cased(random, f"{given[:4]} {surname[:5]}")


def slip(random: Random, text: str) -> str:
    """One letter wrong, missing, too many, or two exchanged, in one word of three or more."""
    words = plain(text).split()
    long = [place for place, word in enumerate(words) if len(word) >= 3]
    if not long:
        return ""
    place = random.choice(long)
    word = words[place]
    at = random.randrange(len(word) - 1)
    letter = random.choice(LETTERS)
    if len(word) == 3:  # a short name is typed slowly
        words[place] = word[:2] + letter + word[2:]
        return " ".join(words)
    words[place] = random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return " ".join(words)


def mistyped(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    return slip(random, f"{given} {surname}")


def written(random: Random, born: date) -> str:
    """A date in one of the forms in which people write it."""
    month, day, year = born.month, born.day, born.year
    return random.choice(
        (
            f"{month}/{day}/{year}",
            f"{month:02}/{day:02}/{year % 100:02}",
            f"{month:02}-{day:02}-{year}",
            born.isoformat(),
            f"{month:02}{day:02}{year}",
            f"{MONTHS[month - 1]} {day}, {year}",
            f"{day} {MONTHS[month - 1].lower()} {year}",
            f"{day} de {MESES.split()[month - 1]} de {year}",
            f"{month}.{day}.{year}",
        )
    )


def name_and_date(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    return f"{written(random, person.born)} {random.choice((given, surname)).lower()}"


def day_and_month_turned(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    born = person.born
    return f"{given} {surname} {born.day}/{born.month}/{born.year}"


def digits_turned(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    text = person.born.strftime("%m/%d/%Y")
    at = random.choice(
        [place for place in (0, 3, 6, 7, 8) if text[place] != text[place + 1]] or [0]
    )
    text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return f"{surname} {given} {text}"


def digit_wrong(random: Random, person: Made) -> str:
    given, surname = _names(random, person)
    text = person.born.strftime("%m/%d/%Y")
    wrong = str((int(text[-1]) + random.randint(1, 9)) % 10)
    return f"{given} {surname} {text[:-1]}{wrong}"


def cin(random: Random, person: Made) -> str:
    number = person.cin
    return random.choice((number, number.lower(), f"{number[:4]} {number[4:8]} {number[8]}"))


def client(random: Random, person: Made) -> str:
    long = to_number(person.client)
    return random.choice((person.client, long, long.replace("-", ""), long.replace("-", " ")))


def case(random: Random, person: Made) -> str:
    number = person.case
    return random.choice((number, number.lower(), f"{number[:4]}-{number[4:]}"))


def token(random: Random, person: Made) -> str:
    return random.choice((person.token, person.token.lower(), person.token.replace("-", "")))


KINDS: dict[str, Callable[[Random, Made], str]] = {
    "name: as it is": in_order,
    "name: surname first": other_order,
    "name: with the middle name": with_middle,
    "name: accents": accents,
    "name: double surname turned": surnames_turned,
    "name: one of two surnames": one_surname,
    "name: surnames as one word": surnames_as_one,
    "name: short form": short_form,
    "name: beginnings": beginnings,
    "name: one slip": mistyped,
    "name: one slip more": mistyped,
    "date: one name and the date": name_and_date,
    "date: day and month turned": day_and_month_turned,
    "date: two digits turned": digits_turned,
    "date: one digit wrong": digit_wrong,
    "id: CIN": cin,
    "id: CWS number": client,
    "id: case number": case,
    "id: token": token,
}
