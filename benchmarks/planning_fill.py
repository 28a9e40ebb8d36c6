"""A round that forty people answered, and a plan of sixty objectives with four hundred steps.

Run as the app does, in a process of its own, `python -m benchmarks.planning_fill`; prints ids.
"""

import json
import sys
import uuid
from datetime import timedelta
from typing import Any

import django

RESPONDENTS, OBJECTIVES, STEPS = 40, 60, 400


def fill() -> dict[str, str]:
    """Ids of the answering round, the one in consensus, and the plan."""
    from django.db import transaction

    from counties.models import User
    from linkages.scope import rls

    with rls(county="alder"), transaction.atomic():
        coordinator = User.objects.get(email="coordinator@alder.example")
        made = {"answering": str(_round(coordinator, "answering").pk)}
        made["consensus"] = str(_round(coordinator, "consensus").pk)
        made["plan"] = str(_plan(coordinator).pk)
    return made


def _round(coordinator: Any, state: str) -> Any:
    """A renovation with all its answers; the one in consensus agreed on half of its items."""
    from assessments.instruments.choosing import current
    from assessments.instruments.reading import Instrument
    from assessments.models import Consensus, Round
    from linkages.calendar import today

    instrument: Instrument = current("renovation")
    asked = Round.objects.create(
        county_id="alder",
        name=f"Forty people, {state}",
        instrument_code=instrument.code,
        instrument_number=instrument.number,
        content=instrument.written(),
        state="answering",
        answers_due=today() + timedelta(days=14),
        began_by=coordinator,
    )
    for number in range(RESPONDENTS):
        _answers(asked, instrument, number, coordinator, answering=state == "answering")
    if state == "consensus":
        asked.state = "consensus"
        asked.save()
        Consensus.objects.bulk_create(
            Consensus(
                county_id="alder", round=asked, code=code, choice="score", score=3,
                importance=2, set_by=coordinator,
            )
            for code in list(instrument.items)[:25]
        )  # fmt: skip
    return asked


def _answers(
    asked: Any, instrument: Any, number: int, coordinator: Any, *, answering: bool
) -> None:
    """One person's, under their own name, as the fence wants it."""
    from assessments.models import Answer, Respondent
    from counties.models import User
    from linkages.scope import rls

    if number == 0:
        user = User.objects.get(email="cws.worker@alder.example")
    else:
        user = User.objects.create(email=f"a{uuid.uuid4().hex[:12]}@alder.example")
    side = ("cws", "calworks", "shared")[number % 3]
    row = Respondent.objects.create(
        county_id="alder", round=asked, user=user, side=side, invited_by=coordinator
    )
    handed_in = number > 0 or not answering
    with rls(county="alder", user=user.pk):
        Answer.objects.bulk_create(
            Answer(
                county_id="alder", round=asked, respondent=row, user=user, side=side, code=code,
                choice="score", score=1 + (number * 7 + place) % 5, importance=2, trend=0,
                counts=handed_in,
            )
            for place, code in enumerate(instrument.items)
        )  # fmt: skip
    if handed_in:
        row.finished_at = row.invited_at
        row.save()


def _plan(coordinator: Any) -> Any:
    from linkages.calendar import today
    from workplans.catalogue.choosing import current
    from workplans.models import Objective, PlanTopic, Product, Step, WorkPlan

    start = today().replace(day=1)
    plan = WorkPlan.objects.create(
        county_id="alder", name="Sixty objectives", kind="renovation", starts_on=start,
        dated=start, goal="Better work together in the Harbor office.", created_by=coordinator,
    )  # fmt: skip
    topics = [
        PlanTopic(county_id="alder", plan=plan, code=topic.code, title=topic.title["en"], order=n)
        for n, topic in enumerate(current().topics.values())
        if not topic.extension
    ]
    PlanTopic.objects.bulk_create(topics)
    objectives = [
        Objective(
            county_id="alder", plan=plan, topic=topics[n * len(topics) // OBJECTIVES],
            number=n + 1, statement=f"Objective {n + 1}: both programs know what the other does.",
            serves_goal="It makes the goal possible.",
        )
        for n in range(OBJECTIVES)
    ]  # fmt: skip
    Objective.objects.bulk_create(objectives)
    products = [
        Product(county_id="alder", objective=each, title=f"Product of {each.number}", owner="Both")
        for each in objectives
    ]
    Product.objects.bulk_create(products)
    Step.objects.bulk_create(
        Step(
            county_id="alder", objective=objectives[n % OBJECTIVES],
            product=products[n % OBJECTIVES],
            order=n // OBJECTIVES + 1, text=f"Step {n}: talk to supervisors of both units.",
            lead=coordinator, lead_program="cws", co_lead_words="A supervisor",
            co_lead_program="calworks", starts_on=start + timedelta(days=n % 300),
            due_on=start + timedelta(days=n % 300 + 30),
            status=("not_started", "in_progress", "done")[n % 3],
        )
        for n in range(STEPS)
    )  # fmt: skip
    return plan


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(fill()) + "\n")
