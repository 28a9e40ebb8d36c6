"""Reading a table of services: every row on its own, with what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cases.families.directory.acts import FIELDS
from cases.families.directory.parity import betrays_place, missing
from cases.families.models import PaidBy, ServiceEdition, Topic
from cases.families.models.written import Language

MOST_ROWS = 500
MOST_BYTES = 1_000_000
COLUMNS = ("code", *FIELDS)
NEEDED = ("code", "name", "what", "paid_by", "topics", "valid_from")
LISTS = {"topics": Topic.values, "languages": Language.values}
DAY_FORMS = ("valid_from", "valid_until")


class Unreadable(Exception):
    """The file as a whole cannot be read. str(error) says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number there, its service, and column to what is wrong."""

    line: int
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def rows_of(content: bytes, offices: set[str]) -> list[Row]:
    """Every row of a CSV file, in its order. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("Save the file as CSV UTF-8: this one has another encoding.")) from error
    reader = csv.DictReader(io.StringIO(text))
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    lacking = [name for name in NEEDED if name not in names]
    if lacking:
        raise Unreadable(_("The first line lacks: %(columns)s.") % {"columns": ", ".join(lacking)})
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise Unreadable(
            _("These columns are not known: %(columns)s.") % {"columns": ", ".join(unknown)}
        )
    reader.fieldnames = names
    try:
        return list(_read(reader, offices))
    except csv.Error as error:
        raise Unreadable(_("This is not a CSV file.")) from error


def _read(reader: "csv.DictReader[str]", offices: set[str]) -> Iterator[Row]:
    seen: set[str] = set()
    for count, cells in enumerate(reader, start=1):
        if count > MOST_ROWS:
            raise Unreadable(_("The file has more than 500 rows."))
        given = {name: (cells.get(name) or "").strip() for name in COLUMNS}
        if not any(given.values()):
            continue
        row = _row(reader.line_num, given, offices)
        if row.code in seen:
            row.errors["code"] = _("Another row has the same code.")
        seen.add(row.code)
        if None in cells:
            row.errors["code"] = _("The row has more cells than the first line.")
        yield row


def _row(line: int, given: dict[str, str], offices: set[str]) -> Row:
    code = given["code"].lower()
    errors = {name: _("This cell is empty.") for name in NEEDED if not given[name]}
    if code and slugify(code) != code:
        errors["code"] = _("Only letters, digits, hyphens and underlines.")
    values: dict[str, Any] = {}
    for name in FIELDS:
        text = given[name]
        limit = ServiceEdition._meta.get_field(name).max_length
        if name in LISTS or name == "offices":
            values[name] = [
                part.strip() for part in text.replace(",", ";").split(";") if part.strip()
            ]
            known = LISTS.get(name) or offices
            if wrong := [part for part in values[name] if part not in known]:
                errors[name] = _("Not known: %(words)s.") % {"words": ", ".join(wrong)[:120]}
        elif name in DAY_FORMS:
            values[name] = _day(name, text, errors)
        else:
            values[name] = text
            if limit and len(text) > limit:
                errors[name] = _("Longer than %(most)s letters.") % {"most": limit}
    if given["paid_by"] and given["paid_by"] not in PaidBy.values:
        errors["paid_by"] = _("Not known: %(words)s.") % {"words": given["paid_by"][:40]}
    errors = missing(given) | errors
    if place := betrays_place(values["topics"], given):
        errors[place] = _("Where somebody is safe from violence stands in no list: no address.")
    first, last = values["valid_from"], values["valid_until"]
    if first and last and last < first:
        errors["valid_until"] = _("The last day must not be before the first.")
    return Row(line, code[:40], values, errors)


def _day(name: str, text: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        errors[name] = _("Write the day as 2026-12-31.")
    return day
