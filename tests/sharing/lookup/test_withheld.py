"""What is not shown looks the same for everybody, and why it is not is said in general words."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.sharing.decision import STORED
from cases.sharing.models import Category, Consent
from cases.sharing.withholding import NEXT_STEP, OPENED_BY, not_shown
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.sharing.conftest import CALWORKS_FACTS, CWS_FACTS, Family, make_family, without_secrets

pytestmark = pytest.mark.django_db

SENSITIVE = ("C8", "C9", "C10")
SIDES = ("calworks.worker", "cws.worker", "calworks.supervisor", "coordinator")


def page_of(client: Client, made: Family) -> str:
    """A person's page without what names this very person."""
    response = client.get(reverse("sharing:person", args=[made.person.pk]))
    assert response.status_code == 200
    page = without_secrets(response.text)
    names = (made.person.pk, made.person.token, made.cws.native_id, made.calworks.native_id)
    for name in names:
        page = page.replace(str(name), "—")
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "—", page)


def without(facts: dict[str, Any]) -> dict[str, Any]:
    return {category: stated for category, stated in facts.items() if category not in SENSITIVE}


@pytest.mark.check(31)
@pytest.mark.parametrize("persona", SIDES)
def test_a_page_is_the_same_with_and_without_health_treatment_and_safety(
    persona: str, grounds: None, sign_in: Callable[[str], Client]
) -> None:
    """To whom they are closed, byte for byte; to whom they are open, not."""
    client = sign_in(f"{persona}@alder.example")
    closed_cws, closed_calworks = (
        persona.startswith(("calworks", "coordinator")),
        persona.startswith(("cws", "coordinator")),
    )
    told = {f"C{n}": {"word": f"ZQC{n}"} for n in (8, 9, 10)}
    bare = make_family(
        cws={"facts": without(CWS_FACTS)}, calworks={"facts": without(CALWORKS_FACTS)}
    )
    full = make_family(
        cws={"facts": without(CWS_FACTS) | (told if closed_cws else {})},
        calworks={"facts": without(CALWORKS_FACTS) | (told if closed_calworks else {})},
    )
    page = page_of(client, full)
    assert page == page_of(client, bare)
    assert "Ask the family for a release of information." in page
    assert "ZQC" not in page


@pytest.mark.check(31)
def test_the_same_facts_do_change_the_page_of_who_may_see_them(
    grounds: None, sign_in: Callable[[str], Client]
) -> None:
    bare = make_family(cws={"facts": without(CWS_FACTS)})
    full = make_family(cws={"facts": CWS_FACTS})
    client = sign_in("cws.worker@alder.example")
    assert "ZQmedical" in page_of(client, full)
    assert page_of(client, full) != page_of(client, bare)


@pytest.mark.check(31)
def test_a_release_that_opens_nothing_to_the_reader_changes_nothing(
    grounds: None, sign_in: Callable[[str], Client], staff: dict[str, Any]
) -> None:
    """One that ran out, one in the other direction, one for somebody else by name."""
    bare, released = make_family(), make_family()
    ours = {
        "county_id": "alder",
        "record": released.cws,
        "signer": "self",
        "form": "paper",
        "signed_on": "2026-01-01",
        "received_on": "2026-01-01",
        "since": "2026-01-01",
    }
    with rls(county="alder"), audit.trail("alder", None, "test"):
        one_way, back = (
            {"owner": "cws", "recipient": "calworks"},
            {
                "owner": "calworks",
                "recipient": "cws",
            },
        )
        Consent.objects.create(**ours, **one_way, categories=["C8"], until="2026-11-30")
        Consent.objects.create(**ours, **back, categories=["C9"], until="2027-11-30")
        by_name = {"named": [staff["cws.worker2@alder.example"].pk], "until": TODAY}
        Consent.objects.create(**ours, **one_way, categories=["C10"], **by_name)
    client = sign_in("calworks.worker@alder.example")
    assert page_of(client, released) == page_of(client, bare)
    with rls(county="alder"), audit.trail("alder", None, "test"):
        Consent.objects.create(**ours, **one_way, categories=["C8"], until=TODAY)
    assert "ZQmedical" in page_of(client, released)


def test_every_category_says_what_to_do_by_itself_alone() -> None:
    assert set(NEXT_STEP) == set(OPENED_BY) == set(Category.values) == STORED
    every = not_shown(Category.values)
    assert sum(len(each.titles) for each in every) == len(Category.values)
    for code in Category.values:
        (alone,) = not_shown([code])
        assert alone.titles == (str(Category(code).label),)
        assert alone.next_step == str(NEXT_STEP[code])
    assert not_shown([]) == ()


class TestWhy:
    """The page that explains."""

    @pytest.mark.usability(27)
    def test_it_explains_the_rule_and_is_the_same_for_everybody(
        self, grounds: None, sign_in: Callable[[str], Client]
    ) -> None:
        pages = []
        for persona in ("cws.worker2", "calworks.supervisor"):
            page = without_secrets(sign_in(f"{persona}@alder.example").get("/people/why").text)
            pages.append(page[page.index('id="order"') : page.index("</main>")])
            make_family()
        assert pages[0] == pages[1]
        for label in Category.labels:
            assert str(label) in pages[0]
        assert "whether or not there is anything to show" in page

    @pytest.mark.usability(27)
    def test_the_page_of_a_person_leads_to_it(
        self, grounds: None, sign_in: Callable[[str], Client]
    ) -> None:
        page = page_of(sign_in("cws.worker@alder.example"), make_family())
        assert f'href="{reverse("sharing:why")}"' in page

    def test_one_category_is_answered_first_and_an_unknown_one_is_not_there(
        self, sign_in: Callable[[str], Client]
    ) -> None:
        client = sign_in("cws.worker@alder.example")
        page = client.get(reverse("sharing:why", query={"category": "C8"})).text
        assert page.index('id="asked-title"') < page.index('id="order"')
        assert (
            str(OPENED_BY["C8"]) in page[page.index('id="asked-title"') : page.index('id="order"')]
        )
        assert 'id="asked-title"' not in client.get(reverse("sharing:why")).text
        for unknown in ("C13", "C0", "allegation"):
            address = reverse("sharing:why", query={"category": unknown})
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("persona", ["analyst", "admin", "privacy"])
    def test_only_for_those_who_open_people(
        self, sign_in: Callable[[str], Client], persona: str
    ) -> None:
        assert sign_in(f"{persona}@alder.example").get(reverse("sharing:why")).status_code == 403
