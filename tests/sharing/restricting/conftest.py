"""Acts on restricted people as they are done: by the forms on their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.sharing.models import Shield
from linkages.scope import rls
from tests.sharing.conftest import Family

RESTRICTED = "restricted@alder.example"
Office = Callable[..., Any]


class Desk:
    """Somebody at work, by the addresses of this room."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, name: str, *args: Any, **query: Any) -> Any:
        return self.client.get(reverse(name, args=args), query)

    def post(self, name: str, *args: Any, **given: Any) -> Any:
        return self.client.post(reverse(name, args=args), given)

    def restrict(self, made: Family, record: Any = None, **given: Any) -> Any:
        fields = {"kind": "S", "why": "safety", "reason": "She asked for it."} | given
        record = record or made.calworks
        return self.post("sharing:restrict", made.person.pk, record=str(record.pk), **fields)

    def lift(self, made: Family, **given: Any) -> Any:
        with rls(county=made.county):
            shield = Shield.objects.get(until=None, record__person=made.person)
        return self.post("sharing:lift", shield.pk, reason=given.get("reason", "Over."))

    def name(self, made: Family, member: Any, **given: Any) -> Any:
        fields = {"reader": str(member.pk), "reason": "Holds the case."} | given
        return self.post("sharing:name_reader", made.person.pk, **fields)


@pytest.fixture
def desk(sign_in: Callable[[str], Client], grounds: None) -> Office:
    """`desk("restricted")`: that persona of Alder at work."""

    def at(persona: str, county: str = "alder") -> Desk:
        return Desk(sign_in(f"{persona}@{county}.example"))

    return at


@pytest.fixture
def member(staff: dict[str, Any]) -> Callable[[str], Any]:
    """`member("cws.worker")`: what that persona is in Alder."""

    def of(persona: str) -> Any:
        from counties.models import Membership

        with rls(county="alder"):
            return Membership.objects.get(user=staff[f"{persona}@alder.example"])

    return of
