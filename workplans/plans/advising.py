"""Rules of good planning, as advice: each with where it comes from and what it is about. Pure.

Nothing here stops anybody. Rules: CFPIC's road maps and lessons learned; see `Advice.source`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linkages.bilingual import said
from workplans.catalogue.reading import Catalogue
from workplans.models import WorkPlan
from workplans.plans.tree import Located, Outline

LESSONS = "CFPIC, Implementation Lessons Learned"
ROAD_MAP = "CFPIC, Program Design Road Map"
SITE_VISIT = "Children’s Bureau, site visit report (2010)"
TEMPLATE = "Work Plan Template (2014)"
SAMPLE = "Sample Plan (2005)"
# Topic areas of which a program is thought up; what is practiced later takes its time.
PLANNING = frozenset({"T01", "T02", "T03", "T04"})


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a county wants to be asked; see `parameters`."""

    planning_days: int
    objectives: int
    steps_a_lead: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look: an anchor of the plan's page and its name."""

    anchor: str
    name: str


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to think about. `code` is the rule's name."""

    code: str
    words: str
    source: str
    places: tuple[Place, ...]


Found = Iterator[Advice]
HEADER = Place("header", "1")
TOPICS = Place("topics", "2")


def advise(plan: Outline, catalogue: Catalogue, limits: Limits) -> tuple[Advice, ...]:
    """Everything worth thinking about, in the order of the template."""
    rules: tuple[Callable[[Outline, Catalogue, Limits], Found], ...] = (
        _goal,
        _population,
        _launch_topics,
        _empty_topics,
        _many,
        _serves,
        _neighbors,
        _owners,
        _leads,
        _co_leads,
        _long,
        _capacity,
    )
    return tuple(each for rule in rules for each in rule(plan, catalogue, limits))


def _step(each: Located) -> Place:
    return Place(f"step-{each.step.key}", each.step.number)


def _goal(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    if not plan.goal.strip():
        words = _("The plan has no goal. Name one, and turn every step and date towards it.")
        yield Advice("no_goal", words, LESSONS, (HEADER,))


def _population(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    if plan.kind == WorkPlan.Kind.LAUNCH and len(plan.populations) > 1:
        words = _("A launch begins best with one population. Others can follow.")
        yield Advice("several_populations", words, ROAD_MAP, (HEADER,))


def _launch_topics(plan: Outline, catalogue: Catalogue, _limits: Limits) -> Found:
    """T01, T02, T05, T06, T07, T08, T09 as the catalogue marks them."""
    ticked = {topic.code for topic in plan.topics}
    missing = [
        topic for topic in catalogue.topic_list if topic.in_launch and topic.code not in ticked
    ]
    if plan.kind == WorkPlan.Kind.LAUNCH and missing:
        named = "; ".join(said(topic.title) for topic in missing)
        words = _("A launch needs these topic areas too: %(topics)s.") % {"topics": named}
        yield Advice("missing_topics", words, SITE_VISIT, (TOPICS,))


def _empty_topics(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    places = tuple(
        Place(f"topic-{topic.key}", topic.title) for topic in plan.topics if not topic.objectives
    )
    if places:
        words = _("Topic areas are ticked that hold no objective yet.")
        yield Advice("empty_topic", words, TEMPLATE, places)


def _many(plan: Outline, _catalogue: Catalogue, limits: Limits) -> Found:
    count = len(plan.objectives)
    if count > limits.objectives:
        words = ngettext(
            "The plan has %(count)s objective. That is a lot for twelve months.",
            "The plan has %(count)s objectives. That is a lot for twelve months.",
            count,
        ) % {"count": count}
        yield Advice("many_objectives", words, SAMPLE, ())


def _serves(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    silent = tuple(
        Place(f"objective-{each.key}", str(each.number))
        for each in plan.objectives
        if not each.serves_goal.strip()
    )
    if silent:
        words = _("Objectives do not say how they serve the goal.")
        yield Advice("serves_no_goal", words, LESSONS, silent)


def _neighbors(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    if not plan.links and not any(each.links for each in plan.objectives):
        words = _("Nothing points to the county’s SIP, Cal-SIP or prevention plan.")
        yield Advice("no_neighbor", words, ROAD_MAP, (Place("links", _("Other plans")),))


def _owners(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    places = tuple(
        Place(f"objective-{objective.key}", product.number)
        for objective in plan.objectives
        for product in objective.products
        if not product.owner.strip()
    )
    if places:
        yield Advice("no_owner", _("Products have no owner."), SAMPLE, places)


def _leads(plan: Outline, _catalogue: Catalogue, _limits: Limits) -> Found:
    open_ = [each for each in plan.located if each.step.is_open]
    if places := tuple(_step(each) for each in open_ if not each.step.lead):
        yield Advice("no_lead", _("Steps have no lead."), LESSONS, places)
    if places := tuple(_step(each) for each in open_ if each.step.due_on is None):
        yield Advice("no_due", _("Steps have no day on which they are due."), LESSONS, places)


def _co_leads(plan: Outline, catalogue: Catalogue, _limits: Limits) -> Found:
    """Protocols that both programs write together have a lead of each."""
    places = []
    for each in plan.located:
        topic = catalogue.topics.get(each.topic.code)
        if topic is None or not topic.co_led or not each.step.is_open:
            continue
        sides = {each.step.lead.program, each.step.co_lead.program}
        if "joint" not in sides and not sides >= {"cws", "calworks"}:
            places.append(_step(each))
    if places:
        words = _("Protocols are written by both programs: steps lack a co-lead of the other one.")
        yield Advice("no_co_lead", words, ROAD_MAP, tuple(places))


def _long(plan: Outline, _catalogue: Catalogue, limits: Limits) -> Found:
    places = tuple(
        _step(each)
        for each in plan.located
        if each.topic.code in PLANNING
        and each.step.is_open
        and each.step.starts_on
        and each.step.due_on
        and (each.step.due_on - each.step.starts_on).days > limits.planning_days
    )
    if places:
        words = ngettext(
            "Planning steps take longer than %(days)s day. Imperfect and early is better.",
            "Planning steps take longer than %(days)s days. Imperfect and early is better.",
            limits.planning_days,
        ) % {"days": limits.planning_days}
        yield Advice("long_planning", words, LESSONS, places)


def _capacity(plan: Outline, _catalogue: Catalogue, limits: Limits) -> Found:
    led = Counter(step.lead.words for step in plan.steps if step.is_open and step.lead)
    for name, count in led.items():
        if count <= limits.steps_a_lead:
            continue
        places = tuple(
            _step(each)
            for each in plan.located
            if each.step.is_open and each.step.lead.words == name
        )
        words = ngettext(
            "%(name)s leads %(count)s open step. Is that too much for one person?",
            "%(name)s leads %(count)s open steps. Is that too much for one person?",
            count,
        ) % {"name": name, "count": count}
        yield Advice("capacity", words, _("Our choice"), places)
