"""How families are put together, and joining and splitting them by hand."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.rollup.rules import RULES
from cases.families.rollup.shaping import acts, pages
from cases.families.rollup.shaping.acts import NotAllowed
from cases.families.rollup.shaping.forms import PartnerForm, ShapeForm, UndoForm
from cases.families.rollup.shaping.planning import Plan, to_join, to_split, version_of
from cases.families.viewing import FamilyView, open_family
from cases.people.models import FamilyRuling
from cases.sharing.families import families_visible_to
from counties.permissions import Permission, require, require_here
from linkages import audit
from linkages.forms import HouseForm, Stale, done_before, once


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """The rules in words, with examples."""
    require_here(request.user, Permission.VIEW_FAMILY_RULES)
    return render(request, "families/rollup/rules.html", {"rules": list(RULES.values())})


def _opened(request: HttpRequest, family_id: uuid.UUID) -> FamilyView:
    """A family that is there for this member of staff, who may shape it."""
    family = get_object_or_404(families_visible_to(request.user), pk=family_id)
    require(request.user, Permission.SHAPE_FAMILY, family)
    return open_family(request.user, family_id)


@require_GET
def shape(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """The parts of a family, what was ruled about it, and a way to another family."""
    view = _opened(request, family_id)
    context = {
        "view": view,
        "units": pages.units(view),
        "rulings": pages.rulings(request.user, view),
        "form": PartnerForm(),
        "breadcrumbs": _crumbs(view, _("Join or split")),
    }
    return render(request, "families/rollup/shape.html", context)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, family_id: uuid.UUID, number: str) -> HttpResponse:
    """Split one case family or household off: what moves, and why."""
    view = _opened(request, family_id)
    lines = pages.units(view)
    line = next((each for each in lines if str(each.number) == number), None)
    if line is None or len(lines) < 2:
        raise Http404
    form = _form(request, [view])

    def act() -> str:
        given = form.cleaned_data
        seen = given.get("version") or ""
        acts.split(request.user, view.family, line.unit, reason=given["reason"], version=seen)
        messages.success(request, _("Split. Undo it on the page of either family."))
        return _after(request, view)

    if answer := _carried_out(request, form, view, act):
        return answer
    context = _context(view, form, to_split(view.family, line.unit), [view]) | {"line": line}
    return _page(request, "families/rollup/split.html", context)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Join a family with another one that is there for the same member of staff."""
    view = _opened(request, family_id)
    partner = PartnerForm(request.GET)
    other = _partner(request, view, partner)
    if other is None:
        context = {
            "view": view,
            "units": pages.units(view),
            "rulings": pages.rulings(request.user, view),
            "form": partner,
            "breadcrumbs": _crumbs(view, _("Join or split")),
        }
        return render(request, "families/rollup/shape.html", context, status=422)
    both = [view, other]
    form = _form(request, both)

    def act() -> str:
        given = form.cleaned_data
        seen = given.get("version") or ""
        acts.join(request.user, view.family, other.family, reason=given["reason"], version=seen)
        messages.success(request, _("Joined. Undo it on the page of the family."))
        return _after(request, view, other)

    if answer := _carried_out(request, form, view, act):
        return answer
    plan = to_join(view.family, other.family)
    context = _context(view, form, plan, both) | {
        "other": other,
        "forbidden": not acts.would_join(plan, view.family, other.family),
    }
    return _page(request, "families/rollup/join.html", context)


def _partner(request: HttpRequest, view: FamilyView, form: PartnerForm) -> FamilyView | None:
    """The other family, or None with the form saying why. Whoever does not exist for somebody
    reads the same as a code that nobody has."""
    if not form.is_valid():
        return None
    token = form.cleaned_data["family"].strip().upper()
    found = families_visible_to(request.user).exclude(pk=view.family.pk).filter(token=token).first()
    if found is None:
        form.add_error("family", _("There is no other family with this code."))
        return None
    return open_family(request.user, found.pk)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, ruling_id: uuid.UUID) -> HttpResponse:
    """Undo a ruling."""
    ruling = get_object_or_404(FamilyRuling.objects.visible_to(request.user), pk=ruling_id)
    if not acts.may_undo(request.user, ruling):
        raise Http404
    require(request.user, Permission.SHAPE_FAMILY, ruling)
    audit.note({ruling.pk}, purpose="family")
    form = UndoForm(request.POST if request.method == "POST" else None)
    back = reverse("families:families")
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            acts.undo(request.user, ruling)
            messages.success(request, _("Undone."))
            return back

        try:
            return once(request, form, act)
        except Stale as refusal:
            if earlier := done_before(request, form):
                return earlier
            messages.warning(request, str(refusal))
            return redirect(back)
    together = ruling.kind == FamilyRuling.Kind.TOGETHER
    context = {
        "form": form,
        "question": _("Undo the joining?") if together else _("Undo the split?"),
        "consequences": [
            _("The rules decide again who is one family."),
            _("What was ruled, and that it was undone, stays in the history."),
        ],
        "verb": _("Undo"),
        "cancel_url": back,
    }
    return render(request, "uswds/confirm.html", context, status=422 if form.is_bound else 200)


def _form(request: HttpRequest, views: list[FamilyView]) -> ShapeForm:
    version = version_of([view.family.pk for view in views])
    return ShapeForm(request.POST if request.method == "POST" else None, version=version)


def _carried_out(
    request: HttpRequest, form: HouseForm, view: FamilyView, act: Any
) -> HttpResponse | None:
    """Where an act led; None for a form that is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return once(request, form, act)
    except Stale as refusal:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(refusal))
        return redirect("families:shape", view.family.pk)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None


def _after(request: HttpRequest, *views: FamilyView) -> str:
    """The page of whichever family is still one."""
    pks = [view.family.pk for view in views]
    for family in families_visible_to(request.user).filter(pk__in=pks).order_by("formed_at"):
        return reverse("families:family", args=[family.pk])
    return reverse("families:families")


def _context(
    view: FamilyView, form: ShapeForm, plan: Plan, views: list[FamilyView]
) -> dict[str, Any]:
    return {
        "view": view,
        "form": form,
        "groups": pages.outcome(plan, views),
        "cancel_url": reverse("families:shape", args=[view.family.pk]),
        "breadcrumbs": _crumbs(view, _("Join or split")),
    }


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].is_bound else 200)


def _crumbs(view: FamilyView, here: str) -> list[dict[str, str]]:
    return [
        {"label": _("Families"), "url": reverse("families:families")},
        {"label": view.family.token, "url": reverse("families:family", args=[view.family.pk])},
        {"label": here},
    ]
