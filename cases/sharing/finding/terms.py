"""What was typed, as terms: a word of a name, an id, a date; in any order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cases.sharing.finding import days, names
from linkages.registries import providers

LONGEST = 120
MOST = 8
# Nineteen digits, however they are grouped; a CIN with blanks or dashes in it; tokens.
NINETEEN = re.compile(r"(?<![\w-])\d(?:[-. –—]?\d){18}(?![\w-])")
CIN = re.compile(r"(?<![\w-])\d{4}[- ]?\d{4}[- ]?[A-Za-z](?![\w-])")
TOKEN = re.compile(
    r"(?<![\w-])([PF])(-\s?|\s?)([2-9A-HJKMNP-Z]{7})(?![\w-])", re.IGNORECASE
)  # P-7K2M9QX
BARE_TOKEN = re.compile(r"p[a-hjkmnp-z]{7}\Z")
YEAR = re.compile(r"(?:19|20)\d\d\Z")
BETWEEN = re.compile(r"[\s,;:()\[\]/|]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that was typed. What stands in it are ways to be right, any of which will do.

    `optional`: it chooses among those who fit, and rules out nobody. `slips`: days that are one
    digit apart, which count only beside something else.
    """

    word: str = ""
    alike: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()
    slips: frozenset[date] = frozenset()
    year: int = 0
    family: str = ""
    optional: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it only narrows what else was typed: an initial, a year."""
        return len(self.word) == 1 or bool(self.year)

    def asked(self) -> dict[str, Any]:
        """For the function of the database."""
        found: dict[str, Any] = {}
        if self.word:
            found["word"] = self.word
            found["alike"] = sorted(self.alike)
            found["joined"] = sorted(self.joined)
        if self.ids:
            found["ids"] = sorted(self.ids)
        if self.days or self.slips:
            best = [day.isoformat() for day in (*self.days, *sorted(self.slips))]
            found["born"], found["days"] = best[0], best[1:]
        if self.year:
            found["year"] = self.year
        if self.optional:
            found["optional"] = True
        return found


def read(typed: str) -> tuple[Term, ...]:
    """The terms of a line, at most MOST; empty where nothing can be looked for."""
    typed = typed[:LONGEST]
    found: list[Term] = []

    def taken(term: Term | None, whole: str) -> str:
        if term is None:
            return whole
        found.append(term)
        return " "

    typed = TOKEN.sub(lambda match: taken(_token(match), match[0]), typed)
    typed = NINETEEN.sub(lambda match: taken(_nineteen(match[0]), match[0]), typed)
    dates, typed = days.take_days(typed)
    found += [Term(days=each.days, slips=frozenset(each.slips())) for each in dates]
    typed = CIN.sub(lambda match: taken(_id(match[0]), match[0]), typed)
    words: list[str] = []
    for part in BETWEEN.split(typed):
        if any(letter.isdigit() for letter in part):
            found.append(_figures(part))
        elif _looks_like_a_key(part):
            found.append(_id(part))
        else:
            words += names.plain(part).split()
    found += _words(words)
    return tuple(_beside_one_another(found[:MOST]))


def _token(match: re.Match[str]) -> Term | None:
    letter, between, rest = match[1].upper(), match[2], match[3].upper()
    if not between.startswith("-") and not any(sign.isdigit() for sign in rest):
        return None  # "p hernand" is an initial and a name
    token = f"{letter}-{rest}"
    return Term(family=token) if letter == "F" else Term(ids=frozenset({token}))


def _nineteen(text: str) -> Term:
    return _id(re.sub(r"\D", "", text))


def _id(text: str) -> Term:
    return Term(ids=frozenset(spellings(text)))


def _figures(part: str) -> Term:
    """Something with a digit in it: an id; or eight digits of a date, or a year."""
    year = int(part) if YEAR.match(part) else 0
    return replace(_id(part), days=days.eight_digits(part), year=year)


def _looks_like_a_key(part: str) -> bool:
    """A ten-letter key may happen to hold no digit; capitals inside a word give it away."""
    letters = len(part) == 10 and part.isascii() and part.isalpha()
    return letters and not (part.istitle() or part.isupper() or part.islower())


def spellings(text: str) -> list[str]:
    """The forms in which an id may be kept: as typed, in capitals, and what source systems make
    of it. A CWS key of ten letters is never put into capitals: that would be another key."""
    bare = text.replace("-", "").replace(" ", "")
    forms = {text, bare}
    if len(bare) != 10:
        forms |= {text.upper(), bare.upper()}
    for reader in providers("ID_READERS"):
        try:
            forms.add(reader(text))
        except ValueError:
            continue
    return sorted(forms)


def _words(words: list[str]) -> list[Term]:
    """Each word, with what it makes together with those before it: "de la cruz" is DELACRUZ."""
    found = []
    required = [word for word in words if word not in names.PARTICLES]
    for place, word in enumerate(words):
        before = words[max(0, place - 2) : place]
        joined = {"".join(before[start:]) + word for start in range(len(before))}
        if place + 1 < len(words):
            joined.add(word + words[place + 1])
        found.append(
            Term(
                word=word[:40],
                alike=names.standing_in(word),
                joined=frozenset(each[:40] for each in joined),
                ids=frozenset(_token_without_dash(word)),
                optional=bool(required) and word in names.PARTICLES,
            )
        )
    return found


def _token_without_dash(word: str) -> Iterator[str]:
    """A person's token may happen to hold no digit."""
    if BARE_TOKEN.match(word):
        yield f"P-{word[1:].upper()}"


def _beside_one_another(found: list[Term]) -> Iterator[Term]:
    """What a term is worth beside the others: an initial or a year chooses among those whom
    something else found; a digit wrong in a date is forgiven where a name was typed too."""
    firm = sum(not (term.narrows or term.optional) for term in found)
    for term in found:
        others = firm - (not (term.narrows or term.optional))
        if term.year and not others:
            yield replace(term, year=0)
        elif len(term.word) == 1 and others >= 2:
            yield replace(term, optional=True)
        elif term.slips and not others:
            yield replace(term, slips=frozenset())
        else:
            yield term
