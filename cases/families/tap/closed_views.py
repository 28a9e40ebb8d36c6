"""Restricted families: told one by one, by who keeps them."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from cases.families.tap import pages, waiting
from cases.families.telling.acts import tell
from counties.permissions import Permission, require_here
from linkages import audit
from linkages.forms import HouseForm, once
from linkages.templatetags.words import number
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Family")),
    Column(gettext_lazy("Found")),
    Column(gettext_lazy("Offices")),
    Column(gettext_lazy("Tell"), hidden=True),
]


class TellForm(HouseForm):
    """Which family both sides are to be told of."""

    episode = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def release_restricted(request: HttpRequest) -> HttpResponse:
    """Restricted families of whom nobody was told, and telling both sides of one of them."""
    user: Any = request.user
    require_here(user, Permission.VIEW_RESTRICTED)
    require_here(user, Permission.REASSIGN_FAMILY)
    if request.method == "POST":
        form = TellForm(request.POST)
        if form.is_valid():
            return once(request, form, lambda: _tell(user, request, form.cleaned_data["episode"]))
        messages.warning(request, _("Choose the family again."))
        return redirect("families:release_restricted")
    episodes = list(waiting.closed_for(user)[: pages.SHOWN])
    forms_of = {each.family_id: TellForm(initial={"episode": each.pk}) for each in episodes}
    rows = [(line, forms_of[line.family.pk]) for line in pages.lines(user, episodes)]
    context = {"rows": rows, "columns": COLUMNS}
    return render(request, "families/tap/restricted.html", context)


def _tell(user: Any, request: HttpRequest, episode_id: uuid.UUID) -> str:
    """Ask both sides, unless somebody did in the meantime or the family declined."""
    episode = get_object_or_404(waiting.closed_for(user), pk=episode_id)
    audit.note({episode.family_id, episode.pk}, purpose="release")
    count = tell(waiting.first_of(waiting.closed_for(user).filter(pk=episode.pk), 1), by=user.pk)
    if count:
        told = ngettext("%(count)s person was told.", "%(count)s people were told.", count)
        messages.success(request, told % {"count": number(count)})
    else:
        messages.warning(request, _("Nobody could be asked. Name readers for both sides first."))
    return reverse("families:release_restricted")
