"""What a team sees of individual answers: medians by side, never fewer than three people.

The database hides small sides, and whatever would tell them by subtraction; there is nothing
while people answer. What a closed round showed stands in its snapshot (`results.snapshot`): its
answers may have been forgotten since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from assessments.models import Round, Side
from assessments.rounds.parameters import SMALLEST_SIDE
from linkages import parameters
from linkages.calendar import today

ALL = "all"
QUERY = """
select code, side, n, median, lowest, highest, unknown, not_applicable, importance, trend
from assessments_spread(%s, %s)
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How one side, or all together, scored one item. `n` people gave a score."""

    n: int
    median: Decimal
    lowest: int
    highest: int
    unknown: int
    not_applicable: int
    importance: Decimal | None
    trend: int | None


Spreads = Mapping[tuple[str, str], Spread]


def spread(asked: Round) -> dict[tuple[str, str], Spread]:
    """(item code, side) -> what may be shown of it. Hidden sides are absent. One query."""
    smallest = parameters.value(SMALLEST_SIDE, county=asked.county_id, on=today())
    with connection.cursor() as cursor:
        cursor.execute(QUERY, [asked.pk, smallest])
        rows = cursor.fetchall()
    return {
        (code, side): Spread(n, _plain(median), lowest, highest, unknown, na, _maybe(weight), trend)
        for code, side, n, median, lowest, highest, unknown, na, weight, trend in rows
    }


def gap(spreads: Spreads, code: str) -> Decimal | None:
    """How far the medians of the two programs lie apart; None where either is hidden."""
    ours, theirs = spreads.get((code, Side.CALWORKS)), spreads.get((code, Side.CWS))
    return abs(ours.median - theirs.median) if ours and theirs else None


def shared_notes(asked: Round) -> dict[str, list[str]]:
    """Item code -> notes that their authors let the team read, in no order of people."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select code, note from assessments_shared_notes(%s)", [asked.pk])
        for code, note in cursor.fetchall():
            found.setdefault(code, []).append(note)
    return found


def forget(asked: Round) -> int:
    """Delete every answer of a closed round that breaks the link, or of one called off.

    The database refuses any other. Returns how many are gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("select assessments_forget(%s)", [asked.pk])
        return int(cursor.fetchone()[0])


def _plain(number: Decimal) -> Decimal:
    """2 and 2.5, not 2.0000."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _maybe(number: Decimal | None) -> Decimal | None:
    return None if number is None else _plain(number)
