"""Where the rest of the house finds matching: the navigation, today, and the page of a person."""

import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.matching import pages, queue
from cases.matching.desk import days, history
from cases.matching.desk.faces import Faces
from cases.matching.models import CandidateQuerySet, DayList, MatchCandidate
from cases.matching.seen import Seen
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
    """For the page of today: one's own list of the day, else the first pairs to decide."""
    if not may(user, Permission.REVIEW_MATCH):
        return
    listed = days.list_of(user)
    if listed.pairs:
        yield _of_today(user, listed)
        return
    waiting = queue.listed(user, queue.Filters())
    first = list(waiting.select_related("cws", "calworks")[:SHOWN])
    if not first:
        return
    told = _("Open the queue (%(pairs)s)")
    yield Section(
        10,
        _("Pairs to review"),
        "matching/_today.html",
        _pairs(user, waiting, first, told, query=""),
    )


def _of_today(user: Any, listed: DayList) -> Section:
    """What is left of the day's list, and how much of it is done."""
    far = days.progress(user, listed)
    waiting = queue.listed(user, queue.Filters(whose=queue.TODAY)).exclude(
        state=MatchCandidate.State.NEEDS_INFORMATION
    )
    first = list(waiting.select_related("cws", "calworks", "assigned_to")[:SHOWN])
    context = _pairs(user, None, first, "", query="?whose=today")
    context |= {
        "progress": far,
        "link": _("Open my list of today") if first else _("Open the queue"),
        "url": reverse("matching:review") + ("?whose=today" if first else ""),
    }
    return Section(10, _("My list of today"), "matching/_today.html", context)


def _pairs(
    user: Any,
    waiting: CandidateQuerySet | None,
    first: list[MatchCandidate],
    told: Any,
    *,
    query: str,
) -> dict[str, Any]:
    seen, faces = Seen(user, first), Faces(user, first)
    count, more = queue.how_many(waiting) if waiting is not None else (0, False)
    pairs = ngettext("%(count)s pair", "%(count)s pairs", count) % {
        "count": f"{number(count)}+" if more else number(count)
    }
    return {
        "entries": [pages.entry(pair, seen, query=query, faces=faces) for pair in first],
        "url": reverse("matching:review") + query,
        "link": told % {"pairs": pairs} if told else "",
    }


def restricted_to_review(user: Any) -> Iterator[Section]:
    """For the page of today of who sees restricted people: their pairs, and nobody else's."""
    if not may(user, Permission.REVIEW_MATCH) or not may(user, Permission.VIEW_RESTRICTED):
        return
    waiting = queue.listed(user, queue.Filters(restricted=True))
    first = list(waiting.select_related("cws", "calworks")[:SHOWN])
    if not first:
        return
    told = _("Only restricted (%(pairs)s)")
    yield Section(
        5,
        _("Restricted pairs"),
        "matching/_today.html",
        _pairs(user, waiting, first, told, query="?closed=only"),
    )


def links_of(user: Any, person: Person) -> Iterator[Section]:
    """For the page of a person: the pairs that were linked, and where a link can be cut."""
    if not may(user, Permission.CUT_LINK):
        return
    pairs = _linked_pairs(user, person)
    if not pairs:
        return
    seen = Seen(user, pairs)
    rows = [
        {
            "entry": pages.entry(pair, seen),
            "history": history.of(pair),
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
