"""What a closed assessment suggests for a plan, and what the team makes of each suggestion."""

import uuid
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.results.snapshot import agreed_of, result_of
from assessments.results.suggesting import Suggested, suggest
from assessments.rounds.instrument import instrument_of
from counties.permissions import Permission, may
from linkages import audit
from linkages.bilingual import said
from linkages.calendar import today
from linkages.forms import Stale
from workplans.catalogue import choosing
from workplans.catalogue.reading import Catalogue
from workplans.models import Objective, PlanSuggestion, Step
from workplans.plans.holding import Key, NotAllowed, locked, to_write
from workplans.plans.writing import ObjectiveFields, add_objective, remove, topic_in

Decision = PlanSuggestion.Decision
# What nobody knows is to be found out within so many days (rule of the instruments).
FIND_OUT_DAYS = 30
# After every rank of the catalogue.
LAST = 99


@transaction.atomic
def of_round(asked: Round) -> list[PlanSuggestion]:
    """A closed round's suggestions by priority, those that are optional last; of equal ones those
    whose topic area comes first in the order of work. Written down when somebody looks first, and
    never twice."""
    if asked.state != Round.State.CLOSED:
        return []
    rows = PlanSuggestion.objects.filter(round=asked)
    if not rows.exists():
        found = suggest(instrument_of(asked), agreed_of(asked), result_of(asked))
        PlanSuggestion.objects.bulk_create(
            (
                PlanSuggestion(
                    county_id=asked.county_id,
                    round=asked,
                    code=each.objective,
                    finds_out=each.finds_out,
                    reasons=[reason.written() for reason in each.reasons],
                    priority=each.priority,
                    optional=each.optional,
                )
                for each in _kept(found, choosing.current())
            ),
            ignore_conflicts=True,
        )
    topics = choosing.current().topic_of
    return sorted(
        rows.select_related("objective__plan", "by"),
        key=lambda row: (
            row.optional,
            -row.priority,
            topics[row.code].rank if row.code in topics else LAST,
            row.code,
        ),
    )


def _kept(found: tuple[Suggested, ...], catalogue: Catalogue) -> list[Suggested]:
    """Those that the catalogue knows; what is to be found out once for each topic area, since a
    topic area has one action for it."""
    kept = [each for each in found if each.objective in catalogue.objectives]
    unknown: dict[str, list[Suggested]] = defaultdict(list)
    for each in kept:
        if each.finds_out:
            unknown[catalogue.topic_of[each.objective].code].append(each)
    merged = {group[0]: group for group in unknown.values()}
    lines = []
    for each in kept:
        if not each.finds_out:
            lines.append(each)
        elif each in merged:
            lines.append(_together(merged[each]))
    return lines


def _together(group: list[Suggested]) -> Suggested:
    first = group[0]
    reasons = {reason.code: reason for each in group for reason in each.reasons}
    return Suggested(
        objective=first.objective,
        finds_out=True,
        priority=max((each.priority for each in group), default=Decimal(0)),
        reasons=tuple(sorted(reasons.values(), key=lambda reason: -reason.priority)),
        optional=all(each.optional for each in group),
        first=first.first,
    )


def _held(user: Any, key: Key, version: int | None) -> PlanSuggestion:
    if not may(user, Permission.EDIT_PLAN):
        raise PermissionDenied(Permission.EDIT_PLAN)
    rows = PlanSuggestion.objects.visible_to(user).select_for_update(of=("self",))
    found: PlanSuggestion = rows.select_related("round").get(pk=key)
    if version is not None and found.version != version:
        name = str(found.by) if found.by else _("Somebody")
        raise Stale(
            _("%(name)s decided in the meantime: %(decision)s.")
            % {"name": name, "decision": found.get_decision_display()}
        )
    return found


def _decide(user: Any, found: PlanSuggestion, decision: str, reason: str = "") -> None:
    found.decision, found.reason = decision, reason
    found.by, found.at = user, timezone.now()
    found.version += 1
    found.save()
    audit.note({found.pk, found.round_id}, purpose="plan_suggestion")


def _must_be_open(found: PlanSuggestion) -> None:
    if found.decision in (Decision.ACCEPTED, Decision.EDITED):
        raise NotAllowed(_("This suggestion is in a plan already."))


@transaction.atomic
def accept(
    user: Any,
    key: Key,
    plan_id: Key,
    what: ObjectiveFields | None = None,
    *,
    version: int | None = None,
) -> Objective:
    """Take a suggestion into a plan that is open to writing, as it is or with changes. The
    objective keeps where it came from."""
    found = _held(user, key, version)
    _must_be_open(found)
    origin = origin_of(found)
    if found.finds_out:
        made = _find_out(user, plan_id, found.code, what, origin)
    else:
        made = add_objective(user, plan_id, code=found.code, what=what, origin=origin)
    found.objective = made
    _decide(user, found, Decision.EDITED if what else Decision.ACCEPTED)
    return made


def _find_out(
    user: Any, plan_id: Key, code: str, what: ObjectiveFields | None, origin: dict[str, object]
) -> Objective:
    """The topic area's action about what nobody knows: an objective with one step, soon due."""
    topic = choosing.current().topic_of[code]
    plan = to_write(user, plan_id)
    words = said(topic.find_out)
    made = add_objective(
        user,
        plan_id,
        what=what or ObjectiveFields(_("Find out: %(topic)s") % {"topic": said(topic.title)}),
        topic_id=topic_in(plan, topic.code).pk,
        origin=origin,
    )
    start = max(plan.starts_on, today())
    Step.objects.create(
        county_id=plan.county_id,
        objective=made,
        text=words,
        starts_on=start,
        due_on=date.fromordinal(start.toordinal() + FIND_OUT_DAYS),
    )
    return made


def origin_of(found: PlanSuggestion) -> dict[str, object]:
    """What an objective keeps of where it came from."""
    return {
        "round": str(found.round_id),
        "round_name": found.round.name,
        "instrument": found.round.instrument_code,
        "finds_out": found.finds_out,
        "reasons": found.reasons,
    }


@transaction.atomic
def defer(
    user: Any, key: Key, until: date, reason: str, *, version: int | None = None
) -> PlanSuggestion:
    """Put a suggestion off: it is asked about again on the day."""
    found = _held(user, key, version)
    _must_be_open(found)
    if until <= today():
        raise NotAllowed(_("Choose a day that is still to come."))
    found.defer_until = until
    _decide(user, found, Decision.DEFERRED, reason)
    return found


@transaction.atomic
def reject(user: Any, key: Key, reason: str, *, version: int | None = None) -> PlanSuggestion:
    """Turn a suggestion down, with a reason."""
    found = _held(user, key, version)
    _must_be_open(found)
    found.defer_until = None
    _decide(user, found, Decision.REJECTED, reason)
    return found


@transaction.atomic
def undo(user: Any, key: Key, *, version: int | None = None) -> PlanSuggestion:
    """Open a suggestion again. What it put into a plan is taken out, unless somebody reported."""
    into = Objective.objects.filter(suggestions=key).values_list("plan", flat=True).first()
    if into is not None:
        # The plan first, as whoever takes its objective out does: neither waits for the other.
        locked(user, into)
    found = _held(user, key, version)
    if found.objective_id is not None:
        part: uuid.UUID = found.objective_id
        plan = found.objective.plan_id
        found.objective = None
        found.save(update_fields=["objective"])
        remove(user, plan, "objective", part)
    found.defer_until = None
    _decide(user, found, Decision.OPEN)
    return found
