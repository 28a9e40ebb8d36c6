"""How well somebody fits what was typed, by what the viewer may see of them and nothing else.

The database names whom the words might mean by all that is known of them. Here they are held
against the facts that this viewer reads: a name or a number that is withheld from them finds
nobody, and moves nobody up or down the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cases.sharing.finding import names
from cases.sharing.finding.terms import Term, spellings
from cases.sharing.reading import Fact, PersonFacts, RecordFacts

NAMED_BY = ("given", "middle", "surname")
NUMBERED_BY = ("source_id", "cin", "case")
# How many terms must have been typed before one of them may fit nothing.
ENOUGH = 3

EXACT, JOINED, ALIKE, SLIP, INITIAL = 100, 95, 75, 55, 10
NUMBER, DAY, OTHER_DAY, WRONG_DAY, IN_THE_YEAR = 120, 100, 70, 45, 30
# Of a beginning: the share of the word that was typed, between these.
BEGUN, ALL_BUT = 40, 90
# For each word of a name that nobody typed.
LEFT_OVER = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What the viewer may see of somebody that can be typed."""

    given: frozenset[str]
    words: frozenset[str]
    joined: frozenset[str]
    numbers: frozenset[str]
    born: frozenset[date]


def known(person: PersonFacts) -> Known:
    """What may be seen of a person, out of identity facts of all their records."""
    given: set[str] = set()
    words: set[str] = set()
    joined: set[str] = set()
    numbers = {person.token} - {""}
    for record in person.records:
        stated = {name: names.plain(_said(record, name)) for name in NAMED_BY}
        parts = [stated["given"], stated["surname"], stated["given"] + stated["middle"]]
        joined |= {part.replace(" ", "") for part in parts}
        given |= {*stated["given"].split(), *stated["middle"].split()}
        words |= given.union(stated["surname"].split())
        for value in _numbers(record):
            numbers.update(spellings(value))
    born = {day for record in person.records if isinstance(day := record.value("born"), date)}
    kinds = (given, words, joined - words - {""}, numbers, born)
    return Known(*(frozenset(kind) for kind in kinds))  # type: ignore[arg-type]


def _said(record: RecordFacts, name: str) -> str:
    return str(record.value(name))


def _numbers(record: RecordFacts) -> Iterable[str]:
    for fact in record.facts:
        if isinstance(fact, Fact) and fact.name in NUMBERED_BY:
            yield str(fact.value)


@dataclass(frozen=True, slots=True, order=True)
class Fit:
    """Sorts best first."""

    missing: int
    worse: int


def fit(terms: Sequence[Term], person: Known) -> Fit | None:
    """How well; None where too much of what was typed fits nothing of what may be seen."""
    firm = [term for term in terms if not (term.optional or term.narrows)]
    narrowing = [term for term in terms if term.narrows and not term.optional]
    weights = [_weight(term, person) for term in firm]
    missing = weights.count(0)
    if not firm or missing > (len(firm) >= ENOUGH):
        return None
    beside = [_weight(term, person) for term in narrowing]
    if not all(beside):
        return None
    extra = sum(_weight(term, person) for term in terms if term.optional)
    typed = {word for term in terms for word in (term.word, *term.joined, *term.alike)}
    over = len(person.words - typed - names.PARTICLES)
    return Fit(missing, LEFT_OVER * over - sum(weights) - sum(beside) - extra // 4)


def _weight(term: Term, person: Known) -> int:
    """How well one term fits the best of what may be seen; 0 for not at all."""
    return max(_by_word(term, person), _by_number(term, person), _by_day(term, person))


def _by_number(term: Term, person: Known) -> int:
    return NUMBER if term.ids & person.numbers else 0


def _by_day(term: Term, person: Known) -> int:
    if term.year and any(day.year == term.year for day in person.born):
        return IN_THE_YEAR
    if term.days[:1] and term.days[0] in person.born:
        return DAY
    if not person.born.isdisjoint(term.days):
        return OTHER_DAY
    return WRONG_DAY if term.slips & person.born else 0


def _by_word(term: Term, person: Known) -> int:
    typed = term.word
    if not typed:
        return 0
    if len(typed) == 1:
        return INITIAL if any(word.startswith(typed) for word in person.words) else 0
    if typed in person.words:
        return EXACT
    if typed in person.joined or term.joined & (person.words | person.joined):
        return JOINED
    begun = max(
        (_begun(typed, word) for word in person.words | person.joined if word.startswith(typed)),
        default=0,
    )
    alike = ALIKE if term.alike & person.given else SLIP if term.alike & person.words else 0
    slip = SLIP if any(names.one_mistake_apart(typed, word) for word in person.words) else 0
    slip = slip or any(names.one_mistake_apart(typed, word) for word in person.joined) * SLIP
    return max(begun, alike, slip)


def _begun(typed: str, word: str) -> int:
    return BEGUN + (ALL_BUT - BEGUN) * len(typed) // len(word)
