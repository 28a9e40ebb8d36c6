"""An assessment beside earlier ones of the same instrument and place, matched by codes.

Where a statement was reworded, or the scale's points mean something else, figures are not set
side by side: the page says so instead.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.instruments.comparing import same_meaning, same_scale
from assessments.instruments.reading import Instrument
from assessments.models import Round
from assessments.results.scoring import NOT_APPLICABLE, ItemResult, Result
from assessments.results.snapshot import result_of
from assessments.rounds.instrument import instrument_of

SHOWN = 3
"""Of older rounds the page would get too wide; they have pages of their own."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A closed round with what it was asked and what came out."""

    round: Round
    instrument: Instrument
    result: Result

    def percent(self, section: str) -> int | None:
        """The percentage of a section then; None where it had none."""
        found = next((part for part in self.result.sections if part.code == section), None)
        return found.percent if found else None


@dataclass(frozen=True, slots=True)
class Change:
    """How one item stands against the last time, in words; `changed` text is not compared."""

    words: str
    changed: bool = False


def earlier_rounds(asked: Round) -> list[Earlier]:
    """Up to three closed rounds of the same instrument and place before this one, oldest first."""
    rows = Round.objects.filter(
        county=asked.county_id,
        instrument_code=asked.instrument_code,
        site=asked.site_id,
        state=Round.State.CLOSED,
        began_at__lt=asked.began_at,
    ).exclude(pk=asked.pk)
    found = list(rows.order_by("-began_at")[:SHOWN])
    return [Earlier(each, instrument_of(each), result_of(each)) for each in reversed(found)]


def same_section(now: Instrument, then: Earlier, code: str) -> bool:
    """Whether a section's percentage then counted the same statements in the same way."""
    (section,) = (each for each in now.sections if each.code == code)
    before = next((each for each in then.instrument.sections if each.code == code), None)
    if before is None or not same_scale(then.instrument, now):
        return False
    items = {item.code: item for item in before.items}
    return items.keys() == {item.code for item in section.items} and all(
        same_meaning(items[item.code], item) and items[item.code].weight == item.weight
        for item in section.items
    )


def changes(now: Instrument, result: Result, then: Earlier) -> dict[str, Change]:
    """Every item of a result against the same item of an earlier round."""
    scale = same_scale(then.instrument, now)
    before = {item.code: item for item in then.result.items}
    found = {}
    for item in result.items:
        old = then.instrument.items.get(item.code)
        if old is None:
            found[item.code] = Change(_("New"), changed=True)
        elif not scale or not same_meaning(old, now.items[item.code]):
            found[item.code] = Change(_("Reworded: not compared"), changed=True)
        else:
            found[item.code] = Change(_change(before[item.code], item))
    return found


def _change(before: ItemResult, item: ItemResult) -> str:
    if before.score is None and item.score is None:
        return ""
    if before.score is None:
        if before.choice == NOT_APPLICABLE:
            return _("Did not apply then")
        return _("Not known then")
    if item.score is None:
        return _("%(before)s then") % {"before": before.score}
    step = item.score - before.score
    told = {"before": before.score, "step": abs(step)}
    if step > 0:
        return _("Up %(step)s, from %(before)s") % told
    if step < 0:
        return _("Down %(step)s, from %(before)s") % told
    return _("The same")
