"""Which edition of an instrument holds: the newest that the state published, else the shipped."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.instruments.reading import Instrument, shaped
from assessments.instruments.shipped import SHIPPED
from assessments.models import InstrumentEdition
from counties.models import County
from counties.permissions import Permission, may
from linkages.editions import EditionQuerySet

State = InstrumentEdition.State
# Names editions of the product, which have no row, for documents about them.
_NAMES = uuid.UUID("0b9d3c5e-5b0e-4d5f-9d0a-6d6f8f1c2a71")


class NoInstrument(LookupError):
    """There is no instrument with this code."""


@dataclass(frozen=True, slots=True)
class Known:
    """An edition that somebody may look at. `row` is None where the product ships it."""

    instrument: Instrument
    row: InstrumentEdition | None

    @property
    def state(self) -> str:
        return State.PUBLISHED.value if self.row is None else self.row.state

    @property
    def published_at(self) -> datetime | None:
        return None if self.row is None else self.row.published_at

    @property
    def key(self) -> uuid.UUID:
        """What a document about it is about."""
        if self.row is not None:
            return self.row.pk
        return uuid.uuid5(_NAMES, f"{self.instrument.code} {self.instrument.number}")


def current(code: str) -> Instrument:
    """The edition with which an assessment begins today. Raises NoInstrument."""
    found = all_current()
    if code not in found:
        raise NoInstrument(code)
    return found[code]


def all_current() -> dict[str, Instrument]:
    """Every instrument by code, in the order of the product, then by code. One query."""
    found = {code: editions[-1] for code, editions in SHIPPED.items()}
    for row in published():
        # Oldest first, so the newest stays. Checked when it was published; stricter checks of a
        # later release must not take away what counties use.
        found[row.code] = shaped(row.content)
    return found


def published() -> EditionQuerySet:
    """Editions that the state's desk published, oldest first: what every county may use."""
    rows: EditionQuerySet = InstrumentEdition.objects.all().published()
    return rows.filter(county__kind=County.Kind.STATE).order_by("code", "number")


def editions_for(user: Any) -> dict[str, tuple[Known, ...]]:
    """Every edition that this person may look at, by code, newest first.

    Drafts and what was withdrawn are there for those alone who write instruments.
    """
    found = {
        code: [Known(instrument, None) for instrument in editions]
        for code, editions in SHIPPED.items()
    }
    for row in _rows(user):
        found.setdefault(row.code, []).append(Known(shaped(row.content), row))
    return {code: tuple(sorted(editions, key=_newest_first)) for code, editions in found.items()}


def _rows(user: Any) -> EditionQuerySet:
    rows = published()
    if may(user, Permission.EDIT_INSTRUMENT):
        rows = rows | InstrumentEdition.objects.visible_to(user)
    return rows.select_related("published_by", "created_by").order_by("code", "number")


def _newest_first(known: Known) -> tuple[int, bool]:
    # The state's own edition goes before one of the product with the same number.
    return -known.instrument.number, known.row is None


def holding(editions: tuple[Known, ...]) -> Known | None:
    """The one of a code's editions with which an assessment begins today; see `current`."""
    standing = [each for each in editions if each.state == State.PUBLISHED]
    ours = [each for each in standing if each.row is not None]
    return next(iter([*ours, *standing]), None)
