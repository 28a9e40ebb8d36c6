"""A plan while it is being read: what goes where, and what is said about it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workplans.running.importing import words
from workplans.running.importing.cells import Value
from workplans.running.importing.dates import day_of, span_of
from workplans.running.importing.problems import Problem

STATUSES = words.by_word(words.STATUS)
STATES = words.by_word(words.STATE)
PROGRAMS = words.by_word(words.PROGRAM)
WEB = ("http:", "https:")


@dataclass
class Draft:
    """A step, product or objective with its words as found, and everything that fits nowhere."""

    place: str
    number: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    products: list["Draft"] = field(default_factory=list)
    steps: list["Draft"] = field(default_factory=list)


@dataclass
class DraftTopic:
    """A topic area; `code` is "" for one that the catalogue does not know."""

    code: str
    title: str
    category: str
    place: str
    objectives: list[Draft] = field(default_factory=list)
    # Named by its table or its heading, not only by a tick in the list.
    has_table: bool = False

    def is_the(self, code: str, title: str) -> bool:
        """Whether it is this one, by its code or, where several share one, by its title."""
        if code not in ("", "other"):
            return self.code == code
        return self.code == code and words.plain(self.title) == words.plain(title)


class Building:
    """The plan so far. Remarks hold what fits in no field, and whose it is."""

    def __init__(self) -> None:
        self.header: dict[str, Any] = {}
        self.contacts: list[dict[str, str]] = []
        self.links: list[dict[str, Any]] = []
        self.topics: list[DraftTopic] = []
        self.problems: list[Problem] = []
        self.remarks: list[tuple[str, Draft | None, str]] = []
        self.topic: DraftTopic | None = None
        self.objective: Draft | None = None
        self.product: Draft | None = None
        self.step: Draft | None = None
        self.block = ""

    def say(self, code: str, place: str = "", **told: str) -> None:
        self.problems.append(Problem(code, place, {k: v[:120] for k, v in told.items()}))

    def keep(self, place: str, text: str, about: Draft | None = None) -> None:
        self.remarks.append((place, about, text))

    def begin_topic(self, code: str, title: str, category: str, place: str) -> None:
        """Its table follows. One that was begun before goes on."""
        self.objective = self.product = self.step = None
        found = next((each for each in self.topics if each.is_the(code, title)), None)
        if found is None:
            found = DraftTopic(code, title, category or self.block, place)
            self.topics.append(found)
        elif not found.has_table:
            # A tick said that it comes; the order is that of the tables.
            self.topics.remove(found)
            self.topics.append(found)
            found.title, found.category = title, category or self.block or found.category
        found.has_table = True
        self.topic = found

    def tick(self, code: str, title: str, category: str, place: str) -> None:
        """Ticked in the list of topic areas."""
        if not any(each.is_the(code, title) for each in self.topics):
            self.topics.append(DraftTopic(code, title, category, place))

    def begin_objective(self, statement: str, number: str, place: str) -> Draft:
        if self.topic is None:
            self.say("no_topic", place, text=statement)
            self.begin_topic("other", "Other", "", place)
        assert self.topic is not None
        self.product = self.step = None
        self.objective = Draft(place, number, {"statement": statement})
        self.topic.objectives.append(self.objective)
        return self.objective

    def begin_product(self, title: str, number: str, place: str) -> Draft:
        objective = self._some_objective(title, place)
        self.step = None
        self.product = Draft(place, number, {"title": title})
        objective.products.append(self.product)
        return self.product

    def add_step(self, text: str, number: str, place: str) -> Draft:
        objective = self._some_objective(text, place)
        self.step = Draft(place, number, {"text": text})
        (self.product or objective).steps.append(self.step)
        return self.step

    def _some_objective(self, text: str, place: str) -> Draft:
        if self.objective is None:
            self.say("no_objective", place, text=text)
            named = self.topic.title if self.topic else text
            self.begin_objective(named, "", place)
        assert self.objective is not None
        return self.objective

    def set_step(self, step: Draft, key: str, value: Value, place: str) -> None:
        """One cell of a step. What cannot be read goes into its comment in its own words."""
        label = words.ours(words.COLUMNS, key, "en")
        if key == "comment":
            step.comments.append(_words(value))
        elif key in ("starts_on", "due_on"):
            self._set_day(step, key, value, place)
        elif key == "status":
            self._choose(step, key, str(value), STATUSES, place, "bad_status")
        elif key in ("lead_program", "co_lead_program"):
            self._choose(step, key, str(value), PROGRAMS, place, "bad_word")
        elif key == "help_link" and not str(value).startswith(WEB):
            self.say("bad_link", place, text=str(value))
            step.comments.append(f"{label}: {value}")
        else:
            self._put(step, key, _words(value))

    def _put(self, step: Draft, key: str, value: Any) -> None:
        """What a step says already stays; what a further line says besides is a comment."""
        if step.given.setdefault(key, value) != value:
            step.comments.append(f"{words.ours(words.COLUMNS, key, 'en')}: {value}")

    def _set_day(self, step: Draft, key: str, value: Value, place: str) -> None:
        if key == "due_on" and (span := span_of(value)):
            self._put(step, "starts_on", span[0])
            self._put(step, "due_on", span[1])
        elif day := day_of(value, end=key == "due_on"):
            self._put(step, key, day)
        else:
            self.say("bad_day", place, text=str(value))
            step.comments.append(f"{words.ours(words.COLUMNS, key, 'en')}: {value}")

    def _choose(
        self, step: Draft, key: str, text: str, known: dict[str, str], place: str, code: str
    ) -> None:
        found = known.get(words.plain(text))
        if found:
            self._put(step, key, found)
        else:
            self.say(code, place, text=text)
            step.comments.append(f"{words.ours(words.COLUMNS, key, 'en')}: {text}")

    def set_product(self, product: Draft, key: str, value: Value, place: str) -> None:
        text = _words(value)
        if key == "shared":
            product.given[key] = words.plain(text) in words.TICKS
        elif key == "state" and not (state := STATES.get(words.plain(text))):
            self.say("bad_word", place, text=text)
            self.keep(place, f"{words.ours(words.COLUMNS, key, 'en')}: {text}", self.objective)
        elif key == "state":
            product.given[key] = state
        elif key == "link" and not text.startswith(WEB):
            self.say("bad_link", place, text=text)
            self.keep(place, f"{words.ours(words.COLUMNS, key, 'en')}: {text}", self.objective)
        else:
            product.given[key] = text

    def set_objective(self, objective: Draft, key: str, value: Value, place: str) -> None:
        text = _words(value)
        if key == "set_status":
            status = STATUSES.get(words.plain(text))
            if status is None:
                self.say("bad_word", place, text=text)
                self.keep(place, f"{words.ours(words.COLUMNS, key, 'en')}: {text}", objective)
                return
            text = status
        objective.given[key] = text


def _words(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else value
