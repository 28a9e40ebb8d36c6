"""A family of Alder that moves to Birch."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.families.models import Episode, ReceivedFamily, Transfer
from linkages.scope import rls
from tests.families.documents.conftest import Couple, make_couple
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]
ALDER, BIRCH = "coordinator@alder.example", "coordinator@birch.example"
Sender = Callable[[str], Client]


@pytest.fixture
def couple(staff: dict[str, Any], grounds: None) -> Couple:
    return make_couple(state="accepted", closing_on=None)


def offer(client: Client, couple: Couple, **changed: Any) -> Any:
    address = reverse("families:offer_transfer", args=[couple.family.pk])
    given = {"to_county": "birch", "moved_on": "2026-11-20", "reason": "ZQwhy"} | changed
    return client.post(address, given)


@pytest.fixture
def offered(couple: Couple, sign_in: Sender) -> Transfer:
    """Offered by Alder's coordinator to Birch."""
    assert offer(sign_in(ALDER), couple).status_code == 302
    with rls(county="alder"), transaction.atomic():
        return Transfer.objects.get()


def answer(client: Client, transfer: Transfer, act: str = "accept") -> Any:
    address = reverse("families:transfer", args=[transfer.pk])
    return client.post(address, {"act": act, "note": ""})


@pytest.fixture
def taken(offered: Transfer, sign_in: Sender, run_jobs: Any) -> ReceivedFamily:
    """Accepted by Birch's coordinator; Birch's job has run."""
    assert answer(sign_in(BIRCH), offered).status_code == 302
    run_jobs("birch")
    with rls(county="birch"), transaction.atomic():
        return ReceivedFamily.objects.get()


def episode_of(couple: Couple) -> Episode:
    with rls(county="alder"), transaction.atomic():
        return Episode.objects.get(pk=couple.episode.pk)
