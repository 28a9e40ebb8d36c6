"""What the county's rule links by itself, and how that is undone."""

from typing import Any

import pytest
from django.db import transaction

from cases.matching import deciding
from cases.matching.deciding import Choice, NotAllowed
from cases.matching.models import MatchCandidate, MatchDecision, RuleEdition, RuleRun
from cases.matching.rules import automatic, editions
from cases.matching.rules.choosing import kept_back
from cases.people.models import Link, Person, ProgramRecord
from cases.sharing.models import Assignment
from linkages import jobs
from linkages.scope import rls
from tests.conftest import working_as
from tests.matching.rules.world import COORDINATOR, do, link_by_rule, people, person, switch_on
from tests.matching.world import match, record

pytestmark = pytest.mark.django_db
ANALYST = "analyst@alder.example"


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    with rls(county="alder"):
        for state in MatchCandidate.objects.exclude(band="low").values_list("state", flat=True):
            found[state] = found.get(state, 0) + 1
    return found


def snapshot() -> list[Any]:
    """Who is whom, who works with whom, and how pairs stand."""
    with rls(county="alder"):
        return [
            sorted(ProgramRecord.objects.values_list("pk", "person")),
            sorted(MatchCandidate.objects.values_list("pk", "state")),
            sorted(Assignment.objects.filter(until=None).values_list("record", "worker_id")),
            list(Link.objects.filter(cut_at=None)),
        ]


def test_the_rule_links_nothing_until_it_is_switched_on(staff: Any) -> None:
    people(3)
    assert link_by_rule() is None
    assert states() == {"proposed": 3}
    edition = switch_on(staff)
    with rls(county="alder"):
        RuleEdition.objects.filter(pk=edition.pk).update(state="withdrawn")
    assert link_by_rule() is None
    with rls(county="alder"):
        RuleEdition.objects.filter(pk=edition.pk).update(state="published")
    assert link_by_rule() is not None
    assert states() == {"linked": 3}


def test_each_link_says_that_the_rule_made_it(staff: Any) -> None:
    people(2)
    edition = switch_on(staff)
    ruled = link_by_rule()
    with rls(county="alder"):
        decisions = list(MatchDecision.objects.select_related("decided_by", "rule_run"))
        assert {d.decided_by.email for d in decisions} == {COORDINATOR}
        assert {d.rule_run.edition_id for d in decisions} == {edition.pk}
        assert {d.rule_run_id for d in decisions} == {ruled.pk}
        assert all(d.shown["evidence"] for d in decisions)
        assert {link.by for link in Link.objects.all()} == {"rule"}
        assert Person.objects.count() == 2


def test_a_threshold_leaves_what_is_below_it(staff: Any) -> None:
    people(3)
    with rls(county="alder"):
        units = sorted(MatchCandidate.objects.values_list("units", flat=True))
    switch_on(staff, threshold=units[-1] + 1)
    link_by_rule()
    assert states() == {"proposed": 3}
    match(whole=True)
    with rls(county="alder"), transaction.atomic():
        RuleEdition.objects.update(threshold=units[-1])
    link_by_rule()
    assert states()["linked"] >= 1


def test_twins_are_never_linked_across_by_the_rule(staff: Any) -> None:
    with rls(county="alder"):
        home = {"surname": "REYES", "born": "2021-05-02", "street": "4 OAK ST", "postal": "95001"}
        luis = record("cws", given="LUIS", sex="M", household="F1", **home)
        luz = record("cws", given="LUZ", sex="F", household="F1", **home)
        his = record("calworks", cin="92222221C", given="LUIS", sex="M", household="K1", **home)
        hers = record("calworks", cin="92222222D", given="LUZ", sex="F", household="K1", **home)
        person(1)
    match()
    switch_on(staff, threshold=-60 * 64)
    link_by_rule()
    with rls(county="alder"):
        linked = set(Link.objects.values_list("cws", "calworks"))
        assert len(linked) == 1
        assert not linked & {(luis.pk, hers.pk), (luz.pk, his.pk)}
        twins = MatchCandidate.objects.filter(cws__in=[luis.pk, luz.pk])
        assert set(twins.values_list("state", flat=True)) == {"proposed"}
        # Even a person cannot link them across.
        across = MatchCandidate.objects.filter(cws=luis, calworks=hers).first()
    if across is not None:
        with working_as(staff[COORDINATOR]) as user, pytest.raises(NotAllowed, match="forbids"):
            deciding.decide(user, Choice(across.pk, "link", across.version))


def test_a_restricted_pair_is_left_to_those_who_see_it(staff: Any) -> None:
    people(2)
    with rls(county="alder"):
        first = MatchCandidate.objects.first()
        ProgramRecord.objects.filter(pk=first.cws_id).update(restriction="R")
    switch_on(staff)
    link_by_rule()
    with rls(county="alder"):
        assert MatchCandidate.objects.get(pk=first.pk).state == "proposed"
    assert states() == {"linked": 1, "proposed": 1}


def test_a_record_with_two_partners_is_left_to_people(staff: Any) -> None:
    with rls(county="alder"):
        _cws, _calworks = person(1)
        said = {"given": "DANIEL", "surname": "TANAKAA", "born": "1970-04-19", "sex": "F"}
        record("calworks", ssn="900020001", street="11 ELM ST", city="ALDER", **said)
        person(2)
    match()
    with rls(county="alder"):
        assert MatchCandidate.objects.filter(cws=_cws).exclude(band="low").count() == 2
    switch_on(staff)
    link_by_rule()
    with rls(county="alder"):
        assert not Link.objects.filter(cws=_cws).exists()
        assert Link.objects.count() == 1


def test_what_somebody_decided_once_is_not_taken_up(staff: Any) -> None:
    people(2)
    with rls(county="alder"):
        first = MatchCandidate.objects.first()
    with working_as(staff[COORDINATOR]) as user:
        deciding.decide(user, Choice(first.pk, "not_same", first.version, "namesake"))
        deciding.undo(user, first.pk)
    switch_on(staff)
    link_by_rule()
    assert states() == {"linked": 1, "proposed": 1}


def test_a_rule_that_asks_keeps_a_pair_from_linking_but_not_from_people(staff: Any) -> None:
    with rls(county="alder"):
        cws, _calworks = person(1, died="2026-01-01")
    with rls(county="alder"):
        record("cws", given="KIM", surname="TWINLESS", born="1980-01-01")
    match()
    switch_on(staff, rules=[{
        "code": "all", "verb": "ask", "conditions": [{"kind": "at_least", "number": -60}],
    }])  # fmt: skip
    link_by_rule()
    with rls(county="alder"):
        pair = MatchCandidate.objects.get(cws=cws)
        assert pair.state == "proposed"
    with working_as(staff[COORDINATOR]) as user:
        deciding.decide(user, Choice(pair.pk, "link", pair.version))
    assert states() == {"linked": 1}


def test_chance_leaves_some_pairs_to_people(staff: Any) -> None:
    people(8)
    switch_on(staff, kept_back=0.5)
    with rls(county="alder"):
        expected = {p for p in MatchCandidate.objects.values_list("pk", flat=True)
                    if not kept_back(p, 0.5)}  # fmt: skip
    link_by_rule()
    with rls(county="alder"):
        linked = MatchCandidate.objects.filter(state="linked")
        assert set(linked.values_list("pk", flat=True)) == expected


def test_undoing_a_run_restores_exactly_and_leaves_what_was_confirmed(staff: Any) -> None:
    people(4)
    before = snapshot()
    switch_on(staff)
    ruled = link_by_rule()
    with rls(county="alder"):
        pairs = list(MatchCandidate.objects.order_by("pk"))
    with working_as(staff[ANALYST]) as user:
        deciding.confirm(user, pairs[0].pk)
        automatic.undo(ruled.pk, user, "The sample was not what we thought")
        with pytest.raises(editions.NotAllowed):
            automatic.undo(ruled.pk, user, "again")
    with rls(county="alder"):
        ruled.refresh_from_db()
    do(ruled.undo_job)
    assert states() == {"linked": 1, "proposed": 3}
    after = snapshot()
    for then, now in zip(before[:2], after[:2], strict=True):
        assert len(set(then) - set(now)) in (1, 2)
    with rls(county="alder"):
        assert Link.objects.filter(cut_at=None).count() == 1
        assert set(Link.objects.exclude(cut_at=None).values_list("cut_reason", flat=True)) == {
            "The sample was not what we thought"
        }
    # A later run leaves them to people, and a second undoing changes nothing.
    match(whole=True)
    link_by_rule()
    assert states() == {"linked": 1, "proposed": 3}


def test_undoing_everything_leaves_no_trace_in_who_is_whom(staff: Any) -> None:
    people(3)
    before = snapshot()
    switch_on(staff)
    ruled = link_by_rule()
    with working_as(staff[ANALYST]) as user:
        automatic.undo(ruled.pk, user, "no")
    with rls(county="alder"):
        ruled.refresh_from_db()
    do(ruled.undo_job)
    assert snapshot() == before


def test_a_link_of_the_rule_can_be_cut_alone_and_stays_cut(staff: Any) -> None:
    people(2)
    switch_on(staff)
    ruled = link_by_rule()
    with rls(county="alder"):
        first = MatchCandidate.objects.first()
    with working_as(staff[ANALYST]) as user:
        deciding.cut(user, first.pk, "Cousins")
        automatic.undo(ruled.pk, user, "all of it")
    with rls(county="alder"):
        ruled.refresh_from_db()
    do(ruled.undo_job)
    assert states() == {"not_same": 1, "proposed": 1}


def test_the_publisher_does_not_undo_it_as_a_decision_of_their_own(staff: Any) -> None:
    people(1)
    switch_on(staff)
    link_by_rule()
    with rls(county="alder"):
        pair = MatchCandidate.objects.get()
    with working_as(staff[COORDINATOR]) as user, pytest.raises(NotAllowed):
        deciding.undo(user, pair.pk)


def test_switching_off_stops_a_run_between_two_chunks(
    staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(4)
    switch_on(staff)
    monkeypatch.setattr(automatic, "CHUNK", 1)
    seen = []
    link = automatic._link

    def then_off(*given: Any) -> None:
        link(*given)
        seen.append(given)
        if len(seen) == 2:
            editions.stop_linking("alder", staff[COORDINATOR].pk)

    monkeypatch.setattr(automatic, "_link", then_off)
    link_by_rule()
    assert states() == {"linked": 2, "proposed": 2}
    match(whole=True)
    assert link_by_rule() is None


def test_a_run_that_was_killed_is_done_again_and_links_once(
    staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(4)
    switch_on(staff)
    monkeypatch.setattr(automatic, "CHUNK", 1)
    link, seen = automatic._link, []

    class Killed(BaseException):
        """As if the process had gone."""

    def dies(*given: Any) -> None:
        link(*given)
        seen.append(given)
        if len(seen) == 3:
            raise Killed

    monkeypatch.setattr(automatic, "_link", dies)
    with pytest.raises(Killed):
        link_by_rule()
    assert states() == {"linked": 2, "proposed": 2}
    monkeypatch.setattr(automatic, "_link", link)
    with rls(county="alder"):
        ruled = RuleRun.objects.get()
        jobs.Job.objects.filter(pk=ruled.job).update(not_before="2020-01-01 00:00+00:00")
    do(ruled.job)
    assert states() == {"linked": 4}
    with rls(county="alder"):
        assert MatchDecision.objects.count() == Link.objects.count() == 4
    # Asked for once more after the same run, nothing happens twice.
    link_by_rule()
    with rls(county="alder"):
        assert MatchDecision.objects.count() == RuleRun.objects.count() * 4 == 4
