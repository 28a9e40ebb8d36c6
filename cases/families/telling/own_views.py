"""One's own absence, and how one wants to be written to."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cases.families.models import MailChoice
from cases.families.telling import away
from cases.families.telling.forms import AwayForm, MailForm
from cases.families.telling.parameters import DIGEST_HOUR
from cases.matching.desk.deputies import NotPossible
from counties.permissions import Permission, require_here
from linkages import parameters
from linkages.calendar import today
from linkages.forms import HouseForm, Stale, done_before, once
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Who is away")),
    Column(gettext_lazy("Who stands in")),
    Column(gettext_lazy("Days")),
    Column(gettext_lazy("End"), hidden=True),
]


@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Who of one's own is away, and who answers for their families meanwhile."""
    user = request.user
    require_here(user, Permission.ANSWER_FAMILY)
    mine = away.who_may_be_away(user)
    own = next((str(row.pk) for row in mine if row.user_id == user.pk), None)
    form = AwayForm(
        request.POST if request.method == "POST" else None,
        absent=mine,
        deputies=away.who_may_stand_in(user),
        initial={"absent": own, "since": today()},
    )
    if request.method == "POST" and mine and form.is_valid():
        try:
            return once(request, form, _leaving(request, form))
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
    theirs = {row.user_id for row in mine}
    rows = [
        {"row": row, "may_end": row.absent_id in theirs, "form": HouseForm()}
        for row in away.known_to(user)
    ]
    context = {"form": form if mine else None, "rows": rows, "columns": COLUMNS}
    status = 422 if form.errors else 200
    return render(request, "families/telling/away.html", context, status=status)


def _leaving(request: HttpRequest, form: AwayForm) -> Callable[[], str]:
    given = form.cleaned_data

    def act() -> str:
        absent, deputy = form.leavers[given["absent"]], form.deputies[given["deputy"]]
        away.leave(request.user, absent, deputy, given["since"], given["until"])
        messages.success(
            request,
            _("%(deputy)s answers for %(absent)s on these days.")
            % {"deputy": deputy.user.name, "absent": absent.user.name},
        )
        return reverse("families:away")

    return act


@require_POST
def come_back(request: HttpRequest, deputy_id: uuid.UUID) -> HttpResponse:
    """End an absence before its last day."""
    user = request.user
    require_here(user, Permission.ANSWER_FAMILY)
    theirs = {row.user_id for row in away.who_may_be_away(user)}
    known = {row.pk: row for row in away.known_to(user) if row.absent_id in theirs}
    form = HouseForm(request.POST)
    if deputy_id not in known or not form.is_valid():
        raise Http404

    def act() -> str:
        away.come_back(user, known[deputy_id])
        messages.success(request, _("Ended. The families are seen by their own worker again."))
        return reverse("families:away")

    try:
        return once(request, form, act)
    except Stale as stale:
        if earlier := done_before(request, form):
            return earlier
        messages.warning(request, str(stale))
        return redirect("families:away")


@require_http_methods(["GET", "POST"])
def mail_choice(request: HttpRequest) -> HttpResponse:
    """One mail a day, each at once, or none."""
    user = request.user
    require_here(user, Permission.VIEW_FAMILY)
    county = user.working_in.county_id
    usual = parameters.value(DIGEST_HOUR, county=county, on=today())
    found = MailChoice.objects.filter(county=county, user=user).first()
    hour = found.hour if found else usual
    form = MailForm(
        request.POST if request.method == "POST" else None,
        hour=hour,
        initial={"way": found.way if found else MailChoice.Way.DIGEST, "hour": hour},
    )
    if request.method == "POST" and form.is_valid():

        def act() -> str:
            given = form.cleaned_data
            MailChoice.objects.update_or_create(
                county_id=county,
                user=user,
                defaults={
                    "way": given["way"],
                    "hour": given["hour"],
                    "chosen_at": timezone.now(),
                },
            )
            messages.success(request, _("Your choice holds from now on."))
            return reverse("families:mail_choice")

        return once(request, form, act)
    context = {"form": form}
    status = 422 if form.errors else 200
    return render(request, "families/telling/mail.html", context, status=status)
