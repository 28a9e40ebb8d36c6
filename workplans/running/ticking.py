"""The list of topic areas of the template, category by category, with what a plan ticks. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linkages.bilingual import said
from workplans.catalogue.reading import Catalogue
from workplans.plans.tree import Outline


@dataclass(frozen=True, slots=True)
class Tick:
    title: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Ticks:
    """A category and its topic areas; the county's own ones and extensions come last."""

    category: str
    topics: tuple[Tick, ...]


def ticks(plan: Outline, catalogue: Catalogue, language: str) -> tuple[Ticks, ...]:
    """Every topic area of the template, ticked or not, in its order."""
    own = {topic.code: topic.title for topic in plan.topics}
    listed: set[str] = set()
    found = []
    for category in catalogue.categories:
        listed |= set(category.topics)
        topics = tuple(
            Tick(own.get(code) or said(catalogue.topics[code].title, language), code in own)
            for code in category.topics
        )
        found.append(Ticks(said(category.title, language), topics))
    rest = tuple(Tick(topic.title, True) for topic in plan.topics if topic.code not in listed)
    return (*found, Ticks(_("Other"), rest)) if rest else tuple(found)
