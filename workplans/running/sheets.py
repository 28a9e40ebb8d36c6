"""A work plan as a workbook and as a table, in the template's layout; reading gives it back.

A first sheet with header, goal and ticked topic areas; then a sheet for each topic area. The CSV
file has the same lines one after the other. No cell can become a formula.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from workplans.catalogue.reading import Catalogue
from workplans.running.importing import words
from workplans.running.importing.cells import shielded
from workplans.running.importing.taking_lines import NO_TICK, TICK
from workplans.running.paper import Contact, Objective, Paper, Product, Step, Topic

Cell = str | int | date
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
FORBIDDEN_IN_TITLES = re.compile(r"[\\*?:/\[\]']")
TITLE_LENGTH = 31
WIDTHS = {"step": 48, "objective": 40, "product": 32, "comment": 40, "resources": 28, "lead": 22,
          "co_lead": 22, "number": 7}  # fmt: skip
WIDTH, FIRST_WIDTHS = 14, (30, 44, 34, 30, 12, 30)
WRAPPED, BOLD = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
DAY_FORMAT = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lines of cells under a title; `head` is the line with the columns, counted from 1."""

    title: str
    lines: tuple[tuple[Cell, ...], ...]
    head: int = 0


def sheets_of(plan: Paper, catalogue: Catalogue, language: str) -> tuple[Sheet, ...]:
    """The whole plan in words of a language."""
    first = Sheet(
        words.ours(words.HEADER, "title", language), tuple(_front(plan, catalogue, language))
    )
    return (first, *(_of_topic(topic, place, language) for place, topic in enumerate(plan.topics)))


def _front(plan: Paper, catalogue: Catalogue, language: str) -> Iterator[tuple[Cell, ...]]:
    def label(key: str) -> str:
        return words.ours(words.HEADER, key, language)

    yield (label("title"),)
    yield (label("county"), plan.county)
    yield (label("name"), plan.name)
    yield (label("kind"), _choice(words.KIND, plan.kind, language))
    if plan.site:
        yield (label("site"), plan.site)
    for contact in plan.contacts:
        yield _contact(contact, language)
    if plan.dated:
        yield (label("dated"), plan.dated)
    if plan.starts_on:
        yield (label("starts_on"), plan.starts_on)
    if plan.populations:
        yield (label("populations"), ", ".join(plan.populations))
    if plan.starter:
        yield (label("starter"), _choice(words.STARTER, plan.starter, language))
    yield ()
    if plan.goal:
        yield (label("goal"), plan.goal)
        yield ()
    yield (label("topics"),)
    yield from _ticks(plan, catalogue, language)
    yield ()
    for link in plan.links:
        neighbor = _choice(words.NEIGHBOR, link.neighbor, language)
        number = str(link.objective) if link.objective else ""
        yield (label("link"), neighbor, link.title, link.link, number)


def _contact(contact: Contact, language: str) -> tuple[Cell, ...]:
    program = _choice(words.PROGRAM, contact.program, language)
    line: list[Cell] = [f"{words.ours(words.HEADER, 'contact', language)}, {program}", contact.name]
    for key, value in (("phone", contact.phone), ("email", contact.email)):
        if value:
            line += [words.ours(words.HEADER, key, language), value]
    return tuple(line)


def _ticks(plan: Paper, catalogue: Catalogue, language: str) -> Iterator[tuple[Cell, ...]]:
    """Every topic area of the template with its tick, category by category; then our own."""
    ticked = {topic.code: topic for topic in plan.topics if topic.code in catalogue.topics}
    for category in catalogue.categories:
        heading = category.title.get(language) or category.title["en"]
        for code in category.topics:
            own = ticked.pop(code, None)
            title = catalogue.topics[code].title
            named = own.title if own else title.get(language) or title["en"]
            under = own.category if own else heading
            yield (TICK if own else NO_TICK, code, named, under)
    rest = [*ticked.values(), *(each for each in plan.topics if each.code not in catalogue.topics)]
    for topic in rest:
        yield (TICK, topic.code or "other", topic.title, topic.category)


def _of_topic(topic: Topic, place: int, language: str) -> Sheet:
    lines: list[tuple[Cell, ...]] = [
        (
            words.ours(words.HEADER, "topic", language),
            topic.code or "other",
            topic.title,
            words.ours(words.HEADER, "category", language),
            topic.category,
        ),
        (),
        tuple(words.ours(words.COLUMNS, key, language) for key in words.COLUMNS),
    ]
    for objective in topic.objectives:
        lines += _of_objective(objective, language)
    return Sheet(f"{place + 1} {topic.title}", tuple(lines), head=3)


def _line(given: Mapping[str, Cell]) -> tuple[Cell, ...]:
    return tuple(given.get(key, "") for key in words.COLUMNS)


def _of_objective(objective: Objective, language: str) -> Iterator[tuple[Cell, ...]]:
    yield _line(
        {
            "number": str(objective.number),
            "objective": objective.statement,
            "code": objective.code,
            "serves_goal": objective.serves_goal,
            "capacity": objective.capacity,
            "set_status": _choice(words.STATUS, objective.set_status, language),
            "set_status_note": objective.set_status_note,
        }
    )
    for product in objective.products:
        yield _of_product(product, language)
        yield from (_of_step(step, language) for step in product.steps)
    yield from (_of_step(step, language) for step in objective.steps)


def _of_product(product: Product, language: str) -> tuple[Cell, ...]:
    return _line(
        {
            "number": product.number,
            "product": product.title,
            "owner": product.owner,
            "state": _choice(words.STATE, product.state, language),
            "link": product.link,
            "shared": "x" if product.shared else "",
        }
    )


def _of_step(step: Step, language: str) -> tuple[Cell, ...]:
    return _line(
        {
            "number": step.number,
            "step": step.text,
            "lead": step.lead,
            "lead_program": _choice(words.PROGRAM, step.lead_program, language),
            "co_lead": step.co_lead,
            "co_lead_program": _choice(words.PROGRAM, step.co_lead_program, language),
            "resources": step.resources,
            "starts_on": step.starts_on or "",
            "due_on": step.due_on or "",
            "status": _choice(words.STATUS, step.status, language),
            "reason": step.reason,
            "needs": ", ".join(step.needs),
            "sees": str(step.sees or ""),
            "help_title": step.help_title,
            "help_link": step.help_link,
            "comment": step.comment,
        }
    )


def _choice(known: words.Words, key: str, language: str) -> str:
    return words.ours(known, key, language) if key else ""


def as_workbook(sheets: Sequence[Sheet]) -> bytes:
    """XLSX. Every word is a text cell and every day a day."""
    book = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        made = book.create_sheet(_title(sheet.title, titles))
        _lay_out(made, sheet)
        for number, line in enumerate(sheet.lines, start=1):
            bold = number == sheet.head
            made.append([_cell(made, value, bold or (at == 0 and not sheet.head)) if value else None
                         for at, value in enumerate(line)])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _title(text: str, taken: set[str]) -> str:
    """At most 31 letters, none that Excel refuses, none twice."""
    plain = FORBIDDEN_IN_TITLES.sub(" ", UNWRITABLE.sub("", text)).strip() or "Plan"
    title, count = plain[:TITLE_LENGTH].strip(), 1
    while title.casefold() in taken:
        count += 1
        title = f"{plain[: TITLE_LENGTH - 4].strip()} {count}"
    taken.add(title.casefold())
    return title


def _lay_out(made: Any, sheet: Sheet) -> None:
    made.page_setup.orientation = "landscape"
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    if sheet.head:
        made.freeze_panes = f"B{sheet.head + 1}"
        made.print_title_rows = f"{sheet.head}:{sheet.head}"
    keys = list(words.COLUMNS)
    for place in range(len(keys) if sheet.head else len(FIRST_WIDTHS)):
        width = WIDTHS.get(keys[place], WIDTH) if sheet.head else FIRST_WIDTHS[place]
        made.column_dimensions[get_column_letter(place + 1)].width = width


def _cell(made: Any, value: Cell, bold: bool) -> Any:  # noqa: FBT001
    cell = WriteOnlyCell(made, value=UNWRITABLE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        # Whatever it begins with, it is a text.
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = DAY_FORMAT
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell


def as_csv(sheets: Sequence[Sheet]) -> bytes:
    """CSV UTF-8 with mark, a blank line between the parts."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for sheet in sheets:
        for line in sheet.lines:
            writer.writerow([_text(value) for value in line])
        writer.writerow([])
    return out.getvalue().encode("utf-8-sig")


def _text(value: Cell) -> str:
    return (
        value.isoformat() if isinstance(value, date) else shielded(UNWRITABLE.sub("", str(value)))
    )
