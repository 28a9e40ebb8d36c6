"""What a reviewer did last and can still take back."""

from datetime import datetime
from typing import Any

from cases.matching.models import MatchDecision
from cases.matching.queue import pairs_visible_to

UNDOABLE = (
    MatchDecision.Verb.LINK,
    MatchDecision.Verb.NOT_SAME,
    MatchDecision.Verb.NEEDS_INFORMATION,
)


def last_act(user: Any, since: datetime) -> MatchDecision | None:
    """The reviewer's last decision after an instant, while nothing has come after it."""
    rows = MatchDecision.objects.visible_to(user).filter(decided_by=user, decided_at__gte=since)
    last = rows.filter(rule_run=None).select_related("candidate").order_by("-decided_at").first()
    if last is None or last.verb not in UNDOABLE:
        return None
    latest = MatchDecision.objects.filter(candidate=last.candidate_id).latest("decided_at")
    still = latest.pk == last.pk and last.candidate.state == last.state_after
    visible = still and pairs_visible_to(user).filter(pk=last.candidate_id).exists()
    return last if visible else None
