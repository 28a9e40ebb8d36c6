"""What is copied into the other program's system is what that program may have, and is told."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from cases.people.models import ProgramRecord
from cases.sharing.models import Disclosure
from linkages.scope import rls
from tests.families.notes.written import a_home, here, only_contact, send
from tests.sharing.test_families import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def cws(sign_in: Any) -> Client:
    return sign_in("cws.worker@alder.example")


def copied(client: Client, home: Home, target: str) -> str:
    found = client.get(f"{here(home)}copy/{target}")
    assert found.status_code == 200
    return str(found.context["text"])


def record(client: Client, home: Home, **given: Any) -> None:
    with rls(county="alder"):
        home.mother.refresh_from_db()
    said = {"text": "ZQTEXT", "next_step": "ZQSTEP", "present": [str(home.mother.pk)], **given}
    assert send(client, home, "contact", **said).status_code == 302


def whom(home: Home) -> str:
    with rls(county="alder"):
        home.mother.refresh_from_db()
    return str(home.mother.person_id)


def test_ones_own_system_gets_the_words_the_other_dates_and_steps(
    cws: Client, grounds: None
) -> None:
    home = a_home()
    record(cws, home, kind="home_visit", category="C5", programs=["cws", "calworks"])
    own, across = copied(cws, home, "cws"), copied(cws, home, "calworks")
    assert all(word in own for word in ("ZQTEXT", "ZQSTEP", "ZQMOTHER", "Home visit"))
    assert all(word in across for word in ("Dec 1, 2026", "Home visit", "ZQMOTHER", "CalWORKs"))
    assert "ZQTEXT" not in across
    assert "ZQSTEP" not in across
    assert "A task of CWS" in across


def test_a_copy_that_crosses_is_accounted_for_and_another_is_not(
    cws: Client, grounds: None
) -> None:
    home = a_home()
    record(cws, home, category="C5")

    def copies() -> list[Disclosure]:
        with rls(county="alder"):
            rows = Disclosure.objects.filter(channel=Disclosure.Channel.COPY)
            return list(rows)

    copied(cws, home, "cws")
    assert not copies()
    copied(cws, home, "calworks")
    (row,) = copies()
    assert (row.owner, row.recipient_program) == ("cws", "calworks")
    assert set(row.categories) == {"C1", "C5"}
    assert str(row.person) == whom(home)


@pytest.mark.parametrize("category", ["C4", "C6", "C7", "C8", "C9", "C12"])
@pytest.mark.parametrize("target", ["cws", "calworks"])
def test_health_and_what_stays_at_home_never_goes_over(
    cws: Client, grounds: None, category: str, target: str
) -> None:
    home = a_home()
    record(cws, home, category=category, about=whom(home))
    assert copied(cws, home, target) == ""


def test_what_the_reader_may_not_see_is_in_no_copy(
    cws: Client, sign_in: Any, grounds: None
) -> None:
    home = a_home()
    record(cws, home, category="C5")
    assert "Telephone call" in copied(sign_in("calworks.worker@alder.example"), home, "cws")
    with rls(county="alder"), transaction.atomic():
        from cases.sharing.models import LegalBasis

        LegalBasis.objects.filter(owner="cws", category="C5").delete()
    assert copied(sign_in("calworks.worker@alder.example"), home, "cws") == ""
    assert copied(cws, home, "calworks") == ""
    assert "Telephone call" in copied(cws, home, "cws")


def test_a_restricted_person_is_in_no_copy(sign_in: Any, cws: Client, grounds: None) -> None:
    home = a_home()
    record(cws, home, category="C1")
    assert "Telephone call" in copied(sign_in("restricted@alder.example"), home, "calworks")
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=home.mother.pk).update(restriction="S")
    assert "ZQMOTHER" not in copied(sign_in("restricted@alder.example"), home, "calworks")


def test_one_contact_is_copied_alone(cws: Client, grounds: None) -> None:
    home = a_home()
    record(cws, home)
    first = only_contact().pk
    record(cws, home, kind="letter", text="ZQOTHER", next_step="ZQLATER")
    page = cws.get(f"{here(home)}copy/cws/{first}").content.decode()
    assert "ZQTEXT" in page
    assert "ZQOTHER" not in page
    assert "ZQLATER" not in page
    assert 'id="copy-text"' in page
    assert "js/family.js" in page
    assert cws.get(f"{here(home)}copy/payroll").status_code == 404


def test_what_was_struck_out_is_not_copied(cws: Client, grounds: None) -> None:
    import uuid

    home = a_home()
    record(cws, home, next_step="")
    assert "ZQTEXT" in copied(cws, home, "cws")
    strike = f"{here(home)}written/contact/{only_contact().pk}/strike"
    cws.post(strike, {"reason": "wrong", "version": "1", "key": uuid.uuid4()})
    assert copied(cws, home, "cws") == ""
