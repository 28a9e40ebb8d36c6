"""What was done for an item since an earlier assessment, for the page of the next one."""

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Round
from assessments.results.done import Done
from linkages.bilingual import said
from linkages.templatetags.words import short_day
from workplans.catalogue import choosing
from workplans.models import Objective, PlanSuggestion, Status
from workplans.plans.tree import derived

Decision = PlanSuggestion.Decision


def done_for(county: str, codes: Collection[str], earlier: Round) -> Iterator[Done]:
    """Objectives that came from the round, with how far they are, and suggestions put off or
    turned down with their reason. Four queries for any number of items."""
    wanted = set(codes)
    objectives = (
        Objective.objects.filter(county=county, origin__round=str(earlier.pk))
        .select_related("plan")
        .prefetch_related("steps")
    )
    for objective in objectives:
        statuses = [step.status for step in objective.steps.all()]
        counted = [each for each in statuses if each != Status.DROPPED]
        told = {
            "statement": objective.statement,
            "done": counted.count(Status.DONE),
            "all": len(counted),
        }
        state = Status(objective.set_status or derived(statuses)).label
        words = _("%(statement)s %(done)s of %(all)s steps done.") % told
        url = f"{reverse('workplans:plan', args=[objective.plan_id])}#objective-{objective.pk}"
        for code in _items(objective.origin["reasons"], wanted):
            yield Done(code, words, str(state), url)
    yield from _not_taken(county, wanted, earlier)


def _not_taken(county: str, wanted: set[str], earlier: Round) -> Iterator[Done]:
    catalogue = choosing.current()
    rows = PlanSuggestion.objects.filter(
        county=county, round=earlier, decision__in=[Decision.DEFERRED, Decision.REJECTED]
    )
    for row in rows:
        text = catalogue.objectives.get(row.code)
        told = {"statement": said(text.statement) if text else row.code, "reason": row.reason}
        words = _("%(statement)s %(reason)s") % told
        state = str(row.get_decision_display())
        if row.defer_until:
            state = _("Deferred until %(day)s") % {"day": short_day(row.defer_until)}
        for code in _items(row.reasons, wanted):
            yield Done(code, words, state)


def _items(reasons: list[dict[str, Any]], wanted: set[str]) -> list[str]:
    return [each["code"] for each in reasons if each["code"] in wanted]
