"""Somebody leaves: what they have open, to whom it goes, and the end of their access."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from counties.models import User
from counties.permissions import Permission, may
from counties.signin.step_up import draft_of, step_up
from counties.staff import leaving, roles
from counties.staff.forms import LeaveForm
from counties.staff.views.acting import carry_out, page
from linkages.uswds import Column

COLUMNS = [Column(gettext_lazy("Open work")), Column(gettext_lazy("How many"), numeric=True)]


@require_http_methods(["GET", "POST"])
@step_up
def leave(request: HttpRequest, user_id: uuid.UUID) -> HttpResponse:
    """A leaver's open work in one list, given on in one act; closing the account with it."""
    viewer = request.user
    keeps = may(viewer, Permission.KEEP_STAFF)
    if not keeps and not may(viewer, Permission.HAND_OVER):
        raise PermissionDenied(Permission.HAND_OVER)
    if not leaving.leavers(viewer).filter(user=user_id).exists():
        raise Http404
    leaver = User.objects.get(pk=user_id)
    works = leaving.open_work(leaver, viewer)
    takers = leaving.takers(leaver, viewer)
    form = LeaveForm(
        request.POST or None,
        takers=takers,
        may_close=keeps,
        work=bool(works),
        draft_name=draft_of(request),
    )
    form.restore(viewer)
    context: dict[str, Any] = {
        "form": form,
        "person": leaver,
        "works": works,
        "columns": COLUMNS,
        "autosave": reverse("save_draft", args=[draft_of(request)]),
    }
    if not may(viewer, Permission.VIEW_STAFF):
        context |= {"breadcrumbs": [], "cancel_url": reverse("today")}
    show = page(request, "counties/staff/leave.html", context)
    if request.method == "GET":
        return show(200)
    return carry_out(request, form, lambda: _leave(request, leaver, form), show)


def _leave(request: HttpRequest, leaver: User, form: LeaveForm) -> str:
    given = form.cleaned_data
    if given.get("taker"):
        taker = User.objects.get(pk=given["taker"])
        taker.working_in = next(
            row
            for row in leaving.takers(leaver, request.user)
            if str(row.user_id) == given["taker"]
        )
        moved = leaving.hand_over(request.user, leaver, taker, given["reason"])
        messages.success(
            request,
            ngettext("%(count)s was given on.", "%(count)s were given on.", moved)
            % {"count": moved},
        )
    if given.get("close"):
        roles.close_account(request.user, leaver, given["reason"])
        messages.success(request, _("All roles here are ended, and every session with them."))
    if may(request.user, Permission.VIEW_STAFF):
        return reverse("counties:staff_person", args=[leaver.pk])
    return reverse("today")
