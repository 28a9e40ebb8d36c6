"""Writing down marks of a family, and the county's list of them."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.families.models import SourceFlagKind
from cases.families.source_flags import acts
from cases.families.source_flags.acts import Mark, NotAllowed
from cases.families.source_flags.forms import DayForm, KindForm
from cases.families.viewing import FamilyView, open_family
from cases.sharing.chain import programs_of, viewer_of
from counties.permissions import Permission, require, require_here
from linkages import audit
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Program")),
    Column(gettext_lazy("What to do")),
    Column(gettext_lazy("Asked for")),
    Column(gettext_lazy("End"), hidden=True),
]


@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, family_id: uuid.UUID, kind_id: uuid.UUID) -> HttpResponse:
    """Write down that a mark was set in one's own program's system, or ended there."""
    user = request.user
    view = open_family(user, family_id)
    require(user, Permission.WORK_FAMILY, view.family)
    form = DayForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (earlier := done_before(request, form)):
        return earlier
    found = _mark(request, view, kind_id)
    if request.method == "POST" and form.is_valid():
        try:
            return once(request, form, lambda: _write(request, view, found, form))
        except NotAllowed as refusal:
            form.add_error("on", str(refusal))
        except Stale as refusal:
            messages.warning(request, str(refusal))
            return redirect("families:family", view.family.pk)
    family = reverse("families:family", args=[view.family.pk])
    context = {
        "form": form,
        "mark": found,
        "cancel_url": family,
        "breadcrumbs": [
            {"label": view.family.token, "url": family},
            {"label": _("Source flag")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/source_flags/mark.html", context, status=status)


def _mark(request: HttpRequest, view: FamilyView, kind_id: uuid.UUID) -> Mark:
    """The open mark of the user's own program; 404 for any other."""
    if view.episode is None:
        raise Http404
    programs = programs_of(viewer_of(request.user))
    for found in acts.marks_of([view.episode], programs)[view.episode.pk]:
        if found.kind.pk == kind_id and found.is_open:
            return found
    raise Http404


def _write(request: HttpRequest, view: FamilyView, found: Mark, form: DayForm) -> str:
    on = form.cleaned_data["on"]
    if found.flag is None:
        acts.set_done(request.user, found.episode, found.kind, on)
    else:
        acts.set_ended(request.user, found.flag, on)
    messages.success(request, _("It is on record."))
    return reverse("families:family", args=[view.family.pk])


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """The county's list of marks, by program."""
    require_here(request.user, Permission.KEEP_SOURCE_FLAGS)
    listed = list(SourceFlagKind.objects.visible_to(request.user))
    audit.note({kind.pk for kind in listed}, purpose=acts.PURPOSE)
    context = {
        "kinds": [(kind, HouseForm(auto_id=False)) for kind in listed],
        "columns": COLUMNS,
        "form": HouseForm(auto_id=False),
        "breadcrumbs": [{"label": _("Source flags")}],
    }
    return render(request, "families/source_flags/kinds.html", context)


@require_http_methods(["GET", "POST"])
def add_kind(request: HttpRequest) -> HttpResponse:
    """Add a mark to the list, in both languages."""
    require_here(request.user, Permission.KEEP_SOURCE_FLAGS)
    form = KindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("program", "name", "name_es")}
        given |= {name: form.cleaned_data[name] for name in ("where", "where_es")}
        same = SourceFlagKind.objects.visible_to(request.user).filter(
            until=None, program=given["program"], name=given["name"]
        )
        if earlier := done_before(request, form):
            return earlier
        if same.exists():
            form.add_error("name", _("This is on the list already."))
        else:
            return once(request, form, lambda: _add(request, given))
    context: dict[str, Any] = {
        "form": form,
        "breadcrumbs": [
            {"label": _("Source flags"), "url": reverse("families:source_flags")},
            {"label": _("Add")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/source_flags/add.html", context, status=status)


def _add(request: HttpRequest, given: dict[str, str]) -> str:
    acts.add_kind(request.user, given)
    messages.success(request, _("It is asked for from today on."))
    return reverse("families:source_flags")


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an empty list with the usual marks."""
    require_here(request.user, Permission.KEEP_SOURCE_FLAGS)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect("families:source_flags")

    def act() -> str:
        acts.begin_usual(request.user)
        messages.success(request, _("The list begins with the usual marks."))
        return reverse("families:source_flags")

    try:
        return once(request, form, act)
    except Stale as refusal:
        messages.info(request, str(refusal))
        return redirect("families:source_flags")


@require_POST
def end_kind(request: HttpRequest, kind_id: uuid.UUID) -> HttpResponse:
    """Ask for a mark no more."""
    mine = SourceFlagKind.objects.visible_to(request.user)
    kind = get_object_or_404(mine, pk=kind_id)
    require(request.user, Permission.KEEP_SOURCE_FLAGS, kind)
    form = HouseForm(request.POST)
    if not form.is_valid() or kind.until is not None:
        return redirect("families:source_flags")

    def act() -> str:
        acts.end_kind(kind)
        messages.success(request, _("It is asked for no more. Where it is set, it is to be ended."))
        return reverse("families:source_flags")

    return once(request, form, act)
