"""How lines of a plan look: labels of the header, numbered objectives, products and tasks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workplans.catalogue.reading import Catalogue
from workplans.running.importing import words
from workplans.running.importing.words import plain

_I = re.IGNORECASE | re.DOTALL
OBJECTIVE = re.compile(
    r"(?:(?:implementation\s+)?objective|objetivo(?:\s+de\s+implementación)?)\s*(?:#|no\.?|n\.º)?"
    r"\s*(\d{1,4})\b\s*[:.)–—-]*\s*(.*)\Z",
    _I,
)
PRODUCT = re.compile(
    r"(?:products?|productos?)\s*\(?(\d{1,4}[A-Z]{1,2})?\)?\s*[:.)–—-]+\s*(.*)\Z", _I
)
TASK = re.compile(
    r"(?:(?:task|action\s+step|step|tarea|paso)\s*)?\(?(\d{1,4}[A-Z]{1,2}\d{1,3})\)?\s*[:.)–—-]*\s+(.*)\Z",
    _I,
)
NUMBER = re.compile(r"(\d{1,4}(?:[A-Z]{1,2}\d{0,3}|\.\d{1,3})?)[.):]?\Z", re.IGNORECASE)
LEADING = re.compile(r"(\d{1,4}(?:[A-Z]{1,2}\d{0,3})?)\s*[.):]\s+(.*)\Z", _I)
SEES = re.compile(
    r"\b(?:see|ver)\s+(?:el\s+)?(?:implementation\s+)?(?:objective|objetivo)\s+(\d+)", re.I
)
BULLET = re.compile(r"(?:\d{1,2}[.)]|[•·▪*–—-])\s+")
STEP_BEFORE = re.compile(r"(?:step|paso)\s*\d+\s*[:.–—-]\s*", re.IGNORECASE)
CODE = re.compile(r"([TX]\d{1,2})\b[\s:.–—-]*(.*)\Z", _I)
ENUMERATED = re.compile(r"(?:\d{1,2}[.)]|[A-Z][.)])\s+")
TICKED_WORDS = re.compile(r"(☑|☒|✓|✔|☐|\[[ xX]?\]|\([ xX]?\)|[xX])\s+(.+)\Z", re.DOTALL)
PROGRAM_AFTER = re.compile(r"(.*?)\s*[,(–—-]\s*(?:for\s+|de\s+)?([^,()]+?)\)?\Z", re.DOTALL)

LABELS = words.by_word(words.HEADER)
COLUMNS = words.by_word(words.COLUMNS)
PROGRAMS = words.by_word(words.PROGRAM)


@dataclass(frozen=True, slots=True)
class Label:
    """A label of the header: what it names, for which program, and what stands behind its colon."""

    key: str
    program: str = ""
    rest: str = ""


def label_of(text: str) -> Label | None:
    """The label that a cell is, or begins with."""
    text = STEP_BEFORE.sub("", text, count=1) if STEP_BEFORE.match(text) else text
    if found := _label(text):
        return found
    head, colon, rest = text.partition(":")
    if colon and len(head) < 80 and (found := _label(head)):
        return Label(found.key, found.program, rest.strip())
    return None


def _label(text: str) -> Label | None:
    if key := LABELS.get(plain(text)):
        return Label(key)
    if parts := PROGRAM_AFTER.match(text.strip()):
        key, program = LABELS.get(plain(parts[1])), PROGRAMS.get(plain(parts[2]))
        if key in ("contact", "phone", "email") and program:
            return Label(key, program)
    return None


def columns_of(cells: Mapping[int, object]) -> tuple[dict[int, str], dict[int, str]] | None:
    """(column to its key, column to a label that we do not know) of a heading; None for no heading:
    one names the objective, product or step, and most of its cells are labels."""
    known: dict[int, str] = {}
    other: dict[int, str] = {}
    for column, text in cells.items():
        key = COLUMNS.get(plain(str(text)))
        if key and key not in known.values():
            known[column] = key
        else:
            other[column] = str(text)
    named = {"objective", "product", "step"} & set(known.values())
    return (known, other) if named and len(known) >= 2 and len(known) >= len(other) else None


class Known:
    """Topic areas and categories of a catalogue, by everything that they may be called."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.titles = {code: dict(topic.title) for code, topic in catalogue.topics.items()}
        self._codes = {
            plain(title): code for code, each in self.titles.items() for title in each.values()
        }
        self.category_of: dict[str, Mapping[str, str]] = {}
        self._categories: dict[str, str] = {}
        for category in catalogue.categories:
            for title in category.title.values():
                self._categories[plain(title)] = title
            for code in category.topics:
                self.category_of[code] = category.title

    def topic(self, text: str, language: str = "en") -> tuple[str, str] | None:
        """(code, title) of the topic area that a text names; None for none of the catalogue's."""
        text = ENUMERATED.sub("", text.strip(), count=1) if ENUMERATED.match(text.strip()) else text
        text = text.strip()
        if code := self._codes.get(plain(text)):
            return code, text
        if named := CODE.match(text):
            code = f"{named[1][0].upper()}{int(named[1][1:]):02}"
            code = code if code in self.titles else named[1].upper()
            if code in self.titles and (not named[2] or plain(named[2]) in self._codes):
                titles = self.titles[code]
                return code, named[2] or titles.get(language) or next(iter(titles.values()))
        return None

    def category(self, text: str) -> str | None:
        """The category that a text names, as it is written there."""
        bare = ENUMERATED.sub("", text.strip(), count=1)
        return bare if plain(bare) in self._categories else None
