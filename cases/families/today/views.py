"""The list behind a line of the page of today."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.families.today import coordinating

PAGE = 50


@require_GET
def without_release(request: HttpRequest) -> HttpResponse:
    """All families that both sides work with and of whom nobody has a release today."""
    user: Any = request.user
    if not coordinating.looks_after(user):
        raise PermissionDenied
    page = Paginator(coordinating.unreleased(user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "section": {"context": {"lines": coordinating.unreleased_lines(user, list(page))}},
        "breadcrumbs": [
            {"label": _("Families"), "url": reverse("families:families")},
            {"label": _("Without a release of information")},
        ],
    }
    return render(request, "families/today/without_release.html", context)
