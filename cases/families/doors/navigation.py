"""Where the rest of the house finds other doors in: pages of families and people, and today."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.families.doors import event_views, events, suggesting
from cases.families.doors.scope import (
    mutual_family_of,
    notices_to_settle,
    own_records,
    own_suggestions,
    suggestions_to_settle,
)
from cases.families.viewing import FamilyView
from cases.people.models import Family, Person
from cases.sharing import wordings
from counties.permissions import Permission, may
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5
# How long something settled stands on the page of who asked.
NEWS = timedelta(days=14)


def events_of(user: Any, view: FamilyView) -> Iterator[Section]:
    """For the family's page: what happened to whom, where its category is open to this viewer,
    and the way to enter more or to suggest that the family is mutual."""
    names = {
        each.record: member.facts.name for member in view.members for each in member.facts.records
    }
    rows: list[dict[str, Any]] = []
    shown: list[wordings.Opening] = []
    for notice in events.known_of(names):
        openings = wordings.openings(view.members, notice.owner, notice.category, notice.record_id)
        if openings:
            shown += openings
            rows.append({"notice": notice, "name": names[notice.record_id]})
    wordings.account(user, shown)
    suggests = may(user, Permission.SUGGEST_FAMILY)
    enters = suggests and bool(event_views.own_members(user, view)[0])
    mutual = view.family.kind == Family.Kind.MUTUAL
    if not rows and not enters:
        return
    family = view.family.pk
    context = {
        "rows": rows,
        "columns": [_("Day"), _("What happened"), _("To whom"), _("Known from")],
        "enter_url": reverse("families:family_event", args=[family]) if enters else "",
        "suggest_url": f"{reverse('families:suggest')}?family={family}"
        if enters and not mutual
        else "",
    }
    yield Section(12, _("Events"), "families/doors/_family.html", context, folded=True)


def suggest_for(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person of one's own caseload without a mutual family to be seen."""
    if not may(user, Permission.SUGGEST_FAMILY):
        return
    record = own_records(user).filter(person=person.pk).order_by("first_seen_on", "pk").first()
    if record is None or mutual_family_of(user, record) is not None:
        return
    context = {"url": f"{reverse('families:suggest')}?person={person.pk}"}
    yield Section(75, _("Is this a mutual family?"), "families/doors/_person.html", context)


def to_settle(user: Any) -> Iterator[Section]:
    """For the page of today of who settles: what waits, oldest first."""
    if not may(user, Permission.SETTLE_SUGGESTION):
        return
    suggestions = suggestions_to_settle(user).filter(settled_at=None)
    notices = notices_to_settle(user).filter(settled_at=None)
    first = list(suggestions.select_related("asked_by").order_by("asked_at", "pk")[:SHOWN])
    later = list(notices.select_related("entered_by").order_by("entered_at", "pk")[:SHOWN])
    if not first and not later:
        return
    count = suggestions.count() + notices.count()
    told = ngettext("All of them (%(count)s)", "All of them (%(count)s)", count)
    context = {
        "suggestions": [(each, suggesting.words_of(each)) for each in first],
        "events": later,
        "url": reverse("families:suggestion_queue"),
        "link": told % {"count": number(count)},
    }
    title = _("Suggestions and event notices")
    yield Section(14, title, "families/doors/_today.html", context)


def ways(user: Any) -> list[tuple[Any, str]]:
    """(label, address) beside the list of families, for this member of staff."""
    found = []
    if may(user, Permission.SUGGEST_FAMILY):
        found.append((_("I think a family of mine is mutual"), reverse("families:suggest")))
        found.append((_("My suggestions"), reverse("families:suggestions")))
        found.append((_("Record an event"), reverse("families:own_event")))
    if may(user, Permission.SETTLE_SUGGESTION):
        queue = reverse("families:suggestion_queue")
        found.append((_("Suggestions and event notices"), queue))
    if may(user, Permission.KEEP_SOURCE_FLAGS):
        found.append((_("Source flags"), reverse("families:source_flags")))
    if may(user, Permission.SETTLE_OBSTACLE):
        found.append((_("Rules that got in the way"), reverse("families:obstacles")))
    return found


def own_ways(user: Any) -> Iterator[Section]:
    """For the page of today of a caseworker: what they suggested and waits, or was settled."""
    if not may(user, Permission.SUGGEST_FAMILY):
        return
    lately = Q(settled_at=None) | Q(settled_at__gte=timezone.now() - NEWS)
    rows = list(own_suggestions(user).filter(lately).order_by("-asked_at", "pk")[:SHOWN])
    if not rows:
        return
    context = {
        "rows": [(each, suggesting.words_of(each)) for each in rows],
        "suggest_url": reverse("families:suggest"),
        "event_url": reverse("families:own_event"),
        "url": reverse("families:suggestions"),
        "link": _("My suggestions"),
    }
    yield Section(60, _("Families that nobody has found yet"), "families/doors/_own.html", context)
