"""Where the rest of the house finds services: the navigation, the family's page, and today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.families.directory.forms import ForFamilyForm
from cases.families.models import ServiceEdition
from cases.families.viewing import FamilyView
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.registries import Section

SHOWN = 5
SOON = timedelta(days=30)


def entries(user: Any) -> Iterator[Entry]:
    """The directory, for who gives it to families and who keeps it; beside the settings for whom
    the navigation is full."""
    if may(user, Permission.VIEW_SERVICES):
        under = "" if may(user, Permission.VIEW_FAMILY) else reverse("counties:settings")
        yield Entry(38, _("Services"), reverse("families:services"), under)


def services_for(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: choosing topics. Nothing is derived from what is known of them."""
    if not may(user, Permission.VIEW_SERVICES):
        return
    context = {
        "form": ForFamilyForm(auto_id="services_%s"),
        "url": reverse("families:family_services", args=[view.family.pk]),
    }
    title = _("Services that may fit")
    yield Section(42, title, "families/services/_family.html", context, folded=True)


def to_keep(user: Any) -> Iterator[Section]:
    """For the page of today of who keeps it: drafts, and services that end soon."""
    if not may(user, Permission.KEEP_SERVICES):
        return
    editions = ServiceEdition.objects.visible_to(user).select_related("service")
    drafts = list(editions.filter(state="draft").order_by("made_at", "pk")[:SHOWN])
    last = today() + SOON
    ending = editions.offered_on(today()).filter(valid_until__lte=last)
    soon = list(ending.order_by("valid_until", "pk")[:SHOWN])
    if not drafts and not soon:
        return
    context = {
        "drafts": drafts,
        "soon": soon,
        "url": reverse("families:kept_services"),
        "link": _("Keep the directory"),
    }
    yield Section(44, _("Services to look after"), "families/services/_today.html", context)
