"""HTML to tagged PDF (PDF/UA-1), with our own fetcher that reaches nothing but our own files."""

import io
import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from linkages.jobs import JobFailed

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


def make(html: str) -> tuple[bytes, int]:
    """(bytes, number of pages). Raises JobFailed without Pango, NotTagged when unusable."""
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
    return content, check(content)


def check(content: bytes) -> int:
    """Number of pages of a PDF that is tagged, titled, and says its language; else NotTagged."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        with pdf.open_metadata() as metadata:
            part = metadata.get(UA_PART)
            title = metadata.get("dc:title")
        marked = "/MarkInfo" in root and bool(root.MarkInfo.get("/Marked"))
        preferences = root.get("/ViewerPreferences", {})
        faults = [
            name
            for name, present in {
                "tags": marked and "/StructTreeRoot" in root,
                "language": bool(str(root.get("/Lang", ""))),
                "title": bool(title) and bool(preferences.get("/DisplayDocTitle")),
                "PDF/UA mark": str(part) == "1",
            }.items()
            if not present
        ]
        if faults:
            raise NotTagged(", ".join(faults))
        return len(pdf.pages)
