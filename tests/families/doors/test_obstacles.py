"""“This rule got in the way”: one click, about the rule alone, and an answer."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.models import Obstacle
from cases.people.models import ProgramRecord
from linkages.scope import rls
from tests.families.made import Home
from tests.families.sending import hidden, send

pytestmark = pytest.mark.django_db

CWS, CALWORKS = "cws.worker@alder.example", "calworks.worker@alder.example"
COORDINATOR, ADMIN = "coordinator@alder.example", "admin@alder.example"
SAY, LIST = reverse("families:got_in_the_way"), reverse("families:obstacles")
RULE = "families.reask_most"


def click(client: Any, rule: str = RULE, page: str = "agreement", family: Any = "") -> Any:
    return client.post(SAY, {"rule": rule, "page": page, "family": family})


def said() -> Obstacle:
    with rls(county="alder"), transaction.atomic():
        return Obstacle.objects.get()


def test_the_button_stands_where_a_rule_decides(sign_in: Any, home: Home) -> None:
    client = sign_in(CWS)
    for address in (
        reverse("families:family", args=[home.family.pk]),
        reverse("sharing:why") + "?category=C8",
    ):
        assert SAY in client.get(address).content.decode()


def test_one_click_is_all(sign_in: Any, home: Home) -> None:
    sent = click(sign_in(CWS), family=home.family.pk)
    assert sent.status_code == 302
    found = said()
    assert (found.rule, found.page, found.family) == (RULE, "agreement", home.family.pk)


def test_a_closed_family_leaves_no_trace(sign_in: Any, home: Home) -> None:
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=home.child.pk).update(restriction="S")
    click(sign_in("restricted@alder.example"), family=home.family.pk)
    assert said().family is None


def test_a_family_of_somebody_else_is_not_noted(sign_in: Any, home: Home) -> None:
    click(sign_in("cws.worker2@alder.example"), family=home.family.pk)
    assert said().family is None


def test_words_are_added_once_and_name_nobody_by_number(sign_in: Any, home: Home) -> None:
    client = sign_in(CWS)
    click(client)
    address = reverse("families:obstacle", args=[said().pk])
    refused = send(client, address, words="The mother born 3/14/1996 asked herself")
    assert refused.status_code == 422
    send(client, address, words="Three times would be fair")
    assert said().words == "Three times would be fair"
    page = client.get(address).content.decode()
    assert "Three times would be fair" in page and "<textarea" not in page


def test_the_county_answers_by_rule_and_everybody_who_said_so_reads_it(
    sign_in: Any, home: Home
) -> None:
    for who in (CWS, CALWORKS):
        click(sign_in(who))
    rule = reverse("families:obstacle_rule", args=[RULE])
    assert rule in sign_in(ADMIN).get(LIST).content.decode()
    sent = send(sign_in(COORDINATOR), rule, answer="We look at it in January")
    assert sent.status_code == 302
    for who in (CWS, CALWORKS):
        assert "We look at it in January" in sign_in(who).get("/").content.decode()
    stranger = sign_in("cws.worker2@alder.example").get("/").content.decode()
    assert "We look at it in January" not in stranger


def test_what_comes_later_waits_for_an_answer_of_its_own(sign_in: Any, home: Home) -> None:
    click(sign_in(CWS))
    rule = reverse("families:obstacle_rule", args=[RULE])
    coordinator = sign_in(COORDINATOR)
    seen = hidden(coordinator.get(rule).context["form"])
    click(sign_in(CALWORKS))
    coordinator.post(rule, seen | {"answer": "Answered"})
    with rls(county="alder"):
        assert Obstacle.objects.filter(answered_at=None).count() == 1


def test_the_list_names_no_family(sign_in: Any, home: Home) -> None:
    click(sign_in(CWS), family=home.family.pk)
    for address in (LIST, reverse("families:obstacle_rule", args=[RULE])):
        page = sign_in(COORDINATOR).get(address).content.decode()
        assert home.family.token not in page and str(home.family.pk) not in page


@pytest.mark.parametrize("rule", ["families.nothing", "category:C13", "category:"])
def test_only_rules_can_be_in_the_way(sign_in: Any, home: Home, rule: str) -> None:
    assert click(sign_in(CWS), rule=rule).status_code == 404
    assert click(sign_in(CWS), rule="category:C8", page="withheld").status_code == 302


def test_somebody_else_s_note_does_not_exist(sign_in: Any, home: Home) -> None:
    click(sign_in(CWS))
    address = reverse("families:obstacle", args=[said().pk])
    assert sign_in(CALWORKS).get(address).status_code == 404
    assert sign_in(CWS).get(address).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [(COORDINATOR, 200), (ADMIN, 200), (CWS, 403), ("analyst@alder.example", 403)],
)
def test_who_reads_the_list(sign_in: Any, home: Home, who: str, status: int) -> None:
    assert sign_in(who).get(LIST).status_code == status
