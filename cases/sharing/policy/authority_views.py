"""On whose word the two programs' extracts may be compared: counsel's page of it."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases.sharing.models import MatchingAuthority
from cases.sharing.policy import authority, days, pages
from cases.sharing.policy.ending import ask_to_end, row_here, status_of, working_county
from cases.sharing.policy.forms import AuthorityForm
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.forms import once
from linkages.templatetags.words import short_day
from linkages.uswds import Fact

PAST_COLUMNS = [
    gettext_lazy("Reference"),
    gettext_lazy("Kind"),
    gettext_lazy("Signed by"),
    gettext_lazy("In force"),
]


@require_http_methods(["GET", "POST"])
def matching_authority(request: HttpRequest) -> HttpResponse:
    """On whose word extracts are compared: in force, past, and a new one."""
    county = working_county(request)
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return once(request, form, lambda: _record_authority(request, form))
    return _authority_page(request, county, form)


def _authority_page(
    request: HttpRequest, county: str, form: AuthorityForm, refusal: str = ""
) -> HttpResponse:
    known = list(MatchingAuthority.objects.filter(county=county).order_by("-since", "-until"))
    may_set = may(request.user, Permission.SET_POLICY)
    current = [each for each in known if each.since <= today() <= each.until]
    context = {
        "current": [_authority_row(each, may_end=may_set) for each in current],
        "past": [each for each in known if each not in current],
        "columns": PAST_COLUMNS,
        "form": form if may_set else None,
        "production": settings.PRODUCTION,
        "breadcrumbs": pages.crumbs(_("Matching authority")),
        "refusal": refusal,
    }
    status = status_of(form, refusal)
    return render(request, "sharing/policy/authority.html", context, status=status)


def _authority_row(row: MatchingAuthority, *, may_end: bool) -> dict[str, Any]:
    ending = may_end and days.holds(row.since, row.until)
    return {
        "authority": row,
        "facts": [
            Fact(_("Kind"), row.get_kind_display()),
            Fact(_("Purpose"), row.purpose),
            Fact(_("Terms of use of the data"), row.terms),
            Fact(_("Fields that may be compared"), row.fields),
            Fact(_("Who signed"), row.signer),
            Fact(_("Signed on"), short_day(row.signed_on)),
        ],
        "end_url": reverse("sharing:end_authority", args=[row.pk]) if ending else "",
    }


def _record_authority(request: HttpRequest, form: AuthorityForm) -> str:
    given = form.cleaned_data
    authority.record(
        MatchingAuthority(
            county_id=request.user.working_in.county_id,
            kind=given["kind"],
            reference=given["reference"],
            purpose=given["purpose"],
            terms=given["terms"],
            fields=given["fields_compared"],
            signer=given["signer"],
            signed_on=given["signed_on"],
            since=given["since"],
            until=given["until"],
            recorded_by=request.user.pk,
        )
    )
    messages.success(request, _("The authority is recorded."))
    return reverse("sharing:authority")


@require_http_methods(["GET", "POST"])
def end_authority(request: HttpRequest, authority_id: uuid.UUID) -> HttpResponse:
    """End an authority before its last day."""
    found = row_here(request, MatchingAuthority, authority_id)

    def act() -> str:
        authority.end(found.county_id, found.pk)
        return reverse("sharing:authority")

    return ask_to_end(
        request,
        found,
        act,
        (
            _("End the authority %(name)s?") % {"name": found.reference},
            _("Where no other is in force, no more extracts are taken."),
        ),
        (_("Matching authority"), reverse("sharing:authority")),
    )
