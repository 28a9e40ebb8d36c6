"""Line by line through a file: header, ticked topic areas, tables, and numbered lines."""

import re
from collections.abc import Sequence

from workplans.running.importing import words
from workplans.running.importing.building import Building, Draft
from workplans.running.importing.cells import Line
from workplans.running.importing.forms_of_lines import (
    ENUMERATED,
    OBJECTIVE,
    PRODUCT,
    TASK,
    TICKED_WORDS,
    Known,
    Label,
    columns_of,
    label_of,
)
from workplans.running.importing.header import HeaderReader
from workplans.running.importing.tables import TableReader, step_with_signs

# As we write them, with the code in the next cell.
TICK, NO_TICK = SIGNS = ("☒", "☐")
OUR_CODE = re.compile(r"(?:[TX]\d{1,2}|other)?\Z")
GENERIC_SHEET = re.compile(r"(?:sheet|hoja|plan|work ?plan|header|tabelle)\s*\d*\Z", re.IGNORECASE)


class Lines:
    """Reads lines into a `Building`."""

    def __init__(self, known: Known, language: str) -> None:
        self.known = known
        self.language = language
        self.building = Building()
        self.header = HeaderReader(self.building)
        self.table: TableReader | None = None
        self.sheet = ""
        self.ticking = False

    def take_all(self, lines: Sequence[Line]) -> Building:
        for at, line in enumerate(lines):
            if line.sheet != self.sheet:
                self.sheet, self.table, self.ticking = line.sheet, None, False
                if self.building.topic is not None:
                    self.building.topic = None
            self._take(line, lines[at + 1 : at + 3])
        return self.building

    def _take(self, line: Line, following: Sequence[Line]) -> None:
        first, *others = sorted(line.cells)
        text = str(line.cells[first])
        if heads := columns_of(line.cells):
            self._open_table(line, *heads)
            return
        label = label_of(text)
        if label and label.key in ("topic", "topics", "category", "title"):
            self._take_heading(line, label, first)
        elif self.table is not None and others:
            self.table.take(line)
        elif self._take_loose(line, first, text, following):
            return
        elif label and self.table is None:
            self.ticking = False
            self.header.take(line, first, label)
        elif TASK.match(text) and self.table is None:
            self._take_task(line, first)
        elif self.table is not None:
            self.table.take(line)
        elif not self.header.goes_on(line):
            self._keep(line)

    def _take_loose(self, line: Line, first: int, text: str, following: Sequence[Line]) -> bool:
        """A line alone, or one of the list of topic areas."""
        label = label_of(text)
        if self.ticking and label and label.key == "link":
            return False
        alone = len(line.cells) == 1 and self._take_alone(line, first, text, following)
        return alone or (self.ticking and self._take_tick(line))

    def _keep(self, line: Line) -> None:
        words_of_line = " | ".join(str(value) for _column, value in sorted(line.cells.items()))
        building = self.building
        self.building.keep(line.place(min(line.cells)), words_of_line, building.objective)

    def _open_table(self, line: Line, known: dict[int, str], other: dict[int, str]) -> None:
        self.ticking = False
        self.header.pending = ""
        if self.building.topic is None and self.sheet:
            self._topic_of_sheet(line)
        for column, label in other.items():
            self.building.say("unknown_column", line.place(column), text=label)
        self.table = TableReader(self.building, known, other)

    def _topic_of_sheet(self, line: Line) -> None:
        title = self.sheet
        if found := self.known.topic(title, self.language):
            self._begin_topic(*found, "", line.place(1))
        elif not GENERIC_SHEET.match(title.strip()):
            self._begin_unknown(title, line.place(1))

    def _take_heading(self, line: Line, label: Label, first: int) -> None:
        """A line that names a topic area or a block, begins the list of topic areas, or is a
        title."""
        values = [label.rest] if label.rest else []
        values += [str(line.cells[c]) for c in sorted(line.cells) if c != first]
        place = line.place(first)
        self.table = None
        self.header.pending = ""
        self.ticking = label.key == "topics"
        if label.key == "category" and values:
            self.building.block = values[0]
            self.building.topic = None
        elif label.key == "topic" and values:
            self._take_topic(values, place)
        elif label.key == "title" and values:
            self._keep(line)

    def _take_topic(self, values: list[str], place: str) -> None:
        category = ""
        for at, value in enumerate(values[2:], start=2):
            found = label_of(value)
            if found and found.key == "category":
                category = found.rest or " ".join(values[at + 1 : at + 2])
                break
        if OUR_CODE.match(values[0]) and len(values) > 1:
            code = values[0]
            if code == "other" or code in self.known.titles:
                self._begin_topic(code, values[1], category, place)
                return
        text = values[0]
        if found_topic := self.known.topic(text, self.language):
            self._begin_topic(*found_topic, category, place)
        else:
            other = label_of(text)
            named = other.rest if other and other.key == "other" and other.rest else text
            self._begin_unknown(named, place, category)

    def _begin_topic(self, code: str, title: str, category: str, place: str) -> None:
        usual = self.known.category_of.get(code, {})
        category = category or self.building.block or usual.get(self.language, "")
        self.building.begin_topic(code, title, category, place)
        self.ticking = False

    def _begin_unknown(self, title: str, place: str, category: str = "") -> None:
        self.building.begin_topic("", title, category, place)
        self.ticking = False

    def _take_alone(self, line: Line, first: int, text: str, following: Sequence[Line]) -> bool:
        """A line with a single cell: a heading, or a numbered line of the older sample plan."""
        place = line.place(first)
        if category := self.known.category(text):
            self.building.block = category
            if not self.ticking:
                self.building.topic, self.table = None, None
            return True
        if not self.ticking and (topic := self.known.topic(text, self.language)):
            self.table = None
            self._begin_topic(*topic, "", place)
            return True
        if self.header.pending and not OBJECTIVE.match(text):
            return self.header.goes_on(line)
        if (found := OBJECTIVE.match(text)) and found[2]:
            self.table, self.ticking = None, False
            self.building.begin_objective(found[2].strip(), found[1], place)
            return True
        if (found := PRODUCT.match(text)) and found[2]:
            self.building.begin_product(found[2].strip(), found[1] or "", place)
            return True
        if self.table is None and TASK.match(text):
            self._take_task(line, first)
            return True
        return not self.ticking and self._take_new_heading(line, text, following)

    def _take_new_heading(self, line: Line, text: str, following: Sequence[Line]) -> bool:
        """An unknown line right before an objective is a topic area; one before that, a block."""
        if label_of(text) or len(text) > 160:
            return False
        kinds = [self._kind(each) for each in following]
        place = line.place(min(line.cells))
        if kinds[:1] == ["objective"]:
            self.table = None
            self._begin_unknown(text, place)
            return True
        if kinds[:2] in (["words", "objective"], ["topic", "objective"]):
            self.building.block, self.building.topic, self.table = text, None, None
            return True
        return False

    def _kind(self, line: Line) -> str:
        text = str(line.cells[min(line.cells)])
        if OBJECTIVE.match(text):
            return "objective"
        if self.known.topic(text, self.language):
            return "topic"
        return "words" if len(line.cells) == 1 and not TASK.match(text) else "other"

    def _take_task(self, line: Line, first: int) -> None:
        """1A6 and its words, in one cell; what stands beside it goes into its comment."""
        found = TASK.match(str(line.cells[first]))
        assert found is not None
        number = found[1].upper()
        self._go_to_product(number)
        step: Draft = self.building.add_step("", number, line.place(first))
        step_with_signs(step, found[2].strip())
        for column in sorted(set(line.cells) - {first}):
            step.comments.append(str(line.cells[column]))

    def _go_to_product(self, number: str) -> None:
        """The product whose number a task carries, where it is not the last one."""
        wanted = number.rstrip("0123456789")
        building = self.building
        for product in building.objective.products if building.objective else ():
            if product.number.upper() == wanted:
                building.product = product

    def _take_tick(self, line: Line) -> bool:
        """A line of the list of topic areas: ticked, or not."""
        cells = [str(value) for _column, value in sorted(line.cells.items())]
        if len(cells) > 2 and cells[0] in SIGNS and cells[1] and OUR_CODE.match(cells[1]):
            if cells[0] == TICK:
                place = line.place(min(line.cells))
                self.building.tick(cells[1], cells[2], "".join(cells[3:4]), place)
            return True
        ticked, code, rest = _tick_of(cells)
        place = line.place(min(line.cells))
        if not ticked or not (code or rest):
            return self._is_blank_form(code, rest)
        title = rest[0] if rest else code
        category = rest[1] if len(rest) > 1 else ""
        if code == "other" or code in self.known.titles:
            self.building.tick(code, title, category, place)
        elif topic := self.known.topic(title, self.language):
            usual = self.known.category_of.get(topic[0], {})
            self.building.tick(*topic, usual.get(self.language, ""), place)
        else:
            label = label_of(title)
            named = label.rest if label and label.key == "other" and label.rest else title
            named = ENUMERATED.sub("", named, count=1)
            self.building.tick("", named, category or self.building.block, place)
        return True

    def _is_blank_form(self, code: str, rest: list[str]) -> bool:
        """Whether an unticked line says nothing: a topic area of the catalogue, or "Other: ___"."""
        if code or not rest:
            return True
        if self.known.topic(rest[0]):
            return True
        label = label_of(rest[0])
        return bool(label and label.key == "other" and not label.rest.strip("_ "))


def _tick_of(cells: Sequence[str]) -> tuple[bool, str, list[str]]:
    """(whether a line has a tick, our code on it, its words)."""
    ticked, code, rest = False, "", []
    for text in cells:
        if inside := TICKED_WORDS.match(text):
            sign, text = inside[1], inside[2].strip()
            ticked = ticked or words.plain(sign) in words.TICKS or sign in "☑☒✓✔"
        elif words.plain(text) in words.TICKS or text.strip() in words.TICKS:
            ticked = True
            continue
        elif text.strip() in words.UNTICKED or not words.plain(text).strip("_"):
            continue
        if OUR_CODE.match(text) and text and not code:
            code = text
        else:
            rest.append(text)
    return ticked, code, rest
