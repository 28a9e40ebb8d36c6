"""What differs between two editions of the catalogue, by the codes of its parts. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linkages.bilingual import said
from workplans.catalogue.reading import Catalogue, ObjectiveText


@dataclass(frozen=True, slots=True)
class Change:
    """A topic area or an objective that came, went or reads differently."""

    place: str
    what: str
    before: str
    after: str


def changes(before: Catalogue, after: Catalogue) -> tuple[Change, ...]:
    """Topic areas first, then objectives, each in the order of codes."""
    return (
        *_differing(before.topics, after.topics, _topic),
        *_differing(before.objectives, after.objectives, _objective),
    )


def _differing(before: dict[str, Any], after: dict[str, Any], told: Any) -> Iterator[Change]:
    for code in sorted({*before, *after}):
        was = told(before[code]) if code in before else ""
        now = told(after[code]) if code in after else ""
        if code not in after:
            yield Change(code, _("gone"), was, "")
        elif code not in before:
            yield Change(code, _("new"), "", now)
        elif _written(before[code]) != _written(after[code]):
            yield Change(code, _("changed"), was, now)


def _written(part: Any) -> Any:
    """A topic area's own words; its objectives are compared by themselves."""
    if isinstance(part, ObjectiveText):
        return part
    return (part.title, part.about, part.find_out, part.in_launch, part.rank, part.co_led)


def _topic(topic: Any) -> str:
    return f"{said(topic.title)}: {said(topic.about)}"


def _objective(each: ObjectiveText) -> str:
    steps = " · ".join(said(step.words) for step in each.steps)
    months = _("Months %(first)s to %(last)s") % {"first": each.from_month, "last": each.to_month}
    return f"{said(each.statement)} {said(each.product)}. {months}. {steps}"
