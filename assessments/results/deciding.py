"""What a county makes of a closed assessment: its decision, and both sponsors' signatures.

A signature counts for the text under which it was put. Whoever changes the decision afterwards
makes it void; it stays on record.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Round, RoundDecision, RoundSignature
from assessments.rounds.states import PURPOSE, NotAllowed, State, expect, locked
from linkages import audit
from linkages.forms import Stale
from linkages.programs import Program

DECIDE = RoundSignature.Act.DECIDE
BOTH = (Program.CALWORKS, Program.CWS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the county decides, and why; `reassess_on` where it prepares first."""

    kind: str
    reason: str
    reassess_on: date | None


def decision_of(asked: Round) -> RoundDecision | None:
    """The county's decision, if there is one yet."""
    rows = RoundDecision.objects.filter(county=asked.county_id, round=asked)
    return rows.select_related("by").first()


def signatures(asked: Round) -> dict[str, RoundSignature]:
    """Program -> the sponsor's signature that holds."""
    rows = RoundSignature.objects.filter(
        county=asked.county_id, round=asked, act=DECIDE, void_at=None
    )
    return {row.program: row for row in rows.select_related("user")}


@transaction.atomic
def decide(user: Any, round_id: uuid.UUID, verdict: Verdict, *, version: str) -> RoundDecision:
    """Record the decision, or another one. Raises Stale where somebody decided since the page
    was opened, NotAllowed while the assessment is not closed."""
    asked = locked(user, round_id)
    expect(asked, State.CLOSED)
    found = decision_of(asked)
    _expect_version(found, version)
    if found is None:
        found = RoundDecision(county_id=asked.county_id, round=asked, version=0)
    elif _says(found) == verdict:
        return found
    found.kind, found.reason, found.reassess_on = verdict.kind, verdict.reason, verdict.reassess_on
    found.by, found.at, found.version = user, timezone.now(), found.version + 1
    found.save()
    _make_void(signatures(asked).values())
    audit.note({asked.pk, found.pk}, purpose=PURPOSE)
    return found


def _says(found: RoundDecision) -> Verdict:
    return Verdict(found.kind, found.reason, found.reassess_on)


def _make_void(held: Iterable[RoundSignature]) -> None:
    for row in held:
        row.void_at = timezone.now()
        row.save(update_fields=["void_at"])


def _expect_version(found: RoundDecision | None, version: str) -> None:
    if version == str(found.version if found else 0):
        return
    if found is None:
        raise Stale(_("There is no decision any more that you saw. Look again."))
    told = {"who": found.by.name, "kind": found.get_kind_display(), "reason": found.reason}
    raise Stale(
        _("%(who)s decided in the meantime: %(kind)s. “%(reason)s” What you typed is kept.") % told
    )


def why_not_sign(user: Any, decision: RoundDecision | None, held: dict[str, RoundSignature]) -> str:
    """Why somebody cannot sign now, in a sentence; empty where they can."""
    program = user.working_in.program
    if decision is None:
        return _("There is no decision to sign yet.")
    if program not in BOTH:
        return _("A sponsor of CalWORKs and one of CWS sign. Your role is for both programs.")
    if program in held:
        return _("Your program has signed.")
    if any(row.user_id == user.pk for row in held.values()):
        return _("Two people sign, one for each program.")
    return ""


@transaction.atomic
def sign(user: Any, round_id: uuid.UUID, *, version: str) -> RoundSignature:
    """Sign the decision for one's program. Raises Stale where it is not the one that was read,
    NotAllowed where one cannot sign. Two sponsors may press at once."""
    asked = locked(user, round_id)
    expect(asked, State.CLOSED)
    decision, held = decision_of(asked), signatures(asked)
    _expect_version(decision, version)
    if refused := why_not_sign(user, decision, held):
        raise NotAllowed(refused)
    made = RoundSignature.objects.create(
        county_id=asked.county_id,
        round=asked,
        act=DECIDE,
        program=user.working_in.program,
        user=user,
    )
    audit.note({asked.pk, made.pk}, purpose=PURPOSE)
    return made
