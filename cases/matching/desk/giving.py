"""Giving pairs to reviewers, and taking them back.

Nobody is given a pair that they could not open: a restricted one without the permission for it, or
one of people close to them. Which pairs those are is nobody's business, so that whoever gives is
told the same whether or not there was one among them.
"""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count

from cases.matching.models import CandidateQuerySet, MatchCandidate, QueueAct
from cases.matching.queue import pairs_visible_to
from cases.sharing.restricting.ties import records_close
from counties.models import Membership, User
from counties.permissions import Permission, may, roles_with
from linkages import audit
from linkages.calendar import today

Key = uuid.UUID
Verb = QueueAct.Verb


def reviewers(county: str) -> list[User]:
    """Members of staff whose role reviews matches here today, by name, each at work here."""
    rows = Membership.objects.filter(county=county, role__in=roles_with(Permission.REVIEW_MATCH))
    rows = rows.in_force_on(today()).select_related("user").order_by("user__name", "role", "pk")
    found: dict[Key, User] = {}
    for row in rows:
        person = found.setdefault(row.user_id, row.user)
        # Of two roles the one that sees more.
        if person.working_in is None or not may(person, Permission.VIEW_RESTRICTED):
            person.working_in = row
    return list(found.values())


def loads(user: Any) -> dict[Key, int]:
    """Reviewer to the number of open pairs they have, of those that this user sees."""
    open_pairs = pairs_visible_to(user).open().exclude(assigned_to=None)
    counted = open_pairs.order_by().values("assigned_to").annotate(count=Count("pk"))
    return {row["assigned_to"]: row["count"] for row in counted}


def kept_from(reviewer: User) -> set[Key]:
    """Open pairs of people who are, or are close to, this reviewer."""
    open_pairs = MatchCandidate.objects.visible_to(reviewer).open()
    found: set[Key] = set()
    for close in records_close(reviewer):
        found.update(open_pairs.filter(cws__in=close).values_list("pk", flat=True))
        found.update(open_pairs.filter(calworks__in=close).values_list("pk", flat=True))
    return found


@transaction.atomic
def give(user: Any, pairs: Collection[Key], to: User) -> int:
    """Give open pairs that this user sees to a reviewer; how many changed hands."""
    seen = pairs_visible_to(user).open().filter(pk__in=list(pairs))
    # Noted for all that were asked about: the trail tells a refusal from nothing either.
    audit.note(set(seen.values_list("pk", flat=True)), purpose="match_review")
    theirs = seen.filter(pk__in=pairs_visible_to(to).values("pk")).exclude(assigned_to=to)
    rows = list(theirs.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return hand_over(dict.fromkeys(rows, to.pk), county=to.working_in.county_id, by=user.pk)


@transaction.atomic
def take_back(user: Any, pairs: CandidateQuerySet) -> int:
    """Let open pairs be nobody's again; how many were somebody's."""
    rows = pairs.open().exclude(assigned_to=None).select_for_update(of=("self",)).order_by("pk")
    return put_back(list(rows.only("pk", "county", "assigned_to")), by=user.pk)


def put_back(rows: Collection[MatchCandidate], by: Key | None) -> int:
    """The writing of it, in the caller's transaction, the rows being locked."""
    MatchCandidate.objects.filter(pk__in=[pair.pk for pair in rows]).update(assigned_to=None)
    QueueAct.objects.bulk_create(
        [
            QueueAct(
                county_id=pair.county_id,
                candidate_id=pair.pk,
                verb=Verb.TAKE_BACK,
                by_id=by,
                reviewer_id=pair.assigned_to_id,
            )
            for pair in rows
        ],
        batch_size=2000,
    )
    return len(rows)


def hand_over(given: dict[Key, Key], *, county: str, by: Key | None) -> int:
    """Write pair to reviewer, and that it was done, in the caller's transaction."""
    for reviewer in set(given.values()):
        theirs = [pair for pair, to in given.items() if to == reviewer]
        for start in range(0, len(theirs), 5000):
            part = MatchCandidate.objects.filter(pk__in=theirs[start : start + 5000])
            part.update(assigned_to=reviewer)
    QueueAct.objects.bulk_create(
        [
            QueueAct(
                county_id=county, candidate_id=pair, verb=Verb.GIVE, by_id=by, reviewer_id=reviewer
            )
            for pair, reviewer in given.items()
        ],
        batch_size=2000,
    )
    return len(given)
