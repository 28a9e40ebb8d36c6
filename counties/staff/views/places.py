"""Offices, units and holidays of a county: added, renamed, moved."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from counties.models import Holiday, Membership, Office, Unit
from counties.permissions import Permission, may, require, require_here
from counties.staff.forms import day_field, units_of
from counties.staff.views.acting import carry_out, page
from linkages import audit
from linkages.calendar import today
from linkages.forms import HouseForm, Stale
from linkages.programs import Program
from linkages.uswds import Column

UNIT_COLUMNS = [
    Column(gettext_lazy("Unit")),
    Column(gettext_lazy("Code")),
    Column(gettext_lazy("Program")),
    Column(gettext_lazy("Staff today"), numeric=True),
]
HOLIDAY_COLUMNS = [
    Column(gettext_lazy("Day")),
    Column(gettext_lazy("Holiday")),
    Column(gettext_lazy("Change"), hidden=True),
]


class OfficeForm(HouseForm):
    """Name and code of an office."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = forms.CharField(
        label=gettext_lazy("Code"), help_text=gettext_lazy("As extracts name it."), max_length=16
    )


class UnitForm(OfficeForm):
    """And of a unit, where it sits and for which program it works."""

    program = forms.ChoiceField(label=gettext_lazy("Program"), choices=Program.choices)
    office = forms.ModelChoiceField(
        label=gettext_lazy("Office"), queryset=Office.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, county: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.filter(county=county).order_by("name")


class HolidayForm(HouseForm):
    """A day on which the offices are closed."""

    day = day_field(gettext_lazy("Day"))
    name = forms.CharField(label=gettext_lazy("Holiday"), max_length=80)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < today():
            raise forms.ValidationError(_("A change never rewrites the past."))
        return day


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Offices with their units, and how many work in each."""
    user = request.user
    require_here(user, Permission.VIEW_STAFF)
    here = Membership.objects.visible_to(user).in_force_on(today()).exclude(unit=None)
    heads: dict[uuid.UUID, set[uuid.UUID]] = {}
    for unit, member in here.values_list("unit", "user"):
        heads.setdefault(unit, set()).add(member)
    units: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for unit in units_of(user.working_in.county_id):
        row = {"unit": unit, "staff": len(heads.get(unit.pk, ()))}
        units.setdefault(unit.office_id, []).append(row)
    offices = Office.objects.visible_to(user).order_by("name")
    context = {
        "offices": [{"office": each, "units": units.get(each.pk, [])} for each in offices],
        "columns": UNIT_COLUMNS,
        "may_keep": may(user, Permission.KEEP_STAFF),
    }
    return render(request, "counties/staff/places.html", context)


def _save(row: Office | Unit, form: HouseForm, before: str) -> None:
    """Write it, unless somebody else did in the meantime; a code is one place's alone."""
    if form.cleaned_data["version"] not in ("", before):
        raise Stale(_("Somebody changed this in the meantime. Look at it again."))
    for name in ("name", "code", "program", "office"):
        if name in form.cleaned_data:
            setattr(row, name, form.cleaned_data[name])
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Stale(_("Another one has this code already.")) from error
    audit.note({row.pk}, purpose="staff")


def _version(row: Office | Unit) -> str:
    return "|".join([row.name, row.code, str(getattr(row, "office_id", ""))])


def _edit(
    request: HttpRequest, row: Office | Unit, make: Callable[..., HouseForm], title: str
) -> HttpResponse:
    require_here(request.user, Permission.KEEP_STAFF)
    new = row._state.adding
    initial = {} if new else {name: getattr(row, name) for name in ("name", "code")}
    if isinstance(row, Unit) and not new:
        initial |= {"program": row.program, "office": row.office_id}
    version = "" if new else _version(row)
    form = make(request.POST or None, initial=initial, version=version)
    if isinstance(row, Unit) and not new and row.memberships.exists():
        form.fields["program"].disabled = True
    show = page(request, "counties/staff/place.html", {"form": form, "title": title})
    if request.method == "GET":
        return show(200)

    def act() -> str:
        _save(row, form, version)
        messages.success(request, _("Recorded."))
        return reverse("counties:places")

    return carry_out(request, form, act, show)


@require_http_methods(["GET", "POST"])
def new_office(request: HttpRequest) -> HttpResponse:
    """Another office of the county."""
    require_here(request.user, Permission.KEEP_STAFF)
    row = Office(county_id=request.user.working_in.county_id)
    return _edit(request, row, OfficeForm, _("New office"))


@require_http_methods(["GET", "POST"])
def office(request: HttpRequest, office_id: uuid.UUID) -> HttpResponse:
    """Rename an office."""
    row = get_object_or_404(Office.objects.visible_to(request.user), pk=office_id)
    require(request.user, Permission.KEEP_STAFF, row)
    return _edit(request, row, OfficeForm, row.name)


@require_http_methods(["GET", "POST"])
def new_unit(request: HttpRequest) -> HttpResponse:
    """Another unit in one of the offices."""
    require_here(request.user, Permission.KEEP_STAFF)
    county = request.user.working_in.county_id
    return _edit(request, Unit(county_id=county), _unit_form(county), _("New unit"))


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, unit_id: uuid.UUID) -> HttpResponse:
    """Rename a unit, or move it to another office."""
    row = get_object_or_404(Unit.objects.visible_to(request.user), pk=unit_id)
    require(request.user, Permission.KEEP_STAFF, row)
    return _edit(request, row, _unit_form(row.county_id), row.name)


def _unit_form(county: str) -> Callable[..., HouseForm]:
    return lambda *args, **kwargs: UnitForm(*args, county=county, **kwargs)


@require_http_methods(["GET", "POST"])
def holidays(request: HttpRequest) -> HttpResponse:
    """The county's holidays from this year on; days that are due skip them."""
    user = request.user
    require_here(user, Permission.VIEW_STAFF)
    keeps = may(user, Permission.KEEP_STAFF)
    rows = Holiday.objects.visible_to(user).filter(day__year__gte=today().year)
    form = HolidayForm(request.POST or None)
    context = {
        "rows": [{"row": row, "to_come": row.day >= today()} for row in rows],
        "columns": HOLIDAY_COLUMNS,
        "form": form if keeps else None,
    }
    show = page(request, "counties/staff/holidays.html", context)
    if request.method == "GET":
        return show(200)
    require_here(user, Permission.KEEP_STAFF)
    return carry_out(request, form, lambda: _add_holiday(request, form), show)


def _add_holiday(request: HttpRequest, form: HolidayForm) -> str:
    given = form.cleaned_data
    county = request.user.working_in.county_id
    try:
        with transaction.atomic():
            made = Holiday.objects.create(county_id=county, day=given["day"], name=given["name"])
    except IntegrityError as error:
        raise Stale(_("This day is on the list already.")) from error
    audit.note({made.pk}, purpose="staff")
    messages.success(request, _("The holiday is on the list."))
    return reverse("counties:holidays")


@require_POST
def remove_holiday(request: HttpRequest, holiday_id: uuid.UUID) -> HttpResponse:
    """Take a day that has not passed off the list."""
    row = get_object_or_404(Holiday.objects.visible_to(request.user), pk=holiday_id)
    require(request.user, Permission.KEEP_STAFF, row)
    if row.day < today():
        messages.warning(request, _("A change never rewrites the past."))
    else:
        audit.note({row.pk}, purpose="staff")
        row.delete()
        messages.success(request, _("The day is off the list."))
    return redirect("counties:holidays")
