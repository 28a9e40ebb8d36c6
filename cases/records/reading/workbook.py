"""The visible sheets of an Excel workbook (.xlsx), row by row, every cell as text.

A sheet of 300,000 rows is hundreds of megabytes of XML. It is therefore read as it is expanded:
one pass of `expat` over the sheet, beside it a second one over the table of shared texts, which
goes only as far as the rows need it. Blank cells and rows, however formatted, leave nothing.

A cell becomes the text that a person would have typed: dates ISO, whole numbers without a
fraction, numbers behind a format of zeros (`000-00-0000`) with their zeros, TRUE and FALSE. A
formula counts as the result that Excel stored; without one it is `#CALC!`, and an error is its own
name (`#REF!`). A number of 16 digits or more is shown in exponent form as Excel does, because its
last digits are lost. Hidden rows and columns are read; hidden sheets are not, and that is said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from cases.records.reading import cells
from cases.records.reading.archives import DAMAGE, Archive, damaged, parser
from cases.records.reading.reasons import Reason, Unreadable
from cases.records.reading.sheets import UNCALCULATED, SheetReader, Texts, feed

__all__ = ["UNCALCULATED", "Workbook", "open_workbook"]

PART_LIMIT = 8 << 20  # bytes of a part that is read as a whole: list of sheets, styles
BLANK_LIMIT = 16 << 20  # bytes of a sheet before its first row with anything in it
SHOWN_NAMES = 200  # characters of sheet names in a remark


@dataclass(frozen=True, slots=True)
class _Part:
    """What a relationship says: the kind (last word of its type), and where it leads."""

    kind: str
    target: str
    external: bool


class Workbook:
    """An opened workbook: names of visible and hidden sheets, and the rows of each visible one."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._archive = Archive(stream)
        path = self._main()
        relations = _relations(self._archive, path)
        _refuse_relations(relations.values())
        self._texts = _target(relations, "sharedStrings")
        elements = list(_elements(self._archive, path))
        self._paths = _sheets(elements, relations, hidden=False)
        hidden = tuple(_sheets(elements, relations, hidden=True))
        self.sheets: tuple[str, ...] = tuple(self._paths)
        self.hidden: tuple[str, ...] = hidden
        self.remarks: tuple[Reason, ...] = ()
        if hidden:
            told = {"count": str(len(hidden)), "sheets": ", ".join(hidden)[:SHOWN_NAMES]}
            self.remarks = (Reason("workbook_hidden_sheets", told),)
        styles = _target(relations, "styles")
        self._shows = cells.shows(
            _elements(self._archive, styles) if styles else (), old_mac=_is_old_mac(elements)
        )
        self.done = 0.0  # the share of the sheet that was read so far, 0 to 1

    @property
    def size(self) -> int:
        """Bytes of the whole workbook when expanded."""
        return sum(self._archive.size(name) for name in self._archive.names())

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Every row of a visible sheet with anything in it: its number in Excel, and its cells
        from column A to the last that says something. Raises Unreadable, also midway.

        A sheet that begins with nothing but blank rows, megabytes of them, has no rows: a page
        that looks for the heading must not read it to its end.
        """
        path = self._paths[sheet]
        reader = SheetReader(Texts(self._archive, self._texts), self._shows)
        size = max(1, self._archive.size(path))
        blank = True
        for read in feed(self._archive, path, reader):
            self.done = min(1.0, read / size)
            found = reader.take()
            blank = blank and not found
            if blank and read > BLANK_LIMIT:
                return
            yield from found

    def _main(self) -> str:
        for part in _relations(self._archive, "").values():
            if part.kind == "officeDocument" and not part.external:
                return part.target
        raise damaged()


def open_workbook(stream: IO[bytes]) -> Workbook:
    """The workbook behind a seekable stream. Raises Unreadable; nothing is fetched or run."""
    try:
        return Workbook(stream)
    except DAMAGE as trouble:
        raise damaged() from trouble


def _elements(archive: Archive, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a small part in order, with their attributes, namespaces left out."""
    if archive.size(path) > PART_LIMIT:
        raise damaged()
    found: list[tuple[str, dict[str, str]]] = []

    def begun(name: str, stated: dict[str, str]) -> None:
        plain = {key.rpartition(" ")[2]: text for key, text in stated.items()}
        found.append((name.rpartition(" ")[2], plain))

    looking = parser(namespaces=True)
    looking.StartElementHandler = begun
    with archive.open(path) as part:
        while piece := part.read(1 << 14):
            looking.Parse(piece, False)
            yield from found
            found.clear()
        looking.Parse(b"", True)
    yield from found


def _relations(archive: Archive, path: str) -> dict[str, _Part]:
    """What a part (or, without a path, the whole workbook) refers to, by id."""
    folder, _, name = path.rpartition("/")
    there = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    found: dict[str, _Part] = {}
    for element, stated in _elements(archive, there):
        if element == "Relationship":
            target = stated.get("Target", "")
            whole = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
            kind = stated.get("Type", "").rpartition("/")[2]
            external = stated.get("TargetMode") == "External"
            found[stated.get("Id", "")] = _Part(kind, whole, external)
    return found


def _refuse_relations(parts: Iterable[_Part]) -> None:
    for part in parts:
        if part.external or part.kind == "externalLink":
            raise Unreadable("workbook_links")
        if part.kind in ("vbaProject", "xlMacrosheet", "xlIntlMacrosheet"):
            raise Unreadable("workbook_macros")


def _target(relations: Mapping[str, _Part], kind: str) -> str:
    return next((part.target for part in relations.values() if part.kind == kind), "")


def _sheets(
    elements: list[tuple[str, dict[str, str]]], relations: Mapping[str, _Part], *, hidden: bool
) -> dict[str, str]:
    """Sheets of cells, by name: where their part is. A chart on a sheet of its own is none."""
    found: dict[str, str] = {}
    for element, stated in elements:
        part = relations.get(stated.get("id", "")) if element == "sheet" else None
        if part is None or part.kind != "worksheet":
            continue
        if (stated.get("state", "visible") != "visible") == hidden:
            found[stated.get("name", "")] = part.target
    return found


def _is_old_mac(elements: list[tuple[str, dict[str, str]]]) -> bool:
    return any(
        element == "workbookPr" and stated.get("date1904") in ("1", "true")
        for element, stated in elements
    )
