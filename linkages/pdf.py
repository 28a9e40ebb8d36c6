"""HTML to tagged PDF (PDF/UA-1), with our own fetcher that reaches nothing but our own files."""

import io
import logging
import mimetypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from linkages.jobs import JobFailed

logger = logging.getLogger("linkages.pdf")
HEADING = re.compile(r"/H([1-6])\Z")
UA_PART = "{http://www.aiim.org/pdfua/ns/id/}part"


class NotTagged(Exception):
    """The PDF lacks what a screen reader needs; it is not kept."""


def _fetch(url: str) -> tuple[bytes, str]:
    """(content, type) of a bundled file. Notes may contain anything, so nothing else is reached."""
    parts = urlsplit(url)
    found = finders.find(unquote(parts.path)) if parts.scheme == "static" else None
    if not found:
        raise ValueError("A document may load bundled files only")
    kind, _encoding = mimetypes.guess_type(found)
    return Path(found).read_bytes(), kind or "application/octet-stream"


def make(html: str, *, complete: bool = False) -> tuple[bytes, int]:
    """(bytes, number of pages). Raises JobFailed without Pango, and for a PDF that lacks tags.

    `complete`: also where a letter of it stands in no font here. A letter to somebody in their
    language is worthless with boxes in it; a note with a stray sign is not.
    """
    try:
        # Imported here: it takes seconds, and web processes never need it.
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:
        raise JobFailed(
            _("This computer lacks Pango, which PDF documents need. `make doctor` says more.")
        ) from error

    class Bundled(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            found, kind = _fetch(url)
            # Without its type a style sheet would be taken for plain text and ignored.
            return URLFetcherResponse(url, found, {"Content-Type": kind})

    content = HTML(string=html, base_url="static:", url_fetcher=Bundled()).write_pdf(
        pdf_variant="pdf/ua-1"
    )
    if complete and lacks_letters(content):
        raise JobFailed(
            _("This computer lacks the letters of this language. `make doctor` says more.")
        )
    try:
        return content, check(content)
    except NotTagged as fault:
        logger.error("a document lacks: %s", fault)
        raise JobFailed(
            _("Not everybody could read this document, so it is not kept. Tell an administrator.")
        ) from fault


def check(content: bytes) -> int:
    """Number of pages of a PDF that a screen reader can read; else NotTagged with what it lacks."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        lacking = [*_document_faults(pdf), *_structure_faults(pdf), *_font_faults(pdf)]
        if lacking:
            raise NotTagged(", ".join(sorted(set(lacking))))
        return len(pdf.pages)


def _document_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Tags, language, title and the mark of PDF/UA."""
    root = pdf.Root
    with pdf.open_metadata() as metadata:
        part = metadata.get(UA_PART)
        title = metadata.get("dc:title")
    if not ("/MarkInfo" in root and root.MarkInfo.get("/Marked") and "/StructTreeRoot" in root):
        yield "tags"
    if not str(root.get("/Lang", "")):
        yield "language"
    if not (title and root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "title"
    if str(part) != "1":
        yield "PDF/UA mark"


def _elements(node: Any) -> Iterator[Any]:
    """Structure elements below a node, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _structure_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Headings in order, header cells with their scope, no picture without words."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    level = 0
    for element in _elements(pdf.Root.StructTreeRoot):
        kind = str(element.S)
        if heading := HEADING.match(kind):
            if int(heading[1]) > level + 1:
                yield "order of headings"
            level = int(heading[1])
        elif kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "words for a picture"
        elif kind == "/TH" and not _is_tied(element):
            yield "scope of a header cell"
    if level == 0:
        yield "headings"


def _is_tied(cell: Any) -> bool:
    """Whether a header cell says what it heads: by its scope, or by an id that cells refer to."""
    given = cell.get("/A", [])
    listed = given if isinstance(given, pikepdf.Array) else [given]
    scoped = any(isinstance(each, pikepdf.Dictionary) and "/Scope" in each for each in listed)
    return scoped or "/ID" in cell


def _font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        is_font = isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        if is_font and not any(f"/FontFile{kind}" in thing for kind in ("", "2", "3")):
            yield "embedded fonts"


def lacks_letters(content: bytes) -> bool:
    """Whether a character of it is in no font and stands there as an empty box. Such a font has
    an encoding of its own, which leaves out what it cannot draw."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        fonts = [t for t in pdf.objects if isinstance(t, pikepdf.Dictionary)]
        return any(
            font.get("/Subtype") == "/Type0" and isinstance(font.get("/Encoding"), pikepdf.Stream)
            for font in fonts
        )
