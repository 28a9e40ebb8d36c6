"""Plans of chance words, hostile ones among them."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from workplans.catalogue.shipped import SHIPPED
from workplans.running import paper
from workplans.running.paper import Contact, Link, Objective, Paper, Product, Step, Topic

CODES = sorted(SHIPPED.topics)
TRICKY = (
    "=1+1", "'=x", "-3", "+1 555", "@me", "''", "'", "Goal", "Objective 1: x", "Product 1A: y",
    "1A1 z", "x", "Topic area", "see Objective 7", "Category", "T05", "County: Alder",
    "2014-11-21", "11/21/2014", "1. one\n2. two", "ask again*", "Other", "☒ Identifying",
    "Step 2: Goal",
    "María Núñez", "“quoted”, with a comma; and more", "Policy", "12", "TRUE", "a | b", "\tx",
)  # fmt: skip
PROGRAMS = ("", "cws", "calworks", "joint")
MAILS = ("", "a@b.example")
LINKS = ("", "https://example.org/a?b=1", "http://x.example")


class Maker:
    """Draws from one source of chance, so that a seed says it all."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def some(self) -> str:
        """A text that is not empty."""
        if self.chance.random() < 0.5:
            return self.chance.choice(TRICKY).strip()
        letters = "abcXYZ 019.:;,-*'=@|/()ñé"
        return "".join(self.chance.choices(letters, k=self.chance.randint(1, 60))).strip() or "a"

    def maybe(self) -> str:
        return self.some() if self.chance.random() < 0.6 else ""

    def flip(self) -> bool:
        return self.chance.random() < 0.5

    def day(self) -> date:
        return date(2014, 1, 1) + timedelta(days=self.chance.randrange(5000))

    def steps(self) -> tuple[Step, ...]:
        return tuple(self.step() for _each in range(self.chance.randrange(3)))

    def step(self) -> Step:
        first, last = sorted((self.day(), self.day()))
        status = self.chance.choice(("not_started", "in_progress", "blocked", "done", "dropped"))
        return Step(
            number="",
            text=self.some(),
            lead=self.maybe(),
            lead_program=self.chance.choice(PROGRAMS),
            co_lead=self.maybe(),
            co_lead_program=self.chance.choice(PROGRAMS),
            resources=self.maybe(),
            starts_on=first if self.flip() else None,
            due_on=last if self.flip() else None,
            status=status,
            reason=self.some() if status in ("blocked", "dropped") else self.maybe(),
            comment=self.maybe(),
            help_title=self.maybe(),
            help_link=self.chance.choice(LINKS),
        )

    def product(self) -> Product:
        state = self.chance.choice(("planned", "draft", "approved"))
        link = self.chance.choice(LINKS)
        return Product("", self.some(), self.maybe(), state, link, self.flip(), self.steps())

    def objective(self, number: int) -> Objective:
        status = self.chance.choice(("", "done", "blocked"))
        return Objective(
            number=number,
            statement=self.some(),
            code=self.chance.choice(("", "T01-1")),
            serves_goal=self.maybe(),
            capacity=self.maybe(),
            set_status=status,
            set_status_note=self.some() if status else self.maybe(),
            steps=self.steps(),
            products=tuple(self.product() for _each in range(self.chance.randrange(3))),
        )


def a_paper(chance: Random) -> Paper:
    """A plan in the form in which it prints, every field filled now and then."""
    make = Maker(chance)
    numbers = iter(chance.sample(range(1, 30), 20))
    named = [(code, SHIPPED.topics[code].title["en"]) for code in chance.sample(CODES, 3)]
    if make.flip():
        named.append(("other", make.some()))
    topics = tuple(
        Topic(
            code,
            title,
            make.some(),
            tuple(make.objective(next(numbers)) for _each in range(chance.randrange(3))),
        )
        for code, title in named
    )
    first = [each.number for topic in topics for each in topic.objectives][:1]
    plan = Paper(
        name=make.some(),
        county="Alder",
        kind=chance.choice(("launch", "renovation")),
        site=make.maybe(),
        starts_on=make.day(),
        dated=make.day(),
        starter=chance.choice(("", "launch", "own")),
        goal=make.some(),
        populations=tuple(chance.sample(("fm_calworks", "fr_calworks", "er_calworks"), 2)),
        contacts=tuple(
            Contact(program, make.some(), make.maybe()[:40].strip(), chance.choice(MAILS))
            for program in ("cws", "calworks")
        ),
        topics=topics,
        links=tuple(Link("sip", make.some(), chance.choice(LINKS), n) for n in (None, *first)),
    )
    return _tied(make, paper.numbered(plan))


def _tied(make: Maker, plan: Paper) -> Paper:
    """With dependencies on earlier steps, and references to objectives."""
    before: list[str] = []

    def tie(step: Step) -> Step:
        needs = tuple(make.chance.sample(before, min(len(before), make.chance.randrange(3))))
        before.append(step.number)
        sees = make.chance.choice([None, *(each.number for each in plan.objectives)])
        return replace(step, needs=needs, sees=sees)

    return paper.changed_steps(plan, tie)
