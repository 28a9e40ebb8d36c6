"""Which edition of an instrument holds: the newest that the state published, else the shipped."""

from assessments.instruments.reading import Instrument, read
from assessments.instruments.shipped import SHIPPED
from assessments.models import InstrumentEdition
from counties.models import County
from linkages.editions import EditionQuerySet


class NoInstrument(LookupError):
    """There is no instrument with this code."""


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
        # Oldest first, so the newest stays.
        found[row.code] = read(row.content)
    return found


def published() -> EditionQuerySet:
    """Editions that the state's desk published, oldest first: what every county may use."""
    rows = InstrumentEdition.objects.published().filter(county__kind=County.Kind.STATE)
    return rows.order_by("code", "number")
