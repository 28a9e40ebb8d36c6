"""What was written is for whom its category is open, and for nobody else: not even its trace."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases.families.models import Note
from cases.people.models import Family
from cases.sharing.models import Disclosure, LegalBasis, Narrowing
from linkages import audit
from linkages.scope import rls
from tests.conftest import TODAY
from tests.families.notes.written import CONTACT, NOTE, a_home, here, send, shown, steady
from tests.sharing.conftest import release
from tests.sharing.test_families import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def cws(sign_in: Any) -> Client:
    return sign_in("cws.worker@alder.example")


@pytest.fixture
def calworks(sign_in: Any) -> Client:
    return sign_in("calworks.worker@alder.example")


def mother(home: Home) -> str:
    with rls(county="alder"):
        home.mother.refresh_from_db()
    return str(home.mother.person_id)


def disclosed(owner: str, category: str) -> list[Disclosure]:
    with rls(county="alder"):
        rows = Disclosure.objects.filter(owner=owner, categories__contains=[category])
        return list(rows)


@pytest.mark.parametrize(
    ("category", "about", "read"),
    [
        ("C1", False, True),
        ("C5", False, True),
        ("C5", True, True),
        ("C4", True, False),
        ("C6", True, False),
        ("C7", True, False),
        ("C8", True, False),
        ("C9", True, False),
        ("C12", True, False),
    ],
)
def test_a_note_of_cws_is_read_across_where_its_category_is_open(
    cws: Client, calworks: Client, grounds: None, category: str, about: bool, read: bool
) -> None:
    home = a_home()
    before = steady(shown(calworks, home))
    whom = mother(home) if about else ""
    assert send(cws, home, "note", category=category, about=whom).status_code == 302
    assert "ZQWORDS" in shown(cws, home)
    after = steady(shown(calworks, home))
    assert ("ZQWORDS" in after) is read
    if not read:
        assert after == before


@pytest.mark.parametrize("kind", ["contact", "note", "task"])
def test_what_is_not_open_leaves_no_trace(
    cws: Client, calworks: Client, grounds: None, kind: str
) -> None:
    home = a_home()
    calworks.get(here(home))
    pages = ["", "log", "copy/calworks", "copy/cws"]
    before = [steady(calworks.get(here(home) + page).content.decode()) for page in pages]
    listed = steady(calworks.get("/families/").content.decode())
    given = {"category": "C8", "about": mother(home), "text": "ZQHEALTH"}
    for number in range(3):
        more = {"due_on": "2026-12-04"} if kind == "task" else {}
        assert send(cws, home, kind, **given, **more).status_code == 302, number
    after = [steady(calworks.get(here(home) + page).content.decode()) for page in pages]
    assert after == before
    assert steady(calworks.get("/families/").content.decode()) == listed
    own = cws.get(here(home)).content.decode()
    assert "ZQHEALTH" in own
    with rls(county="alder"):
        pk = next(iter(_rows(kind))).pk
    address = f"{here(home)}written/{kind}/"
    assert cws.get(f"{address}{pk}").status_code == 200
    there, nowhere = calworks.get(f"{address}{pk}"), calworks.get(f"{address}{uuid.uuid4()}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert steady(there.content.decode()) == steady(nowhere.content.decode())


def _rows(kind: str) -> Any:
    from cases.families.notes.reading import KINDS

    return KINDS[kind].objects.all()


def test_a_release_opens_a_note_about_health_and_its_end_closes_it(
    cws: Client, calworks: Client, grounds: None, staff: Any
) -> None:
    from tests.sharing.conftest import revoke

    home = a_home()
    send(cws, home, "note", category="C8", about=mother(home))
    assert "ZQWORDS" not in shown(calworks, home)
    made = release(home.mother, "C8")
    assert "ZQWORDS" in shown(calworks, home)
    (row,) = disclosed("cws", "C8")
    assert row.recipient == staff["calworks.worker@alder.example"].pk
    assert str(row.person) == mother(home)
    revoke(made, staff["cws.worker@alder.example"].pk)
    assert "ZQWORDS" not in shown(calworks, home)


def test_what_crosses_is_accounted_for_and_ones_own_is_not(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    send(cws, home, "note", category="C5")
    shown(cws, home)
    assert not disclosed("cws", "C5")
    shown(calworks, home)
    assert disclosed("cws", "C5")


def test_where_sharing_is_narrowed_words_about_the_family_stay_on_their_side(
    cws: Client, calworks: Client, grounds: None, staff: Any
) -> None:
    home = a_home()
    send(cws, home, "note", category="C5")
    assert "ZQWORDS" in shown(calworks, home)
    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        Narrowing.objects.create(
            county_id="alder",
            record=home.mother,
            since=TODAY,
            reason="asked",
            made_by=staff["cws.worker@alder.example"].pk,
        )
    assert "ZQWORDS" not in shown(calworks, home)
    assert "ZQWORDS" in shown(cws, home)


def test_without_its_ground_a_category_stays_at_home(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    send(calworks, home, "note", category="C3", owner="calworks")
    assert "ZQWORDS" in shown(cws, home)
    with rls(county="alder"), transaction.atomic():
        LegalBasis.objects.filter(owner="calworks", category="C3").update(until="2026-11-30")
    assert "ZQWORDS" not in shown(cws, home)
    assert "ZQWORDS" in shown(calworks, home)


def test_safety_is_for_who_holds_the_case_alone(
    sign_in: Any, calworks: Client, grounds: None
) -> None:
    home = a_home()
    given = {"category": "C10", "owner": "calworks", "about": mother(home)}
    assert send(calworks, home, "note", **given).status_code == 302
    assert "ZQWORDS" in shown(calworks, home)
    for other in ("calworks.supervisor", "cws.worker", "coordinator"):
        assert "ZQWORDS" not in shown(sign_in(f"{other}@alder.example"), home)


@pytest.mark.check(13)
def test_another_county_and_a_stranger_reach_nothing(
    sign_in: Any, cws: Client, grounds: None
) -> None:
    home = a_home()
    send(cws, home, "contact", text="ZQWORDS")
    for who in ("cws.worker@birch.example", "cws.worker2@alder.example", "analyst@alder.example"):
        client = sign_in(who)
        for page in ("", "log", "add/contact", "copy/cws"):
            assert client.get(here(home) + page).status_code == 404
        assert send(client, home, "contact").status_code == 404
    for page in ("", "log", "add/contact", "copy/cws"):
        assert cws.get(here(home) + page).status_code == 200


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"category": "C2"}, "CWS does not hold this kind of information"),
        ({"category": "C4", "owner": "joint"}, "belongs to one program alone"),
        ({"category": ""}, "required"),
        ({"text": "   "}, "required"),
        ({"owner": "calworks"}, "valid choice"),
    ],
)
def test_a_note_is_refused_in_words(
    cws: Client, grounds: None, given: dict[str, str], told: str
) -> None:
    home = a_home()
    answer = send(cws, home, "note", **{"about": mother(home), **given})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_nobody_writes_what_they_could_not_read(sign_in: Any, grounds: None) -> None:
    home = a_home()
    coordinator = sign_in("coordinator@alder.example")
    given = {"owner": "joint", "category": "C1"}
    assert send(coordinator, home, "note", **given).status_code == 302
    answer = send(coordinator, home, "note", **{**given, "category": "C5"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "changed",
    [
        {"category": "C8"},
        {"category": "C2"},
        {"program": "calworks", "category": "C6"},
        {"program": "joint", "category": "C4"},
    ],
)
def test_the_database_refuses_what_has_no_place(
    in_alder: None, staff: Any, changed: dict[str, str]
) -> None:
    home = a_home()
    stated = {"program": "cws", "category": "C5", **changed}
    author = staff["cws.worker@alder.example"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(
            county_id="alder", family=home.family, written_by=author, about=None, **stated
        )


def test_a_contact_of_one_program_is_not_the_others_to_correct(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    send(cws, home, "contact", category="C1", text="ZQWORDS")
    with rls(county="alder"):
        pk = _rows("contact").get().pk
    one = f"{here(home)}written/contact/{pk}"
    assert calworks.get(one).status_code == 200
    for act in ("correct", "strike"):
        assert calworks.get(f"{one}/{act}").status_code == 403
        assert cws.get(f"{one}/{act}").status_code == 200
    assert calworks.post(f"{one}/correct", CONTACT).status_code == 403


def test_what_once_stood_in_a_closed_category_stays_closed_when_it_is_corrected(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    given = {"category": "C8", "about": mother(home), "text": "ZQHEALTH"}
    send(cws, home, "note", **given)
    with rls(county="alder"):
        pk = _rows("note").get().pk
    one = f"{here(home)}written/note/{pk}"
    corrected = {**NOTE, "text": "ZQPLAIN", "reason": "Without what is nobody’s business"}
    answer = cws.post(f"{one}/correct", {**corrected, "key": uuid.uuid4(), "version": "1"})
    assert answer.status_code == 302
    theirs = calworks.get(one).content.decode()
    assert "ZQPLAIN" in theirs
    assert "ZQHEALTH" not in theirs
    assert "Written</strong>" not in theirs
    own = cws.get(one).content.decode()
    assert "ZQHEALTH" in own and "ZQPLAIN" in own


def test_what_was_written_of_a_family_that_went_into_another_is_read_there(
    cws: Client, calworks: Client, grounds: None
) -> None:
    home = a_home()
    send(cws, home, "note", category="C5")
    send(cws, home, "note", category="C8", about=mother(home), text="ZQHEALTH")
    with rls(county="alder"), transaction.atomic():
        ended = {"kind": "mutual", "ended_at": timezone.now()}
        into = Family.objects.create(county_id="alder", joined_into=home.family, **ended)
        first = Family.objects.create(county_id="alder", joined_into=into, **ended)
        Note.objects.filter(category="C5").update(family=first)
        Note.objects.filter(category="C8").update(family=into)
    ours, theirs = shown(cws, home), shown(calworks, home)
    assert "ZQWORDS" in ours and "ZQHEALTH" in ours
    assert "ZQWORDS" in theirs and "ZQHEALTH" not in theirs
