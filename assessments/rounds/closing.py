"""Closing a round: a co-chair of each program signs, and the second signature closes it."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Consensus, Round, RoundSignature, SectionNote
from assessments.results import snapshot
from assessments.rounds.agreeing import open_items
from assessments.rounds.spread import forget
from assessments.rounds.states import PURPOSE, NotAllowed, State, expect, locked, moved
from linkages import audit
from linkages.forms import Stale
from linkages.programs import Program

CLOSE = RoundSignature.Act.CLOSE
BOTH = (Program.CALWORKS, Program.CWS)


def agreed_version(asked: Round) -> str:
    """The token of everything that is agreed: what one signs is what one saw."""
    parts = [str(asked.version)]
    for model in (Consensus, SectionNote):
        rows = model.objects.filter(county=asked.county_id, round=asked)
        found = rows.aggregate(n=Count("pk"), versions=Sum("version"), last=Max("set_at"))
        last = found["last"].timestamp() if found["last"] else 0
        parts.append(f"{found['n']}.{found['versions'] or 0}.{last}")
    return "-".join(parts)


def signatures(asked: Round) -> dict[str, RoundSignature]:
    """Program -> the co-chair's signature that holds."""
    rows = RoundSignature.objects.filter(
        county=asked.county_id, round=asked, act=CLOSE, void_at=None
    )
    return {row.program: row for row in rows.select_related("user")}


def may_sign(user: Any, signed: dict[str, RoundSignature]) -> str:
    """Why somebody cannot sign now, in a sentence; empty where they can."""
    program = user.working_in.program
    if program not in BOTH:
        return _("A co-chair of CalWORKs and one of CWS sign. Your role is for both programs.")
    if program in signed:
        return _("Your program has signed.")
    if any(row.user_id == user.pk for row in signed.values()):
        return _("Two people sign, one for each program.")
    return ""


@transaction.atomic
def sign(user: Any, round_id: uuid.UUID, *, version: str) -> Round:
    """Sign for one's program; the second signature closes. Raises Stale where something was
    agreed since the page was opened, NotAllowed where items are open or one cannot sign."""
    asked = locked(user, round_id)
    expect(asked, State.CONSENSUS)
    if version != agreed_version(asked):
        raise Stale(_("What was agreed changed while you looked at it. Look again, then sign."))
    if open_items(asked):
        raise NotAllowed(_("Some items have no consensus yet."))
    signed = signatures(asked)
    if refused := may_sign(user, signed):
        raise NotAllowed(refused)
    program = user.working_in.program
    signed[program] = RoundSignature.objects.create(
        county_id=asked.county_id, round=asked, act=CLOSE, program=program, user=user
    )
    audit.note({asked.pk}, purpose=PURPOSE)
    # The first signature changes nothing that the second one saw: both may press at once.
    if len(signed) == len(BOTH):
        _close(asked)
    return asked


def _close(asked: Round) -> None:
    """Freeze the results, then forget who answered what where the county promised that."""
    asked.snapshot = snapshot.freeze(asked)
    asked.state, asked.closed_at = State.CLOSED, timezone.now()
    moved(asked, "state", "closed_at", "snapshot")
    if asked.breaks_link:
        forget(asked)
