"""Where the rest of the house finds matching: the navigation, today, and the page of a person."""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.matching import pages, queue
from cases.matching.models import MatchCandidate
from cases.people.models import Link, Person
from counties.permissions import Permission, may
from counties.shell import Entry
from linkages.charts import evidence_bars, evidence_table
from linkages.registries import Section
from linkages.templatetags.words import number

SHOWN = 5


def entries(user: Any) -> Iterator[Entry]:
    """The queue for those who review; the runs for those who only start them."""
    if may(user, Permission.REVIEW_MATCH):
        yield Entry(20, _("Matches"), reverse("matching:review"))
    elif may(user, Permission.RUN_MATCHING):
        yield Entry(20, _("Matches"), reverse("matching:runs"))


def to_review(user: Any) -> Iterator[Section]:
    """For the page of today: the first pairs to decide, and how many there are."""
    if not may(user, Permission.REVIEW_MATCH):
        return
    waiting = queue.listed(user, queue.Filters())
    first = list(waiting.select_related("cws", "calworks")[:SHOWN])
    if not first:
        return
    seen = pages.Seen(user, first)
    count = waiting.count()
    told = ngettext("Open the queue (%(count)s pair)", "Open the queue (%(count)s pairs)", count)
    context = {
        "entries": [pages.entry(pair, seen) for pair in first],
        "url": reverse("matching:review"),
        "link": told % {"count": number(count)},
    }
    yield Section(10, _("Pairs to review"), "matching/_today.html", context)


def restricted_to_review(user: Any) -> Iterator[Section]:
    """For the page of today of who sees restricted people: their pairs, and nobody else's."""
    if not may(user, Permission.REVIEW_MATCH) or not may(user, Permission.VIEW_RESTRICTED):
        return
    waiting = queue.listed(user, queue.Filters(restricted=True))
    first = list(waiting.select_related("cws", "calworks")[:SHOWN])
    if not first:
        return
    seen = pages.Seen(user, first)
    query = "?closed=only"
    count = waiting.count()
    told = ngettext("Only restricted (%(count)s pair)", "Only restricted (%(count)s pairs)", count)
    context = {
        "entries": [pages.entry(pair, seen, query=query) for pair in first],
        "url": reverse("matching:review") + query,
        "link": told % {"count": number(count)},
    }
    yield Section(5, _("Restricted pairs"), "matching/_today.html", context)


def links_of(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person: the pairs that were linked, and where a link can be cut."""
    if not may(user, Permission.CUT_LINK):
        return
    pairs = _linked_pairs(user, person)
    if not pairs:
        return
    seen = pages.Seen(user, pairs)
    rows = [
        {
            "entry": pages.entry(pair, seen),
            "history": list(pages.history(pair)),
            "cut_url": reverse("matching:cut", args=[pair.pk]),
            "linked": pair.state == MatchCandidate.State.LINKED,
        }
        for pair in pairs
    ]
    yield Section(80, _("Pairs that were linked"), "matching/_person.html", {"rows": rows})


def evidence_of(user: Any, person: Person) -> Iterator[Section]:
    """For the printed match summary of somebody who reviews: what spoke for each link."""
    if not may(user, Permission.REVIEW_MATCH):
        return
    caption = _("Evidence of link %(number)s, in bits")
    rows = []
    for place, pair in enumerate(_linked_pairs(user, person), start=1):
        listed = pages.evidence_listed(pair)
        title = caption % {"number": place}
        chart = evidence_bars(f"evidence-{place}", title, listed)
        rows.append({"chart": chart, "table": evidence_table(listed), "caption": title})
    if rows:
        yield Section(
            10, _("What speaks for and against"), "matching/_summary.html", {"rows": rows}
        )


def records_behind(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """The two records of each pair that is among the ids."""
    pairs = MatchCandidate.objects.filter(pk__in=list(ids))
    return {pk: {cws, other} for pk, cws, other in pairs.values_list("pk", "cws", "calworks")}


def _linked_pairs(user: Any, person: Person) -> list[MatchCandidate]:
    """The pairs behind the links that hold a person together, oldest first."""
    held = Link.objects.visible_to(user).filter(cws__person=person, cut_at=None)
    ids = list(held.exclude(candidate=None).values_list("candidate", flat=True))
    pairs = queue.pairs_visible_to(user).filter(pk__in=ids).select_related("cws", "calworks")
    return sorted(pairs, key=lambda pair: pair.found_at)
