"""Medians by side in words, for the screen in front of the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.instruments.reading import Instrument
from assessments.models import Side, Trend
from assessments.rounds.spread import ALL, Spread, gap
from linkages.templatetags.words import number

ALIKE = Decimal(1)
Spreads = Mapping[tuple[str, str], Spread]


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side's answers to one item; `hidden` says why there is nothing."""

    side: str
    label: str
    n: int = 0
    median: str = ""
    spans: str = ""
    others: str = ""
    hidden: str = ""


def side_lines(
    instrument: Instrument, spreads: Spreads, code: str, smallest: int
) -> list[SideLine]:
    """Both programs, partners, and all together."""
    return [
        _line(instrument, side, spreads.get((code, side)), smallest)
        for side in (Side.CALWORKS, Side.CWS, Side.SHARED, ALL)
    ]


def _line(instrument: Instrument, side: str, seen: Spread | None, smallest: int) -> SideLine:
    label = _("All together") if side == ALL else str(Side(side).label)
    if seen is None:
        few = ngettext(
            "hidden: fewer than %(count)s answer", "hidden: fewer than %(count)s answers", smallest
        ) % {"count": smallest}
        return SideLine(
            side, label, hidden=_("hidden: it would tell a small side") if side == ALL else few
        )
    return SideLine(
        side, label, seen.n, score_words(seen.median), _spans(seen), _others(instrument, seen)
    )


def score_words(median: Decimal) -> str:
    """`3` or `2.5`, as the language writes it."""
    return number(median, 0 if median == median.to_integral_value() else 1)


def _spans(seen: Spread) -> str:
    if seen.lowest == seen.highest:
        return _("all %(score)s") % {"score": seen.lowest}
    return _("%(lowest)s to %(highest)s") % {"lowest": seen.lowest, "highest": seen.highest}


def _others(instrument: Instrument, seen: Spread) -> str:
    parts = []
    if instrument.scale.unknown and seen.unknown:
        told = ngettext("%(count)s does not know", "%(count)s do not know", seen.unknown)
        parts.append(told % {"count": seen.unknown})
    if instrument.scale.not_applicable and seen.not_applicable:
        told = ngettext(
            "%(count)s: does not apply", "%(count)s: does not apply", seen.not_applicable
        )
        parts.append(told % {"count": seen.not_applicable})
    if seen.importance is not None:
        parts.append(_("importance %(median)s") % {"median": score_words(seen.importance)})
    if seen.trend is not None:
        parts.append(_("trend: %(trend)s") % {"trend": Trend(seen.trend).label})
    return ", ".join(parts)


def gap_words(spreads: Spreads, code: str, wide: float) -> str:
    """How far apart the two programs are, said kindly; empty where that is hidden."""
    apart = gap(spreads, code)
    if apart is None:
        return ""
    told: dict[str, Any] = {"gap": score_words(apart)}
    if apart >= Decimal(str(wide)):
        return (
            _(
                "The two sides see this differently, by %(gap)s. Both may be right where they "
                "stand: what does each of them see?"
            )
            % told
        )
    if apart >= ALIKE:
        return _("The two sides differ by %(gap)s. It may help to hear an example of each.") % told
    return _("The two sides see this much alike.")
