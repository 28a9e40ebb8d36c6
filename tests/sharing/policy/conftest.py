"""Counsel of Alder, and the county's table as a test sets it."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.sharing.models import LegalBasis, PolicyEdition
from cases.sharing.policy import editions
from cases.sharing.policy.editions import Author, Publication
from cases.sharing.policy.table import Row, Table, as_lists, in_force
from linkages.scope import rls
from tests.conftest import TODAY, working_as

PAIR_C1 = Row("10850", "cws", "C1", "pair")
PAIR_C5 = Row("10850", "cws", "C5", "pair")
PAIR_C2 = Row("10850", "calworks", "C2", "pair")
MDT_C6 = Row("830", "cws", "C6", "mdt")
BASE: Table = frozenset({PAIR_C1, PAIR_C5, PAIR_C2})
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


class Bench:
    """Counsel at work on Alder's editions, without pages."""

    def __init__(self, counsel: Any) -> None:
        self.counsel = counsel

    def known(self) -> list[PolicyEdition]:
        with rls(county="alder"), transaction.atomic():
            return editions.editions_of("alder")

    def author(self) -> Author:
        return Author("alder", self.counsel.pk, editions.version_of(self.known()))

    def draft(self, table: Table, day: date = TODAY) -> PolicyEdition:
        with working_as(self.counsel):
            begun = editions.start(self.author(), day)
            return editions.change(self.author(), begun.pk, table)

    def publish(self, table: Table, on: date = TODAY) -> PolicyEdition:
        drafted = self.draft(table)
        with working_as(self.counsel):
            return editions.publish(self.author(), drafted.pk, Publication(on, "because"))

    def roll_back(self, edition: PolicyEdition, on: date = TODAY) -> PolicyEdition:
        with working_as(self.counsel):
            return editions.roll_back(self.author(), edition.pk, Publication(on, "because"))

    def withdraw(self, edition: PolicyEdition) -> PolicyEdition:
        with working_as(self.counsel):
            return editions.withdraw(self.author(), edition.pk)

    def table(self, day: date = TODAY) -> Table:
        with rls(county="alder"), transaction.atomic():
            return in_force("alder", day)

    def stretches(self, row: Row) -> list[tuple[date, date | None]]:
        """When a row held, first to last."""
        with rls(county="alder"), transaction.atomic():
            found = LegalBasis.objects.filter(**row._asdict()).order_by("since")
            return list(found.values_list("since", "until"))

    def edition(self, number: int) -> PolicyEdition:
        with rls(county="alder"), transaction.atomic():
            return PolicyEdition.objects.get(number=number)


@pytest.fixture
def bench(staff: dict[str, Any]) -> Bench:
    return Bench(staff["counsel@alder.example"])


def switch_on(rows: Iterable[Row], since: date = TODAY - timedelta(days=100)) -> None:
    """Bases that hold, as an earlier edition left them."""
    with rls(county="alder"), transaction.atomic():
        for row in rows:
            LegalBasis.objects.create(county_id="alder", since=since, **row._asdict())


@pytest.fixture
def base(bench: Bench) -> Bench:
    """The bench of a county in which BASE has held for a hundred days by edition 1."""
    with rls(county="alder"), transaction.atomic():
        began = TODAY - timedelta(days=100)
        edition = PolicyEdition.objects.create(
            county_id="alder", number=1, state="published", rows=as_lists(BASE),
            effective_on=began, made_by=bench.counsel.pk, published_by=bench.counsel.pk,
            published_at="2026-08-23 16:00+00:00",
        )  # fmt: skip
        for row in BASE:
            LegalBasis.objects.create(
                county_id="alder", since=began, edition=edition, **row._asdict()
            )
    return bench


class Desk:
    """Counsel at the pages."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def page(self, name: str, *args: Any) -> str:
        answer = self.client.get(reverse(f"sharing:{name}", args=args))
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return str(answer.content.decode())

    def send(self, name: str, *args: Any, **fields: Any) -> Any:
        """Post a form with the tokens of the page; the answer."""
        known = fields.pop("known", None)
        if known is not None:
            fields["version"] = editions.version_of(known)
        return self.client.post(reverse(f"sharing:{name}", args=args), fields)


@pytest.fixture
def desk(sign_in: Callable[[str], Client]) -> Desk:
    return Desk(sign_in("counsel@alder.example"))
