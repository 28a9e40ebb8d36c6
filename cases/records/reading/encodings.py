"""Which encoding a file is in: decided over every byte of it, or refused.

UTF-8 (with or without its mark) and UTF-16 with its mark prove themselves. What is neither is
taken for Windows-1252 only when every byte beyond ASCII is a letter or a typographic sign that
occurs in names; otherwise a guess would turn `Muñoz` into somebody else.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import IO

from cases.records.reading.reasons import Unreadable

CHUNK = 1 << 20
SIZE_LIMIT = 4 << 30  # bytes when unpacked; also stops a decompression bomb

_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_NOT_WINDOWS = re.compile(
    rb"[\x80-\x89\x8b-\x8d\x8f\x90\x95\x98-\x99\x9b-\x9d\xa1-\xa9\xab-\xaf\xb1-\xb3"
    rb"\xb5-\xb9\xbb-\xbf\xd7\xf7]"
)
# Within a word these bytes are accented letters of DOS or of old Macs, not what Windows shows.
_OTHER_WITHIN_WORD = re.compile(rb"[A-Za-z][\x96\x97\xa0][A-Za-z]|[a-z][\x8a\x8e\x9f]")

Opener = Callable[[], IO[bytes]]


def decide(open_again: Opener) -> tuple[str, int]:
    """The encoding of a file and its size in bytes. Raises Unreadable."""
    beginning = open_again().read(CHUNK)
    if beginning.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable("encoding_undecidable")
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _check_utf16(open_again())
    if _unmarked_utf16(beginning):
        raise Unreadable("utf16_unmarked")
    size = _size_as_utf8(open_again())
    if size is not None:
        return "utf-8-sig" if beginning.startswith(codecs.BOM_UTF8) else "utf-8", size
    return "cp1252", _check_windows(open_again())


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > SIZE_LIMIT:
            raise Unreadable("file_too_large", limit=str(SIZE_LIMIT >> 20))
        yield chunk


def _check_utf16(stream: IO[bytes]) -> int:
    decoder = codecs.getincrementaldecoder("utf-16")()
    size = 0
    try:
        for chunk in _chunks(stream):
            size += len(chunk)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as trouble:
        raise Unreadable("utf16_damaged") from trouble
    return size


def _unmarked_utf16(beginning: bytes) -> bool:
    return beginning[1::2].count(0) * 2 > len(beginning[1::2]) or (
        beginning[::2].count(0) * 2 > len(beginning[::2])
    )


def _size_as_utf8(stream: IO[bytes]) -> int | None:
    """The size of a file that is UTF-8 throughout, else None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size, pending = 0, False
    try:
        for chunk in _chunks(stream):
            size += len(chunk)
            if pending or not chunk.isascii():
                decoder.decode(chunk)
                pending = bool(decoder.getstate()[0])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return size


def _check_windows(stream: IO[bytes]) -> int:
    """The size of a file that is Windows-1252 beyond doubt. Raises Unreadable."""
    size = line = 0
    carry = b""
    some_utf8, first_other = False, 0
    for chunk in _chunks(stream):
        size += len(chunk)
        text = carry + chunk
        cut = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1 or len(text)
        carry, text = text[cut:], text[:cut]
        if not text.isascii():
            utf8, position = _doubtful(text)
            some_utf8 = some_utf8 or utf8
            if position is not None and not first_other:
                first_other = line + text.count(b"\n", 0, position) + 1
        line += text.count(b"\n")
    utf8, position = _doubtful(carry)
    if some_utf8 or utf8:
        raise Unreadable("encoding_mixed", line=str(first_other or line + 1))
    return size


def _doubtful(text: bytes) -> tuple[bool, int | None]:
    """Whether some of the text is UTF-8, and where the first other byte beyond ASCII is."""
    rest = _MULTIBYTE.sub(lambda found: b"?" * len(found[0]), text)
    other = _HIGH.search(rest)
    if _NOT_WINDOWS.search(rest) or _OTHER_WITHIN_WORD.search(rest):
        raise Unreadable("encoding_undecidable")
    return rest != text, other.start() if other else None
