"""Two of counsel's office, one draft, the same instant."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.conftest import TODAY
from tests.sharing.policy.conftest import BASE, MDT_C6, PAIR_C5, Bench

NARROW = BASE - {PAIR_C5}


def at_once(clients: list[Any], address: str, sent: dict[str, str]) -> list[Any]:
    """Answers to one form that all send together, each on a connection of their own."""
    gate = threading.Barrier(len(clients))
    answers: list[Any] = []

    def run(client: Any) -> None:
        gate.wait()
        answers.append(client.post(address, sent))
        connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer.status_code)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    sign_in: Any, base: Bench
) -> None:
    for turn in range(3):
        wanted = NARROW | ({MDT_C6} if turn % 2 else set())
        draft = base.draft(wanted)
        address = reverse("sharing:publish_edition", args=[draft.pk])
        sent = {"effective_on": str(TODAY), "reason": "because", "version": base.author().seen}
        clients = [sign_in("counsel@alder.example") for _ in range(2)]

        won, lost = at_once(clients, address, sent)

        assert (won.status_code, lost.status_code) == (302, 409)
        assert f"edition {draft.number} was published by" in lost.content.decode()
        assert base.table() == wanted


@pytest.mark.django_db(transaction=True)
def test_of_two_who_start_a_draft_at_once_one_does(sign_in: Any, base: Bench) -> None:
    sent = {"on": str(TODAY), "version": base.author().seen}
    clients = [sign_in("counsel@alder.example") for _ in range(2)]

    won, lost = at_once(clients, reverse("sharing:start_draft"), sent)

    assert (won.status_code, lost.status_code) == (302, 409)
    assert [each.state for each in base.known()] == ["draft", "published"]
