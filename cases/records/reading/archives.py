"""What a packed file may be before anything of it is expanded: a plain workbook, or refused.

A workbook (.xlsx) is a zip archive of XML parts. Its directory says how large every part becomes;
those sizes are checked against these limits first, and no more than the stated size is ever
expanded, so that a directory that lies gains nothing:

- at most 1,000 parts and a directory of at most 1 MiB;
- no part of more than 1 MiB, and no archive, that grows to more than 100 times its packed size;
- at most 200 MB expanded. A sheet of 300,000 rows and 28 columns honestly needs more (measured:
  280 MB of XML at 9 times its packed size). Up to 2 GB are therefore expanded where neither the
  archive nor any large part of it grows to more than 30 times its size, which sheets of records do
  not reach and repetition made to harm goes far beyond.

Expanding is streaming everywhere: the limits bound time, memory does not follow them.
"""

import io
import stat
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from cases.records.reading.reasons import Unreadable

__all__ = ["Archive", "damaged", "refuse"]

ENTRY_LIMIT = 1_000
DIRECTORY_LIMIT = 1 << 20  # bytes
SMALL = 1 << 20  # bytes; a part of this size harms nobody, however well it was packed
RATIO_LIMIT = 100
SIZE_LIMIT = 200_000_000  # bytes
NATURAL_RATIO = 30
NATURAL_SIZE_LIMIT = 2_000_000_000  # bytes
PROLOG = 8_192  # bytes; what may stand before the first element of an XML part

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PACKED = (ZIP, COMPOUND, b"\x1f\x8b", b"BZh", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\xfd7zXZ")
PACKED_NAMES = (
    ".zip", ".xlsx", ".xlsm", ".xlsb", ".xls", ".docx", ".gz", ".7z", ".rar", ".bz2", ".xz",
)  # fmt: skip
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others expand without a limit
XML_NAMES = (".xml", ".rels", ".vml")
WORKBOOK = "[content_types].xml"

DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    NotImplementedError,  # zipfile's word for a packing it does not know
    RuntimeError,  # and for a part under a password
    UnicodeDecodeError,
    OverflowError,
    struct.error,
)


def damaged() -> Unreadable:
    """The refusal of a workbook that is not what its own parts say."""
    return Unreadable("workbook_damaged")


def refuse(stream: IO[bytes]) -> None:
    """Raise Unreadable unless `stream` (seekable) is a workbook that is safe to expand."""
    Archive(stream)


class Archive:
    """The parts of a packed workbook that kept to the limits; raises Unreadable otherwise."""

    def __init__(self, stream: IO[bytes]) -> None:
        stream.seek(0)
        head = stream.read(len(COMPOUND))
        if head == COMPOUND:
            raise Unreadable("workbook_password" if _is_encrypted(stream) else "workbook_old")
        self._size = stream.seek(0, io.SEEK_END)
        try:
            self._zip = zipfile.ZipFile(_Guarded(stream))
        except DAMAGE as trouble:
            raise damaged() from trouble
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._refuse_directory()
        self._refuse_growth()
        self._refuse_kinds()
        for name in self._entries:
            self._refuse_beginning(name)

    def names(self) -> list[str]:
        """The names of all parts as they stand."""
        return list(self._entries)

    def size(self, name: str) -> int:
        """Bytes of a part when expanded, at most. Raises Unreadable when there is none."""
        if name not in self._entries:
            raise damaged()
        return self._entries[name].file_size

    def open(self, name: str) -> IO[bytes]:
        """A part, expanded as it is read. Raises Unreadable when there is none."""
        if name not in self._entries:
            raise damaged()
        try:
            return self._zip.open(name)
        except DAMAGE as trouble:
            raise damaged() from trouble

    def _refuse_directory(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > ENTRY_LIMIT:
            raise Unreadable("archive_entries", limit=str(ENTRY_LIMIT))
        if len(self._entries) != len(entries):
            raise Unreadable("archive_names")
        for entry in entries:
            if _leads_outside(entry.orig_filename) or stat.S_ISLNK(entry.external_attr >> 16):
                raise Unreadable("archive_names")
            if entry.flag_bits & 1:
                raise Unreadable("workbook_password")
            if entry.compress_type not in PACKINGS:
                raise damaged()
        if sum(entry.compress_size for entry in entries) > self._size:
            raise damaged()

    def _refuse_growth(self) -> None:
        entries = self._zip.infolist()
        size = sum(entry.file_size for entry in entries)
        ratios = [size / max(1, self._size)] if size > SMALL else []
        ratios += [
            entry.file_size / max(1, entry.compress_size)
            for entry in entries
            if entry.file_size > SMALL
        ]
        if max(ratios, default=0) > RATIO_LIMIT:
            raise Unreadable("archive_ratio", limit=str(RATIO_LIMIT))
        natural = max(ratios, default=0) <= NATURAL_RATIO
        limit = NATURAL_SIZE_LIMIT if natural else SIZE_LIMIT
        if size > limit:
            raise Unreadable("archive_too_large", limit=str(limit // 1_000_000))

    def _refuse_kinds(self) -> None:
        names = [name.lower() for name in self._entries]
        if any(name.endswith(PACKED_NAMES) for name in names):
            raise Unreadable("archive_nested")
        if WORKBOOK not in names:
            raise Unreadable("archive")
        if any("vbaproject" in name or "/macrosheets/" in name for name in names):
            raise Unreadable("workbook_macros")
        if any("/externallinks/" in name for name in names):
            raise Unreadable("workbook_links")
        if any(name.startswith("xl/") and name.endswith("workbook.bin") for name in names):
            raise Unreadable("workbook_binary")

    def _refuse_beginning(self, name: str) -> None:
        """A packed file under an innocent name, and XML that declares a document type."""
        try:
            with self.open(name) as part:
                beginning = part.read(PROLOG)
        except DAMAGE as trouble:
            raise damaged() from trouble
        if beginning.startswith(PACKED):
            raise Unreadable("archive_nested")
        if name.lower().endswith(XML_NAMES) and beginning:
            _refuse_document_type(beginning)


class _Guarded(io.RawIOBase):
    """The stream for `zipfile`, which would read a directory of any size at once."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if offset < 0 and whence == io.SEEK_SET:
            raise damaged()
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY_LIMIT:
            raise Unreadable("archive_entries", limit=str(ENTRY_LIMIT))
        return self._stream.read(size if size >= 0 else DIRECTORY_LIMIT)


def parser(*, namespaces: bool) -> expat.XMLParserType:
    """An XML parser that refuses document types and with them every entity."""
    made = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    made.StartDoctypeDeclHandler = _refuse_entities
    made.EntityDeclHandler = _refuse_entities
    made.ExternalEntityRefHandler = _refuse_entities
    made.buffer_text = True
    return made


def _refuse_entities(*_told: object) -> int:
    raise Unreadable("workbook_entities")


class _Begun(Exception):
    """The first element was reached."""


def _refuse_document_type(beginning: bytes) -> None:
    looking = parser(namespaces=False)

    def begun(_name: str, _attributes: object) -> None:
        raise _Begun

    looking.StartElementHandler = begun
    try:
        looking.Parse(beginning, len(beginning) < PROLOG)
    except _Begun:
        return
    except DAMAGE as trouble:
        raise damaged() from trouble
    raise damaged()


def _leads_outside(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or not {":", "\0"}.isdisjoint(plain)


def _is_encrypted(stream: IO[bytes]) -> bool:
    """Whether an OLE file holds a workbook under a password: its directory then names this."""
    stream.seek(0)
    header = stream.read(512)
    sector = 1 << min(16, int.from_bytes(header[30:32], "little"))
    stream.seek((int.from_bytes(header[48:52], "little") + 1) * sector)
    directory = stream.read(1 << 14)
    return "EncryptedPackage".encode("utf-16-le") in directory
