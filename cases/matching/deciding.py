"""What people decide about pairs: link, not the same, needs information; undo; cut.

Every act locks its pair first, compares what its author saw with what is true now, and writes the
pair, the link and the decision in one transaction.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.matching import evidence
from cases.matching.models import KeyedRecord, MatchCandidate, MatchDecision, RuleRun
from cases.matching.queue import pairs_visible_to
from cases.matching.rules.enforcing import refusal
from cases.matching.words import state_words
from cases.people import linking
from cases.people.models import Link, ProgramRecord
from cases.records.assignments import assign_from_extract
from cases.sharing.incidents import acts as incidents
from cases.sharing.models import Assignment
from cases.sharing.wrong_links import telling as wrong_links
from linkages import audit, events
from linkages.calendar import today
from linkages.forms import Stale
from linkages.templatetags.words import moment

State, Verb = MatchCandidate.State, MatchDecision.Verb
AFTER = {
    Verb.LINK: State.LINKED,
    Verb.NOT_SAME: State.NOT_SAME,
    Verb.NEEDS_INFORMATION: State.NEEDS_INFORMATION,
}
# A pair that somebody refused can still be linked by somebody who knows better.
DECIDABLE = (*MatchCandidate.OPEN, State.NOT_SAME)


class NotAllowed(Exception):
    """The state of the pair forbids the act. str(error) is the sentence the worker sees."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose for one pair, having seen its `version`."""

    pair: uuid.UUID
    verb: str
    version: int
    reason: str = ""
    note: str = ""


@transaction.atomic
def decide(user: Any, choice: Choice) -> MatchDecision:
    """Carry out one choice; raises Stale, saying who was first, or NotAllowed."""
    pair = _locked(user, choice.pair)
    if pair.version != choice.version or pair.state not in DECIDABLE:
        raise Stale(_who_was_first(pair))
    if pair.state not in MatchCandidate.OPEN and choice.verb == pair.state:
        raise Stale(_who_was_first(pair))
    if not pair.standing:
        raise NotAllowed(_("The extracts no longer hold both records of this pair."))
    if choice.verb == Verb.LINK and (forbidden := refusal(user, pair)):
        raise NotAllowed(forbidden)
    decision = _record(user, pair, choice.verb, AFTER[Verb(choice.verb)], choice)
    if choice.verb == Verb.LINK:
        _link(user, pair)
    pair.changed_since = []
    _turn(pair, decision.state_after)
    return decision


@transaction.atomic
def decide_together(user: Any, choices: Collection[Choice]) -> list[MatchDecision]:
    """Carry out the choices for a household, all or none."""
    ordered = sorted(choices, key=lambda choice: choice.pair)
    return [decide(user, choice) for choice in ordered]


@transaction.atomic
def undo(user: Any, pair_id: uuid.UUID) -> MatchDecision:
    """Take back one's own decision, as long as nobody has decided the pair since."""
    pair = _locked(user, pair_id)
    last = pair.decisions.order_by("decided_at").last()
    mine = last is not None and last.decided_by_id == user.pk and last.rule_run_id is None
    if last is None or not mine or last.verb not in AFTER or last.state_after != pair.state:
        raise NotAllowed(_("This decision can no longer be undone."))
    link = _link_of(pair)
    if last.verb == Verb.LINK and link is not None:
        _cut(user, link, _("Undone by the person who linked"), undone=True)
    after = State(last.state_before)
    if after in MatchCandidate.OPEN and not pair.standing:
        after = State.EXPIRED
    decision = _record(user, pair, Verb.UNDO, after, undoes=last)
    _turn(pair, after)
    return decision


@transaction.atomic
def cut(user: Any, pair_id: uuid.UUID, reason: str) -> MatchDecision:
    """Cut the link of a pair; the pair counts as not the same, everything else as before."""
    pair = _locked(user, pair_id)
    link = _link_of(pair)
    if pair.state != State.LINKED or link is None:
        raise NotAllowed(_("This pair is not linked any more."))
    _cut(user, link, reason)
    decision = _record(user, pair, Verb.CUT, State.NOT_SAME, note=reason)
    _turn(pair, State.NOT_SAME)
    return decision


@transaction.atomic
def confirm(user: Any, pair_id: uuid.UUID) -> MatchDecision:
    """Say that a link is right: one that the county's rule made, whose run can then be undone
    without it, or one that a later rule questions."""
    pair = _locked(user, pair_id)
    last = pair.decisions.order_by("decided_at").last()
    if pair.state != State.LINKED or last is None or last.verb == Verb.CONFIRM:
        raise NotAllowed(_("Somebody has decided about this pair already."))
    return _record(user, pair, Verb.CONFIRM, State.LINKED)


def link_by_rule(publisher: Any, pair: MatchCandidate, ruled: RuleRun) -> MatchDecision:
    """Link a pair as the county's rule, in the name of who published it. The caller has locked
    the pair and made sure that the rule may."""
    decision = _record(publisher, pair, Verb.LINK, State.LINKED, ruled=ruled)
    _link(publisher, pair, ruled=True)
    _turn(pair, State.LINKED)
    return decision


def take_back(user: Any, pair: MatchCandidate, decision: MatchDecision, reason: str) -> bool:
    """Undo what the county's rule linked, unless somebody has decided the pair since; whether it
    was undone. The caller has locked the pair."""
    last, link = pair.decisions.order_by("decided_at").last(), _link_of(pair)
    if pair.state != State.LINKED or link is None or last is None or last.pk != decision.pk:
        return False
    _cut(user, link, reason, undone=True)
    after = State(decision.state_before) if pair.standing else State.EXPIRED
    _record(user, pair, Verb.UNDO, after, note=reason, undoes=decision)
    _turn(pair, after)
    return True


def _locked(user: Any, pair: uuid.UUID) -> MatchCandidate:
    """The pair, held until the transaction ends; MatchCandidate.DoesNotExist out of scope."""
    mine = pairs_visible_to(user).select_for_update(of=("self",))
    return mine.select_related("cws", "calworks").get(pk=pair)


def _link_of(pair: MatchCandidate) -> Link | None:
    return Link.objects.filter(
        county=pair.county_id, cws=pair.cws_id, calworks=pair.calworks_id, cut_at=None
    ).first()


def _who_was_first(pair: MatchCandidate) -> str:
    """What the slower of two reviewers is told."""
    last = pair.decisions.order_by("decided_at").select_related("decided_by").last()
    if last is None or pair.scored_at > last.decided_at:
        return _("New extracts changed what is known about this pair. Look at it again.")
    return _("Decided by %(name)s %(when)s: %(state)s.") % {
        "name": last.decided_by,
        "when": moment(last.decided_at, today()),
        "state": state_words(pair.state).lower(),
    }


def _record(
    user: Any,
    pair: MatchCandidate,
    verb: str,
    after: str,
    choice: Choice | None = None,
    *,
    note: str = "",
    undoes: MatchDecision | None = None,
    ruled: RuleRun | None = None,
) -> MatchDecision:
    marks = dict(
        KeyedRecord.objects.filter(pk__in=[pair.cws_id, pair.calworks_id]).values_list(
            "pk", "marks"
        )
    )
    audit.note({pair.pk, pair.cws_id, pair.calworks_id}, purpose="match_review")
    return MatchDecision.objects.create(
        county_id=pair.county_id,
        candidate=pair,
        verb=verb,
        reason=choice.reason if choice and verb == Verb.NOT_SAME else "",
        note=choice.note if choice else note,
        state_before=pair.state,
        state_after=after,
        decided_by=user,
        model_id=pair.model_id,
        shown=evidence.shown(pair),
        cws_marks=bytes(marks.get(pair.cws_id, b"")),
        calworks_marks=bytes(marks.get(pair.calworks_id, b"")),
        undoes=undoes,
        rule_run=ruled,
    )


def _turn(pair: MatchCandidate, state: str) -> None:
    pair.state = state
    pair.version += 1
    pair.save(update_fields=["state", "version", "changed_since"])


def _link(user: Any, pair: MatchCandidate, *, ruled: bool = False) -> None:
    linking.link(pair.cws, pair.calworks, by=user.pk, candidate=pair.pk, ruled=ruled)
    assign_from_extract([pair.cws_id, pair.calworks_id], today())
    events.emit("matching.linked", county=pair.county_id, subject=pair.pk, by=user.pk)


def _cut(user: Any, link: Link, reason: str, *, undone: bool = False) -> None:
    before = ProgramRecord.objects.filter(pk__in=[link.cws_id, link.calworks_id])
    people = set(before.values_list("person", flat=True))
    touched = list(ProgramRecord.objects.filter(person__in=people).values_list("pk", flat=True))
    gone = linking.cut(link, by=user.pk, reason=reason)
    alone = ProgramRecord.objects.filter(pk__in=touched, person=None)
    release(alone.values_list("pk", flat=True))
    wrong_links.tell(link, people - {None})
    incidents.open_for_cut(gone, people - {None}, undone=undone)
    events.emit("matching.cut", county=link.county_id, subject=link.pk, by=user.pk)


def release(records: Any) -> None:
    """Nobody works any more with a record that no person holds: the last day was yesterday."""
    held = Assignment.objects.filter(record__in=list(records), until=None)
    held.filter(since__gte=today()).delete()
    for assignment in held:
        assignment.until = today() - timedelta(days=1)
        assignment.save(update_fields=["until"])
