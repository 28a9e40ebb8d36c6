"""Why something is suggested, in words: the item, how it was agreed, and what made it urgent."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.instruments.reading import Instrument
from linkages.bilingual import said
from linkages.templatetags.words import number


def sentences(instrument: Instrument, reasons: list[Mapping[str, Any]]) -> list[str]:
    """One sentence for each item that points to a suggestion, strongest first."""
    return [_sentence(instrument, each) for each in reasons]


def _sentence(instrument: Instrument, reason: Mapping[str, Any]) -> str:
    item = instrument.items.get(reason["code"])
    told = {"code": reason["code"], "item": said(item.words).rstrip(".") if item else ""}
    if reason["score"] is None:
        parts = [_("%(code)s, nobody knows: %(item)s") % told]
    else:
        told |= {"score": str(reason["score"]), "highest": str(instrument.scale.highest)}
        parts = [_("%(code)s, %(score)s of %(highest)s: %(item)s") % told]
    if reason["gate"]:
        parts.append(_("without it the rest cannot begin"))
    if reason["gap"] is not None and Decimal(reason["gap"]) >= 2:
        gap = number(float(reason["gap"]), 1)
        parts.append(_("the programs are %(gap)s points apart") % {"gap": gap})
    if reason["trend"] is not None and reason["trend"] < 0:
        parts.append(_("it got worse"))
    return "; ".join(parts)
