"""Filters of the queue that somebody keeps under a name, own or for the whole county."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.matching.models import SavedFilter
from counties.permissions import Permission, may
from linkages.forms import Stale

# What may be kept: choices of the filters, and never a search for somebody.
KEPT = ("state", "band", "who", "closed", "whose")
MOST = 20


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter to press: its words, where it leads, whether it is the one shown."""

    label: str
    url: str
    current: bool
    saved: uuid.UUID | None = None


def usable_by(user: Any) -> list[SavedFilter]:
    """One's own and the shared ones, by name; those about restricted pairs for who sees those."""
    rows = SavedFilter.objects.visible_to(user).filter(Q(owner=user) | Q(shared=True))
    if not may(user, Permission.VIEW_RESTRICTED):
        rows = rows.exclude(query__has_key="closed")
    if not may(user, Permission.ASSIGN_PAIR):
        # Whose pairs somebody has is for who gives them out.
        named = [row for row in rows if _names_somebody(row)]
        rows = rows.exclude(pk__in=[row.pk for row in named])
    return list(rows.order_by("-shared", "name", "pk"))


def _names_somebody(row: SavedFilter) -> bool:
    return row.query.get("whose", "") not in ("", "me", "nobody", "today")


def chips(rows: Iterable[SavedFilter], now: dict[str, str] | None) -> Iterator[Chip]:
    """What stands above the list. `now`: the filters of the page, None under a search."""
    built_in = [
        (_("All to decide"), {}),
        (_("Mine"), {"whose": "me"}),
        (_("My list of today"), {"whose": "today"}),
        (_("Nobody’s"), {"whose": "nobody"}),
        (pgettext("pairs", "Put off"), {"state": "deferred"}),
    ]
    for label, query in built_in:
        yield Chip(label, address(query), now == query)
    for row in rows:
        yield Chip(row.name, address(row.query), now == row.query, row.pk)


def address(query: dict[str, str]) -> str:
    """Where the queue stands under these filters."""
    return reverse("matching:review") + (f"?{urlencode(query)}" if query else "")


@transaction.atomic
def keep(user: Any, name: str, query: dict[str, str], *, shared: bool) -> SavedFilter:
    """Keep filters under a name, in place of one's own of the same name. Raises Stale."""
    kept = {key: query[key] for key in KEPT if query.get(key)}
    mine = SavedFilter.objects.visible_to(user).filter(owner=user)
    found = mine.select_for_update().filter(name=name).first()
    if found is None and mine.count() >= MOST:
        raise Stale(_("You keep as many filters as fit. Remove one first."))
    row = found or SavedFilter(county_id=user.working_in.county_id, owner=user, name=name)
    row.query, row.shared = kept, shared
    row.save()
    return row


@transaction.atomic
def forget(user: Any, filter_id: uuid.UUID) -> None:
    """Remove one's own filter; raises SavedFilter.DoesNotExist."""
    SavedFilter.objects.visible_to(user).get(pk=filter_id, owner=user).delete()
