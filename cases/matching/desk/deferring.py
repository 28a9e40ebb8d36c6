"""Putting a pair off until a day, and bringing it back before that day."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.matching import deciding
from cases.matching.deciding import NotAllowed
from cases.matching.models import MatchCandidate, QueueAct
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale

Verb = QueueAct.Verb


@dataclass(frozen=True, slots=True)
class Deferral:
    """Until when somebody puts pairs off, and why."""

    until: date
    reason: str


@transaction.atomic
def defer(user: Any, pair_id: uuid.UUID, version: int, deferral: Deferral) -> QueueAct:
    """Put a pair off: it comes back by itself on the day. Raises Stale or NotAllowed."""
    pair = deciding.locked(user, pair_id)
    if pair.version != version:
        raise Stale(deciding.who_was_first(pair))
    if not pair.is_open:
        raise NotAllowed(_("Only a pair that waits for a decision can be put off."))
    if deferral.until <= today():
        raise NotAllowed(_("Choose a day after today."))
    pair.deferred_until, pair.deferred_by = deferral.until, user
    return _moved(user, pair, Verb.DEFER, deferral)


@transaction.atomic
def defer_together(user: Any, versions: dict[uuid.UUID, int], deferral: Deferral) -> int:
    """Put the pairs of a household off, all or none."""
    for pair in sorted(versions):
        defer(user, pair, versions[pair], deferral)
    return len(versions)


@transaction.atomic
def resume(user: Any, pair_id: uuid.UUID) -> QueueAct:
    """Bring a pair back before its day. Raises Stale when it is back already."""
    pair = deciding.locked(user, pair_id)
    if not pair.is_open or pair.deferred_until is None or pair.deferred_until <= today():
        raise Stale(_("This pair is not put off any more."))
    pair.deferred_until = pair.deferred_by = None
    return _moved(user, pair, Verb.RESUME)


def _moved(
    user: Any, pair: MatchCandidate, verb: str, deferral: Deferral | None = None
) -> QueueAct:
    pair.version += 1
    pair.save(update_fields=["version", "deferred_until", "deferred_by"])
    audit.note({pair.pk, pair.cws_id, pair.calworks_id}, purpose="match_review")
    return QueueAct.objects.create(
        county_id=pair.county_id,
        candidate=pair,
        verb=verb,
        by=user,
        until=deferral.until if deferral else None,
        reason=deferral.reason if deferral else "",
    )
