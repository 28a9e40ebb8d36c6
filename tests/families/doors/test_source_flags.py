"""Marks in the programs' own systems: whose they are, when they are to be set, and to be ended."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.families.models import Episode, SourceFlag, SourceFlagKind
from cases.families.source_flags import acts
from cases.families.telling.acts import tell
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.made import Home
from tests.families.sending import hidden, move_to, send

pytestmark = pytest.mark.django_db

CWS, CALWORKS = "cws.worker@alder.example", "calworks.worker@alder.example"
ADMIN, LIST = "admin@alder.example", reverse("families:source_flags")


@pytest.fixture
def listed(staff: Any, home: Home) -> dict[str, SourceFlagKind]:
    """The usual list of Alder, and the family accepted by both sides."""
    with working_as(staff[ADMIN]) as user:
        acts.begin_usual(user)
    with working_as(staff["coordinator@alder.example"]) as user:
        tell([Episode.objects.get(pk=home.episode.pk)], by=user.pk)
        from cases.families.models import Acceptance

        Acceptance.objects.update(state="accepted", answered_at="2026-12-01T18:00Z",
                                  answered_by=user)  # fmt: skip
    move_to(home, "accepted")
    with rls(county="alder"), transaction.atomic():
        return {kind.program: kind for kind in SourceFlagKind.objects.all()}


def states(home: Home) -> dict[str, str]:
    with rls(county="alder"), transaction.atomic():
        episode = Episode.objects.get(pk=home.episode.pk)
        return {mark.kind.program: mark.state for mark in acts.marks_of([episode])[episode.pk]}


def mark(client: Any, home: Home, kind: SourceFlagKind) -> Any:
    address = reverse("families:source_mark", args=[home.family.pk, kind.pk])
    return send(client, address, on=TODAY.isoformat())


def test_a_mark_is_to_be_set_once_accepted_and_ended_at_closing(
    sign_in: Any, home: Home, listed: Any
) -> None:
    assert states(home) == {"cws": "to_set", "calworks": "to_set"}
    assert mark(sign_in(CWS), home, listed["cws"]).status_code == 302
    assert states(home) == {"cws": "set", "calworks": "to_set"}
    move_to(home, "closing")
    assert states(home) == {"cws": "to_end"}
    assert mark(sign_in(CWS), home, listed["cws"]).status_code == 302
    assert states(home) == {"cws": "ended"}


def test_nobody_marks_for_the_other_program(sign_in: Any, home: Home, listed: Any) -> None:
    address = reverse("families:source_mark", args=[home.family.pk, listed["cws"].pk])
    assert sign_in(CALWORKS).get(address).status_code == 404
    assert sign_in(CWS).get(address).status_code == 200


def test_open_marks_stand_on_today_of_the_responsible_worker_s_program_only(
    sign_in: Any, home: Home, listed: Any
) -> None:
    ours, theirs = (sign_in(who).get("/").content.decode() for who in (CWS, CALWORKS))
    words = {program: kind.name for program, kind in listed.items()}
    for page, own, other in ((ours, "cws", "calworks"), (theirs, "calworks", "cws")):
        assert words[own].split("“")[0] in page
        assert words[other].split("“")[0] not in page
    stranger = sign_in("cws.worker2@alder.example").get("/").content.decode()
    assert words["cws"].split("“")[0] not in stranger


def test_both_sides_see_all_marks_on_the_family_s_page(
    sign_in: Any, home: Home, listed: Any
) -> None:
    page = reverse("families:family", args=[home.family.pk])
    for who in (CWS, CALWORKS):
        shown = sign_in(who).get(page).content.decode()
        assert "special project code" in shown and "CalSAWS Journal" in shown


def test_what_ended_on_the_list_is_to_be_ended_where_it_is_set(
    sign_in: Any, home: Home, listed: Any
) -> None:
    mark(sign_in(CWS), home, listed["cws"])
    with rls(county="alder"), transaction.atomic():
        SourceFlagKind.objects.filter(pk=listed["cws"].pk).update(until="2026-11-30")
    assert states(home)["cws"] == "to_end"


def test_sent_twice_it_is_set_once(sign_in: Any, home: Home, listed: Any) -> None:
    client = sign_in(CWS)
    address = reverse("families:source_mark", args=[home.family.pk, listed["cws"].pk])
    given = hidden(client.get(address).context["form"]) | {"on": TODAY.isoformat()}
    assert [client.post(address, given).status_code for _again in range(2)] == [302, 302]
    with rls(county="alder"):
        assert SourceFlag.objects.count() == 1


def test_a_county_keeps_its_own_list(sign_in: Any, staff: Any, home: Home) -> None:
    client = sign_in(ADMIN)
    assert "Begin with these two" in client.get(LIST).content.decode()
    add = reverse("families:add_source_flag")
    sent = send(client, add, program="cws", name="Set the code", name_es="Ponga el código")
    assert sent.status_code == 302
    assert "Set the code" in client.get(LIST).content.decode()
    again = send(client, add, program="cws", name="Set the code", name_es="Ponga el código")
    assert again.status_code == 422


def test_a_list_of_its_own_is_not_begun_anew(sign_in: Any, listed: Any) -> None:
    client = sign_in(ADMIN)
    form = client.get(LIST).context["form"]
    client.post(reverse("families:begin_source_flags"), hidden(form))
    with rls(county="alder"):
        assert SourceFlagKind.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "status"),
    [(ADMIN, 200), ("coordinator@alder.example", 200), (CWS, 403), ("privacy@alder.example", 403)],
)
def test_who_keeps_the_list(sign_in: Any, home: Home, who: str, status: int) -> None:
    assert sign_in(who).get(LIST).status_code == status


def test_the_checklist_of_closing_names_what_is_still_set(
    sign_in: Any, home: Home, listed: Any
) -> None:
    from tests.families.closing.conftest import propose

    client = sign_in(CWS)
    mark(client, home, listed["cws"])
    assert propose(client, home).status_code == 302
    address = reverse("families:closing", args=[home.family.pk])
    page = client.get(address).content.decode()
    assert page.count("Still set") == 1
    move_to(home, "closing")
    assert mark(client, home, listed["cws"]).status_code == 302
    assert "Still set" not in client.get(address).content.decode()
