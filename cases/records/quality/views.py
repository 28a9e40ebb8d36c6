"""Pages of quality: figures, the records behind one of them, and that list as a table."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from cases.records.quality import pages
from cases.records.quality.table import BY_CODE, FIXERS, Check
from counties.permissions import Permission, may, require_here
from counties.signin.step_up import step_up
from linkages.exports import MOST_ROWS, TooManyRows, csv_file
from linkages.programs import Program
from linkages.uswds import Column

PAGE = 50
LIST_COLUMNS = [
    gettext_lazy("Person"),
    gettext_lazy("Birth date"),
    gettext_lazy("Number"),
    gettext_lazy("Program"),
    gettext_lazy("Worker"),
]
FILE_COLUMNS = [
    gettext_lazy("Token"),
    gettext_lazy("Program"),
    gettext_lazy("Number"),
    gettext_lazy("Worker"),
    gettext_lazy("What is wrong"),
    gettext_lazy("What to do"),
]


@require_GET
def quality(request: HttpRequest) -> HttpResponse:
    """Figures: of one's own unit for a supervisor, of the county for who looks after extracts."""
    user = request.user
    require_here(user, Permission.VIEW_QUALITY)
    own = bool(pages.program_of(user))
    opens = pages.opens_records(user)
    context = {
        "own": pages.own_tables(user, _url) if own else [],
        "has_own": own,
        "county": pages.county_tables(user, None if own or not opens else _url),
        "months": pages.month_labels(),
        "own_columns": [
            Column(_("What is wrong")),
            Column(_("Records"), numeric=True),
            Column(_("Who can fix it")),
        ],
        "county_columns": [
            Column(_("What is wrong")),
            Column(_("Records"), numeric=True),
            *(Column(label, numeric=True) for label in pages.month_labels()),
            Column(_("Change")),
            Column(_("Who can fix it")),
        ],
        "damage": pages.damage(user) if may(user, Permission.VIEW_BATCH) else None,
        "damage_columns": [
            Column(_("What is wrong")),
            Column(_("Where it comes from")),
            *(Column(label, numeric=True) for label in pages.damage_months()),
            Column(_("Who can fix it")),
        ],
    }
    return render(request, "records/quality/quality.html", context)


def _url(check: Check, program: str) -> str:
    query = urlencode({"program": program})
    return f"{reverse('records:quality_list', args=[check.code])}?{query}"


def _asked(request: HttpRequest, code: str) -> tuple[Check, str]:
    """The check and the program that are asked for; 404 for a check that there is not."""
    require_here(request.user, Permission.VIEW_QUALITY)
    require_here(request.user, Permission.VIEW_PERSON)
    check = BY_CODE.get(code)
    if check is None:
        raise Http404
    given = request.GET.get("program", "")
    return check, given if given in (Program.CWS, Program.CALWORKS) else ""


@require_GET
def quality_list(request: HttpRequest, check: str) -> HttpResponse:
    """The records behind a figure, of people whom one may open."""
    found, program = _asked(request, check)
    page = Paginator(pages.rows(request.user, found, program), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "check": found,
        "fixer": FIXERS[found.fixer],
        "page": page,
        "columns": LIST_COLUMNS,
        "query": f"?{urlencode({'program': program})}" if program else "",
        "most": MOST_ROWS,
        "too_many": page.paginator.count > MOST_ROWS,
        "breadcrumbs": [
            {"label": _("Quality"), "url": reverse("records:quality")},
            {"label": str(found.title)},
        ],
    }
    return render(request, "records/quality/list.html", context)


@require_GET
@step_up
def quality_file(request: HttpRequest, check: str) -> HttpResponse:
    """The same list as a table to take out, by token and masked number, without names."""
    found, program = _asked(request, check)
    rows = pages.rows(request.user, found, program)
    subjects = {row.person.pk for row in rows}
    try:
        header = [str(column) for column in FILE_COLUMNS]
        return csv_file("quality", header, _file_rows(found, rows), subjects=subjects)
    except TooManyRows:
        return quality_list(request, check)


def _file_rows(check: Check, rows: list[Any]) -> Iterator[list[str]]:
    for row in rows:
        program = str(Program(row.program).label)
        title, remedy = str(check.title), str(check.remedy)
        yield [row.person.token, program, row.number, row.worker, title, remedy]
