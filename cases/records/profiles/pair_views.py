"""Ids of one client in two systems: how many pairs are known, and a cross-walk to load."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.records import words
from cases.records.forms import too_large
from cases.records.models import IdPair
from cases.records.profiles import pages, pairing
from cases.records.reading.reasons import Unreadable
from cases.sharing.policy import authority
from counties.permissions import Permission, may, require_here
from linkages.forms import HouseForm
from linkages.programs import Program
from linkages.uswds import Column

COUNT_COLUMNS = [
    Column(gettext_lazy("Program")),
    Column(gettext_lazy("Older id")),
    Column(gettext_lazy("Newer id")),
    Column(gettext_lazy("Pairs"), numeric=True),
    Column(gettext_lazy("From extracts"), numeric=True),
    Column(gettext_lazy("Latest")),
]
CONFLICT_COLUMNS = [
    Column(gettext_lazy("Line"), numeric=True),
    Column(gettext_lazy("Newer id")),
    Column(gettext_lazy("Older id")),
]


class CrossWalkForm(HouseForm):
    """A file of pairs."""

    file = forms.FileField(
        label=gettext_lazy("Cross-walk"),
        help_text=gettext_lazy(
            "Two columns: the older id and the newer id of the same client. Excel, CSV, tab or "
            "pipe; a line with column names may stand above. CWS/CMS with CWS-CARES, or an old "
            "CIN with the one that goes on."
        ),
    )

    def clean_file(self) -> Any:
        content = self.cleaned_data["file"]
        if content.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(too_large())
        return content


@require_http_methods(["GET", "POST"])
def pairs(request: HttpRequest) -> HttpResponse:
    """How many pairs are known by system; a cross-walk says which lines were not taken and why."""
    permission = Permission.VIEW_BATCH if request.method == "GET" else Permission.UPLOAD_EXTRACT
    require_here(request.user, permission)
    county = request.user.working_in.county_id
    loaded = None
    form = CrossWalkForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if settings.PRODUCTION and authority.missing(county):
            form.add_error("file", _("No authority for comparing clients is in force."))
        else:
            try:
                content = form.cleaned_data["file"].file
                loaded = pairing.load(county, content, by=request.user.pk)
                form = CrossWalkForm()
            except Unreadable as trouble:
                form.add_error("file", words.sentence(trouble.code, trouble.params) + ".")
    return _page(request, form, loaded)


def _page(request: HttpRequest, form: CrossWalkForm, loaded: pairing.Loaded | None) -> HttpResponse:
    known = pairing.counts(IdPair.objects.visible_to(request.user))
    context = {
        "rows": [
            {
                **row,
                "program": Program(row["program"]),
                "older": pairing.SCHEMES.get(str(row["old_scheme"]), row["old_scheme"]),
                "newer": pairing.SCHEMES.get(str(row["new_scheme"]), row["new_scheme"]),
            }
            for row in known
        ],
        "columns": COUNT_COLUMNS,
        "form": form if may(request.user, Permission.UPLOAD_EXTRACT) else None,
        "loaded": loaded,
        "breadcrumbs": pages.crumbs((_("Ids in two systems"), "")),
    }
    if loaded is not None:
        context |= {
            "conflicts": loaded.conflicts[: pairing.SHOWN],
            "conflict_columns": CONFLICT_COLUMNS,
            "wrong": [
                (number, words.sentence(code, {"column": "1"}))
                for number, code in loaded.wrong[: pairing.SHOWN]
            ],
        }
    return render(
        request, "records/profiles/pairs.html", context, status=422 if form.errors else 200
    )
