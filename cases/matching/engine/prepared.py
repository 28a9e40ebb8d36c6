"""Identities as columns: the form in which the engine keys, compares and scores them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cases.matching.engine.names import NO_NAME, name_tokens, suffix_code
from cases.matching.engine.numbers import cin_number, ssn_number
from cases.matching.engine.phonetic import sound_key
from cases.matching.engine.places import NOWHERE, place_of, postal_number
from cases.people.identity import Identity
from cases.people.nicknames import GIVEN_GROUPS
from cases.people.romanization import SPELLING_GROUPS

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

GIVEN = slice(0, 3)
MIDDLE = slice(3, 5)
SURNAME = slice(5, 8)
TOKENS = 8
JOINED = {"given": 0, "given_middle": 1, "surname": 2, "middle": 3, "letters": 4, "all_letters": 5}
GROUPS = 6
_SEXES = {"F": 1, "FEMALE": 1, "2": 1, "M": 2, "MALE": 2, "1": 2}
_SEX_UNKNOWN = 0


class Vocabulary:
    """Strings interned as small integers; "" is 0, so 0 always means missing."""

    def __init__(self) -> None:
        self.codes: dict[str, int] = {"": 0}

    def code(self, text: str) -> int:
        """The code of the string, a new one at its first appearance."""
        return self.codes.setdefault(text, len(self.codes))

    def strings(self) -> list[str]:
        """Every string, in the order of its code."""
        return list(self.codes)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Normalized identities, one row each, in the order given.

    tokens    (n, 8) vocabulary codes: three given, two middle, three surname tokens
    joined    (n, 6) vocabulary codes, see JOINED
    born      (n,) yyyymmdd, 0 missing; died the same
    ssn, cin  (n,) see `numbers`
    place     (n, 3) vocabulary codes: house, street, city
    """

    ids: list[str]
    strings: list[str]
    tokens: Ints
    joined: Ints
    suffix: Ints
    born: Ints
    estimated: npt.NDArray[np.bool_]
    died: Ints
    ssn: Longs
    cin: Longs
    sex: Ints
    place: Ints
    postal: Ints
    household: Ints
    households: list[str]
    placed: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


def _packed(day: date | None) -> int:
    return 0 if day is None else day.year * 10_000 + day.month * 100 + day.day


def _padded(codes: list[int], width: int) -> list[int]:
    return (codes + [0] * width)[:width]


def _name_codes(who: Identity, words: Vocabulary) -> tuple[list[int], list[int], int]:
    given = name_tokens(who.given) if who.given else NO_NAME
    middle = name_tokens(who.middle) if who.middle else NO_NAME
    surname = name_tokens(who.surname) if who.surname else NO_NAME
    code = words.code
    tokens = (
        _padded([code(token) for token in given.tokens], 3)
        + _padded([code(token) for token in middle.tokens], 2)
        + _padded([code(token) for token in surname.tokens], 3)
    )
    whole = given.joined + middle.joined
    letters = "".join(sorted(given.joined + surname.joined)) if given.joined else ""
    every = "".join(sorted(whole + surname.joined)) if given.joined else ""
    joined = [
        code(given.joined),
        code(whole) if given.joined else 0,
        code(surname.joined),
        code(middle.joined),
        code(letters),
        code(every),
    ]
    return tokens, joined, suffix_code(who.suffix) or surname.suffix or given.suffix


def prepare(identities: Iterable[Identity], *, test_numbers: bool) -> Prepared:
    """Normalize identities of one program.

    `test_numbers` lets the never-issued 9xx SSNs count; only scenarios and demonstration data
    may ask for it.
    """
    words, homes = Vocabulary(), Vocabulary()
    ids: list[str] = []
    tokens: list[list[int]] = []
    joined: list[list[int]] = []
    numbers: list[tuple[int, int]] = []
    small: list[tuple[int, ...]] = []
    for who in identities:
        name, whole, suffix = _name_codes(who, words)
        place = place_of(who.street) if who.street else NOWHERE
        ids.append(who.id)
        tokens.append(name)
        joined.append(whole)
        ssn = ssn_number(who.ssn, test_numbers) if who.ssn else 0
        numbers.append((ssn, cin_number(who.cin) if who.cin else 0))
        small.append(
            (
                suffix,
                _packed(who.born),
                int(who.born_estimated),
                _packed(who.died),
                _SEXES.get(who.sex.strip().upper(), _SEX_UNKNOWN),
                postal_number(who.postal) if who.postal else 0,
                homes.code(who.household),
                int(who.placed),
                words.code(place.house),
                words.code(place.street),
                words.code(who.city.strip().upper()),
            )
        )
    n = len(ids)
    number = np.array(numbers, np.int64).reshape(n, 2)
    column = np.array(small, np.int32).reshape(n, 11)
    return Prepared(
        ids=ids,
        strings=words.strings(),
        tokens=np.array(tokens, np.int32).reshape(n, TOKENS),
        joined=np.array(joined, np.int32).reshape(n, len(JOINED)),
        suffix=column[:, 0],
        born=column[:, 1],
        estimated=column[:, 2].astype(bool),
        died=column[:, 3],
        ssn=number[:, 0],
        cin=number[:, 1],
        sex=column[:, 4],
        place=np.ascontiguousarray(column[:, 8:11]),
        postal=column[:, 5],
        household=column[:, 6],
        households=homes.strings(),
        placed=column[:, 7].astype(bool),
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the engine knows of each string of a vocabulary: sound, groups, first letter, length."""

    strings: npt.NDArray[np.object_]
    sound: Ints
    groups: Ints
    initial: Ints
    length: Ints


def name_groups(token: str) -> tuple[int, ...]:
    """Nickname and romanization groups the token stands in."""
    return GIVEN_GROUPS.get(token, ()) + SPELLING_GROUPS.get(token, ())


def lexicon_of(strings: list[str], used: npt.NDArray[np.bool_]) -> Lexicon:
    """Sound keys and groups of the strings marked as name tokens in `used`."""
    size = len(strings)
    sounds: dict[str, int] = {"": 0}
    sound, groups = np.zeros(size, np.int32), np.zeros((size, GROUPS), np.int32)
    for code in np.flatnonzero(used).tolist():
        token = strings[code]
        sound[code] = sounds.setdefault(sound_key(token), len(sounds))
        found = name_groups(token)
        if found:
            groups[code, : len(found[:GROUPS])] = found[:GROUPS]
    return Lexicon(
        strings=np.array(strings, dtype=object),
        sound=sound,
        groups=groups,
        initial=np.array([ord(text[0]) if text else 0 for text in strings], np.int32),
        length=np.array([len(text) for text in strings], np.int32),
    )
