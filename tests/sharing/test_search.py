"""Finding a person, and finding nobody where there is somebody that one may not open."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from cases.people import linking
from cases.people.models import FamilyMember, Link, ProgramRecord, RecordVersion
from cases.sharing import search
from cases.sharing.models import LegalBasis
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.made import Made, make_homes
from tests.sharing.conftest import Family, make_family, make_record, without_secrets
from tests.sharing.test_families import Home, make_home

pytestmark = pytest.mark.django_db

SearchAs = Callable[[str, str], str]


@pytest.fixture
def search_as(sign_in: Callable[[str], Client], grounds: None) -> SearchAs:
    """`search_as("coordinator", "rosa")` gives the text of the page found."""

    def searched(persona: str, words: str, county: str = "alder") -> str:
        client = sign_in(f"{persona}@{county}.example")
        response = client.post(reverse("sharing:search"), {"q": words})
        assert response.status_code == 200
        return response.content.decode()

    return searched


@pytest.fixture
def rosa(staff: dict[str, Any]) -> Family:
    return make_family(
        cws={
            "native_id": "AadfKnG07n",
            "given": "ROSA",
            "middle": "M.",
            "surname": "DELGADO-PINTO",
            "source_id": "0601-5692-6627-8000483",
        },
        calworks={
            "native_id": "91234567A",
            "cin": "91234567A",
            "given": "Rosa",
            "surname": "Peña O'Neil",
            "memberships": [{"case": "1B2K111", "case_source": "1B2K111", "category": "C1"}],
        },
    )


@pytest.mark.parametrize(
    "words",
    [
        "rosa delgado",
        "Delgado-Pinto, Rosa",
        "pinto rosa",
        "delga",
        "ro del",
        "pena",
        "PEÑA",
        "oneil",
        "O'Neil rosa",
        "delgado pena",  # the name of one program and the name of the other
        "dalgado",  # a letter wrong
        "delado",  # a letter missing
        "dellgado",  # a letter too many
        "dlegado",  # two letters exchanged
        "03/14/1996",
        "1996-03-14 rosa",
        "3/14/96",
        "91234567A",
        "91234567a",
        "AadfKnG07n",
        "0601-5692-6627-8000483",
        "0601569266278000483",
        "0601 5692 6627 8000483",
        "1b2k111",
    ],
)
def test_what_finds_her(search_as: SearchAs, rosa: Family, words: str) -> None:
    for persona in ("coordinator", "cws.worker"):
        assert rosa.person.token in search_as(persona, words), persona


def test_her_token_finds_her(search_as: SearchAs, rosa: Family) -> None:
    assert str(rosa.person.pk) in search_as("coordinator", rosa.person.token.lower())


@pytest.mark.parametrize(
    "words",
    [
        "rosa garcia",
        "dalgaso",  # two letters wrong
        "aadfKnG07n",  # another key: case counts
        "01/01/1996",
        "%",
        "_osa",
        "r%a",
        "' or 1=1 --",
        "",
        "99999999Z",
    ],
)
def test_what_does_not(search_as: SearchAs, rosa: Family, words: str) -> None:
    assert rosa.person.token not in search_as("coordinator", words)


@pytest.mark.check(37)
@pytest.mark.parametrize("persona", ["cws.worker2", "calworks.worker2"])
def test_nobodys_business_looks_like_nobody(
    search_as: SearchAs, rosa: Family, persona: str
) -> None:
    hidden = without_secrets(search_as(persona, "rosa delgado"))
    made_up = without_secrets(search_as(persona, "zebediah quux"))

    assert hidden == made_up
    assert "no one that you may open" in hidden
    assert rosa.person.token in search_as("cws.worker", "rosa delgado")


@pytest.mark.check(37)
@pytest.mark.scenario(15)
def test_a_sealed_client_is_found_by_the_restricted_coordinator_alone(
    search_as: SearchAs, staff: dict[str, Any]
) -> None:
    made = make_family(cws={"surname": "ZQSEALED", "restriction": "R"})
    for persona in ("coordinator", "liaison", "cws.worker", "cws.supervisor", "calworks.worker"):
        for words in ("zqsealed", "zq", made.person.token, made.cws.native_id):
            assert str(made.person.pk) not in search_as(persona, words)
    assert str(made.person.pk) in search_as("restricted", "zqsealed")


@pytest.mark.check(13)
def test_the_other_countys_people_are_not_found(search_as: SearchAs, rosa: Family) -> None:
    assert rosa.person.token not in search_as("coordinator", "rosa", "birch")


def test_unlinked_people_are_nobodys_business(search_as: SearchAs, staff: dict[str, Any]) -> None:
    with rls(county="alder"):
        record = make_record("alder", "cws", surname="ZQUNMATCHED")
    for persona in ("coordinator", "restricted", "cws.worker"):
        page = search_as(persona, "zqunmatched")
        assert str(record.pk) not in page
        assert "no one that you may open" in page


def test_a_caseload_is_not_crowded_out(
    search_as: SearchAs, staff: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "CANDIDATES", 2)
    mine = {str(make_family().person.pk) for _each in range(2)}
    for _each in range(12):
        make_family(cws_worker="", calworks_worker="")
    page = search_as("cws.worker", "rosa")
    assert all(person in page for person in mine)


def test_what_the_database_names_is_filtered_again(staff: dict[str, Any], grounds: None) -> None:
    sealed = make_family(cws={"restriction": "R"}).person
    for persona, found in (("coordinator", []), ("restricted", [sealed])):
        with working_as(staff[f"{persona}@alder.example"]) as user:
            assert [hit.person for hit in search.find(user, "rosa")] == found


def test_two_keys_that_differ_by_case_are_two_people(search_as: SearchAs, rosa: Family) -> None:
    shouted = make_family(cws={"native_id": "AADFKNG07N"})
    page = search_as("coordinator", "AadfKnG07n")
    assert rosa.person.token in page
    assert shouted.person.token not in page


def test_the_index_follows_links_cuts_and_new_extracts(
    search_as: SearchAs, staff: dict[str, Any], rosa: Family
) -> None:
    coordinator = staff["coordinator@alder.example"]
    with rls(county="alder"):
        version = RecordVersion.objects.create(
            county_id="alder",
            record=rosa.calworks,
            batch=uuid.uuid4(),
            as_of=TODAY,
            fingerprint=b"1" * 16,
            given="ROSA",
            surname="NEWNAME",
            born=date(1996, 3, 14),
        )
        ProgramRecord.objects.filter(pk=rosa.calworks.pk).update(current=version)
    assert rosa.person.token in search_as("coordinator", "newname")
    assert rosa.person.token not in search_as("coordinator", "oneil")
    with working_as(coordinator) as user:
        linking.cut(Link.objects.get(cut_at=None), by=user.pk, reason="Two people")
    for words in ("newname", "delgado", "91234567A", rosa.person.token):
        assert "no one that you may open" in search_as("coordinator", words)
    with rls(county="alder"), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_programrecord where person_id is not null")
        assert cursor.fetchone() == (0,)


@pytest.mark.check(46)
def test_ten_thousand_letters_are_refused_and_not_searched(search_as: SearchAs) -> None:
    assert "id_q_error" in search_as("coordinator", "rosa " * 2000)


def test_what_is_typed_stays_out_of_addresses_and_audit(
    sign_in: Callable[[str], Client], grounds: None, rosa: Family
) -> None:
    from linkages.audit import AuditEvent

    client = sign_in("coordinator@alder.example")
    response = client.get(reverse("sharing:search"), {"q": "delgado"})
    assert rosa.person.token not in response.content.decode()
    client.post(reverse("sharing:search"), {"q": "delgado"})
    with rls(county="alder"):
        events = list(AuditEvent.objects.all())
    assert [event.action for event in events] == ["POST sharing:search"]
    assert "delgado" not in repr([vars(event) for event in events]).lower()


@pytest.mark.parametrize("table", ["sharing_personsearch", "sharing_searchword"])
def test_the_app_may_not_look_into_the_index(db: None, table: str) -> None:
    with rls(county="alder"), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(f"select * from {table}")


def test_without_a_county_the_function_finds_nobody(db: None, rosa: Family) -> None:
    terms = '[{"word": "rosa"}]'
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from sharing_search(%s, null, 10)", [terms])
        assert cursor.fetchall() == []
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from sharing_search(%s, null, 10)", [terms])
        assert cursor.fetchall() == [(rosa.person.pk,)]


@pytest.mark.parametrize("persona", ["analyst", "admin", "privacy", "counsel"])
def test_roles_without_people_have_no_search(
    sign_in: Callable[[str], Client], persona: str
) -> None:
    client = sign_in(f"{persona}@alder.example")
    assert client.post(reverse("sharing:search"), {"q": "rosa"}).status_code == 403


def ground(owner: str, category: str, audience: str) -> QuerySet[LegalBasis]:
    return LegalBasis.objects.filter(
        county="alder", owner=owner, category=category, audience=audience
    )


@pytest.mark.check(37)
def test_a_withheld_name_finds_nobody(search_as: SearchAs, rosa: Family) -> None:
    words = ("pena", "delgado pena", "91234567A", "1b2k111")
    assert all(rosa.person.token in search_as("cws.worker", each) for each in words)
    with rls(county="alder"):
        ground("calworks", "C1", "pair").delete()
    for each in words:
        assert rosa.person.token not in search_as("cws.worker", each), each
        assert "no one that you may open" in search_as("cws.worker", each)
    assert rosa.person.token in search_as("cws.worker", "delgado")


@pytest.mark.check(37)
def test_somebody_hidden_neither_leads_nor_shortens_the_list(
    search_as: SearchAs, staff: dict[str, Any]
) -> None:
    """Somebody hidden fits every word; those who may be seen fit but for one. The list must be the
    same as if the hidden one were not there."""
    for surname in ("LUNA", "LUGO", "LIRA"):
        make_family(cws={"given": "ROSA", "middle": "", "surname": f"DELGADO {surname}"})
    before = without_secrets(search_as("coordinator", "rosa delgado zqother"))
    for _each in range(6):
        make_family(cws={"surname": "DELGADO ZQOTHER", "restriction": "R"})
    assert without_secrets(search_as("coordinator", "rosa delgado zqother")) == before
    assert "Nobody" not in before
    assert before.count('scope="row"') == 3
    assert search_as("restricted", "rosa delgado zqother").count('scope="row"') == 6


def test_one_word_too_many_is_forgiven_beside_two_that_fit(
    search_as: SearchAs, rosa: Family
) -> None:
    assert rosa.person.token in search_as("coordinator", "rosa delgado zqother")
    assert rosa.person.token not in search_as("coordinator", "rosa zqother")
    assert rosa.person.token not in search_as("coordinator", "rosa zqone zqother")


@pytest.mark.parametrize(
    ("words", "there"),
    [
        ("delgadopinto", True),
        ("rosa pinto 14/3/1996", True),
        ("rosa 3/14/1969", True),
        ("rosa 1996", True),
        ("1996", False),
        ("rosita delgado", True),
        ("r delgado", True),
        ("x delgado", False),
        ("6627", False),
    ],
)
def test_more_of_what_is_typed(
    search_as: SearchAs, rosa: Family, words: str, *, there: bool
) -> None:
    assert (rosa.person.token in search_as("coordinator", words)) is there


@pytest.fixture
def home(staff: dict[str, Any]) -> Home:
    return make_home()


@pytest.mark.parametrize("persona", ["cws.worker", "calworks.worker", "coordinator"])
def test_a_child_whom_nobody_linked_is_found_by_who_may_open_the_family(
    search_as: SearchAs, home: Home, persona: str
) -> None:
    page = search_as(persona, "zqalone")
    assert reverse("families:family", args=[home.family.pk]) in page
    assert home.family.token in page


@pytest.mark.check(37)
@pytest.mark.parametrize("persona", ["cws.worker2", "calworks.worker2"])
def test_and_by_nobody_else(search_as: SearchAs, home: Home, persona: str) -> None:
    for words in ("zqalone", "zqmother", home.family.token):
        page = search_as(persona, words)
        assert "no one that you may open" in page
        assert home.family.token not in page.replace(f'value="{home.family.token}"', "")


def test_a_familys_token_finds_its_members(search_as: SearchAs, home: Home) -> None:
    page = search_as("coordinator", home.family.token.lower())
    assert all(name in page for name in ("ZQMOTHER", "ZQLINKED", "ZQALONE"))


@pytest.mark.check(37)
def test_a_family_closed_by_one_member_is_found_by_no_token(
    search_as: SearchAs, home: Home
) -> None:
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=home.alone.pk).update(restriction="R")
    for persona in ("coordinator", "cws.worker"):
        for words in (home.family.token, "zqalone"):
            page = search_as(persona, words)
            assert reverse("families:family", args=[home.family.pk]) not in page
    # The mother herself may still be opened, and nothing tells that she stands in a family.
    page = search_as("coordinator", "zqmother")
    assert "ZQMOTHER" in page
    assert home.family.token not in page


def test_who_left_the_family_is_not_found_through_it(search_as: SearchAs, home: Home) -> None:
    with rls(county="alder"), transaction.atomic():
        place = FamilyMember.objects.get(record=home.alone)
        place.until = TODAY
        place.save(update_fields=["until"])
    assert "no one that you may open" in search_as("coordinator", "zqalone")


def test_a_row_names_both_workers(search_as: SearchAs, rosa: Family) -> None:
    page = search_as("cws.worker", "rosa delgado")
    assert page.count("Dana Kim") >= 1
    workers = [cell for cell in page.split("<td>") if "EW201" in cell or " · " in cell]
    assert workers


def everybody_found(words: list[str]) -> list[list[uuid.UUID]]:
    """Ids by word, of people and of members whom nobody linked."""
    found = []
    with rls(county="alder"), transaction.atomic(), connection.cursor() as cursor:
        for word in words:
            cursor.execute(
                "select * from sharing_search(%s, null, 100, 0, true) order by 1",
                [f'[{{"word": "{word}"}}]'],
            )
            found.append([pk for (pk,) in cursor.fetchall()])
    return found


def test_a_thousand_places_at_once_are_found_as_each_by_itself(staff: dict[str, Any]) -> None:
    homes = make_homes("alder", [Made(surname=name) for name in ("QUINTERO", "OKAFOR") * 20])
    # Right, one slip of the finger, and the beginning.
    words = ["quintero", "quintreo", "okafor", "okfor", "oka"]
    at_once = everybody_found(words)
    assert [len(found) for found in at_once] == [40, 40, 40, 40, 40]
    with rls(county="alder"), transaction.atomic():
        rows = FamilyMember.objects.filter(family__in=[home.family for home in homes])
        places = list(rows)
        rows.update(until=TODAY)
    assert [len(found) for found in everybody_found(words)] == [20, 20, 20, 20, 20]
    with rls(county="alder"), transaction.atomic():
        for place in places:
            place.pk = uuid.uuid4()
            place.save(force_insert=True)
    assert everybody_found(words) == at_once
