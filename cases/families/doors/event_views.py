"""Entering that something happened, on a family's page or by one's own case."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.families.doors import events, finding, kinds
from cases.families.doors.forms import EventForm
from cases.families.doors.scope import own_records
from cases.families.viewing import FamilyView, open_family
from cases.people.models import ProgramRecord
from cases.sharing.chain import programs_of, viewer_of
from counties.permissions import Permission, require, require_here
from linkages.forms import done_before, once


@require_http_methods(["GET", "POST"])
def of_family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """What happened to somebody of a family whom one works with oneself."""
    view = open_family(request.user, family_id)
    require(request.user, Permission.SUGGEST_FAMILY, view.family)
    members, records = own_members(request.user, view)
    if not members:
        raise Http404
    programs = sorted({record.program for record in records.values()})
    form = EventForm(
        request.POST if request.method == "POST" else None, programs=programs, members=members
    )
    if request.method == "POST" and form.is_valid():
        if earlier := done_before(request, form):
            return earlier
        record = records[form.cleaned_data["about"]]
        if (form.cleaned_data["kind"], record.program) in kinds.CATEGORY:
            family = reverse("families:family", args=[view.family.pk])
            return once(request, form, lambda: _enter(request, record, form, family))
        form.add_error("kind", _("This is for the other program to enter."))
    family = reverse("families:family", args=[view.family.pk])
    crumbs = [{"label": view.family.token, "url": family}, {"label": _("Record an event")}]
    return _page(request, form, crumbs, cancel_url=family)


def own_members(
    user: Any, view: FamilyView
) -> tuple[list[tuple[str, str]], dict[str, ProgramRecord]]:
    """Members of the family with a record on the user's own caseload: choices, and the records."""
    listed = [each.record for member in view.members for each in member.facts.records]
    own = {record.pk: record for record in own_records(user).filter(pk__in=listed)}
    members, records = [], {}
    for member in view.members:
        for each in member.facts.records:
            if each.record in own:
                members.append((str(each.record), member.facts.name))
                records[str(each.record)] = own[each.record]
    return members, records


@require_http_methods(["GET", "POST"])
def own_case(request: HttpRequest) -> HttpResponse:
    """What happened in a case of one's own, whether or not anybody knows of a mutual family."""
    user = request.user
    require_here(user, Permission.SUGGEST_FAMILY)
    programs = sorted(str(each) for each in programs_of(viewer_of(user)))
    form = EventForm(request.POST if request.method == "POST" else None, programs=programs)
    if request.method == "POST" and form.is_valid():
        if earlier := done_before(request, form):
            return earlier
        found = finding.meant(user, form.cleaned_data["case"])
        if len(found) == 1:
            here = reverse("families:own_event")
            return once(request, form, lambda: _enter(request, found[0], form, here))
        several = _("Several of your cases fit. Type the number.")
        form.add_error("case", several if found else _("None of your own cases fits."))
    return _page(request, form, [{"label": _("Record an event")}], cancel_url=reverse("today"))


def _enter(request: HttpRequest, record: ProgramRecord, form: EventForm, to: str) -> str:
    given = form.cleaned_data
    _notice, made = events.enter(request.user, record, given["kind"], given["on"])
    if made:
        messages.success(request, _("The event is on record."))
    else:
        messages.info(request, _("This event was on record already."))
    return to


def _page(
    request: HttpRequest, form: EventForm, crumbs: list[dict[str, str]], cancel_url: str
) -> HttpResponse:
    context = {"form": form, "cancel_url": cancel_url, "breadcrumbs": crumbs}
    status = 422 if form.is_bound else 200
    return render(request, "families/doors/event.html", context, status=status)
