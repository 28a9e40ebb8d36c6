"""Two editions of an instrument side by side, by the codes of their items. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessments.instruments.reading import Instrument, Item, Words


class Difference(StrEnum):
    """What became of an item from one edition to another."""

    SAME = "same"
    WORDS = "words"
    COUNTS = "counts"
    BOTH = "both"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Compared:
    """One code in two editions; `old` is None where it is new, `new` where it is gone."""

    code: str
    old: Item | None
    new: Item | None
    difference: Difference
    # The section in which it stands; in the old edition for an item that is gone.
    section: str


def compare(old: Instrument, new: Instrument) -> tuple[Compared, ...]:
    """Every item of both, in the order of the new edition; those that are gone come last."""
    return tuple(_compared(old, new))


def _compared(old: Instrument, new: Instrument) -> Iterator[Compared]:
    for code, item in new.items.items():
        before = old.items.get(code)
        section = new.section_of[code].code
        yield Compared(code, before, item, _difference(before, item), section)
    for code, item in old.items.items():
        if code not in new.items:
            yield Compared(code, item, None, Difference.GONE, old.section_of[code].code)


def _difference(old: Item | None, new: Item) -> Difference:
    if old is None:
        return Difference.NEW
    reworded, recounted = not same_meaning(old, new), not _counts_alike(old, new)
    if reworded and recounted:
        return Difference.BOTH
    if reworded:
        return Difference.WORDS
    return Difference.COUNTS if recounted else Difference.SAME


def same_meaning(old: Item, new: Item) -> bool:
    """Whether a score given to one may stand beside a score given to the other.

    The words decide, in every language; space and letter case are no difference, and neither
    are weight, gate, evidence or what a low score suggests: they change what a score leads to,
    not what it says.
    """
    return _plain(old.words) == _plain(new.words)


def same_scale(old: Instrument, new: Instrument) -> bool:
    """Whether a point of one scale means the same as that point of the other."""
    before, after = old.scale.anchors, new.scale.anchors
    return [(each.score, _plain(each.words)) for each in before] == [
        (each.score, _plain(each.words)) for each in after
    ]


def _counts_alike(old: Item, new: Item) -> bool:
    return (old.weight, old.gate, old.stops, old.objectives) == (
        new.weight,
        new.gate,
        new.stops,
        new.objectives,
    )


def _plain(words: Words) -> dict[str, str]:
    return {language: " ".join(text.split()).casefold() for language, text in words.items()}
