"""Pages of families who may be eligible for aid."""

import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.models import EligibilityAnswer
from cases.families.tap import eligible
from cases.people.models import Family
from counties.permissions import Permission, require, require_here
from counties.signin.step_up import step_up
from linkages.calendar import today
from linkages.exports import MOST_ROWS, TooManyRows, csv_file
from linkages.forms import HouseForm, once
from linkages.templatetags.words import short_day
from linkages.uswds import Column

PAGE = 50
COLUMNS = [
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("Children"), numeric=True),
    Column(gettext_lazy("What speaks for asking")),
    Column(gettext_lazy("What came of it")),
    Column(gettext_lazy("Record"), hidden=True),
]


class AnswerForm(HouseForm):
    """What a family said, or what intake decided, and when."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=EligibilityAnswer.Answer,
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("Day"), initial=today)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > today():
            raise forms.ValidationError(_("The day lies ahead. Choose today or an earlier day."))
        return day


def _given(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _gate(user: Any) -> None:
    require_here(user, Permission.VIEW_ELIGIBLE)
    if not eligible.works_for_cws(user):
        raise PermissionDenied(Permission.VIEW_ELIGIBLE)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """CWS families without a CalWORKs record, of one's own chain."""
    user: Any = request.user
    _gate(user)
    page = Paginator(eligible.families_for(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": eligible.lines(user, list(page.object_list), today()),
        "columns": COLUMNS,
        "too_many": page.paginator.count > MOST_ROWS,
        "most": MOST_ROWS,
    }
    return render(request, "families/tap/eligible.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Record what came of telling one of these families."""
    user: Any = request.user
    _gate(user)
    family: Family = get_object_or_404(eligible.families_for(user), pk=family_id)
    require(user, Permission.VIEW_ELIGIBLE, family)
    (line,) = eligible.lines(user, [family], today())
    form = AnswerForm(_given(request))
    back = reverse("families:eligible")
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            return once(request, form, lambda: _record(request, family, form, back))
    context = {"line": line, "form": form, "cancel_url": back}
    return render(request, "families/tap/answer.html", context, status=status)


def _record(request: HttpRequest, family: Family, form: AnswerForm, back: str) -> str:
    given = form.cleaned_data
    eligible.record(request.user, family, given["answer"], given["on"])
    messages.success(request, _("Recorded."))
    return back


@require_GET
@step_up
def file(request: HttpRequest) -> HttpResponse:
    """The list as a table to take out, by token and without names."""
    user: Any = request.user
    _gate(user)
    families = list(eligible.families_for(user)[: MOST_ROWS + 1])
    rows = eligible.lines(user, families, today())
    header = [
        _("Family"),
        _("Children"),
        _("What speaks for asking"),
        _("What came of it"),
        _("Day"),
    ]
    subjects = {family.pk for family in families}
    try:
        return csv_file("families", header, _file_rows(rows), subjects=subjects)
    except TooManyRows:
        return redirect("families:eligible")


def _file_rows(lines: list[eligible.Line]) -> Iterator[list[str]]:
    for line in lines:
        said = line.answer
        yield [
            line.family.token,
            str(line.children),
            "; ".join(line.reasons),
            str(said.get_answer_display()) if said else "",
            short_day(said.answered_on) if said else "",
        ]
