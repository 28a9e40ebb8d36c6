"""Teams as they are opened and seated: by the forms on their pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.sharing.models import LegalBasis, Roster
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import Family

TEAM_GROUNDS = (
    ("832", "cws", "C1", "cft"),
    ("832", "calworks", "C1", "cft"),
    ("832", "cws", "C5", "cft"),
    ("18951", "cws", "C1", "mdt"),
    ("18951", "calworks", "C1", "mdt"),
    ("18951", "cws", "C6", "mdt"),
    ("18961.7", "cws", "C1", "er_team"),
    ("18961.7", "calworks", "C1", "er_team"),
    ("18961.7", "cws", "C6", "er_team"),
)
RELEVANCE = "The school and the worker must plan one safe way home."


class Office:
    """Somebody at work, by the addresses of teams."""

    def __init__(self, client: Client, member: Callable[[str], Any]) -> None:
        self.client = client
        self.member = member

    def get(self, name: str, *args: Any) -> Any:
        return self.client.get(reverse(f"sharing:{name}", args=args))

    def post(self, name: str, *args: Any, **given: Any) -> Any:
        return self.client.post(reverse(f"sharing:{name}", args=args), given)

    def open(self, made: Family, kind: str, **given: Any) -> Any:
        fields = {"kind": kind, "title": "Way home", "relevance": RELEVANCE} | given
        return self.post("open_team", made.person.pk, **fields)

    def opened(self, made: Family, kind: str, **given: Any) -> Roster:
        answer = self.open(made, kind, **given)
        assert answer.status_code == 302, answer.content.decode()
        with rls(county=made.county), transaction.atomic():
            return Roster.objects.get(pk=answer["Location"].rsplit("/", 1)[1])

    def seat(self, team: Roster, *personas: str, verified: bool = True) -> None:
        for persona in personas:
            given = {"member": str(self.member(persona).pk)}
            given |= {"verified": "on"} if verified else {}
            assert self.post("seat", team.pk, **given).status_code == 302

    def words(self, team: Roster) -> str:
        answer = self.get("team", team.pk)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def status(self, name: str, *args: Any) -> int:
        return int(self.get(name, *args).status_code)


@pytest.fixture
def member(staff: dict[str, Any]) -> Callable[[str], Any]:
    """`member("cws.worker")`: what that persona is in Alder."""

    def of(persona: str) -> Any:
        from counties.models import Membership

        with rls(county="alder"):
            return Membership.objects.get(user=staff[f"{persona}@alder.example"])

    return of


@pytest.fixture
def office(
    sign_in: Callable[[str], Client], grounds: None, member: Callable[[str], Any]
) -> Callable[[str], Office]:
    """`office("cws.supervisor")`: that persona of Alder, counsel having opened to teams."""
    with rls(county="alder"), transaction.atomic():
        for code, owner, category, audience in TEAM_GROUNDS:
            LegalBasis.objects.create(
                county_id="alder",
                code=code,
                owner=owner,
                category=category,
                audience=audience,
                since=TODAY.replace(month=1),
            )

    def at(persona: str) -> Office:
        return Office(sign_in(f"{persona}@alder.example"), member)

    return at
