"""Two reviewers, one pair, the same instant."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cases.matching.models import MatchCandidate, MatchDecision
from cases.people.models import Link
from linkages.scope import rls
from tests.matching.world import match, record

NAMES = [
    ("ROSA", "PINTO"),
    ("LUIS", "REYES"),
    ("MAI", "VANG"),
    ("DAVID", "OKORO"),
    ("ELENA", "SIMONIAN"),
    ("TOU", "XIONG"),
]


def at_once(*acts: Any) -> list[int]:
    """Status codes of requests that start together, each on a connection of its own."""
    gate = threading.Barrier(len(acts))
    codes: list[int] = []

    def run(act: Any) -> None:
        gate.wait()
        codes.append(act().status_code)
        connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(codes)


def a_new_pair(place: int) -> MatchCandidate:
    with rls(county="alder"), transaction.atomic():
        given, surname = NAMES[place]
        who = {"given": given, "surname": surname, "born": f"19{60 + 5 * place}-03-14"}
        cws = record("cws", **who)
        record("calworks", **who)
    match()
    with rls(county="alder"), transaction.atomic():
        return MatchCandidate.objects.get(cws=cws)


@pytest.mark.scenario(23)
@pytest.mark.fault(8)
@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides_and_the_other_is_told(sign_in: Any) -> None:
    first, second = sign_in("coordinator@alder.example"), sign_in("analyst@alder.example")
    for place in range(len(NAMES)):
        pair = a_new_pair(place)
        url = reverse("matching:decide", args=[pair.pk])
        fields = {"version": pair.version, "reason": "namesake"}
        codes = at_once(
            lambda url=url, fields=fields: first.post(url, fields | {"verb": "link"}),
            lambda url=url, fields=fields: second.post(url, fields | {"verb": "not_same"}),
        )
        assert codes == [302, 409]
        with rls(county="alder"), transaction.atomic():
            decision = MatchDecision.objects.get(candidate=pair)
            pair.refresh_from_db()
            assert pair.state == decision.state_after
            linked = Link.objects.filter(candidate=pair.pk, cut_at=None).exists()
            assert linked == (decision.verb == "link")


@pytest.mark.fault(6)
@pytest.mark.django_db(transaction=True)
def test_a_double_click_decides_once_and_both_answers_lead_on(sign_in: Any) -> None:
    client = sign_in("coordinator@alder.example")
    pair = a_new_pair(0)
    fields = {"version": pair.version, "verb": "link", "key": str(uuid.uuid4())}
    url = reverse("matching:decide", args=[pair.pk])
    codes = at_once(*[lambda: client.post(url, fields)] * 5)
    assert codes == [302] * 5
    with rls(county="alder"), transaction.atomic():
        assert MatchDecision.objects.count() == Link.objects.count() == 1
