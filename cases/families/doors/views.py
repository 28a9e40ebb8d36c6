"""Suggesting that a family is mutual, and one's own suggestions."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.families.doors import suggesting
from cases.families.doors.forms import SuggestForm
from cases.families.doors.scope import mutual_family_of, own_records, own_suggestions
from cases.people.models import FamilyMember, ProgramRecord
from cases.sharing.families import families_visible_to
from counties.permissions import Permission, require_here
from linkages import audit
from linkages.forms import done_before, once

PAGE = 25
COLUMNS = [gettext_lazy("You wrote"), gettext_lazy("Sent"), gettext_lazy("State")]


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What one suggested oneself, and whether it is settled. Never what came of it: where there is
    a family to be seen, it is among one's families; the words are the same where there is none."""
    require_here(request.user, Permission.SUGGEST_FAMILY)
    rows = own_suggestions(request.user).select_related("record").order_by("-asked_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    audit.note({each.pk for each in page}, purpose=suggesting.PURPOSE)
    context = {
        "page": page,
        "rows": [_row(request.user, each) for each in page],
        "columns": COLUMNS,
        "breadcrumbs": [{"label": _("My suggestions")}],
    }
    return render(request, "families/doors/mine.html", context)


def _row(user: Any, suggestion: Any) -> dict[str, Any]:
    # Of a record that is still one's own: a family that is there for them, settled or not.
    record = suggestion.record
    if record is not None and not own_records(user).filter(pk=record.pk).exists():
        record = None
    family = mutual_family_of(user, record) if record is not None else None
    return {
        "words": suggesting.words_of(suggestion),
        "asked_at": suggestion.asked_at,
        "settled_at": suggestion.settled_at,
        "family": family,
    }


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Say that a family of one's own caseload may be mutual."""
    user = request.user
    require_here(user, Permission.SUGGEST_FAMILY)
    record = _meant(request)
    name = f"suggest:{record.pk if record else 'new'}"
    form = SuggestForm(
        request.POST if request.method == "POST" else None,
        named=record is not None,
        draft_name=name,
    )
    if request.method == "POST" and form.is_valid():
        if earlier := done_before(request, form):
            return earlier
        return once(request, form, lambda: _suggest(request, form, record))
    form.restore(user)
    context = {
        "form": form,
        "named": record is not None,
        "family": mutual_family_of(user, record) if record is not None else None,
        "autosave": reverse("save_draft", args=[name]),
        "breadcrumbs": [
            {"label": _("My suggestions"), "url": reverse("families:suggestions")},
            {"label": _("Suggest a family")},
        ],
    }
    status = 422 if form.is_bound else 200
    return render(request, "families/doors/suggest.html", context, status=status)


def _suggest(request: HttpRequest, form: SuggestForm, record: ProgramRecord | None) -> str:
    suggesting.suggest(request.user, form.cleaned_data["words"].strip(), record)
    messages.success(request, _("Sent to the coordinator. You will read here when it is settled."))
    return reverse("families:suggestions")


def _meant(request: HttpRequest) -> ProgramRecord | None:
    """The record of one's own caseload to which the address leads, by a person or a family; None
    without either. 404 where it leads to nobody of one's own."""
    person, family = request.GET.get("person", ""), request.GET.get("family", "")
    if not person and not family:
        return None
    try:
        key = uuid.UUID(person or family)
    except ValueError as error:
        raise Http404 from error
    own = own_records(request.user)
    if person:
        found = own.filter(person=key).order_by("first_seen_on", "pk").first()
    else:
        there = families_visible_to(request.user).filter(pk=key)
        places = FamilyMember.objects.filter(family__in=there.values("pk")).now()
        # A parent stands for the family before a child does.
        listed = own.filter(pk__in=places.exclude(part="child").values("record")).order_by("pk")
        rest = own.filter(pk__in=places.values("record")).order_by("pk")
        found = listed.first() or rest.first()
    if found is None:
        raise Http404
    return found
