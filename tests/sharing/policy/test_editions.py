"""Draft, publish on a date, withdraw, roll back; and what held before stays as it was."""

from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F

from cases.sharing.models import LegalBasis, PolicyEdition
from cases.sharing.policy import editions
from cases.sharing.policy.editions import Author, NotAllowed, Publication
from cases.sharing.policy.table import Row, table_of
from linkages.forms import Stale
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.sharing.policy.conftest import (
    BASE,
    MDT_C6,
    PAIR_C2,
    PAIR_C5,
    TOMORROW,
    YESTERDAY,
    Bench,
    switch_on,
)

pytestmark = pytest.mark.django_db
NARROW = BASE - {PAIR_C5}
WIDE = BASE | {MDT_C6}
HUNDRED_AGO = TODAY - timedelta(days=100)
IN_A_MONTH = TODAY + timedelta(days=30)


def test_a_draft_begins_with_what_holds_on_the_chosen_day(base: Bench) -> None:
    base.publish(NARROW, on=IN_A_MONTH)
    for day, table in ((TODAY, BASE), (IN_A_MONTH, NARROW), (HUNDRED_AGO, BASE)):
        with working_as(base.counsel):
            draft = editions.start(base.author(), day)
        assert table_of(draft.rows) == table
        assert (draft.state, draft.county_id) == ("draft", "alder")
        base.withdraw(draft)


def test_a_draft_changes_nothing(base: Bench) -> None:
    base.draft(WIDE)
    assert base.table() == BASE


def test_there_is_one_draft_a_county(base: Bench) -> None:
    base.draft(WIDE)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="There is a draft already"):
        editions.start(base.author(), TODAY)


def test_publishing_ends_the_day_before_and_begins_on_the_day(base: Bench) -> None:
    base.publish((BASE - {PAIR_C5}) | {MDT_C6}, on=IN_A_MONTH)
    assert base.stretches(PAIR_C5) == [(HUNDRED_AGO, IN_A_MONTH - timedelta(days=1))]
    assert base.stretches(MDT_C6) == [(IN_A_MONTH, None)]
    assert base.stretches(PAIR_C2) == [(HUNDRED_AGO, None)]
    assert base.table(IN_A_MONTH - timedelta(days=1)) == BASE
    assert base.table(IN_A_MONTH) == NARROW | {MDT_C6}


def test_publishing_today_holds_from_now_and_leaves_yesterday(base: Bench) -> None:
    base.publish(NARROW)
    assert base.table() == NARROW
    assert base.table(YESTERDAY) == BASE
    assert base.stretches(PAIR_C5) == [(HUNDRED_AGO, YESTERDAY)]


def test_begun_and_ended_on_one_day_leaves_no_impossible_row(base: Bench) -> None:
    base.publish(WIDE)
    base.publish(NARROW)
    assert base.stretches(MDT_C6) == []
    base.roll_back(base.edition(1))
    assert base.table() == BASE
    assert base.stretches(PAIR_C5) == [(HUNDRED_AGO, YESTERDAY), (TODAY, None)]
    with rls(county="alder"), transaction.atomic():
        assert not LegalBasis.objects.filter(until__lt=F("since")).exists()


def test_history_keeps_what_went(base: Bench) -> None:
    base.publish(WIDE)
    base.publish(NARROW)
    with rls(county="alder"), transaction.atomic():
        kept = apps.get_model("sharing", "LegalBasisEvent").objects.filter(**MDT_C6._asdict())
        assert [event.since for event in kept] == [TODAY]


def test_the_past_cannot_be_chosen(base: Bench) -> None:
    drafted = base.draft(NARROW)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="never rewrites the past"):
        editions.publish(base.author(), drafted.pk, Publication(YESTERDAY, "because"))
    assert base.table() == BASE


def test_what_is_in_force_already_is_not_published_again(base: Bench) -> None:
    drafted = base.draft(BASE)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="in force already"):
        editions.publish(base.author(), drafted.pk, Publication(TODAY, "because"))


def test_a_second_publication_waits_for_the_first_to_begin(base: Bench) -> None:
    base.publish(NARROW, on=TOMORROW)
    drafted = base.draft(WIDE)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="Edition 2 takes effect on"):
        editions.publish(base.author(), drafted.pk, Publication(IN_A_MONTH, "because"))
    with time_machine.travel("2026-12-02 18:00:00+00:00", tick=True), working_as(base.counsel):
        editions.publish(base.author(), drafted.pk, Publication(IN_A_MONTH, "because"))
    assert base.table(TOMORROW) == NARROW
    assert base.table(IN_A_MONTH) == WIDE


def test_withdrawn_before_its_day_an_edition_never_holds(base: Bench) -> None:
    before = {row: base.stretches(row) for row in WIDE}
    published = base.publish(NARROW | {MDT_C6}, on=TOMORROW)
    base.withdraw(published)
    assert {row: base.stretches(row) for row in WIDE} == before
    assert base.table(IN_A_MONTH) == BASE
    assert base.edition(2).state == "withdrawn"


def test_what_has_taken_effect_is_not_withdrawn(base: Bench) -> None:
    published = base.publish(NARROW, on=TOMORROW)
    with time_machine.travel("2026-12-02 18:00:00+00:00", tick=True):
        with working_as(base.counsel), pytest.raises(NotAllowed, match="cannot be withdrawn"):
            editions.withdraw(base.author(), published.pk)
        assert base.table(TOMORROW) == NARROW


def test_rolling_back_brings_the_table_back_as_an_edition_of_its_own(base: Bench) -> None:
    base.publish(NARROW)
    with time_machine.travel("2026-12-11 18:00:00+00:00", tick=True):
        again = base.roll_back(base.edition(1), on=date(2026, 12, 21))
        assert (again.number, again.restores_id) == (3, base.edition(1).pk)
        assert base.stretches(PAIR_C5) == [
            (HUNDRED_AGO, YESTERDAY),
            (date(2026, 12, 21), None),
        ]
    assert base.table(date(2026, 12, 20)) == NARROW
    assert base.table(date(2026, 12, 21)) == BASE


@pytest.mark.parametrize("which", ["draft", "withdrawn", "pending", "in force"])
def test_only_what_held_once_comes_back(base: Bench, which: str) -> None:
    target = {
        "draft": lambda: base.draft(NARROW),
        "withdrawn": lambda: base.withdraw(base.draft(NARROW)),
        "pending": lambda: base.publish(NARROW, on=TOMORROW),
        "in force": lambda: base.publish(NARROW),
    }[which]()
    with working_as(base.counsel), pytest.raises(NotAllowed, match="held once"):
        editions.roll_back(base.author(), target.pk, Publication(TODAY, "because"))


@pytest.mark.parametrize("act", ["change", "publish"])
@pytest.mark.parametrize("which", ["withdrawn", "published"])
def test_only_a_draft_is_changed_or_published(base: Bench, act: str, which: str) -> None:
    edition = base.withdraw(base.draft(NARROW)) if which == "withdrawn" else base.publish(NARROW)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="no draft any more"):
        if act == "change":
            editions.change(base.author(), edition.pk, WIDE)
        else:
            editions.publish(base.author(), edition.pk, Publication(TODAY, "because"))


@pytest.mark.parametrize(
    "row",
    [
        Row("10850", "cws", "C6", "pair"),
        Row("10850", "cws", "C7", "pair"),
        Row("830", "calworks", "C6", "mdt"),
        Row("18961.5", "cws", "C5", "index"),
        Row("10850", "cws", "C6", "mdt"),
    ],
    ids=lambda row: f"{row.code}-{row.owner}-{row.category}-{row.audience}",
)
def test_beyond_the_ceiling_nothing_is_drafted(base: Bench, row: Row) -> None:
    drafted = base.draft(NARROW)
    with working_as(base.counsel), pytest.raises(NotAllowed, match="No statute opens"):
        editions.change(base.author(), drafted.pk, WIDE | {row})
    assert table_of(base.edition(2).rows) == NARROW


def test_nor_does_the_database_take_it(base: Bench) -> None:
    """Even a draft that was tampered with in the database cannot be published."""
    drafted = base.draft(NARROW)
    beyond = Row("10850", "cws", "C7", "pair")
    with rls(county="alder"), transaction.atomic():
        PolicyEdition.objects.filter(pk=drafted.pk).update(rows=[list(beyond)])
    with working_as(base.counsel), pytest.raises(NotAllowed, match="No statute opens"):
        editions.publish(base.author(), drafted.pk, Publication(TODAY, "because"))
    with (
        rls(county="alder"),
        pytest.raises(IntegrityError, match="basis_opens_what_statute_can"),
        transaction.atomic(),
    ):
        LegalBasis.objects.create(county_id="alder", since=TODAY, **beyond._asdict())


@pytest.mark.parametrize("act", ["start", "change", "publish", "withdraw", "roll_back"])
def test_whoever_saw_an_older_state_is_told(base: Bench, act: str) -> None:
    seen = base.author()
    drafted = base.draft(NARROW)
    if act == "roll_back":
        base.withdraw(drafted)
        base.publish(NARROW)
    acts = {
        "start": lambda author: editions.start(author, TODAY),
        "change": lambda author: editions.change(author, drafted.pk, WIDE),
        "publish": lambda author: editions.publish(author, drafted.pk, Publication(TODAY, "b")),
        "withdraw": lambda author: editions.withdraw(author, drafted.pk),
        "roll_back": lambda author: editions.roll_back(
            author, base.edition(1).pk, Publication(TODAY, "b")
        ),
    }
    with working_as(base.counsel), pytest.raises(Stale):
        acts[act](seen)
    if act != "start":
        with working_as(base.counsel):
            acts[act](base.author())


def test_the_slower_one_reads_who_was_first(base: Bench) -> None:
    drafted = base.draft(NARROW)
    seen = base.author()
    with working_as(base.counsel):
        editions.publish(base.author(), drafted.pk, Publication(TODAY, "because"))
        name = base.counsel.name
        with pytest.raises(Stale, match=f"edition 2 was published by {name}, today"):
            editions.publish(
                Author("alder", base.counsel.pk, seen.seen),
                drafted.pk,
                Publication(TODAY, "because"),
            )


def test_the_first_edition_of_a_county_that_had_bases_without_one(bench: Bench) -> None:
    switch_on(BASE)
    published = bench.publish(NARROW, on=TOMORROW)
    assert bench.table() == BASE
    assert bench.table(TOMORROW) == NARROW
    bench.withdraw(published)
    assert bench.table(IN_A_MONTH) == BASE


def test_one_county_does_not_touch_another(base: Bench) -> None:
    with rls(county="birch"), transaction.atomic():
        LegalBasis.objects.create(county_id="birch", since=HUNDRED_AGO, **PAIR_C5._asdict())
    base.publish(NARROW)
    with rls(county="birch"), transaction.atomic():
        assert LegalBasis.objects.get().until is None
