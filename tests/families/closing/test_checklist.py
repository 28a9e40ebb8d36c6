"""The checklist is the county's own."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from cases.families.closing import acts, steps
from cases.families.closing.acts import Proposal
from cases.families.models import ClosingStep
from linkages.scope import rls
from tests.conftest import working_as
from tests.families.closing.conftest import Sender
from tests.families.made import Home

pytestmark = pytest.mark.django_db
ADMIN = "admin@alder.example"
ADDRESS = "families:closing_checklist"
OWN = {
    "english": "The school is told",
    "spanish": "La escuela lo sabe",
    "position": "7",
    "needed": "on",
}


def codes(user: Any) -> list[str]:
    return [line.code for line in steps.checklist(user)]


def test_a_county_adds_a_line_in_both_languages(sign_in: Sender, staff: dict[str, Any]) -> None:
    client = sign_in(ADMIN)
    assert client.post(reverse(ADDRESS), OWN).status_code == 302
    with working_as(staff[ADMIN]) as user:
        assert steps.checklist(user)[-1].words == "The school is told"
        assert len(codes(user)) == len(steps.OURS) + 1
    page = sign_in(ADMIN).get(reverse(ADDRESS), headers={"accept-language": "es"})
    assert "La escuela lo sabe" in page.content.decode()
    with working_as(staff["admin@birch.example"], "birch") as user:
        assert codes(user) == [code for code, *_rest in steps.OURS]


def test_a_line_taken_off_is_asked_of_later_closings_only(
    home: Home, sign_in: Sender, staff: dict[str, Any]
) -> None:
    with working_as(staff["cws.supervisor@alder.example"]) as user:
        running = acts.propose(
            user, home.episode.pk, Proposal("aid_ended", date(2026, 12, 11)), version=1
        )
    gone = OWN | {"code": "flags_ended", "off": "on", "position": "3"}
    assert sign_in(ADMIN).post(reverse(ADDRESS), gone).status_code == 302
    assert "flags_ended" in running.needed
    with working_as(staff[ADMIN]) as user:
        assert "flags_ended" not in codes(user)
    with rls(county="alder"):
        assert ClosingStep.objects.get(code="flags_ended").retired_at is not None
    page = sign_in("cws.worker@alder.example").get(
        reverse("families:closing", args=[home.family.pk])
    )
    assert "The school is told" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(ADMIN, 200), ("coordinator@alder.example", 200),
                        ("cws.supervisor@alder.example", 403)],
)  # fmt: skip
def test_who_keeps_it(sign_in: Sender, who: str, status: int) -> None:
    assert sign_in(who).get(reverse(ADDRESS)).status_code == status
