"""What looked out of pattern, and what came of it."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cases.sharing.accounting import alerts
from cases.sharing.accounting.forms import SettleForm
from counties.permissions import Permission, require, require_here
from linkages import audit
from linkages.forms import Stale, done_before, once

PAGE = 50
COLUMNS = [
    gettext_lazy("Alert"),
    gettext_lazy("Who"),
    gettext_lazy("When"),
    gettext_lazy("Person"),
    gettext_lazy("State"),
]


@require_GET
def alert_list(request: HttpRequest) -> HttpResponse:
    """Open alerts first."""
    require_here(request.user, Permission.VIEW_ALERTS)
    found = alerts.alerts_visible_to(request.user)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    audit.note({alert.pk for alert in page}, purpose="alerts")
    context = {
        "page": page,
        "rows": alerts.rows(request.user, list(page)),
        "columns": COLUMNS,
        "open": found.filter(settled_at=None).count(),
    }
    return render(request, "sharing/accounting/alerts.html", context)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Say what came of an alert. Not of one about oneself."""
    found = get_object_or_404(alerts.alerts_visible_to(request.user), pk=alert_id)
    require(request.user, Permission.SETTLE_ALERT, found)
    if found.user == request.user.pk:
        raise PermissionDenied(Permission.SETTLE_ALERT)
    form = SettleForm(
        request.POST if request.method == "POST" else None, draft_name=f"alert:{found.pk}"
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            alerts.settle(request.user, found.pk, form.cleaned_data["finding"])
            messages.success(request, _("The alert is settled."))
            return reverse("sharing:alerts")

        try:
            return once(request, form, act)
        except Stale as refusal:
            earlier = done_before(request, form)
            if earlier:
                return earlier
            messages.warning(request, str(refusal))
            return redirect("sharing:alerts")
    form.restore(request.user)
    audit.note({found.pk}, purpose="alerts")
    (row,) = alerts.rows(request.user, [found])
    context = {
        "form": form,
        "row": row,
        "autosave": reverse("save_draft", args=[f"alert:{found.pk}"]),
        "breadcrumbs": [
            {"label": _("Alerts"), "url": reverse("sharing:alerts")},
            {"label": str(found.get_kind_display())},
        ],
    }
    return render(request, "sharing/accounting/settle.html", context)
