"""Pairs that a leaver was given, and giving them to another reviewer."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.matching.desk import giving
from cases.matching.models import CandidateQuerySet, MatchCandidate
from cases.matching.queue import pairs_visible_to
from cases.people.models.records import unrestricted
from counties.permissions import Permission, may
from counties.staff.leaving import OpenWork
from linkages import audit


def open_work(leaver: Any, viewer: Any) -> Iterator[OpenWork]:
    """Open pairs of a leaver, without those of restricted people."""
    count = _pairs(viewer.working_in.county_id, leaver).count()
    yield OpenWork(30, _("Pairs to review"), count, hand_over)


@transaction.atomic
def hand_over(leaver: Any, taker: Any, by: Any, reason: str) -> int:
    """Give them to somebody who reviews pairs and may see each; how many changed hands."""
    if not may(taker, Permission.REVIEW_MATCH):
        return 0
    county = by.working_in.county_id
    seen = pairs_visible_to(taker).values("pk")
    rows = _pairs(county, leaver).filter(pk__in=seen).exclude(pk__in=giving.kept_from(taker))
    found = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    audit.note(set(found), purpose="match_review")
    return giving.hand_over(dict.fromkeys(found, taker.pk), county=county, by=by.pk)


def _pairs(county: str, leaver: Any) -> CandidateQuerySet:
    pairs = MatchCandidate.objects.filter(county=county, assigned_to=leaver).open()
    return pairs.filter(unrestricted("cws__"), unrestricted("calworks__"))
