"""Translations without system gettext: collect what the house says, check, compile.

`python -m linkages.messages collect|check|compile`. Catalogs live in `locale/<language>/`.
"""

import io
import os
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("linkages", "counties", "assessments", "workplans", "cases", "templates")
LANGUAGES = ("es",)
# Whatever name a module imports one of them under; `test_messages` reads the imports.
KEYWORDS = {
    "_": None,
    "_now": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "N_": None,
}


def collect() -> Catalog:
    """Every sentence that code and templates mark for translation, with the files it stands in."""
    catalog = Catalog(project="Linkages", charset="utf-8")
    for path in sorted(p for source in SOURCES for p in (ROOT / source).rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            text = path.read_text(encoding="utf-8")
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            text = _as_python(path)
        else:
            continue
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, message, _comments, context in found:
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), 1)], context=context)
    return catalog


def _as_python(path: Path) -> str:
    """A template turned into gettext calls by Django itself; keeps plural and context forms."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # The indentation of markup means nothing, and would mean something to the tokenizer.
    return "\n".join(line.lstrip() for line in text.splitlines())


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """The catalog of a language as it is on disk; empty where there is none."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """Sentences of the house that a language lacks, fuzzy ones included."""
    known = read(language)
    lacking = []
    for message in collect():
        if not message.id:
            continue
        there = known.get(message.id, message.context)
        strings = there.string if there else ""
        filled = all(strings) if isinstance(strings, tuple | list) else bool(strings)
        if not filled or (there and there.fuzzy):
            lacking.append(str(message.id))
    return lacking


def update(language: str) -> None:
    """Bring the catalog on disk up to date, keeping translations, dropping what nobody says."""
    catalog = read(language)
    catalog.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, no_location=True, omit_header=False)


def compile_all() -> None:
    """Write the binary catalogs that run time reads; they are not kept in the repository."""
    for language in LANGUAGES:
        path = po_file(language)
        if not path.exists():
            continue
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language))


def main(verb: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkages.settings")
    import django

    if verb == "compile":
        compile_all()
        return 0
    django.setup()
    if verb == "collect":
        for language in LANGUAGES:
            update(language)
    lacking = {language: missing(language) for language in LANGUAGES}
    for language, sentences in lacking.items():
        for sentence in sentences:
            sys.stdout.write(f"{language}: {sentence}\n")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
