"""The large parts of a workbook, streamed through `expat`: one sheet, and the shared texts."""

import re
from array import array
from collections.abc import Iterator, Sequence
from typing import Protocol
from xml.parsers.expat import XMLParserType

from cases.records.reading.archives import DAMAGE, Archive, damaged, parser
from cases.records.reading.cells import Show, plain_number, unescaped
from cases.records.reading.reasons import Unreadable

CHUNK = 1 << 16
SILENCE_LIMIT = 1 << 20  # bytes in which no element ends; no workbook has them
DEPTH_LIMIT = 60  # elements within one another that mean nothing here
ROW_LIMIT, COLUMN_LIMIT = 1 << 20, 16_384  # Excel's own
TEXT_LIMIT = 32_767  # characters of a cell, Excel's own
TEXTS_LIMIT = 96 << 20  # bytes of all shared texts together; 300,000 rows have 10 to 30 MB

UNCALCULATED = "#CALC!"

_PLACE = re.compile(r"[A-Z]{1,3}[0-9]{1,7}\Z")


class Reader(Protocol):
    """Who listens to a part: its parser, and a number that grows while there is something."""

    parser: XMLParserType
    events: int


def feed(archive: Archive, path: str, reader: Reader) -> Iterator[int]:
    """Pass a part through a reader's parser; after each piece, how many bytes were read."""
    read = heard = 0
    seen = -1
    try:
        with archive.open(path) as part:
            while piece := part.read(CHUNK):
                read += len(piece)
                reader.parser.Parse(piece, False)
                if reader.events != seen:
                    seen, heard = reader.events, read
                elif read - heard > SILENCE_LIMIT:
                    raise damaged()
                yield read
            reader.parser.Parse(b"", True)
            yield read
    except DAMAGE as trouble:
        raise damaged() from trouble


class Texts:
    """The shared texts of a workbook by number, read only as far as was asked.

    Kept as one run of bytes with the places where the texts begin: as strings in a list they
    would take four times as much.
    """

    def __init__(self, archive: Archive, path: str) -> None:
        self._bytes = bytearray()
        self._starts = array("I", [0])
        self._gathered: list[str] = []
        self._length = self._depth = self._spoken = 0
        self._inside = False
        self.events = 0
        self.parser = parser(namespaces=False)
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._more: Iterator[int] = feed(archive, path, self) if path else iter(())

    def __getitem__(self, number: int) -> str:
        while number + 1 >= len(self._starts):
            if next(self._more, None) is None:
                raise damaged()
        return self._bytes[self._starts[number] : self._starts[number + 1]].decode()

    def _begin(self, name: str, _stated: object) -> None:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise damaged()
        local = name.rpartition(":")[2]
        if local == "rPh":
            self._spoken += 1
        elif local == "t":
            self._inside = not self._spoken

    def _text(self, text: str) -> None:
        if self._inside and self._length <= TEXT_LIMIT:
            self._gathered.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        self.events += 1
        self._depth -= 1
        local = name.rpartition(":")[2]
        if local == "t":
            self._inside = False
        elif local == "rPh":
            self._spoken -= 1
        elif local == "si":
            text = unescaped("".join(self._gathered))
            self._bytes += text.encode("utf-8", "replace")
            self._starts.append(len(self._bytes))
            self._gathered.clear()
            self._length = 0
            if len(self._bytes) > TEXTS_LIMIT:
                raise Unreadable("workbook_texts", limit=str(TEXTS_LIMIT >> 20))


class SheetReader:
    """Turns the elements of one sheet into rows of text; `take` hands out what is complete.

    Its handlers are called five times a cell, 40 million times for 300,000 rows of 25 columns.
    """

    __slots__ = (
        "_cell", "_column", "_depth", "_formula", "_gathered", "_inside", "_kind", "_length",
        "_names", "_number", "_places", "_row", "_rows", "_shows", "_spoken", "_style", "_texts",
        "events", "parser",
    )  # fmt: skip

    def __init__(self, texts: Texts, shows: Sequence[Show]) -> None:
        self._texts, self._shows = texts, shows
        self._rows: list[tuple[int, list[str]]] = []
        self._places: dict[str, int] = {}
        self._row: list[str] | None = None
        self._gathered: list[str] = []
        self._kind: str | None = None
        self._style: str | None = None
        self._cell = self._inside = self._formula = False
        self._number = self._column = self._depth = self._length = self._spoken = 0
        self.events = 0
        self._names: tuple[str, str, str, str, str, str] = ("c", "v", "row", "f", "t", "rPh")
        self.parser = parser(namespaces=False)
        self.parser.StartElementHandler = self._root

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows that were completed since last time."""
        taken, self._rows = self._rows, []
        return taken

    def _root(self, name: str, _stated: object) -> None:
        """The first element shows which prefix, if any, the names of this sheet carry."""
        prefix = name[: name.rfind(":") + 1]
        cell, value, row, formula, text, phonetic = (prefix + known for known in self._names)
        self._names = (cell, value, row, formula, text, phonetic)
        self._depth = 1
        self.parser.StartElementHandler = self._begin
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _begin(self, name: str, stated: dict[str, str]) -> None:
        cell, value, row, _, _, _ = self._names
        if name == cell:
            if self._cell or self._row is None:
                raise damaged()
            self._cell, self._formula, self._length = True, False, 0
            self._column = self._place(stated.get("r"))
            self._kind, self._style = stated.get("t"), stated.get("s")
        elif name == value:
            if self._inside or not self._cell:
                raise damaged()
            self._inside = True
        elif name == row:
            if self._row is not None:
                raise damaged()
            self._number = _later(stated.get("r"), self._number)
            self._row, self._column = [], 0
        else:
            self._begin_other(name)

    def _begin_other(self, name: str) -> None:
        _, _, _, formula, text, phonetic = self._names
        if name == formula:
            if self._formula or not self._cell:
                raise damaged()
            self._formula = True
            return
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise damaged()
        if name == text:
            self._inside = self._cell and not self._spoken
        elif name == phonetic:
            self._spoken += 1

    def _text(self, content: str) -> None:
        if self._inside and self._length <= TEXT_LIMIT:
            self._gathered.append(content)
            self._length += len(content)

    def _end(self, name: str) -> None:
        cell, value, row, formula, text, phonetic = self._names
        self.events += 1
        if name == value:
            self._inside = False
        elif name == cell:
            self._cell = False
            if self._gathered or self._formula:
                self._keep("".join(self._gathered))
                self._gathered.clear()
        elif name == row:
            if self._row:
                self._rows.append((self._number, self._row))
            self._row = None
        elif name != formula:
            self._depth -= 1
            if name == text:
                self._inside = False
            elif name == phonetic:
                self._spoken -= 1

    def _keep(self, content: str) -> None:
        shown = self._shown(content)
        row = self._row
        if shown and row is not None:
            missing = self._column - len(row) - 1
            if missing:
                row.extend([""] * missing)
            row.append(shown)

    def _place(self, place: str | None) -> int:
        """The column of a cell such as `AB12`, from 1, behind the one before it."""
        if place is None:
            column = self._column + 1
        else:
            letters = place.rstrip("0123456789")
            column = self._places.get(letters, 0) or self._spelled(place, letters)
        if not self._column < column <= COLUMN_LIMIT:
            raise damaged()
        return column

    def _spelled(self, place: str, letters: str) -> int:
        if not _PLACE.match(place):
            raise damaged()
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        self._places[letters] = column
        return column

    def _shown(self, text: str) -> str:
        kind = self._kind
        if kind == "s":
            if not text.isdigit():
                raise damaged()
            return self._texts[int(text)]
        if kind is None or kind == "n":
            if not text:
                return UNCALCULATED if self._formula else ""
            style = int(self._style) if self._style and self._style.isdigit() else 0
            return self._shows[style](text) if style < len(self._shows) else plain_number(text)
        if kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        # An error is its name, a day in text form stands as it is (`e`, `d`).
        return unescaped(text) if kind in ("str", "inlineStr") else text


def _later(stated: str | None, before: int) -> int:
    """The number of a row, which follows the one before it."""
    number = before + 1 if stated is None else int(stated) if stated.isdigit() else 0
    if not before < number <= ROW_LIMIT:
        raise damaged()
    return number
