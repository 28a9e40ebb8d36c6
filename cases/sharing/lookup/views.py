"""Asking whether the other side knows somebody; why something is not shown; narrowing."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.people.models import Person
from cases.sharing import pages
from cases.sharing.lookup import asking, narrowing
from cases.sharing.lookup.asking import Answer
from cases.sharing.lookup.forms import LookUpForm, NarrowForm
from cases.sharing.models import Category, LookUp
from cases.sharing.reading import PersonFacts
from cases.sharing.scope import people_visible_to
from cases.sharing.withholding import NEXT_STEP, OPENED_BY
from counties.permissions import Permission, require, require_here
from linkages.forms import HouseForm, once
from linkages.uswds import Column

# Where a session keeps the last reason, so that the next question is typing and Enter.
REMEMBERED = "look_up_reason"


@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """One field and a reason; the answer on the same page, so that nothing typed is kept."""
    require_here(request.user, Permission.LOOK_UP)
    standard = asking.index_for(request.user)
    form = _form(request)
    answer = None
    if form.is_valid():
        _remember(request, form.why.reason)
        typed = form.cleaned_data["q"]
        if standard is not None:
            answer = asking.ask_index(request.user, standard, typed, form.why)
        else:
            answer = asking.ask_caseload(request.user, typed, form.why)
    context = {
        "form": form,
        "in_index": standard is not None,
        "answer": answer,
        "rows": _rows(answer, in_index=standard is not None),
        "columns": [
            Column(_("Person")),
            Column(_("Birth date")),
            Column(_("CWS worker")),
            Column(_("CalWORKs worker")),
        ],
        "at_most": asking.AT_MOST,
    }
    return render(request, "sharing/lookup/look_up.html", context)


def _form(request: HttpRequest) -> LookUpForm:
    """What was sent. Words that come from the search page bring no reason: the remembered one
    answers at once, and without one they wait in the field until somebody chooses."""
    remembered = request.session.get(REMEMBERED, "")
    if request.method != "POST":
        return LookUpForm(remembered=remembered)
    if "reason" in request.POST:
        return LookUpForm(request.POST, remembered=remembered)
    if remembered and remembered != LookUp.Reason.OTHER:
        return LookUpForm({**request.POST.dict(), "reason": remembered}, remembered=remembered)
    return LookUpForm(remembered=remembered, initial={"q": request.POST.get("q", "")})


def _remember(request: HttpRequest, reason: str) -> None:
    if request.session.get(REMEMBERED) != reason:
        request.session[REMEMBERED] = reason


def _rows(answer: Answer | None, *, in_index: bool) -> list[dict[str, Any]]:
    if answer is None:
        return []
    return [_entry(seen) if in_index else _line(seen) for seen in answer.people]


def _entry(seen: PersonFacts) -> dict[str, Any]:
    """What the index holds of a person: each side's own words, and when it last had them."""
    return {"name": seen.name, "sides": pages.sides(seen)}


def _line(seen: PersonFacts) -> dict[str, Any]:
    """Somebody of the caseload: known to the other side, and by whom."""
    return {
        "person": seen.person,
        "token": seen.token,
        "name": seen.name,
        "born": pages.birth_date(seen),
        "workers": [worker for _program, worker in pages.workers(seen)],
    }


@require_GET
def why(request: HttpRequest) -> HttpResponse:
    """Why something is not shown, in general words: the same page for everybody."""
    require_here(request.user, Permission.VIEW_PERSON)
    category = request.GET.get("category", "")
    if category and category not in Category.values:
        raise Http404
    rows = [
        {
            "code": code,
            "label": label,
            "opens": OPENED_BY[code],
            "next": NEXT_STEP[code],
            "rule": f"category:{code}",
        }
        for code, label in Category.choices
    ]
    context = {
        "rows": rows,
        "asked": next((row for row in rows if row["code"] == category), None),
        "columns": [Column(_("What")), Column(_("What opens it")), Column(_("What you can do"))],
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("sharing:people")},
            {"label": _("Why can’t I see this?")},
        ],
    }
    return render(request, "sharing/lookup/why.html", context)


def _narrowable(request: HttpRequest, person_id: uuid.UUID) -> tuple[Person, Any]:
    """A person whom the user may open, and the record on the user's side; 403 without one."""
    found = get_object_or_404(people_visible_to(request.user), pk=person_id)
    require(request.user, Permission.NARROW_SHARING, found)
    record = narrowing.own_records(request.user, found).first()
    if record is None:
        raise PermissionDenied(Permission.NARROW_SHARING)
    return found, record


@require_http_methods(["GET", "POST"])
def narrow(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Say why, then only identity crosses by statute from the next request on."""
    found, record = _narrowable(request, person_id)
    form = NarrowForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def act() -> str:
            if narrowing.narrow(request.user, record, form.cleaned_data["reason"]):
                messages.success(request, _("Sharing is narrowed to identity."))
            else:
                messages.info(request, _("Sharing was narrowed to identity already."))
            return reverse("sharing:person", args=[found.pk])

        return once(request, form, act)
    context = {
        "form": form,
        "question": _("Narrow sharing to identity?"),
        "consequences": [
            _("By statute the two programs then share who this is and who works with them."),
            _("Everybody who opens this person reads that only identity is shared, and no reason."),
            _("What a signed release of information names is shared as it says."),
            _("You can widen it again at any time."),
        ],
        "verb": _("Narrow sharing"),
        "cancel_url": reverse("sharing:person", args=[found.pk]),
        "breadcrumbs": [
            {"label": _("People"), "url": reverse("sharing:people")},
            {"label": found.token, "url": reverse("sharing:person", args=[found.pk])},
            {"label": _("Narrow sharing")},
        ],
    }
    return render(request, "uswds/confirm.html", context)


@require_POST
def widen(request: HttpRequest, person_id: uuid.UUID) -> HttpResponse:
    """Lift what the user's side narrowed."""
    found, _record = _narrowable(request, person_id)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return redirect("sharing:person", found.pk)

    def act() -> str:
        if narrowing.widen(request.user, found):
            messages.success(request, _("Your side no longer narrows what is shared."))
        else:
            messages.info(request, _("Your side did not narrow what is shared."))
        return reverse("sharing:person", args=[found.pk])

    return once(request, form, act)
