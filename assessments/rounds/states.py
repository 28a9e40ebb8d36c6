"""What the state of a round forbids, in the sentence that the page shows."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from assessments.models import Round
from counties.models import User
from linkages import audit, carrying
from linkages.audit import AuditEvent
from linkages.forms import Stale

PURPOSE = "assessment"
State = Round.State
# In these people may still be invited and asked not to answer.
INVITING = frozenset({State.PREPARING, State.ANSWERING})
OVER = frozenset({State.CLOSED, State.CANCELLED})


class NotAllowed(carrying.NotAllowed):
    """The state of the round forbids the act. str(error) is the sentence for the screen."""


def locked(user: Any, round_id: uuid.UUID) -> Round:
    """The round, for the rest of the transaction nobody else's to change. Everybody who changes
    a round, its people or what was agreed takes this lock first. 404 outside the county."""
    rows = Round.objects.visible_to(user).select_for_update(of=("self",))
    found: Round = get_object_or_404(rows, pk=round_id)
    return found


def expect(asked: Round, *states: str) -> None:
    """Raises NotAllowed where the round is in none of these states."""
    if asked.state not in states:
        raise NotAllowed(why_not(asked))


def why_not(asked: Round) -> str:
    """What the state of a round says to somebody who would like to go on with it."""
    return {
        State.PREPARING: _("This assessment has not begun yet."),
        State.ANSWERING: _("People are still answering this assessment."),
        State.CONSENSUS: _("Answers are closed: the team now agrees on scores."),
        State.CLOSED: _("This assessment is closed. What was agreed does not change any more."),
        State.CANCELLED: _("This assessment was called off."),
    }[State(asked.state)]


def expect_version(asked: Round, version: str) -> None:
    """Raises Stale where somebody changed the round since the page showed this version."""
    if version == str(asked.version):
        return
    told = {"who": last_hand(asked), "state": asked.get_state_display()}
    raise Stale(
        _(
            "%(who)s changed this assessment in the meantime. It is now: %(state)s. Nothing that "
            "you typed is lost: look again, then send it once more."
        )
        % told
    )


def last_hand(asked: Round) -> str:
    """The name of whoever did something about a round last."""
    event = (
        AuditEvent.objects.filter(
            county=asked.county_id,
            subjects__contains=[asked.pk],
            action__startswith="POST ",
            result=AuditEvent.Result.ALLOWED,
        )
        .order_by("-at")
        .first()
    )
    found = User.objects.filter(pk=event.user_id).first() if event else None
    return str(found) if found else _("Somebody")


def moved(asked: Round, *fields: str) -> None:
    """Save a round that was locked, under its next version, and say so in the audit."""
    asked.version += 1
    asked.save(update_fields=[*fields, "version"])
    audit.note({asked.pk}, purpose=PURPOSE)
