"""Two people in one plan at the same moment: real threads, real transactions, nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.workplans.conftest import At
from workplans.models import Objective, WorkPlan
from workplans.plans.outline import outline

pytestmark = pytest.mark.django_db(transaction=True)
EDITORS = ("cochair.cws@alder.example", "cochair.calworks@alder.example")


def _both_send(clients: list[Client], address: str, given: list[dict[str, str]]) -> list[Any]:
    """Answers to two forms that are sent together."""
    both = Barrier(len(clients))

    def send(client: Client, fields: dict[str, str]) -> Any:
        both.wait()
        try:
            return client.post(address, fields)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as threads:
        return list(threads.map(send, clients, given))


def test_two_editors_at_once_lose_nothing(
    at: At, plan: WorkPlan, sign_in: Callable[[str], Client], staff: Any
) -> None:
    clients = [sign_in(email) for email in EDITORS]
    with at("cochair.cws"):
        step = outline(plan).objectives[0].steps[0]
    address = reverse("workplans:change_step", args=[plan.pk, step.key])
    given = [
        {"text": f"In the words of {email}", "version": str(step.version)} for email in EDITORS
    ]
    answers = _both_send(clients, address, given)
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    codes = [answer.status_code for answer in answers]
    first, second = codes.index(302), codes.index(409)
    with at("cochair.cws"):
        assert outline(plan).by_step[step.key].step.text == given[first]["text"]
    page = answers[second].content.decode()
    # Who was first, what it reads now, and what one typed oneself.
    assert str(staff[EDITORS[first]]) in page
    assert given[first]["text"] in page
    form = answers[second].context["form"]
    assert form["text"].value() == given[second]["text"]
    again = given[second] | {"version": str(form["version"].value())}
    assert clients[second].post(address, again).status_code == 302
    with at("cochair.cws"):
        assert outline(plan).by_step[step.key].step.text == given[second]["text"]

    # What each of them adds is there, under a number of its own.
    more = reverse("workplans:add_objective", args=[plan.pk])
    answers = _both_send(clients, more, [{"code": "T02-1"}, {"code": "T02-2"}])
    assert {answer.status_code for answer in answers} == {302}
    with at("cochair.cws"):
        rows = Objective.objects.filter(plan=plan)
        assert set(rows.values_list("code", flat=True)) >= {"T02-1", "T02-2"}
        assert sorted(rows.values_list("number", flat=True)) == [1, 2, 3, 4]
        assert plan.topics.filter(code="T02").count() == 1
