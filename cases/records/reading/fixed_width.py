"""Text files of fixed width: every column stands at its place, and there is no heading."""

from collections.abc import Iterator, Sequence

from cases.records.reading.delimited import Feed, Line
from cases.records.reading.heading import Candidate, find
from cases.records.reading.layouts import Own, squeeze
from cases.records.reading.opening import LINE_LIMIT, Source
from cases.records.reading.profile import Place
from cases.records.reading.reasons import Reason
from cases.records.reading.tables import Broken, RawRow, broken, measured, odd_characters


class FixedWidth:
    """A text file whose cells are told apart by their places.

    A line may be shorter than the last place where blanks at its end were cut off, but not
    shorter than the last column that every row fills.
    """

    delimiter = ""
    sheet = ""
    sheets: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    remarks: tuple[Reason, ...] = ()

    def __init__(self, source: Source, own: Own, places: Sequence[Place]) -> None:
        self._source = source
        self.encoding = source.encoding
        self.heading = find([Candidate([place.name for place in places], [])], own)
        self._slices = [slice(place.start - 1, place.start - 1 + place.length) for place in places]
        self._shortest = self._last_required(places)

    @property
    def size(self) -> int:
        return self._source.size

    @property
    def done(self) -> float:
        return self._source.done

    def rows(self) -> Iterator[RawRow]:
        """Every line with anything in it."""
        for line in Feed(self._source):
            if line[1].strip():
                yield line[0], self._row(line)

    def _row(self, line: Line) -> list[str] | Broken:
        _, text, suspect = line
        if len(text) > LINE_LIMIT:
            return broken("row_too_long", limit=str(LINE_LIMIT))
        cells = [text[place].strip() for place in self._slices]
        odd = odd_characters(text) if suspect else ""
        odd = odd or odd_characters("\t".join(cells))
        if odd:
            return broken(odd, cells)
        if len(text.rstrip()) < self._shortest:
            return broken("row_too_short", cells, expected=str(self._shortest))
        return measured(cells, self.heading.headers)

    def _last_required(self, places: Sequence[Place]) -> int:
        """Where the last column that no row can do without begins."""
        layout, columns = self.heading.layout, self.heading.columns
        if layout is None or columns is None:
            return 0
        names = {
            squeeze(name)
            for name, field in columns.mapped.items()
            if field.name in layout.required - {"born"}
        }
        return max((place.start for place in places if squeeze(place.name) in names), default=0)
