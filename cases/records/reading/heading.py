"""Which line of a file is its heading: title lines stand above it, and its cells may be merged.

Report tools print the name of the report and the day it ran above the column names, and may spread
the names over two lines: a group above its columns, a name beside a taller one. The heading is the
first line that, alone or together with the line above it, names the columns of a known layout.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cases.records.reading.layouts import Columns, Layout, Own, known, recognize, squeeze
from cases.records.reading.reasons import Unreadable

SEARCHED = 40  # lines with anything in them


class Candidate(NamedTuple):
    """A line that may be the heading; `trouble` is why it cannot be read as one."""

    cells: list[str]
    above: list[str]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The column names of a file. Where no line names a known layout, `trouble` says what the
    likeliest one lacks, and there is no layout."""

    index: int  # among the candidates
    headers: list[str]
    merged: bool
    layout: Layout | None
    columns: Columns | None
    trouble: Unreadable | None

    def known(self) -> tuple[Layout, Columns]:
        """Layout and columns. Raises Unreadable when the file names none that is known."""
        if self.layout is None or self.columns is None:
            raise self.trouble or Unreadable("file_empty")
        return self.layout, self.columns


def find(candidates: Iterable[Candidate], own: Own) -> Heading:
    """The heading among the first lines of a file. Raises Unreadable when there is no line."""
    likeliest: Heading | None = None
    most = (-1, -1)
    for index, candidate in enumerate(candidates):
        best: Heading | None = None
        for merged, headers in enumerate(_readings(candidate)):
            found = _tried(index, headers, candidate.trouble, own, merged=bool(merged))
            if found.columns is None:
                score = known(headers, own), sum(1 for header in headers if header.strip())
                if score > most:
                    likeliest, most = found, score
            elif best is None or _more(found, best, own):
                best = found
        if best is not None:
            return best
    if likeliest is None:
        raise Unreadable("file_empty")
    return likeliest


def _more(found: Heading, best: Heading, own: Own) -> bool:
    """Whether a reading names more columns, or more of those that the county named itself."""
    return _named(found, own) > _named(best, own)


def _named(heading: Heading, own: Own) -> tuple[int, int]:
    mapped = heading.columns.mapped if heading.columns else {}
    return len(mapped), sum(squeeze(header) in own.columns for header in heading.headers)


def _tried(index: int, headers: list[str], trouble: str, own: Own, *, merged: bool) -> Heading:
    try:
        if trouble:
            raise Unreadable(trouble)
        layout, columns = recognize(headers, own)
    except Unreadable as refused:
        return Heading(index, headers, merged, None, None, refused)
    return Heading(index, headers, merged, layout, columns, None)


def _readings(candidate: Candidate) -> list[list[str]]:
    """A line by itself; with the names above its blank cells; with the names of groups above."""
    cells, above, _ = candidate
    if sum(1 for cell in above if cell.strip()) < 2:
        return [cells]
    width = max(len(cells), len(above))
    below = cells + [""] * (width - len(cells))
    upper = above + [""] * (width - len(above))
    beside = [low if low.strip() else high for low, high in zip(below, upper, strict=True)]
    group, grouped = "", []
    for low, high in zip(below, upper, strict=True):
        group = high.strip() or group
        grouped.append(f"{group} {low}".strip() if low.strip() else high)
    joined = [f"{high} {low}".strip() for low, high in zip(below, upper, strict=True)]
    return [cells, beside, joined, grouped]
