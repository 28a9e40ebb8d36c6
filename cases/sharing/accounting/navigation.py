"""What this room adds to the navigation and to the page of today."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.sharing.accounting import alerts, reviews
from cases.sharing.accounting.views.reviews import rows
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages import audit
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5
# A year and a month: older ones that nobody signed are on the page of reviews.
MONTHS = 400


def entries(user: Any) -> Iterator[Entry]:
    """Accounts, alerts and reviews; for the administrator, what staff can see."""
    if may(user, Permission.VIEW_ACCOUNT):
        yield Entry(40, _("Accounts"), reverse("sharing:account_search"))
    elif may(user, Permission.EXPLAIN_ACCESS):
        yield Entry(40, _("Who can see what"), reverse("sharing:access"))
    if may(user, Permission.VIEW_ALERTS):
        yield Entry(41, _("Alerts"), reverse("sharing:alerts"))
    if may(user, Permission.VIEW_REVIEWS):
        yield Entry(42, _("Reviews"), reverse("sharing:reviews"))


def open_alerts(user: Any) -> Iterator[Section]:
    """For the page of today: the latest open alerts, and how many there are."""
    if not may(user, Permission.VIEW_ALERTS):
        return
    waiting = alerts.alerts_visible_to(user).filter(settled_at=None)
    first = list(waiting[:SHOWN])
    if not first:
        return
    audit.note({alert.pk for alert in first}, purpose="alerts")
    count = waiting.count()
    told = ngettext("All alerts (%(count)s open)", "All alerts (%(count)s open)", count)
    context = {
        "rows": alerts.rows(user, first),
        "url": reverse("sharing:alerts"),
        "link": told % {"count": number(count)},
    }
    yield Section(5, _("Alerts"), "sharing/accounting/_today_alerts.html", context)


def reviews_to_sign(user: Any) -> Iterator[Section]:
    """For the page of today: a supervisor's unsigned months; those overdue in the county for the
    privacy officer."""
    if not may(user, Permission.VIEW_REVIEWS):
        return
    found = reviews.reviews_visible_to(user).filter(signed_at=None).select_related("unit")
    waiting = list(found.order_by("month", "unit__name")[:MONTHS])
    if not may(user, Permission.SIGN_REVIEW):
        waiting = [review for review in waiting if reviews.is_overdue(review)]
    if waiting:
        context = {
            "rows": rows(user, waiting[:SHOWN]),
            "url": reverse("sharing:reviews"),
            "link": _("All reviews"),
        }
        title = _("Reviews of look-ups")
        yield Section(6, title, "sharing/accounting/_today_reviews.html", context)
