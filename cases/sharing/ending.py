"""Releases of information that end soon, for those whose clients gave them.

A worker hears of it early enough to ask again, once more when it presses, and on the last day. Not
what is released, which would tell a reader over the shoulder what there is to release; and never a
release for named eyes to anybody else.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.sharing.chain import mine_of, viewer_of
from cases.sharing.models import Category, Consent
from cases.sharing.reading import Purpose, read
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may
from linkages import parameters
from linkages.calendar import today
from linkages.registries import Section
from linkages.templatetags.words import due, number

EARLY, PRESSING = "sharing.release_days_early", "sharing.release_days_pressing"
SHOWN = 5


def ending(user: Any) -> QuerySet[Consent]:
    """Releases of one's own clients that end within the county's days and that no later one
    follows, the first to end first."""
    county, day = user.working_in.county_id, today()
    last = day + timedelta(days=parameters.value(EARLY, county=county, on=day))
    rows = Consent.objects.visible_to(user).in_force_on(day).filter(revoked_at=None)
    later = Consent.objects.visible_to(user).filter(
        record=OuterRef("record"), owner=OuterRef("owner"), recipient=OuterRef("recipient"),
        categories__contains=OuterRef("categories"), revoked_at=None, until__gt=last,
    )  # fmt: skip
    mine = mine_of(user).exclude(person=None).values("person")
    theirs = people_visible_to(user).filter(pk__in=mine)
    for_me = Q(named=[]) | Q(named__contains=[user.pk])
    found = rows.filter(for_me, until__lte=last, record__person__in=theirs.values("pk"))
    return found.exclude(Exists(later)).order_by("until", "pk")


def releases_ending(user: Any) -> Iterator[Section]:
    """For the page of today of caseworkers and their supervisors."""
    if not may(user, Permission.WORK_FAMILY) or viewer_of(user).coordinates:
        return
    found = ending(user)
    rows = list(found.select_related("record__person")[:SHOWN])
    if not rows:
        return
    people = {row.record.person for row in rows}
    seen = {p.person: p for p in read(user, Purpose.CASEWORK, people, categories=[Category.C1])}
    lines = [
        _line(user, row, seen[row.record.person_id].name)
        for row in rows
        if row.record.person_id in seen
    ]
    count = found.count()
    told = ngettext("%(count)s ends soon", "%(count)s end soon", count)
    context = {
        "lines": lines,
        "url": reverse("sharing:people"),
        "link": told % {"count": number(count)},
    }
    title = gettext_lazy("Releases of information that end")
    yield Section(9, title, "shell/_lines.html", context)


def _line(user: Any, row: Consent, name: str) -> dict[str, Any]:
    day = today()
    pressing = parameters.value(PRESSING, county=row.county_id, on=day)
    said = {"from": row.get_owner_display(), "to": row.get_recipient_display()}
    line = {
        "label": name,
        "private": True,
        "url": reverse("sharing:person", args=[row.record.person_id]),
        "note": _("%(from)s to %(to)s") % said + f" · {due(row.until, day)}",
    }
    if row.until == day:
        return line | {"kind": "stop", "state": _("Last day")}
    if row.until <= day + timedelta(days=pressing):
        return line | {"kind": "attention", "state": _("Ask again now")}
    return line | {"kind": "waiting", "state": _("Ends soon")}
