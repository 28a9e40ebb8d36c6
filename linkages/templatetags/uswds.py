"""Tags for the parts of a page: `{% load uswds %}`. Markup lives in `templates/uswds/`."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from linkages.uswds import Column, all_required

register = template.Library()

Words = str | Promise

STATE_MARKS = {
    "good": "check",
    "attention": "warn",
    "stop": "cross",
    "waiting": "clock",
    "neutral": "dot",
    "closed": "lock",
    "same": "check",
    "near": "near",
    "different": "cross",
    "missing": "dash",
}
ALERT_ROLES = {"error": "alert", "warning": "alert"}


@register.inclusion_tag("uswds/mark.html")
def mark(name: str) -> dict[str, str]:
    """A small drawing beside a word; never alone, hence hidden from screen readers."""
    return {"name": name}


@register.inclusion_tag("uswds/state.html")
def state(kind: str, label: Words) -> dict[str, Any]:
    """A state in word and mark. Kinds: the keys of STATE_MARKS; another kind fails loudly."""
    return {"kind": kind, "label": label, "name": STATE_MARKS[kind]}


@register.inclusion_tag("uswds/source.html")
def source(origin: Words, as_of: object = None) -> dict[str, Any]:
    """Muted provenance beside a fact: who said so and as of when."""
    return {"origin": origin, "as_of": as_of}


@register.inclusion_tag("uswds/withheld.html")
def withheld(todo: Words = "") -> dict[str, Any]:
    """The one look of what is not shown. It must not depend on whether anything exists."""
    return {"todo": todo}


@register.simple_block_tag
def alert(content: str, kind: str = "info", heading: Words = "", role: str = "") -> SafeString:
    """An alert. Kinds: info, success, warning, error. Role follows the kind when not given.

    An alert that stands on the page from the start wants `role="note"`: nothing to interrupt.
    """
    role = role or ALERT_ROLES.get(kind, "status")
    parts = {"kind": kind, "heading": heading, "role": role, "content": content}
    return render_to_string("uswds/alert.html", parts)


@register.simple_block_tag
def empty(content: str, heading: Words) -> SafeString:
    """An empty list says why it is empty and what to do to fill it."""
    return render_to_string("uswds/empty.html", {"heading": heading, "content": content})


@register.simple_block_tag
def summary_box(content: str, heading: Words, id: str = "summary") -> SafeString:
    """The answer first: what one must know before reading on."""
    parts = {"heading": heading, "id": id, "content": content}
    return render_to_string("uswds/summary_box.html", parts)


ROW = re.compile(r"<tr[ >].*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd](?=[ >])")
NOTHING = re.compile(r"(<td[^>]*)>\s*–\s*<")


@register.simple_block_tag(takes_context=True)
def table(
    context: Context,
    content: str,
    *,
    caption: Words,
    columns: Iterable[Column | Words],
    id: str = "table",
    hide_caption: bool = False,
    wide: bool = False,
    stack: bool = False,
) -> SafeString:
    """A table around its rows (`<tr>...`). The first cell of a row should be `<th scope="row">`.

    `stack`: on a phone each cell stands on a line of its own behind its column's label, and cells
    of a dash alone are left out; not for cells with tables in them.

    Sort links keep the rest of the query string and drop the page number.
    """
    query = _query(context)
    headings = [_heading(column, query) for column in columns]
    parts = {
        "caption": caption,
        "headings": headings,
        "id": id,
        "hide_caption": hide_caption,
        "wide": wide,
        "stack": stack,
        "content": _labeled(content, headings) if stack else content,
    }
    return render_to_string("uswds/table.html", parts)


def _labeled(rows: str, headings: Sequence[dict[str, Any]]) -> SafeString:
    """The rows, with each cell's heading and emptiness beside it for the style sheet."""
    labels = [escape(str(each["column"].label)) for each in headings]

    def row(found: re.Match[str]) -> str:
        left = iter(labels)
        return CELL.sub(lambda cell: f'{cell[0]} data-label="{next(left, "")}"', found[0])

    return mark_safe(NOTHING.sub(r"\1 data-none>–<", ROW.sub(row, rows)))  # noqa: S308  its labels are escaped


def _heading(column: Column | Words, query: QueryDict) -> dict[str, Any]:
    if not isinstance(column, Column):
        column = Column(column)
    now = query.get("sort", "")
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "")
    url = ""
    if column.key:
        wanted = f"-{column.key}" if direction == "ascending" else column.key
        url = _with(query, sort=wanted, page=None)
    return {"column": column, "url": url, "direction": direction if column.key else ""}


@register.inclusion_tag("uswds/pagination.html", takes_context=True)
def pagination(context: Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a list; nothing where there is one page."""
    query = _query(context)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    gap = page.paginator.ELLIPSIS
    pages = [
        {"number": number, "url": "" if number == gap else _with(query, page=number)}
        for number in numbers
    ]
    return {
        "page": page,
        "pages": pages,
        "gap": gap,
        "previous": _with(query, page=page.number - 1),
        "next": _with(query, page=page.number + 1),
    }


@register.filter
def has_errors(form: object) -> bool:
    """Whether to prefix the title with "Error:"; true only for a form that was sent and failed."""
    if isinstance(form, BaseFormSet):
        return form.is_bound and (bool(form.total_error_count()) or bool(form.non_form_errors()))
    return isinstance(form, BaseForm) and form.is_bound and bool(form.errors)


@register.filter
def says_all_required(form: BaseForm) -> bool:
    """Whether one sentence above the form says that every field is required."""
    return len(form.visible_fields()) > 2 and all_required(form)


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if request is not None else QueryDict()


def _with(query: QueryDict, **changes: object) -> str:
    changed = query.copy()
    for name, value in changes.items():
        if value is None:
            changed.pop(name, None)
        else:
            changed[name] = str(value)
    return f"?{changed.urlencode()}"
