"""From the bytes of a delivered file to its lines: compression, encoding, line ends, delimiter."""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from cases.records.reading import encodings
from cases.records.reading.layouts import squeeze
from cases.records.reading.reasons import Unreadable

__all__ = ["Lines", "Source", "Unreadable", "open_source", "sniff_delimiter"]

LINE_LIMIT = 100_000  # characters; a row of 40 columns has a few hundred
DELIMITERS = ";,\t|"

# What makes a look at single lines necessary: control and invisible characters, the replacement
# character, UTF-8 that was read as Windows-1252 (`Ã±` for `ñ`), and spreadsheet formulas.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffc]"
)
GARBLED = re.compile("\ufffd|[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
FORMULA = re.compile(r"""(?:^|[;,\t|\n])\s*["']?\s*(?:[=@]|[+-]\s*[A-Za-z(])""")


class Lines(NamedTuple):
    """Some consecutive lines; `first` is the number of the first (the header is line 1).

    `suspect` says that some line may hold what `CONTROL`, `GARBLED` or `FORMULA` look for.
    """

    first: int
    texts: list[str]
    suspect: bool


class Source:
    """A delivered file whose encoding is decided; `lines` streams it."""

    def __init__(self, open_again: Callable[[], IO[bytes]], encoding: str, size: int) -> None:
        self._open_again = open_again
        self.encoding = encoding
        self.size = size
        self.read = 0

    @property
    def done(self) -> float:
        """The share that was read so far, 0 to 1."""
        return min(1.0, self.read / self.size) if self.size else 1.0

    def beginning(self) -> str:
        """The first characters, as well as they can be read."""
        return self._open_again().read(200).decode(self.encoding, "replace")

    def lines(self) -> Iterator[Lines]:
        """All lines without their ends (LF, CRLF or CR); an endless one is cut at its limit."""
        carry, first = "", 1
        for text in self._texts():
            texts = (carry + text).split("\n")
            carry = texts.pop()[: LINE_LIMIT + 1]
            if texts:
                yield Lines(first, texts, _suspect(texts))
                first += len(texts)
        if carry:
            yield Lines(first, [carry], _suspect([carry]))

    def _texts(self) -> Iterator[str]:
        decoder = io.IncrementalNewlineDecoder(
            codecs.getincrementaldecoder(self.encoding)(), translate=True
        )
        stream = self._open_again()
        self.read = 0
        while chunk := stream.read(encodings.CHUNK):
            self.read += len(chunk)
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)


def open_source(stream: IO[bytes]) -> Source:
    """The file behind a seekable binary stream, plain or gzip. Raises Unreadable."""
    stream.seek(0)
    head = stream.read(100)
    _refuse_other_formats(head)
    packed = head.startswith(b"\x1f\x8b")

    def open_again() -> IO[bytes]:
        stream.seek(0)
        return gzip.GzipFile(fileobj=stream) if packed else stream  # type: ignore[return-value]

    try:
        encoding, size = encodings.decide(open_again)
    except (EOFError, zlib.error, gzip.BadGzipFile) as trouble:
        raise Unreadable("gzip_damaged") from trouble
    if not size:
        raise Unreadable("file_empty")
    return Source(open_again, encoding, size)


def is_workbook(stream: IO[bytes]) -> bool:
    """Whether a file is a packed workbook (or a zip archive) or an old one."""
    stream.seek(0)
    return stream.read(4) in (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")


def _refuse_other_formats(head: bytes) -> None:
    if not head:
        raise Unreadable("file_empty")
    if head.startswith(b"PK"):
        raise Unreadable("archive")
    if head.startswith(b"%PDF"):
        raise Unreadable("pdf")


def _suspect(texts: list[str]) -> bool:
    text = "\n".join(texts)
    if CONTROL.search(text) or FORMULA.search(text):
        return True
    return not text.isascii() and GARBLED.search(text) is not None


def sniff_delimiter(header: str, known: frozenset[str]) -> str:
    """The delimiter under which a header line names the most `known` (squeezed) columns."""

    def names(delimiter: str) -> tuple[int, int]:
        cells = header.split(delimiter)
        return sum(squeeze(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=names)
