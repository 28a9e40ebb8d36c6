"""From what was found to a plan: numbers, dependencies without circles, texts that fit."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from workplans.running import paper
from workplans.running.importing import limits
from workplans.running.importing.building import Building, Draft, DraftTopic
from workplans.running.importing.needing import Needs
from workplans.running.importing.problems import Kept
from workplans.running.paper import Contact, Link, Objective, Paper, Product, Step, Topic

MOST_NUMBER = 9999


class Finishing:
    """Makes the `Paper` and the remarks; problems go on being said to the building."""

    def __init__(self, building: Building) -> None:
        self.building = building
        self.remarks: list[tuple[str, str, str]] = []
        self.numbers: dict[str, int] = {}
        self.own: dict[int, int] = {}
        # A draft to the number that its remarks hang on.
        self.about: dict[int, str] = {}
        self.used: set[str] = set()

    def finish(self) -> tuple[Paper, tuple[Kept, ...]]:
        building = self.building
        self._number_objectives()
        topics = tuple(self._topic(topic) for topic in building.topics)
        header = dict(building.header)
        for key, most in limits.PLAN.items():
            header[key] = self._fit(header.get(key, ""), most, "", "")
        plan = Paper(
            **header,
            contacts=tuple(self._contacts()),
            topics=topics,
            links=tuple(self._link(each) for each in building.links),
        )
        if not plan.goal:
            building.say("no_goal")
        if not plan.objectives:
            building.say("no_table")
        plan = Needs(building, self.numbers).settled(plan)
        before = [step.number for step in plan.steps]
        plan = paper.numbered(plan)
        now = dict(zip(before, (step.number for step in plan.steps), strict=True))
        plan = paper.changed_steps(plan, self._with_room)
        return plan, tuple(self._kept(now))

    def _kept(self, now: dict[str, str]) -> Iterator[Kept]:
        for place, draft, text in self.building.remarks:
            about = self.about.get(id(draft), "") if draft is not None else ""
            yield Kept(place, now.get(about, about), text)
        for place, about, text in self.remarks:
            yield Kept(place, now.get(about, about), text)

    def _number_objectives(self) -> None:
        """Numbers of the file where they can stay: each once, none too large."""
        drafts = [each for topic in self.building.topics for each in topic.objectives]
        given = [each.number for each in drafts if each.number]
        sound = [int(text) for text in given if text.isdecimal() and 0 < int(text) <= MOST_NUMBER]
        keeps = len(sound) == len(given) and len(set(sound)) == len(sound)
        if not keeps:
            again = next((text for text in given if given.count(text) > 1), given[0])
            self.building.say("number_again", text=again)
        taken = set(sound) if keeps else set()
        for draft in drafts:
            if keeps and draft.number:
                number = int(draft.number)
            else:
                number = next(n for n in range(1, MOST_NUMBER * 2) if n not in taken)
                taken.add(number)
            self.numbers.setdefault(draft.number or str(number), number)
            self.own[id(draft)] = number
            self.about[id(draft)] = str(number)

    def _fit(self, text: str, most: int, place: str, about: str) -> str:
        """What there is room for; the rest becomes a remark."""
        kept, rest = limits.parted(text, most)
        if rest:
            self.building.say("too_long", place, text=kept[:60])
            self.remarks.append((place, about, rest))
        return kept

    def _fitted(self, draft: Draft, table: dict[str, int], about: str) -> dict[str, Any]:
        return {
            key: self._fit(value, table[key], draft.place, about) if key in table else value
            for key, value in draft.given.items()
        }

    def _topic(self, topic: DraftTopic) -> Topic:
        return Topic(
            topic.code,
            self._fit(topic.title, limits.TOPIC["title"], topic.place, ""),
            self._fit(topic.category, limits.TOPIC["category"], topic.place, ""),
            tuple(self._objective(each) for each in topic.objectives),
        )

    def _objective(self, draft: Draft) -> Objective:
        number = self.own[id(draft)]
        given = self._fitted(draft, limits.OBJECTIVE, str(number))
        if given.get("set_status") and not given.get("set_status_note"):
            given["set_status_note"] = _("The file gives no reason.")
        return Objective(
            number=number,
            **given,
            steps=tuple(self._step(step, str(number)) for step in draft.steps),
            products=tuple(self._product(each, number) for each in draft.products),
        )

    def _product(self, draft: Draft, number: int) -> Product:
        given = self._fitted(draft, limits.PRODUCT, str(number))
        steps = tuple(self._step(step, str(number)) for step in draft.steps)
        return Product(number=draft.number, **given, steps=steps)

    def _step(self, draft: Draft, objective: str) -> Step:
        given = dict(draft.given)
        # Where the file gives no number, one that no file can give; `numbered` replaces it.
        number = draft.number
        if not number or number in self.used:
            number = f"{objective}?{id(draft)}"
        self.used.add(number)
        self.about[id(draft)] = number
        comments = list(draft.comments)
        first, last = given.get("starts_on"), given.get("due_on")
        if first and last and last < first:
            self.building.say("day_order", draft.place, number=draft.number or given["text"][:40])
            comments.append(f"{first.isoformat()}")
            given.pop("starts_on")
        if given.get("status") in ("blocked", "dropped") and not given.get("reason"):
            self.building.say("no_reason", draft.place, number=draft.number or given["text"][:40])
            given["reason"] = _("The file gives no reason.")
        text, rest = limits.parted(given.pop("text", ""), limits.STEP["text"])
        if rest:
            self.building.say("too_long", draft.place, text=text[:60])
            comments.insert(0, rest)
        fitted = {
            key: self._fit(value, limits.STEP[key], draft.place, number)
            if key in limits.STEP
            else value
            for key, value in given.items()
            if key not in ("needs", "sees")
        }
        needs = given.get("needs", "")
        sees = given.get("sees", "")
        return Step(
            number=number,
            text=text or "–",
            comment="\n".join(comments),
            needs=(needs,) if needs else (),
            sees=_figure(sees),
            **fitted,
        )

    def _with_room(self, step: Step) -> Step:
        """A comment as long as there is room; what comes after it is kept as a remark."""
        comment = self._fit(step.comment, limits.STEP["comment"], "", step.number)
        return replace(step, comment=comment)

    def _contacts(self) -> Iterator[Contact]:
        for each in self.building.contacts:
            if not each["program"]:
                self.building.say("whose_contact", each["place"], text=each["name"])
            fields = {
                key: self._fit(each.get(key, ""), most, each["place"], "")
                for key, most in limits.CONTACT.items()
            }
            yield Contact(each["program"] or "joint", **fields)

    def _link(self, given: dict[str, Any]) -> Link:
        title = self._fit(given["title"], limits.LINK["title"], "", "")
        address = self._fit(given["link"], limits.LINK["link"], "", "")
        objective = self.numbers.get(given["number"])
        return Link(given["neighbor"], title, address, objective)


def _figure(text: str) -> int | None:
    digits = "".join(letter for letter in text if letter.isdecimal())
    return int(digits) if digits and len(digits) < 6 else None
