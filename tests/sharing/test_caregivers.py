"""A placed child in a caregiver's household on aid: that household is the placement."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.sharing.conftest import Family

pytestmark = pytest.mark.django_db

HOUSEHOLD = {"C1": {"relationship": "grandchild", "office": "ZQoffice"}, "C2": {"aid_code": "ZQ35"}}
TELLING = ("ZQoffice", "ZQ35", "ZQCASE", "Grace Tran")
SEEN = {
    "cws.worker": True,
    "cws.supervisor": True,
    "calworks.worker": True,
    "coordinator": False,
    "liaison": False,
}


def placed_with(family: Callable[..., Family], *, begun: str = "", **facts: Any) -> Family:
    """A child whom CWS placed on 2 November, and whose CalWORKs record says `facts`."""
    c2 = {**HOUSEHOLD["C2"], **({"begin": begun} if begun else {})}
    return family(
        cws={"placed": True, "facts": {"C5": {"removal_on": "2026-11-02"}}},
        calworks={
            "facts": {"C1": {**HOUSEHOLD["C1"], **facts}, "C2": c2},
            "memberships": [{"case": "ZQCASE", "case_source": "ZQCASE", "category": "C1"}],
        },
    )


def page(sign_in: Callable[[str], Any], handle: str, made: Family) -> str:
    client = sign_in(f"{handle}@alder.example")
    answer = client.get(reverse("sharing:person", args=[made.person.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("handle", SEEN)
def test_a_caregivers_household_is_for_who_placed_the_child_and_its_own_worker(
    sign_in: Callable[[str], Any], family: Callable[..., Family], grounds: None, handle: str
) -> None:
    body = page(sign_in, handle, placed_with(family))

    assert "DELGADO" in body
    assert [word in body for word in TELLING] == [SEEN[handle]] * len(TELLING)


@pytest.mark.parametrize(
    ("relationship", "begun", "kept"),
    [
        ("child", "2026-01-01", False),  # aided with a parent since before the removal
        ("child", "", False),
        ("child", "2026-11-15", True),  # a household that began after it
        ("niece", "2026-01-01", True),
    ],
)
def test_what_makes_a_household_a_caregivers(
    sign_in: Callable[[str], Any], family: Callable[..., Family], grounds: None,
    relationship: str, begun: str, kept: bool,
) -> None:  # fmt: skip
    made = placed_with(family, begun=begun, relationship=relationship)
    body = page(sign_in, "coordinator", made)

    assert ("ZQ35" not in body) is kept
    assert ("Grace Tran" not in body) is kept


def test_a_child_at_home_has_no_caregiver(
    sign_in: Callable[[str], Any], family: Callable[..., Family], grounds: None
) -> None:
    made = family(calworks={"facts": HOUSEHOLD})

    assert "ZQ35" in page(sign_in, "coordinator", made)
