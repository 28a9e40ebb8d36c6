"""How each side's medians would add up, section by section. Pure.

Not a result: only what the team agrees on counts. It shows where the programs see the county
differently. Medians of small sides are not there to be added.
"""

from collections.abc import Mapping
from decimal import Decimal

from assessments.instruments.reading import Instrument
from assessments.results.scoring import half_up

Medians = Mapping[tuple[str, str], Decimal]


def by_side(instrument: Instrument, medians: Medians) -> dict[tuple[str, str], int]:
    """(section, side) -> percentage over the items of which that side's median is shown."""
    lowest, reach = instrument.scale.lowest, instrument.scale.highest - instrument.scale.lowest
    found = {}
    for section in instrument.sections:
        for side in {side for _code, side in medians}:
            seen = [item for item in section.items if (item.code, side) in medians]
            if not seen:
                continue
            # A median is whole or a half: twice the points are always whole.
            points = sum(item.weight * int(2 * medians[item.code, side]) for item in seen)
            weight = sum(item.weight for item in seen)
            found[section.code, side] = half_up(
                100 * (points - 2 * lowest * weight), 2 * reach * weight
            )
    return found
