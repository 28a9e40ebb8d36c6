"""What results say in words. They advise: the county decides."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.instruments.reading import Instrument
from assessments.models import Trend
from assessments.results.scoring import Cap, CapKind, ItemResult, Label, Part, Result
from linkages.bilingual import said

# A mark for a band, best first: a low band is a place to begin and no failure.
BAND_KINDS = ("good", "near", "attention", "waiting")
LABELS: Mapping[str, tuple[str, Any]] = {
    Label.STRENGTH: ("good", gettext_lazy("Strength")),
    Label.ATTENTION: ("near", gettext_lazy("Attention")),
    Label.GAP: ("attention", gettext_lazy("Gap")),
    Label.FOCUS: ("attention", gettext_lazy("Focus")),
    Label.TO_PLAN: ("waiting", gettext_lazy("To plan")),
}


def percent(value: int | None) -> str:
    """`62%`, as the language writes it; a dash where there is none."""
    return "–" if value is None else _("%(percent)s%%") % {"percent": value}


def band(instrument: Instrument, code: str) -> tuple[str, str]:
    """(kind of its mark, words); empty words where there is no band."""
    for place, each in enumerate(instrument.bands):
        if each.code == code:
            return BAND_KINDS[min(place, len(BAND_KINDS) - 1)], said(each.words)
    return "neutral", ""


def part_band(instrument: Instrument, part: Part) -> tuple[str, str]:
    """The same for a part of the whole, which may need information first."""
    if part.needs_information:
        return "missing", _("Needs information")
    return band(instrument, part.band)


def unknown(value: int) -> str:
    """How much nobody knows; empty where all is known."""
    return _("%(percent)s%% not known") % {"percent": value} if value else ""


def holding(instrument: Instrument, result: Result) -> list[str]:
    """Why the overall band is not higher, one sentence for each cap that holds it."""
    return [_cap(instrument, cap) for cap in result.holding]


def _cap(instrument: Instrument, cap: Cap) -> str:
    _kind, words = band(instrument, cap.band)
    if cap.kind == CapKind.STOP:
        told = ngettext(
            "“%(band)s” for now, because this is not in place: %(statements)s",
            "“%(band)s” for now, because these are not in place: %(statements)s",
            len(cap.items),
        )
        statements = " ".join(said(instrument.items[code].words) for code in cap.items)
        return told % {"band": words, "statements": statements}
    told = ngettext(
        "%(count)s gate is not met (%(items)s), so the result is no higher than “%(band)s”.",
        "%(count)s gates are not met (%(items)s), so the result is no higher than “%(band)s”.",
        len(cap.items),
    )
    return told % {"count": len(cap.items), "items": ", ".join(cap.items), "band": words}


def agreed(instrument: Instrument, item: ItemResult) -> str:
    """What the team agreed on for an item: the point and what it means."""
    if not item.agreed:
        return _("Not agreed yet")
    if item.score is None:
        return _("Does not apply") if item.choice == "na" else _("We do not know yet")
    anchors = {anchor.score: anchor.words for anchor in instrument.scale.anchors}
    told = {"score": item.score, "meaning": said(anchors[item.score])}
    return _("%(score)s: %(meaning)s") % told


def trend(value: int | None) -> str:
    """How it went since last time, where people were asked."""
    return "" if value is None else str(Trend(value).label)
