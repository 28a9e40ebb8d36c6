"""Profiles: the list, one version, putting it in use, comparing, passing it on."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.records.models import SourceProfile
from cases.records.profiles import acts, drafts, pages, passing_on
from cases.records.profiles.forms import ImportForm
from counties.permissions import Permission, may, require, require_here
from linkages.forms import HouseForm, Stale, done_before, once

State = SourceProfile.State


@require_GET
def profile_list(request: HttpRequest) -> HttpResponse:
    """Every profile of the county, by system, report and version."""
    require_here(request.user, Permission.VIEW_BATCH)
    found = pages.with_use(SourceProfile.objects.visible_to(request.user))
    may_edit = may(request.user, Permission.EDIT_PROFILE)
    context = {
        "systems": pages.by_system(found),
        "columns": pages.LIST_COLUMNS,
        "may_edit": may_edit,
        "drafts": drafts.of(request.user) if may_edit else [],
        "breadcrumbs": [*pages.crumbs()[:1], {"label": _("Profiles"), "url": ""}],
    }
    return render(request, "records/profiles/list.html", context)


def profile_for(
    request: HttpRequest, profile_id: uuid.UUID, permission: Permission
) -> SourceProfile:
    """A version within scope (404) and rights (403)."""
    mine = pages.with_use(SourceProfile.objects.visible_to(request.user))
    found = get_object_or_404(mine, pk=profile_id)
    require(request.user, permission, found)
    return found


@require_GET
def profile(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """One version: what becomes of each column, what each code means."""
    return _profile_page(request, profile_for(request, profile_id, Permission.VIEW_BATCH))


def _profile_page(request: HttpRequest, found: SourceProfile, refusal: str = "") -> HttpResponse:
    context = pages.profile_context(found) | {
        "others": pages.others_of(found),
        "may_edit": may(request.user, Permission.EDIT_PROFILE),
        "form": HouseForm(version=found.state),
        "refusal": refusal,
        "breadcrumbs": pages.crumbs((pages.title(found), "")),
    }
    return render(request, "records/profiles/profile.html", context, status=409 if refusal else 200)


@require_POST
def use_profile(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """Let uploads choose this version from now on."""
    said = _("In use. Uploads can choose this version; the one before it is retired.")
    return _act(request, profile_id, acts.put_in_use, said)


@require_POST
def retire_profile(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """Take this version out of the choices of uploads."""
    said = _("Retired. Uploads cannot choose this version any more.")
    return _act(request, profile_id, acts.retire, said)


def _act(
    request: HttpRequest, profile_id: uuid.UUID, carry_out: Callable[..., None], said: str
) -> HttpResponse:
    found = profile_for(request, profile_id, Permission.EDIT_PROFILE)
    form = HouseForm(request.POST)
    if not form.is_valid():
        return _profile_page(request, found, _("Look at the page again, then decide."))

    def act() -> str:
        carry_out(found, seen=form.cleaned_data["version"])
        messages.success(request, said)
        return reverse("records:profile", args=[found.pk])

    try:
        return once(request, form, act)
    except Stale as refusal:
        found.refresh_from_db(fields=["state"])
        return done_before(request, form) or _profile_page(request, found, str(refusal))


@require_GET
def compare_profiles(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """Two versions of one report side by side: only what they say differently."""
    found = profile_for(request, profile_id, Permission.VIEW_BATCH)
    others = pages.others_of(found)
    other = pages.chosen(others, request.GET.get("with"))
    context: dict[str, Any] = {
        "profile": found,
        "others": others,
        "other": other,
        "breadcrumbs": pages.crumbs(pages.crumb(found), (_("Compare"), "")),
    }
    if other is not None:
        older, newer = sorted((found, other), key=lambda each: each.version)
        context |= {
            "differences": pages.differences(older, newer),
            "columns": [
                *pages.COMPARE_COLUMNS,
                _("Version %(number)s") % {"number": older.version},
                _("Version %(number)s") % {"number": newer.version},
            ],
        }
    return render(request, "records/profiles/compare.html", context)


@require_GET
def export_profile(request: HttpRequest, profile_id: uuid.UUID) -> HttpResponse:
    """One version as a JSON file that another county can import."""
    found = profile_for(request, profile_id, Permission.VIEW_BATCH)
    response = HttpResponse(passing_on.written(found), content_type="application/json")
    name = f"profile-{found.system}-{found.pk.hex[:8]}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "POST"])
def import_profile(request: HttpRequest) -> HttpResponse:
    """Take in a profile that another county passed on, as a draft."""
    require_here(request.user, Permission.EDIT_PROFILE)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():

        def act() -> str:
            county = request.user.working_in.county_id
            report, content = form.cleaned_data["file"]
            saved = acts.save(county, report, content, by=request.user.pk)
            messages.success(request, _("Taken in as a draft. Look at it, then put it in use."))
            return reverse("records:profile", args=[saved.pk])

        return once(request, form, act)
    context = {"form": form, "breadcrumbs": pages.crumbs((_("Import"), ""))}
    status = 422 if form.is_bound else 200
    return render(request, "records/profiles/import.html", context, status=status)
