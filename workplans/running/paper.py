"""A work plan as it stands on paper or in a workbook: its words and dates, nobody's keys.

Pure. What a plan says to a file and what a file says to a plan is the same `Paper`; `Paper.written`
and `read` are each other's opposite and make JSON of it.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from workplans.plans.tree import Outline, StepLine, letter


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about the plan: one for each program."""

    program: str
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Where the plan, or the objective of this number, serves another plan of the county."""

    neighbor: str
    title: str
    link: str = ""
    objective: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One action step. `needs` are numbers of steps; `sees` is the number of an objective."""

    number: str
    text: str
    lead: str = ""
    lead_program: str = ""
    co_lead: str = ""
    co_lead_program: str = ""
    resources: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    status: str = "not_started"
    reason: str = ""
    comment: str = ""
    needs: tuple[str, ...] = ()
    sees: int | None = None
    help_title: str = ""
    help_link: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """1A, 1B: what an objective leaves behind, and the steps that work on it."""

    number: str
    title: str
    owner: str = ""
    state: str = "planned"
    link: str = ""
    shared: bool = False
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective; `steps` are those that belong to none of its products."""

    number: int
    statement: str
    code: str = ""
    serves_goal: str = ""
    capacity: str = ""
    set_status: str = ""
    set_status_note: str = ""
    steps: tuple[Step, ...] = ()
    products: tuple[Product, ...] = ()

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """In the order in which they print."""
        return (*(step for product in self.products for step in product.steps), *self.steps)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic area with its table. `code` is "" for one that the catalogue does not know."""

    code: str
    title: str
    category: str = ""
    objectives: tuple[Objective, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole plan in the template's order: header, goal, topic areas, a table for each."""

    name: str = ""
    county: str = ""
    kind: str = ""
    site: str = ""
    starts_on: date | None = None
    dated: date | None = None
    starter: str = ""
    goal: str = ""
    populations: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    topics: tuple[Topic, ...] = ()
    links: tuple[Link, ...] = field(default=())

    @property
    def objectives(self) -> tuple[Objective, ...]:
        return tuple(each for topic in self.topics for each in topic.objectives)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for each in self.objectives for step in each.all_steps)

    def written(self) -> dict[str, Any]:
        """As JSON: days as ISO dates."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def read(content: dict[str, Any]) -> Paper:
    """The opposite of `Paper.written`."""
    topics = tuple(
        Topic(**{**topic, "objectives": tuple(_objective(each) for each in topic["objectives"])})
        for topic in content["topics"]
    )
    return Paper(
        **{
            **content,
            "starts_on": _day(content["starts_on"]),
            "dated": _day(content["dated"]),
            "populations": tuple(content["populations"]),
            "contacts": tuple(Contact(**each) for each in content["contacts"]),
            "links": tuple(Link(**each) for each in content["links"]),
            "topics": topics,
        }
    )


def _objective(content: dict[str, Any]) -> Objective:
    products = (
        Product(**{**each, "steps": tuple(_step(step) for step in each["steps"])})
        for each in content["products"]
    )
    steps = tuple(_step(step) for step in content["steps"])
    return Objective(**{**content, "steps": steps, "products": tuple(products)})


def _step(content: dict[str, Any]) -> Step:
    days = {name: _day(content[name]) for name in ("starts_on", "due_on")}
    return Step(**{**content, **days, "needs": tuple(content["needs"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def of_outline(plan: Outline) -> Paper:
    """What a plan says to a file: names for people, numbers for keys."""
    links = [Link(each.neighbor, each.title, each.link) for each in plan.links]
    links += [
        Link(each.neighbor, each.title, each.link, objective.number)
        for objective in plan.objectives
        for each in objective.links
    ]
    return Paper(
        name=plan.name,
        county=plan.county,
        kind=plan.kind,
        site=plan.site,
        starts_on=plan.starts_on,
        dated=plan.dated,
        starter=plan.starter,
        goal=plan.goal,
        populations=plan.populations,
        contacts=tuple(Contact(c.program, c.name, c.phone, c.email) for c in plan.contacts),
        topics=tuple(
            Topic(each.code, each.title, each.category, tuple(map(_of_objective, each.objectives)))
            for each in plan.topics
        ),
        links=tuple(links),
    )


def _of_objective(line: Any) -> Objective:
    products = tuple(
        Product(
            number=each.number,
            title=each.title,
            owner=each.owner,
            state=each.state,
            link=each.link,
            shared=each.shared,
            steps=tuple(map(_of_step, each.steps)),
        )
        for each in line.products
    )
    return Objective(
        number=line.number,
        statement=line.statement,
        code=line.code,
        serves_goal=line.serves_goal,
        capacity=line.capacity,
        set_status=line.set_status,
        set_status_note=line.set_status_note,
        steps=tuple(map(_of_step, line.loose)),
        products=products,
    )


def _of_step(line: StepLine) -> Step:
    return Step(
        number=line.number,
        text=line.text,
        lead=line.lead.words,
        lead_program=line.lead.program,
        co_lead=line.co_lead.words,
        co_lead_program=line.co_lead.program,
        resources=line.resources,
        starts_on=line.starts_on,
        due_on=line.due_on,
        status=line.status,
        reason=line.reason,
        comment=line.comment,
        needs=tuple(need.number for need in line.needs),
        sees=line.sees_number,
        help_title=line.help_title,
        help_link=line.help_link,
    )


def numbered(paper: Paper) -> Paper:
    """The same plan with the numbers that it prints: 1, 1A, 1A1; steps without a product 1.1."""
    new: dict[str, str] = {}
    topics = []
    for topic in paper.topics:
        objectives = tuple(_numbered_objective(each, new) for each in topic.objectives)
        topics.append(replace(topic, objectives=objectives))
    return _renamed(replace(paper, topics=tuple(topics)), new)


def _numbered_objective(objective: Objective, new: dict[str, str]) -> Objective:
    def steps(of: tuple[Step, ...], before: str) -> tuple[Step, ...]:
        made = []
        for place, step in enumerate(of, start=1):
            new.setdefault(step.number, f"{before}{place}")
            made.append(replace(step, number=f"{before}{place}"))
        return tuple(made)

    products = []
    for place, product in enumerate(objective.products):
        number = f"{objective.number}{letter(place)}"
        products.append(replace(product, number=number, steps=steps(product.steps, number)))
    own = steps(objective.steps, f"{objective.number}.")
    return replace(objective, steps=own, products=tuple(products))


def _renamed(paper: Paper, new: dict[str, str]) -> Paper:
    def step(each: Step) -> Step:
        return replace(each, needs=tuple(new.get(need, need) for need in each.needs))

    return changed_steps(paper, step)


def changed_steps(paper: Paper, change: Any) -> Paper:
    """The plan with `change(step)` in the place of every step."""

    def objective(each: Objective) -> Objective:
        products = tuple(
            replace(product, steps=tuple(change(step) for step in product.steps))
            for product in each.products
        )
        return replace(each, steps=tuple(change(step) for step in each.steps), products=products)

    topics = tuple(
        replace(topic, objectives=tuple(objective(each) for each in topic.objectives))
        for topic in paper.topics
    )
    return replace(paper, topics=topics)
