"""The index of W&IC 18961.5: counsel's pages of its standard and of designated staff."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.sharing.models import Designation, IndexStandard
from cases.sharing.policy import days, designating, pages
from cases.sharing.policy.ending import ask_to_end, row_here, status_of, working_county
from cases.sharing.policy.forms import COMPONENT_WORDS, DesignationForm, StandardForm
from counties.models import Membership
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.templatetags.words import short_day
from linkages.uswds import Column, Fact

PAST_STANDARD_COLUMNS = [
    gettext_lazy("In force"),
    gettext_lazy("Standard"),
    gettext_lazy("Components"),
    gettext_lazy("Agencies"),
]
DESIGNATION_COLUMNS = [
    gettext_lazy("Name"),
    gettext_lazy("Role"),
    gettext_lazy("Letter"),
    gettext_lazy("Since"),
    Column(gettext_lazy("End"), hidden=True),
]
PAST_DESIGNATION_COLUMNS = [
    gettext_lazy("Name"),
    gettext_lazy("Letter"),
    gettext_lazy("In force"),
]


@require_http_methods(["GET", "POST"])
def index_standard(request: HttpRequest) -> HttpResponse:
    """What "at risk" is in this county, and whether the index is on."""
    county = working_county(request)
    form = StandardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _record_standard(request, form))
        except Stale as stale:
            earlier = done_before(request, form)
            return earlier or _standard_page(request, county, form, str(stale))
    return _standard_page(request, county, form)


def _standard_page(
    request: HttpRequest, county: str, form: StandardForm, refusal: str = ""
) -> HttpResponse:
    may_set = may(request.user, Permission.SET_POLICY)
    now = designating.standard_in_force(county)
    past = IndexStandard.objects.filter(county=county).order_by("-since")
    opened, designated = designating.is_opened(county), designating.designated(county).count()
    ending = may_set and now is not None and days.holds(now.since, now.until)
    context = {
        "is_on": bool(opened and now and designated),
        "steps": [
            Fact(_("Legal basis for the index"), _("on") if opened else _("off")),
            Fact(_("Standard of “at risk”"), _("recorded") if now else _("none")),
            Fact(_("Designated staff"), str(designated)),
        ],
        "standard": now,
        "facts": _standard_facts(now) if now else [],
        "end_url": reverse("sharing:end_standard", args=[now.pk]) if ending and now else "",
        "form": form if may_set else None,
        "past": [
            {"standard": each, "components": _components(each)} for each in past if each != now
        ],
        "columns": PAST_STANDARD_COLUMNS,
        "breadcrumbs": pages.crumbs(_("Index standard")),
        "refusal": refusal,
    }
    status = status_of(form, refusal)
    return render(request, "sharing/policy/index_standard.html", context, status=status)


def _standard_facts(standard: IndexStandard) -> list[Fact]:
    return [
        Fact(_("Standard"), standard.standard),
        Fact(_("Components"), _components(standard)),
        Fact(_("Agencies"), standard.agencies),
        Fact(_("Since"), short_day(standard.since)),
        Fact(_("Last day"), short_day(standard.until)),
    ]


def _components(standard: IndexStandard) -> str:
    return ", ".join(str(COMPONENT_WORDS.get(code, code)) for code in standard.components)


def _record_standard(request: HttpRequest, form: StandardForm) -> str:
    given = form.cleaned_data
    designating.set_standard(
        IndexStandard(
            county_id=request.user.working_in.county_id,
            standard=given["standard"],
            components=given["components"],
            agencies=given["agencies"],
            since=today(),
            until=given["until"],
            recorded_by=request.user.pk,
        )
    )
    messages.success(request, _("The standard is recorded and holds from today."))
    return reverse("sharing:index_standard")


@require_http_methods(["GET", "POST"])
def end_standard(request: HttpRequest, standard_id: uuid.UUID) -> HttpResponse:
    """Switch the index off."""
    found = row_here(request, IndexStandard, standard_id)

    def act() -> str:
        designating.end_standard(found.county_id, found.pk)
        return reverse("sharing:index_standard")

    return ask_to_end(
        request,
        found,
        act,
        (_("End the standard of the index?"), _("The index is off until another is recorded.")),
        (_("Index standard"), reverse("sharing:index_standard")),
    )


@require_http_methods(["GET", "POST"])
def designations(request: HttpRequest) -> HttpResponse:
    """Who may search the index, and a new designation."""
    county = working_county(request)
    form = DesignationForm(request.POST or None, county=county)
    if request.method == "POST":
        sent = HouseForm(request.POST)
        # Whoever was designated by this very form is no longer among the choices.
        if sent.is_valid() and (earlier := done_before(request, sent)):
            return earlier
        if form.is_valid():
            try:
                return once(request, form, lambda: _designate(request, form))
            except Stale as stale:
                return _designation_page(request, county, form, str(stale))
    return _designation_page(request, county, form)


def _designation_page(
    request: HttpRequest, county: str, form: DesignationForm, refusal: str = ""
) -> HttpResponse:
    may_set = may(request.user, Permission.SET_POLICY)
    now = designating.designated(county)
    rows = list(now.select_related("user").order_by("user__name"))
    past = Designation.objects.filter(county=county).exclude(pk__in=[each.pk for each in rows])
    staff = Membership.objects.filter(county=county, user__in=[each.user_id for each in rows])
    working = {each.user_id: each for each in staff.in_force_on(today())}
    context = {
        "current": [
            _designation_row(each, working.get(each.user_id), may_end=may_set) for each in rows
        ],
        "columns": DESIGNATION_COLUMNS,
        "past": past.select_related("user").order_by("-until", "user__name"),
        "past_columns": PAST_DESIGNATION_COLUMNS,
        "standard": designating.standard_in_force(county),
        "form": form if may_set else None,
        "breadcrumbs": pages.crumbs(_("Designated staff")),
        "refusal": refusal,
    }
    status = status_of(form, refusal)
    return render(request, "sharing/policy/designations.html", context, status=status)


def _designation_row(
    row: Designation, working: Membership | None, *, may_end: bool
) -> dict[str, Any]:
    ending = may_end and days.holds(row.since, row.until)
    return {
        "designation": row,
        "left": working is None,
        "role": working.get_role_display() if working else "",
        "end_url": reverse("sharing:end_designation", args=[row.pk]) if ending else "",
    }


def _designate(request: HttpRequest, form: DesignationForm) -> str:
    given = form.cleaned_data
    designating.designate(
        Designation(
            county_id=request.user.working_in.county_id,
            user_id=uuid.UUID(given["user"]),
            letter=given["letter"],
            since=today(),
            until=given["until"],
            recorded_by=request.user.pk,
        )
    )
    messages.success(request, _("Designated from today."))
    return reverse("sharing:designations")


@require_http_methods(["GET", "POST"])
def end_designation(request: HttpRequest, designation_id: uuid.UUID) -> HttpResponse:
    """End a designation: the next search is refused."""
    found = row_here(request, Designation, designation_id)

    def act() -> str:
        designating.end_designation(found.county_id, found.pk)
        return reverse("sharing:designations")

    return ask_to_end(
        request,
        found,
        act,
        (
            _("End the designation of %(name)s?") % {"name": found.user},
            _("The index no longer answers this member of staff."),
        ),
        (_("Designated staff"), reverse("sharing:designations")),
    )
