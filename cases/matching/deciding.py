"""What people decide about pairs: link, not the same, needs information; undo; cut.

A decision can be undone for some seconds (a county's parameter, with a grace for slow lines). Later
a link is cut, with a reason, and anything else is decided anew.

Every act locks its pair first, compares what its author saw with what is true now, and writes the
pair, the link and the decision in one transaction.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.matching import evidence
from cases.matching.desk import deputies
from cases.matching.desk.parameters import UNDO_GRACE, UNDO_SECONDS
from cases.matching.models import (
    KeyedRecord,
    MatchCandidate,
    MatchDecision,
    QueueAct,
    RuleRun,
)
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
from linkages.parameters import value
from linkages.templatetags.words import due, moment

State, Verb = MatchCandidate.State, MatchDecision.Verb
AFTER = {
    Verb.LINK: State.LINKED,
    Verb.NOT_SAME: State.NOT_SAME,
    Verb.NEEDS_INFORMATION: State.NEEDS_INFORMATION,
}
TURNED = ["state", "version", "changed_since", "deferred_until", "deferred_by"]
# Acts that change what the next reviewer sees of a pair.
MOVES = (QueueAct.Verb.DEFER, QueueAct.Verb.RESUME)
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
def decide(user: Any, choice: Choice, together: uuid.UUID | None = None) -> MatchDecision:
    """Carry out one choice; raises Stale, saying who was first, or NotAllowed."""
    pair = locked(user, choice.pair)
    if pair.version != choice.version or pair.state not in DECIDABLE:
        raise Stale(who_was_first(pair))
    if pair.state not in MatchCandidate.OPEN and choice.verb == pair.state:
        raise Stale(who_was_first(pair))
    if not pair.standing:
        raise NotAllowed(_("The extracts no longer hold both records of this pair."))
    if choice.verb == Verb.LINK and (forbidden := refusal(user, pair)):
        raise NotAllowed(forbidden)
    decision = _record(user, pair, choice.verb, AFTER[Verb(choice.verb)], choice, together=together)
    if choice.verb == Verb.LINK:
        _link(user, pair)
    pair.changed_since = []
    pair.deferred_until = pair.deferred_by_id = None
    _turn(pair, decision.state_after)
    return decision


@transaction.atomic
def decide_together(user: Any, choices: Collection[Choice]) -> list[MatchDecision]:
    """Carry out the choices for a household, all or none; one undo takes all of them back."""
    ordered = sorted(choices, key=lambda choice: choice.pair)
    act = uuid.uuid4() if len(ordered) > 1 else None
    return [decide(user, choice, act) for choice in ordered]


def seconds_to_undo(county: str) -> tuple[int, int]:
    """(seconds that people are told, seconds that are granted)."""
    told, grace = (value(name, county=county, on=today()) for name in (UNDO_SECONDS, UNDO_GRACE))
    return told, told + grace


@transaction.atomic
def undo(user: Any, pair_id: uuid.UUID) -> list[MatchDecision]:
    """Take back one's own last act, as long as nobody has decided its pairs since and its time is
    not over. Raises NotAllowed."""
    pair = pairs_visible_to(user).get(pk=pair_id)
    last = pair.decisions.order_by("decided_at").last()
    if last is None:
        raise NotAllowed(_("This decision can no longer be undone."))
    acts = [last]
    if last.together is not None:
        acts = list(MatchDecision.objects.filter(county=pair.county_id, together=last.together))
    mine = pairs_visible_to(user).filter(pk__in=[act.candidate_id for act in acts])
    if mine.count() < len(acts):
        raise NotAllowed(_("This decision can no longer be undone."))
    ordered = sorted(acts, key=lambda act: act.candidate_id)
    return [_take_back(user, locked(user, act.candidate_id), act) for act in ordered]


def _take_back(user: Any, pair: MatchCandidate, act: MatchDecision) -> MatchDecision:
    last = pair.decisions.order_by("decided_at").last()
    still = last is not None and last.pk == act.pk and act.state_after == pair.state
    mine = act.decided_by_id == user.pk and act.rule_run_id is None
    if not still or not mine or act.verb not in AFTER:
        raise NotAllowed(_("This decision can no longer be undone."))
    _told, granted = seconds_to_undo(pair.county_id)
    if timezone.now() - act.decided_at > timedelta(seconds=granted):
        if act.verb == Verb.LINK:
            raise NotAllowed(_("The time to undo is over. Cut the link, and say why."))
        raise NotAllowed(_("The time to undo is over. Decide the pair anew."))
    link = _link_of(pair)
    if act.verb == Verb.LINK and link is not None:
        _cut(user, link, _("Undone by the person who linked"), undone=True)
    after = State(act.state_before)
    if after in MatchCandidate.OPEN and not pair.standing:
        after = State.EXPIRED
    decision = _record(user, pair, Verb.UNDO, after, undoes=act)
    deferred = act.shown.get("deferred")
    if deferred and after in MatchCandidate.OPEN:
        pair.deferred_until = date.fromisoformat(deferred["until"])
        pair.deferred_by_id = uuid.UUID(deferred["by"])
    _turn(pair, after)
    return decision


@transaction.atomic
def cut(user: Any, pair_id: uuid.UUID, reason: str) -> MatchDecision:
    """Cut the link of a pair; the pair counts as not the same, everything else as before."""
    pair = locked(user, pair_id)
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
    pair = locked(user, pair_id)
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


def locked(user: Any, pair: uuid.UUID) -> MatchCandidate:
    """The pair, held until the transaction ends; MatchCandidate.DoesNotExist out of scope."""
    mine = pairs_visible_to(user).select_for_update(of=("self",))
    return mine.select_related("cws", "calworks").get(pk=pair)


def _link_of(pair: MatchCandidate) -> Link | None:
    return Link.objects.filter(
        county=pair.county_id, cws=pair.cws_id, calworks=pair.calworks_id, cut_at=None
    ).first()


def who_was_first(pair: MatchCandidate) -> str:
    """What the slower of two reviewers is told."""
    last = pair.decisions.order_by("decided_at").select_related("decided_by").last()
    act = pair.acts.filter(verb__in=MOVES).order_by("at").select_related("by").last()
    if act is not None and (last is None or act.at > last.decided_at) and act.at >= pair.scored_at:
        if act.verb == QueueAct.Verb.RESUME:
            return _("%(name)s brought this pair back. Look at it again.") % {"name": act.by}
        return _("Put off by %(name)s until %(day)s.") % {
            "name": act.by,
            "day": due(act.until, today()),
        }
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
    together: uuid.UUID | None = None,
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
        shown=evidence.shown(pair) | _deferred(pair),
        cws_marks=bytes(marks.get(pair.cws_id, b"")),
        calworks_marks=bytes(marks.get(pair.calworks_id, b"")),
        undoes=undoes,
        rule_run=ruled,
        together=together,
        stood_in_for_id=None if ruled else _stood_in_for(user, pair),
    )


def _deferred(pair: MatchCandidate) -> dict[str, object]:
    """That the pair had been put off, so that an undo can say so again."""
    if pair.deferred_until is None:
        return {}
    until, by = pair.deferred_until.isoformat(), str(pair.deferred_by_id)
    return {"deferred": {"until": until, "by": by}}


def _stood_in_for(user: Any, pair: MatchCandidate) -> uuid.UUID | None:
    """The reviewer whose pair this is, where the one who acts stands in for them today."""
    given = pair.assigned_to_id
    if given is None or given == user.pk:
        return None
    return given if given in deputies.absent_for(user) else None


def _turn(pair: MatchCandidate, state: str) -> None:
    pair.state = state
    pair.version += 1
    pair.save(update_fields=TURNED)


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
