"""Who saw what of a person: finding them, their account, as a table, on paper."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.people.models import Person
from cases.sharing import pages, search
from cases.sharing.accounting import account
from cases.sharing.accounting.account import Line
from cases.sharing.accounting.forms import AccountFilterForm, AccountSearchForm
from cases.sharing.accounting.people import people_accountable_to
from cases.sharing.models import Category
from cases.sharing.reading import PersonFacts, Purpose, read
from counties.models import Membership
from counties.permissions import Permission, may, require, require_here
from counties.signin.step_up import step_up
from linkages.exports import MOST_ROWS, TooManyRows, csv_file

PAGE = 50
FOUND_COLUMNS = [
    gettext_lazy("Person"),
    gettext_lazy("Birth date"),
    gettext_lazy("CWS number"),
    gettext_lazy("CalWORKs number"),
]
COLUMNS = [
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("What"),
    gettext_lazy("What crossed from the other program"),
    gettext_lazy("Basis"),
    gettext_lazy("Purpose and channel"),
    gettext_lazy("Result"),
]
FILE_COLUMNS = [
    gettext_lazy("When"),
    gettext_lazy("Who"),
    gettext_lazy("Role"),
    gettext_lazy("Program"),
    gettext_lazy("What"),
    gettext_lazy("What crossed from the other program"),
    gettext_lazy("Basis"),
    gettext_lazy("Purpose"),
    gettext_lazy("Channel"),
    gettext_lazy("Result"),
    gettext_lazy("Event"),
]


@require_http_methods(["GET", "POST"])
def account_search(request: HttpRequest) -> HttpResponse:
    """The people whose account may be opened and whom the words fit."""
    user = request.user
    require_here(user, Permission.VIEW_ACCOUNT)
    form = AccountSearchForm(request.POST if request.method == "POST" else None)
    rows = None
    if form.is_valid():
        people = people_accountable_to(user)
        found = search.fitting(form.cleaned_data["q"], people, alone=False)
        rows = _found(user, found[: search.SHOWN])
    context = {
        "form": form,
        "rows": rows,
        "columns": FOUND_COLUMNS,
        "shown": search.SHOWN,
        "may_explain": may(user, Permission.EXPLAIN_ACCESS),
    }
    return render(request, "sharing/accounting/search.html", context)


def _found(user: Any, people: list[Person]) -> list[dict[str, Any]]:
    seen = {p.person: p for p in read(user, Purpose.ACCOUNT, people, categories=[Category.C1])}
    return [
        {
            "person": person,
            "name": seen[person.pk].name,
            "born": pages.birth_date(seen[person.pk]),
            "numbers": pages.numbers(seen[person.pk]),
        }
        for person in people
        if person.pk in seen
    ]


def _whose(request: HttpRequest, person_id: uuid.UUID) -> tuple[Person, PersonFacts]:
    """Scope, then permission, then the identity of the person through the decision."""
    found = get_object_or_404(people_accountable_to(request.user), pk=person_id)
    require(request.user, Permission.VIEW_ACCOUNT, found)
    seen = next(iter(read(request.user, Purpose.ACCOUNT, [found], categories=[Category.C1])), None)
    if seen is None:
        raise Http404
    return found, seen


def _filter_form(request: HttpRequest) -> AccountFilterForm:
    everybody = Membership.objects.visible_to(request.user).select_related("user")
    names = {str(each.user_id): each.user.name for each in everybody}
    staff = sorted(names.items(), key=lambda row: row[1])
    return AccountFilterForm(request.GET, staff=staff)


@require_GET
def account_page(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Every event that touched a person, latest first."""
    found, seen = _whose(request, person_id)
    form = _filter_form(request)
    keys = account.keys(request.user, found, form.filters())
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    context = _context(request, found, seen, account.lines(request.user, found, list(page)))
    context |= {"page": page, "filters": form, "total": len(keys), "filtered": bool(request.GET)}
    return render(request, "sharing/accounting/account.html", context)


def _context(
    request: HttpRequest, found: Person, seen: PersonFacts, lines: list[Line]
) -> dict[str, Any]:
    kept = request.GET.copy()
    kept.pop("page", None)
    return {
        "person": found,
        "name": seen.name,
        "born": pages.birth_date(seen),
        "lines": lines,
        "columns": COLUMNS,
        "query": f"?{kept.urlencode()}" if kept else "",
        "most": MOST_ROWS,
        "breadcrumbs": [
            {"label": _("Accounts"), "url": reverse("sharing:account_search")},
            {"label": found.token},
        ],
    }


@require_GET
@step_up
def account_file(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The account as a table to take out, without the person's name in it."""
    found, seen = _whose(request, person_id)
    keys = account.keys(request.user, found, _filter_form(request).filters())
    try:
        if len(keys) > MOST_ROWS:
            raise TooManyRows
        rows = _file_rows(account.lines(request.user, found, keys))
        return csv_file("account", [str(c) for c in FILE_COLUMNS], rows, subjects={found.pk})
    except TooManyRows:
        context = _context(request, found, seen, []) | {"total": len(keys)}
        return render(request, "sharing/accounting/too_many.html", context, status=422)


def _file_rows(lines: list[Line]) -> Iterator[tuple[str, ...]]:
    for line in lines:
        yield (
            timezone.localtime(line.at).isoformat(timespec="seconds"),
            line.who,
            line.role,
            line.program,
            line.what,
            "; ".join(line.categories),
            "; ".join(line.bases),
            line.purpose,
            line.channel,
            line.result,
            str(line.event),
        )


@require_GET
def account_print(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """The account on paper: all of it on one page, with who printed it and when."""
    found, seen = _whose(request, person_id)
    form = _filter_form(request)
    keys = account.keys(request.user, found, form.filters())
    lines = account.lines(request.user, found, keys[:MOST_ROWS])
    context = _context(request, found, seen, lines)
    now = timezone.localtime()
    context |= {
        "total": len(keys),
        "printed_by": request.user.name,
        "printed_at": f"{date_format(now, 'DATETIME_FORMAT')} {now.tzname()}",
    }
    return render(request, "sharing/accounting/print.html", context)
