"""The bytes of an uploaded file, sealed in the database, and a stream that reads them back."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from typing import IO

from django.db import transaction

from cases.records.models import ExtractFile, UploadChunk
from linkages.sealing import seal, unseal

CHUNK = 1 << 20
CHUNKS_OPEN = 3
HEAD = 1 << 18
_BINDING = {"model": "uploadchunk", "field": "sealed"}


def digest(content: IO[bytes]) -> bytes:
    """SHA-256 of a file from its beginning."""
    running = hashlib.sha256()
    for piece in _pieces(content):
        running.update(piece)
    return running.digest()


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(CHUNK):
        yield piece


def store(file: ExtractFile, content: IO[bytes]) -> None:
    """Seal a file's bytes into chunks, in the caller's transaction."""
    for number, piece in enumerate(_pieces(content)):
        chunk = UploadChunk(county_id=file.county_id, file=file, number=number)
        chunk.sealed = seal(piece, row=chunk.pk, **_BINDING)
        chunk.save(force_insert=True)


def head(content: IO[bytes]) -> IO[bytes]:
    """The first lines of a file, unpacked: enough to know its layout, however large it is.

    A workbook is given as a whole: its directory stands at its end, and it is read row by row.
    """
    content.seek(0)
    raw = content.read(HEAD)
    content.seek(0)
    if raw.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return content
    if raw.startswith(b"\x1f\x8b"):
        try:
            # What yields nothing goes on as it is: the reader says what is wrong with it.
            raw = zlib.decompressobj(wbits=31).decompress(raw, HEAD) or raw
        except zlib.error:
            return io.BytesIO(raw)
    if len(raw) < HEAD:
        return io.BytesIO(raw)
    cut = raw.rfind(b"\n") + 1 or len(raw)
    # Two bytes a letter in UTF-16: never end in the middle of one.
    return io.BytesIO(raw[: cut - cut % 2 if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else cut])


class _Chunks(io.RawIOBase):
    """The stored bytes of a file as a seekable stream; holds a few chunks in memory.

    A workbook is read in two places at once, its sheet and its table of texts: with one chunk,
    each would be opened anew at every turn.
    """

    def __init__(self, file: ExtractFile) -> None:
        self._file = file
        self._at = 0
        self._open: dict[int, bytes] = {}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._file.size}[whence]
        self._at = max(0, origin + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, start = divmod(self._at, CHUNK)
        if self._at >= self._file.size:
            return 0
        piece = self._chunk(number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _chunk(self, number: int) -> bytes:
        """A chunk, of those that were used last."""
        piece = self._open.pop(number, None)
        if piece is None:
            with transaction.atomic():
                chunk = UploadChunk.objects.get(file=self._file, number=number)
            piece = unseal(chunk.sealed, row=chunk.pk, **_BINDING)
        self._open[number] = piece
        if len(self._open) > CHUNKS_OPEN:
            del self._open[next(iter(self._open))]
        return piece


def stored(file: ExtractFile) -> IO[bytes]:
    """The file as it was sent, as a seekable stream."""
    return io.BufferedReader(_Chunks(file), buffer_size=1 << 16)
