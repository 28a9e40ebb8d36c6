"""What the review pages show: finished words and values, read through the one door to facts."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.matching import evidence, words
from cases.matching.desk.faces import Faces
from cases.matching.desk.history import Line
from cases.matching.engine import Explanation
from cases.matching.models import MatchCandidate
from cases.matching.queue import household_of
from cases.matching.seen import Seen, both_names
from cases.sharing.reading import Fact, RecordFacts
from linkages.charts import Evidence, EvidenceTable, evidence_table
from linkages.templatetags.words import birth
from linkages.uswds import ComparisonRow, Part, changed_parts

NAMES = ("given", "middle", "surname", "suffix")
ADDRESS = ("street", "city", "postal")


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair as a line of a list: its names, its state, where it opens."""

    pair: uuid.UUID
    names: str
    born: str
    state_kind: str
    state_label: str
    band: str
    homes: int
    url: str
    current: bool
    starts_household: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where one side of a pair can be looked up in its own system."""

    program: str
    number: str
    cases: tuple[str, ...]
    worker: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class PairView:
    """Everything that the right-hand side says about one pair."""

    pair: MatchCandidate
    heading: str
    state_kind: str
    state_label: str
    likelihood: str
    tier: str
    holds: tuple[str, ...]
    changes: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    evidence: EvidenceTable
    sources: tuple[Source, ...]
    household: tuple[Entry, ...]
    open_in_household: int
    history: tuple[Line, ...]
    usual_reason: str
    whose: str
    put_off: str


def entry(
    pair: MatchCandidate,
    seen: Seen,
    *,
    query: str = "",
    current: object = None,
    first: bool = False,
    faces: Faces | None = None,
) -> Entry:
    """One line of a list. `query` keeps the filters of the queue."""
    kind, label = words.STATES[MatchCandidate.State(pair.state)]
    return Entry(
        pair=pair.pk,
        names=both_names(seen.name(pair.cws_id), seen.name(pair.calworks_id)),
        born=seen.born(pair.cws_id) or seen.born(pair.calworks_id),
        state_kind=kind,
        state_label=str(label),
        band=pair.get_band_display(),
        homes=pair.homes,
        url=reverse("matching:pair", args=[pair.pk]) + query,
        current=pair.pk == current,
        starts_household=first,
        tags=faces.tags(pair) if faces else (),
    )


def entries(
    pairs: Iterable[MatchCandidate],
    seen: Seen,
    faces: Faces,
    *,
    query: str = "",
    current: object = None,
) -> list[Entry]:
    """Lines of the queue; the first of several pairs of one household is marked."""
    listed = list(pairs)
    count: dict[int, int] = {}
    for pair in listed:
        count[pair.homes] = count.get(pair.homes, 0) + 1
    lines, before = [], 0
    for pair in listed:
        first = bool(pair.homes) and pair.homes != before and count[pair.homes] > 1
        lines.append(entry(pair, seen, query=query, current=current, first=first, faces=faces))
        before = pair.homes
    return lines


def view_of(
    pair: MatchCandidate,
    seen: Seen,
    faces: Faces,
    household: list[MatchCandidate],
    query: str = "",
    history: tuple[Line, ...] = (),
) -> PairView:
    """The right-hand side: both records, evidence, household, history."""
    told = evidence.explanation(pair)
    kind, label = words.STATES[MatchCandidate.State(pair.state)]
    names = (seen.name(pair.cws_id), seen.name(pair.calworks_id))
    return PairView(
        pair=pair,
        heading=both_names(*names),
        state_kind=kind,
        state_label=str(label),
        likelihood=words.likelihood(pair),
        tier=str(words.TIERS.get(pair.tier, "")),
        holds=tuple(str(words.HOLDS[name]) for name in told.holds if name in words.HOLDS),
        changes=tuple(words.change_words(change) for change in pair.changed_since),
        rows=tuple(compared(pair, seen)),
        evidence=_bars(told),
        sources=sources(pair, seen),
        household=tuple(
            entry(each, seen, query=query, current=pair.pk, faces=faces)
            for each in household
            if len(household) > 1
        ),
        open_in_household=sum(each.is_open for each in household),
        history=history,
        usual_reason=words.usual_reason(told),
        whose=faces.whose(pair),
        put_off=faces.put_off(pair),
    )


def with_household(user: Any, pair: MatchCandidate) -> list[MatchCandidate]:
    """The pairs of the same two households, the pair itself the same object."""
    return [pair if each.pk == pair.pk else each for each in household_of(user, pair)]


def _bars(told: Explanation) -> EvidenceTable:
    return evidence_table([Evidence(said, bits) for said, bits in words.bars(told)])


def evidence_listed(pair: MatchCandidate) -> list[Evidence]:
    """What speaks for and against a pair, in words, with the bits that add up to its score."""
    return [Evidence(said, bits) for said, bits in words.bars(evidence.explanation(pair))]


def compared(pair: MatchCandidate, seen: Seen) -> Iterable[ComparisonRow]:
    """Both records field by field, as far as the reviewer may know them."""
    left, right = seen.of(pair.cws_id), seen.of(pair.calworks_id)
    says, levels = evidence.agreements(pair), evidence.levels_of(pair)
    for field in ("given", "middle", "surname", "suffix"):
        ours, theirs = _value(left, field), _value(right, field)
        yield _row(field, *changed_parts(ours, theirs), says[field])
    yield _row("born", *changed_parts(_born(left), _born(right)), says["born"])
    yield _row("sex", *changed_parts(_sex(left), _sex(right)), says["sex"])
    yield _hidden("ssn", _("not shown"), says["ssn"], levels["ssn"])
    yield _row("cin", *changed_parts(_value(left, "cin"), _value(right, "cin")), says["cin"])
    if pair.placed:
        yield ComparisonRow(
            words.FIELDS["address"],
            (Part(_("protected")),),
            (Part(_("protected")),),
            "missing",
            _("Protected evidence"),
            private=False,
        )
    else:
        yield _row("address", *changed_parts(_address(left), _address(right)), says["address"])
    if _value(left, "died") or _value(right, "died"):
        parts = changed_parts(_died(left), _died(right))
        yield _row("died", *parts, "same" if parts[0] == parts[1] else "different")


def _row(field: str, left: tuple[Part, ...], right: tuple[Part, ...], says: str) -> ComparisonRow:
    return ComparisonRow(words.FIELDS[field], left, right, says, words.AGREEMENT[says])


def _hidden(field: str, text: str, says: str, level: str) -> ComparisonRow:
    label = words.NEAR_LEVELS.get((field, level), words.AGREEMENT[says])
    parts = (Part(text),)
    return ComparisonRow(words.FIELDS[field], parts, parts, says, label, private=False)


def _value(record: RecordFacts | None, name: str) -> str:
    return str(record.value(name, "")) if record else ""


def _born(record: RecordFacts | None) -> str:
    value = record.value("born", "") if record else ""
    if not isinstance(value, date):
        return ""
    text = birth(value)
    if record is not None and record.value("born_estimated", ""):
        return _("%(date)s (estimated)") % {"date": text}
    return text


def _died(record: RecordFacts | None) -> str:
    value = record.value("died", "") if record else ""
    return birth(value) if isinstance(value, date) else ""


def _sex(record: RecordFacts | None) -> str:
    names = {"F": _("Female"), "M": _("Male"), "X": _("Nonbinary")}
    return names.get(_value(record, "sex"), "")


def _address(record: RecordFacts | None) -> str:
    return ", ".join(part for name in ADDRESS if (part := _value(record, name)))


def sources(pair: MatchCandidate, seen: Seen) -> tuple[Source, Source]:
    """Where both records can be looked up in their own systems."""
    cws, calworks = seen.of(pair.cws_id), seen.of(pair.calworks_id)
    return _source("cws", cws), _source("calworks", calworks)


def _source(program: str, record: RecordFacts | None) -> Source:
    if record is None:
        return Source(program, "", (), "", None)
    cases = tuple(
        str(fact.value) for fact in record.facts if isinstance(fact, Fact) and fact.name == "case"
    )
    number = _value(record, "source_id") or _value(record, "cin")
    return Source(program, number, cases, _value(record, "worker"), record.as_of)
