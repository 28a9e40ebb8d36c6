"""A topic area's table: a line gives an objective, a product, a step, or several of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workplans.running.importing.building import Building, Draft
from workplans.running.importing.cells import Line, Value
from workplans.running.importing.forms_of_lines import (
    BULLET,
    LEADING,
    NUMBER,
    OBJECTIVE,
    PRODUCT,
    SEES,
    TASK,
)

OF_OBJECTIVE = ("code", "serves_goal", "capacity", "set_status", "set_status_note")
OF_PRODUCT = ("owner", "state", "link", "shared")
OF_STEP = (
    "lead", "lead_program", "co_lead", "co_lead_program", "resources", "starts_on", "due_on",
    "status", "reason", "needs", "sees", "help_title", "help_link", "comment",
)  # fmt: skip
STAR = "*"
GUIDE = "Planning Guide"


def step_with_signs(step: Draft, text: str) -> None:
    """The words of a task of the older sample plan: its asterisk says that there is help, and
    "see Objective 7" where to look."""
    if STAR in text:
        step.given["help_title"] = GUIDE
    step.given["text"] = text.strip().rstrip(STAR).strip()
    if found := SEES.search(text):
        step.given["sees"] = found[1]


@dataclass(frozen=True, slots=True)
class Cell:
    value: Value
    place: str


class TableReader:
    """Reads lines under one heading. `other` are columns that no field takes."""

    def __init__(
        self, building: Building, columns: Mapping[int, str], other: Mapping[int, str]
    ) -> None:
        self.building = building
        self.columns = dict(columns)
        self.other = dict(other)
        # In our own layout every line has its number, and no sign has to be looked for.
        self.is_ours = {"number", "objective", "product", "step", "sees"} <= set(columns.values())

    def take(self, line: Line) -> None:
        given = {
            key: Cell(line.cells[column], line.place(column))
            for column, key in self.columns.items()
            if column in line.cells
        }
        rest = [
            f"{self.other[column]}: {value}" if column in self.other else str(value)
            for column, value in sorted(line.cells.items())
            if column not in self.columns
        ]
        number = self._number(given)
        place = line.place(min(line.cells))
        self._objective(given, number)
        self._product(given, number)
        steps = self._steps(given, number, place)
        for step in steps:
            for key in OF_STEP:
                if key in given:
                    self.building.set_step(step, key, given[key].value, given[key].place)
        self._rest(rest, steps, place)

    def _number(self, given: Mapping[str, Cell]) -> str:
        if "number" not in given:
            return ""
        text = str(given["number"].value).strip()
        found = NUMBER.match(text)
        if found is None:
            self.building.keep(given["number"].place, text, self.building.objective)
        return found[1].upper() if found else ""

    def _objective(self, given: Mapping[str, Cell], number: str) -> None:
        cell = given.get("objective")
        if cell is not None:
            statement, own = self._bare(str(cell.value), OBJECTIVE)
            own = number if number.isdecimal() else own
            now = self.building.objective
            again = now is not None and now.given["statement"] == statement
            if not again or (own and now is not None and own != now.number):
                self.building.begin_objective(statement, own, cell.place)
        objective = self.building.objective
        for key in OF_OBJECTIVE:
            if key in given and objective is not None:
                self.building.set_objective(objective, key, given[key].value, given[key].place)
            elif key in given:
                self.building.keep(given[key].place, str(given[key].value))

    def _product(self, given: Mapping[str, Cell], number: str) -> None:
        cell = given.get("product")
        if cell is not None:
            title, own = self._bare(str(cell.value), PRODUCT)
            own = number if number and number[-1].isalpha() else own
            now = self.building.product
            again = now is not None and now.given["title"] == title
            if not again or (own and now is not None and own != now.number):
                self.building.begin_product(title, own, cell.place)
        product = self.building.product
        for key in OF_PRODUCT:
            if key in given and product is not None:
                self.building.set_product(product, key, given[key].value, given[key].place)
            elif key in given:
                self.building.keep(given[key].place, str(given[key].value), self.building.objective)

    def _bare(self, text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
        """(the words, their number) of "Objective 1: …" or "1. …"; in our layout as they stand."""
        if self.is_ours:
            return text, ""
        if (found := pattern.match(text)) and found[2]:
            return found[2].strip(), (found[1] or "").upper()
        if found := LEADING.match(text):
            return found[2].strip(), found[1].upper()
        return text, ""

    def _steps(self, given: Mapping[str, Cell], number: str, place: str) -> list[Draft]:
        """The steps that this line begins, or the last one, which it goes on about."""
        building = self.building
        cell = given.get("step")
        if cell is not None and self.is_ours:
            if "." in number:
                building.product = None
            return [building.add_step(str(cell.value), number, cell.place)]
        if cell is not None:
            return [self._signed(text, number, cell.place) for text in _parted(str(cell.value))]
        if not any(key in given for key in OF_STEP):
            return []
        about = given.get("product") or given.get("objective")
        if about is not None:
            text, _own = self._bare(str(about.value), PRODUCT if "product" in given else OBJECTIVE)
            building.say("no_step", place, text=text)
            return [building.add_step(text, "", place)]
        if building.step is not None:
            return [building.step]
        text = " | ".join(str(given[key].value) for key in OF_STEP if key in given)
        building.keep(place, text, building.objective)
        return []

    def _signed(self, text: str, number: str, place: str) -> Draft:
        own = number if number and number[-1].isdecimal() and not number.isdecimal() else ""
        if found := TASK.match(text):
            own, text = found[1].upper(), found[2]
        step = self.building.add_step("", own, place)
        step_with_signs(step, text)
        return step

    def _rest(self, rest: list[str], steps: list[Draft], place: str) -> None:
        if steps:
            steps[0].comments.extend(rest)
        else:
            for text in rest:
                self.building.keep(place, text, self.building.objective)


def _parted(text: str) -> list[str]:
    """Several steps in one cell, each on a line of its own with a bullet or a number."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(BULLET.match(line) for line in lines):
        return [BULLET.sub("", line, count=1) for line in lines]
    return [text]
