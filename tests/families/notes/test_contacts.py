"""Contacts are recorded in a moment, corrected with a reason, and never taken away."""

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from cases.families.models import Contact, Task, Wording
from linkages import sealing
from linkages.drafts import Submission
from linkages.scope import rls
from tests.families.notes.written import CONTACT, a_home, here, only_contact, send, shown

pytestmark = pytest.mark.django_db


def test_a_contact_needs_nothing_but_its_words(sign_in: Any, grounds: None) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    form = client.get(f"{here(home)}add/contact?kind=home_visit").context["form"]
    filled = {name: form[name].value() for name in CONTACT}
    assert filled["category"] == "C5"
    assert (filled["kind"], filled["outcome"], filled["owner"]) == ("home_visit", "held", "cws")
    answer = client.post(
        f"{here(home)}add/contact",
        {
            **{name: form[name].value() for name in CONTACT},
            "present": form["present"].value(),
            "programs": form["programs"].value(),
            "key": form["key"].value(),
            "text": "ZQWORDS",
        },
    )
    assert answer.status_code == 302
    contact = only_contact()
    assert (contact.kind, contact.category, contact.program) == ("home_visit", "C5", "cws")
    assert contact.with_programs == ["cws"]
    assert "ZQWORDS" in shown(client, home)


@pytest.mark.check(101)
def test_words_stand_sealed_and_in_no_history(sign_in: Any, grounds: None) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    send(client, home, "contact", text="ZQWORDS of a contact")
    with rls(county="alder"), connection.cursor() as cursor:
        for table in ("families_contact", "families_contactevent", "families_wording"):
            cursor.execute(f"select t::text from {table} t")
            found = "".join(row[0] for row in cursor.fetchall())
            assert found
            assert "ZQWORDS" not in found
            assert b"ZQWORDS".hex() not in found
        wording = Wording.objects.get()
        assert wording.said["text"] == "ZQWORDS of a contact"
        moved = Wording(pk=uuid.uuid4(), sealed=wording.sealed)
        assert moved.said == {}
        assert bytes(wording.sealed)[0] == max(sealing._keys(_seal_keys()))


def _seal_keys() -> str:
    from django.conf import settings

    return settings.SEAL_KEYS


@pytest.mark.fault(6)
def test_the_same_form_twice_is_one_contact(sign_in: Any, grounds: None) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    key = uuid.uuid4()
    first = send(client, home, "contact", key=key)
    second = send(client, home, "contact", key=key)
    assert (first.status_code, second.status_code) == (302, 302)
    assert only_contact()
    with rls(county="alder", user=first.wsgi_request.user.pk):
        assert Submission.objects.filter(pk=key).exists()


def test_an_agreed_next_step_is_a_task(sign_in: Any, grounds: None) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    send(client, home, "contact", next_step="ZQSTEP", next_due="2026-12-09")
    with rls(county="alder"):
        task = Task.objects.get()
    assert (task.contact_id, str(task.due_on)) == (only_contact().pk, "2026-12-09")
    page = shown(client, home)
    assert "ZQSTEP" in page
    assert "due Wed, Dec 9 (8 days)" in page


@pytest.mark.usability(16)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"day": "2026-12-02"}, "This time has not come yet."),
        ({"day": "2026-11-02", "outcome": "planned"}, "This day is over."),
        ({"day": "1926-12-01"}, "Look at the year"),
        ({"day": "9999-12-31", "outcome": "planned"}, "Look at the year"),
        ({"category": "C8"}, "Choose whom this is about."),
        ({"category": "C8", "owner": "joint"}, "belongs to one program alone"),
        ({"text": "x" * 10_001}, "10000"),
        ({"next_due": "2026-12-09"}, "Say what is to be done by that day."),
        ({"next_step": "Call", "next_due": "2020-12-09"}, "Look at the year"),
        ({"kind": "seance"}, "seance"),
    ],
)
def test_what_cannot_be_is_said_in_words_and_what_was_typed_stays(
    sign_in: Any, grounds: None, given: dict[str, str], told: str
) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    answer = send(client, home, "contact", **{"text": "ZQTYPED", **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert given.get("text", "ZQTYPED") in page
    with rls(county="alder"):
        assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ 7|add:7 }} {% now 'Y' %}",
        "‏שלום מה שלומך؟ مرحبا",
        "👩‍👧 ✅ 𠮷",
        "x" * 10_000,
    ],
)
def test_any_text_is_shown_as_it_was_typed(sign_in: Any, grounds: None, text: str) -> None:
    from django.utils.html import escape

    home = a_home()
    client = sign_in("cws.worker@alder.example")
    assert send(client, home, "contact", text=text).status_code == 302
    page = shown(client, home)
    assert escape(text) in page
    assert "<script>alert" not in page
    assert "onerror=alert(1)>" not in page
    assert 'dir="auto"' in page


@pytest.mark.usability(28)
def test_a_mistake_is_corrected_or_struck_out_and_its_history_kept(
    sign_in: Any, grounds: None
) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    send(client, home, "contact", text="ZQFIRST")
    one = f"{here(home)}written/contact/{only_contact().pk}"
    form = client.get(f"{one}/correct").context["form"]
    given = {**CONTACT, "version": form["version"].value(), "text": "ZQSECOND"}
    assert client.post(f"{one}/correct", given).status_code == 422
    answer = client.post(f"{one}/correct", {**given, "reason": "ZQREASON", "key": uuid.uuid4()})
    assert answer.status_code == 302
    page = shown(client, home)
    assert "ZQSECOND" in page
    assert "ZQFIRST" not in page
    history = client.get(one).content.decode()
    assert all(word in history for word in ("ZQFIRST", "ZQSECOND", "ZQREASON"))

    version = client.get(f"{one}/strike").context["form"]["version"].value()
    struck = {"reason": "ZQWRONG", "version": version, "key": uuid.uuid4()}
    client.post(f"{one}/strike", struck)
    assert only_contact().is_struck
    assert "Struck out by" in shown(client, home)
    client.post(f"{one}/restore", {"version": only_contact().version, "key": uuid.uuid4()})
    assert not only_contact().is_struck
    assert "ZQSECOND" in shown(client, home)
    with rls(county="alder"):
        assert Wording.objects.count() == 4


def test_nothing_written_can_be_taken_away(sign_in: Any, grounds: None) -> None:
    from django.db import ProgrammingError

    home = a_home()
    send(sign_in("cws.worker@alder.example"), home, "contact")
    for act in ("delete from families_contact", "update families_wording set number = 9"):
        with pytest.raises(ProgrammingError), rls(county="alder"), transaction.atomic():
            connection.cursor().execute(act)


@pytest.mark.fault(7)
def test_the_second_of_two_corrections_sees_both_versions(sign_in: Any, grounds: None) -> None:
    home = a_home()
    first, second = (sign_in(f"{who}@alder.example") for who in ("cws.worker", "cws.supervisor"))
    send(first, home, "contact", text="ZQBEFORE")
    one = f"{here(home)}written/contact/{only_contact().pk}/correct"
    versions = [c.get(one).context["form"]["version"].value() for c in (first, second)]

    def given(text: str, version: Any) -> dict[str, Any]:
        said = {"reason": "why", "key": uuid.uuid4(), "version": version, "text": text}
        return {**CONTACT, **said}

    assert first.post(one, given("ZQMINE", versions[0])).status_code == 302
    refused = second.post(one, given("ZQTHEIRS", versions[1]))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "ZQMINE" in page
    assert page.count("ZQTHEIRS") == 2
    again = refused.context["form"]["version"].value()
    assert second.post(one, given("ZQBOTH", again)).status_code == 302
    assert "ZQBOTH" in shown(first, home)


@pytest.mark.usability(10)
def test_what_was_typed_before_a_time_out_stands_in_the_form(sign_in: Any, grounds: None) -> None:
    home = a_home()
    client = sign_in("cws.worker@alder.example")
    page = client.get(f"{here(home)}add/contact").content.decode()
    address = page.partition('data-autosave-url="')[2].partition('"')[0]
    typed = {"text": "ZQHALF", "kind": "court", "category": "C5", "present": []}
    assert client.post(address, typed).json()["saved_at"]
    client.logout()
    again = sign_in("cws.worker@alder.example").get(f"{here(home)}add/contact")
    assert again.context["form"]["text"].value() == "ZQHALF"
    assert again.context["form"]["kind"].value() == "court"
    assert "Saved " in again.content.decode()
    other = sign_in("cws.supervisor@alder.example").get(f"{here(home)}add/contact")
    assert other.context["form"]["text"].value() is None


def test_who_may_read_nothing_of_a_family_is_told_so_before_they_type(sign_in: Any) -> None:
    home = a_home()
    page = sign_in("liaison@alder.example").get(f"{here(home)}add/contact").content.decode()
    assert "Nothing about this family is open to you" in page
    assert 'name="key"' not in page
    worker = sign_in("cws.worker@alder.example").get(f"{here(home)}add/contact").content.decode()
    assert "Nothing about this family is open to you" not in worker
    assert 'name="key"' in worker
