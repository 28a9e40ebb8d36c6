"""A link that joined two people: what it had shown is found again, and told to who must know."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from cases.matching.models import MatchCandidate
from cases.sharing.models import Alert
from linkages.scope import rls
from tests.matching.test_review import COORDINATOR, decide, only, rosa

pytestmark = pytest.mark.django_db


@pytest.mark.scenario(21)
def test_a_cut_lists_three_views_and_one_document(
    sign_in: Callable[[str], Any], grounds: None, run_jobs: Callable[[], Any]
) -> None:
    cws, _calworks = rosa()
    coordinator = sign_in(COORDINATOR)
    decide(coordinator, only(), "link")
    with rls(county="alder"):
        cws.refresh_from_db()
    person = reverse("sharing:person", args=[cws.person_id])
    eligibility, social = (sign_in(f"{side}.worker@alder.example") for side in ("calworks", "cws"))
    for client in (eligibility, eligibility, social):
        assert client.get(person).status_code == 200
    asked = eligibility.post(reverse("sharing:summary", args=[cws.person_id]))
    assert asked.status_code == 302
    run_jobs()

    cut = {"reason": "Cousins with the same name"}
    coordinator.post(reverse("matching:cut", args=[only().pk]), cut)

    assert eligibility.get(person).status_code == 404
    with rls(county="alder"):
        alert = Alert.objects.get(kind=Alert.Kind.WRONG_LINK)
    assert alert.count == 4
    address = reverse("sharing:wrong_link", args=[alert.pk])
    body = sign_in("privacy@alder.example").get(address).content.decode()
    assert (body.count("On screen"), body.count("In a document")) == (3, 1)
    assert "Cousins with the same name" in body
    assert sign_in("calworks.worker@alder.example").get(address).status_code == 403
    assert sign_in("privacy@birch.example").get(address).status_code == 404


def test_a_link_that_showed_nobody_anything_is_cut_in_silence(
    sign_in: Callable[[str], Any], grounds: None
) -> None:
    rosa()
    coordinator = sign_in(COORDINATOR)
    decide(coordinator, only(), "link")

    coordinator.post(reverse("matching:cut", args=[only().pk]), {"reason": "Cousins"})

    assert only().state == MatchCandidate.State.NOT_SAME
    with rls(county="alder"):
        assert not Alert.objects.exists()
