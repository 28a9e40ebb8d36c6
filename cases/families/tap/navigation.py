"""Where the rest of the house finds releasing and the list of who may be eligible."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.families.models import Quota
from cases.families.tap import eligible, pages, quotas
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import day, number

SHOWN = 5


def entries(user: Any) -> Iterator[Entry]:
    """Releases, for who sees them and has no list of families from which to come."""
    if may(user, Permission.VIEW_WAVES) and not may(user, Permission.VIEW_FAMILY):
        yield Entry(6, _("Release to workers"), reverse("families:release"))


def ways(user: Any) -> list[tuple[Any, str]]:
    """(label, address) beside the list of families, for this member of staff."""
    found = []
    if may(user, Permission.VIEW_WAVES):
        found.append((_("Release to workers"), reverse("families:release")))
    if may(user, Permission.VIEW_RESTRICTED) and may(user, Permission.REASSIGN_FAMILY):
        found.append((_("Restricted families to release"), reverse("families:release_restricted")))
    if may(user, Permission.VIEW_ELIGIBLE) and eligible.works_for_cws(user):
        found.append((_("May be eligible for aid"), reverse("families:eligible")))
    return found


def to_release(user: Any) -> Iterator[Section]:
    """For the page of today: how many families wait, by population, and when a quota goes on."""
    if not may(user, Permission.RELEASE_FAMILIES):
        return
    rows = [row for row in pages.rows_of(user) if row.cells[0].count]
    if not rows:
        return
    county, on = user.working_in.county_id, today()
    lines = [
        {"label": f"{row.label}: {number(row.cells[0].count)}", "url": row.cells[0].url}
        for row in rows[:SHOWN]
    ]
    coming = quotas.next_day(county, list(Quota.objects.filter(county=county, until=None)), on)
    note = _("next day of a quota: %(day)s") % {"day": day(coming, on)} if coming else ""
    lines.append(
        {"label": _("Release to workers"), "url": reverse("families:release"), "note": note}
    )
    context = {"lines": lines, "baseline": quotas.in_baseline(county, on)}
    yield Section(9, _("Families that wait to be released"), "families/tap/_today.html", context)


def to_ask(user: Any) -> Iterator[Section]:
    """For the page of today of who works for CWS: families to ask whether they want to apply."""
    if not may(user, Permission.VIEW_ELIGIBLE) or not eligible.works_for_cws(user):
        return
    count = eligible.waiting(user).count()
    if not count:
        return
    told = ngettext("%(count)s family to ask", "%(count)s families to ask", count)
    line = {"label": told % {"count": number(count)}, "url": reverse("families:eligible")}
    yield Section(60, _("May be eligible for aid"), "families/tap/_today.html", {"lines": [line]})
