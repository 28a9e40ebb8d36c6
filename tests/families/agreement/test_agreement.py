"""Agreement to participate: what is written down, what follows, and what never follows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.families.agreement import acts
from cases.families.agreement.acts import NotAllowed, Said
from cases.families.agreement.standing import Limits, Standing, stand
from cases.families.models import AgreementStep, Episode, MailChoice
from cases.people.models import ProgramRecord
from cases.sharing.families import members_of
from cases.sharing.models import Disclosure, Narrowing
from linkages.mail import Mail
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.families.made import Home
from tests.families.sending import move_to, send, state_of
from tests.sharing.conftest import assign, make_record, without_chance

pytestmark = pytest.mark.django_db

Act = AgreementStep.Act
CWS, CALWORKS = "cws.worker@alder.example", "calworks.worker@alder.example"
BEGAN = TODAY - timedelta(days=300)


def said(act: str, on: date = TODAY, **changed: Any) -> Said:
    return Said(act, on, "person", "en", "none", **changed)


def say(user: Any, home: Home, act: str, on: date = TODAY, **changed: Any) -> AgreementStep:
    with working_as(user):
        episode = Episode.objects.get(pk=home.episode.pk)
        mother = ProgramRecord.objects.get(pk=home.mother.pk)
        return acts.record(user, episode, mother, said(act, on, **changed))


def has_declined(home: Home) -> bool:
    with rls(county=home.family.county_id), transaction.atomic():
        return acts.declined(Episode.objects.get(pk=home.episode.pk))


def addresses(home: Home) -> tuple[str, str]:
    family = home.family.pk
    mother = home.mother.person_id
    return (
        reverse("families:agreement", args=[family]),
        reverse("families:record_agreement", args=[family, mother]),
    )


TYPED = {
    "on": TODAY.isoformat(),
    "how": "phone",
    "language": "es",
    "interpreter": "line",
    "note_category": "C1",
}


def test_a_worker_records_what_an_adult_said_and_both_sides_read_it(
    sign_in: Any, home: Home
) -> None:
    page, form = addresses(home)
    move_to(home, "accepted")
    sent = send(sign_in(CWS), form, act="agreed", **TYPED)
    assert (sent.status_code, sent["Location"]) == (302, page)
    assert state_of(home) == "engaged"
    for who in (CWS, CALWORKS):
        shown = sign_in(who).get(page).content.decode()
        assert "Agreed" in shown and "By telephone" in shown and "Spanish" in shown
        assert "not a release of information" in shown


def test_sent_twice_it_is_written_once(sign_in: Any, home: Home) -> None:
    _page, form = addresses(home)
    client = sign_in(CWS)
    first = client.get(form).context["form"]
    given = {"key": str(first.fields["key"].initial), "act": "asked", **TYPED}
    assert [client.post(form, given).status_code for _again in range(2)] == [302, 302]
    with rls(county="alder"):
        assert AgreementStep.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "act", "after"),
    [
        ("accepted", "asked", "engaged"),
        ("accepted", "agreed", "engaged"),
        ("accepted", "declined", "accepted"),
        ("notified", "agreed", "notified"),
        ("on_hold", "agreed", "on_hold"),
    ],
)
def test_the_family_knows_once_it_was_asked_after_both_sides_accepted(
    staff: Any, home: Home, before: str, act: str, after: str
) -> None:
    move_to(home, before)
    say(staff[CWS], home, act)
    assert state_of(home) == after


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], False),
        (["asked"], False),
        (["asked", "agreed"], False),
        (["declined"], True),
        (["agreed", "withdrawn"], True),
        (["declined", "asked"], True),
        (["declined", "asked", "agreed"], False),
    ],
)
def test_the_last_word_counts_and_being_asked_again_undoes_nothing(
    staff: Any, home: Home, steps: list[str], expected: bool
) -> None:
    for act in steps:
        say(staff[CWS], home, act)
    assert has_declined(home) is expected


def test_one_adult_who_agrees_keeps_the_family_in(staff: Any, home: Home) -> None:
    father = second_adult(home)
    say(staff[CWS], home, "declined")
    assert has_declined(home)
    with working_as(staff[CWS]) as user:
        acts.record(user, Episode.objects.get(pk=home.episode.pk), father, said("agreed"))
    assert not has_declined(home)


def second_adult(home: Home) -> ProgramRecord:
    from cases.people.models import FamilyMember
    from linkages import audit

    with rls(county="alder"), audit.trail("alder", None, "test"), transaction.atomic():
        father = make_record("alder", "cws", given="ZQFATHER")
        assign(father, "CW101")
        FamilyMember.objects.create(
            county_id="alder", family=home.family, record=father, unit="CASE1", part="parent",
            rule="test", since=TODAY,
        )  # fmt: skip
        return father


def test_history_is_never_changed(staff: Any, home: Home) -> None:
    step = say(staff[CWS], home, "asked")
    with rls(county="alder"), pytest.raises(DatabaseError), transaction.atomic():
        AgreementStep.objects.filter(pk=step.pk).update(act="agreed")
    with rls(county="alder"), pytest.raises(DatabaseError), transaction.atomic():
        AgreementStep.objects.filter(pk=step.pk).delete()
    with rls(county="alder"):
        assert AgreementStep.objects.get().act == "asked"


# --- Being asked again
LIMITS = Limits(days=90, most=2)
DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("acts_said", "asked_again"),
    [
        (["declined"], 0),
        (["declined", "asked"], 1),
        (["declined", "asked", "declined"], 1),
        (["declined", "declined"], 1),
        (["declined", "asked", "declined", "asked"], 2),
        (["declined", "agreed", "withdrawn"], 0),
    ],
)
def test_how_often_somebody_was_asked_again(acts_said: list[str], asked_again: int) -> None:
    standing = stand([(act, DAY) for act in acts_said])
    assert standing.asked_again == asked_again
    assert standing.may_be_asked(LIMITS) is (asked_again < 2)


def test_the_last_day_of_asking_again_is_counted_from_the_refusal() -> None:
    assert stand([("declined", DAY)]).ask_again_by(LIMITS) == date(2026, 11, 30)
    assert Standing().ask_again_by(LIMITS) is None


def test_nobody_is_asked_a_third_time_unless_they_come_back(staff: Any, home: Home) -> None:
    for act in ("declined", "asked", "declined", "asked", "declined"):
        say(staff[CWS], home, act)
    for act in ("asked", "declined"):
        with pytest.raises(NotAllowed):
            say(staff[CWS], home, act)
    say(staff[CWS], home, "agreed")
    assert not has_declined(home)


def test_a_county_may_ask_more_often(staff: Any, home: Home) -> None:
    set_parameter("families.reask_most", 3)
    for act in ("declined", "asked", "declined", "asked", "declined", "asked"):
        say(staff[CWS], home, act)
    assert has_declined(home)


def set_parameter(name: str, value: object) -> None:
    with rls(county="alder"), transaction.atomic():
        ParameterValue.objects.create(
            county_id="alder", name=name, value=value, effective_from=TODAY, reason="Test",
            set_by="00000000-0000-4000-8000-000000000001",
        )  # fmt: skip


@pytest.mark.parametrize(("days", "expected"), [(89, True), (90, True), (91, False)])
def test_a_refusal_counts_in_the_next_episode_for_the_county_s_days(
    staff: Any, home: Home, days: int, expected: bool
) -> None:
    identified = TODAY
    refused = identified - timedelta(days=days)
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(identified_on=refused)
    say(staff[CWS], home, "declined", refused)
    with rls(county="alder"), transaction.atomic():
        Episode.objects.filter(pk=home.episode.pk).update(
            state="closed", closed_on=refused, close_reason="declined"
        )
        again = Episode.objects.create(
            county_id="alder", family=home.family, number=2, identified_on=identified
        )
        assert acts.declined(again) is expected


@pytest.mark.parametrize(
    ("before", "act", "on"),
    [
        ([], "withdrawn", TODAY),
        (["agreed"], "agreed", TODAY),
        (["asked"], "agreed", TODAY - timedelta(days=1)),
        ([], "asked", TODAY + timedelta(days=1)),
    ],
)
def test_what_does_not_follow_is_refused(
    staff: Any, home: Home, before: list[str], act: str, on: date
) -> None:
    for earlier in before:
        say(staff[CWS], home, earlier)
    with pytest.raises(NotAllowed):
        say(staff[CWS], home, act, on)


# --- What a refusal brings, and what it does not
def test_a_family_that_declined_is_shown_so_in_neutral_words(
    sign_in: Any, staff: Any, home: Home
) -> None:
    page = reverse("families:family", args=[home.family.pk])
    client = sign_in(CALWORKS)
    words = "That is a fact, not a failing"
    assert words not in client.get(page).content.decode()
    say(staff[CWS], home, "declined")
    shown = client.get(page).content.decode()
    assert words in shown and "services go on" in shown


def test_both_sides_are_mailed_once_and_not_who_wrote_it(
    staff: Any, home: Home, run_jobs: Any
) -> None:
    say(staff[CWS], home, "declined")
    run_jobs()
    say(staff[CWS], home, "declined")
    run_jobs()
    with rls(county="alder"):
        posted = Mail.objects.filter(code="families.declined")
        told = {mail.recipient.email for mail in posted.select_related("recipient")}
    assert told == {CALWORKS}


def test_who_declines_again_later_is_told_of_again_but_not_to_who_wants_no_mail(
    staff: Any, home: Home, run_jobs: Any
) -> None:
    for act in ("declined", "agreed", "declined"):
        say(staff[CWS], home, act)
        run_jobs()
    with rls(county="alder"), transaction.atomic():
        assert Mail.objects.filter(code="families.declined", state="sent").count() == 2
        MailChoice.objects.create(county_id="alder", user=staff[CALWORKS], way="none", hour=7)
    for act in ("agreed", "withdrawn"):
        say(staff[CWS], home, act)
        run_jobs()
    with rls(county="alder"), transaction.atomic():
        assert Mail.objects.filter(code="families.declined", state="sent").count() == 2


def test_a_refusal_narrows_nothing_by_itself(staff: Any, home: Home) -> None:
    say(staff[CWS], home, "declined")
    with rls(county="alder"):
        assert not Narrowing.objects.exists()


def test_where_the_county_chose_so_a_refusal_narrows_to_identity_until_they_agree(
    staff: Any, home: Home
) -> None:
    set_parameter("families.refusal_narrows", value=True)
    assert "C2" in opened_to(staff[CWS], home)
    say(staff[CWS], home, "declined")
    # Where a child lives is CWS's own, whichever program's record says it.
    assert opened_to(staff[CWS], home) - {"C7"} == {"C1"}
    say(staff[CWS], home, "agreed")
    assert "C2" in opened_to(staff[CWS], home)


def opened_to(user: Any, home: Home) -> set[str]:
    """What of the mother's aid crosses to her CWS worker."""
    with working_as(user):
        found = members_of(user, [home.family])[home.family.pk]
        return {
            category
            for member in found
            for record in member.facts.of("calworks")
            for category, _basis in record.opened
        }


def test_agreement_opens_nothing(staff: Any, home: Home) -> None:
    before = opened_to(staff[CWS], home)
    say(staff[CWS], home, "agreed")
    assert opened_to(staff[CWS], home) == before


# --- Who reads a note
@pytest.mark.parametrize(
    ("category", "reader", "reads"),
    [("C1", CALWORKS, True), ("C8", CALWORKS, False), ("C8", CWS, True)],
)
def test_a_note_is_read_by_whom_its_category_is_open(
    sign_in: Any, staff: Any, home: Home, category: str, reader: str, reads: bool
) -> None:
    note = "ZQNOTE after her treatment"
    say(staff[CWS], home, "asked", note=note, note_category=category, note_owner="cws")
    page, _form = addresses(home)
    assert ("ZQNOTE" in sign_in(reader).get(page).content.decode()) is reads


def test_a_note_lies_sealed(staff: Any, home: Home) -> None:
    step = say(staff[CWS], home, "asked", note="ZQSEALED", note_owner="cws")
    with rls(county="alder"), connection.cursor() as cursor:
        cursor.execute("select note::text from families_agreementstep where id = %s", [step.pk])
        assert b"ZQSEALED".hex() not in cursor.fetchone()[0]
    assert acts.note_of(step) == "ZQSEALED"


# --- Who gets there
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (CWS, 200),
        (CALWORKS, 200),
        ("coordinator@alder.example", 200),
        ("cws.worker2@alder.example", 404),
        ("cws.worker@birch.example", 404),
        ("analyst@alder.example", 404),
        ("admin@alder.example", 404),
    ],
)
def test_who_opens_the_pages(sign_in: Any, home: Home, who: str, status: int) -> None:
    for address in addresses(home):
        assert sign_in(who).get(address).status_code == status


def test_a_child_is_not_asked(sign_in: Any, home: Home) -> None:
    child = reverse("families:record_agreement", args=[home.family.pk, home.child.pk])
    assert sign_in(CWS).get(child).status_code == 404
    assert sign_in(CWS).get(addresses(home)[1]).status_code == 200


def test_an_error_keeps_what_was_typed(sign_in: Any, home: Home) -> None:
    _page, form = addresses(home)
    sent = send(sign_in(CWS), form, act="withdrawn", note="ZQKEPT", **TYPED)
    assert sent.status_code == 422
    shown = sent.content.decode()
    assert "ZQKEPT" in shown and "Only who has agreed can withdraw" in shown


def test_the_page_costs_the_same_for_many_entries(
    sign_in: Any, staff: Any, home: Home, django_assert_max_num_queries: Any
) -> None:
    from django.test.utils import CaptureQueriesContext

    page, _form = addresses(home)
    client = sign_in(CWS)
    client.get(page)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
        say(staff[CWS], home, "asked")
        second_adult(home)
    assert counts[0] >= counts[1] - 1


def test_who_may_not_know_learns_nothing_by_the_page_of_today(
    sign_in: Any, staff: Any, home: Home
) -> None:
    stranger = sign_in("cws.worker2@alder.example")
    before = without_chance(stranger.get("/").content.decode())
    move_to(home, "accepted")
    say(staff[CWS], home, "declined")
    assert without_chance(stranger.get("/").content.decode()) == before
    with rls(county="alder"):
        assert not Disclosure.objects.filter(recipient=staff["cws.worker2@alder.example"].pk)
