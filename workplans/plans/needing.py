"""Steps that wait for others. Never in a circle, and whoever draws one is told which."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from workplans.models import Step, StepNeed, WorkPlan
from workplans.plans.holding import Key, NotAllowed

Graph = Mapping[uuid.UUID, Collection[uuid.UUID]]


def circle(graph: Graph, start: Key) -> list[Key]:
    """The way from a step through what it needs back to itself; empty where there is none."""
    way: list[Key] = [start]
    seen: set[Key] = set()
    branches = [iter(sorted(graph.get(start, ())))]
    while branches:
        following = next(branches[-1], None)
        if following is None:
            branches.pop()
            way.pop()
        elif following == start:
            return [*way, start]
        elif following not in seen:
            seen.add(following)
            way.append(following)
            branches.append(iter(sorted(graph.get(following, ()))))
    return []


def set_needs(plan: WorkPlan, step: Step, needs: Collection[Key]) -> None:
    """Let a step wait for exactly these. NotAllowed names the circle, or a step of elsewhere."""
    there = set(StepNeed.objects.filter(step=step).values_list("needs_id", flat=True))
    if there == set(needs):
        return
    texts = dict(Step.objects.filter(objective__plan=plan).values_list("pk", "text"))
    if set(needs) - set(texts):
        raise NotAllowed(_("A step that it waits for is not in this plan."))
    graph: dict[Key, set[Key]] = defaultdict(set)
    for one, other in StepNeed.objects.filter(step__objective__plan=plan).values_list(
        "step_id", "needs_id"
    ):
        graph[one].add(other)
    graph[step.pk] = set(needs)
    if way := circle(graph, step.pk):
        told = " → ".join(f"“{texts[key]}”" for key in way)
        raise NotAllowed(
            _("These steps would wait for each other, and none could begin: %(way)s.")
            % {"way": told}
        )
    StepNeed.objects.filter(step=step).exclude(needs__in=needs).delete()
    StepNeed.objects.bulk_create(
        StepNeed(county_id=plan.county_id, step=step, needs_id=key)
        for key in sorted(set(needs) - there)
    )
