"""A second look: drawn by chance, given blind, never by the same person, and its word stands."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cases.matching import deciding
from cases.matching.deciding import Choice
from cases.matching.models import (
    MatchCandidate,
    MatchDecision,
    Sample,
    SampledPair,
    SampleWord,
)
from cases.matching.second import drawing, judging
from cases.matching.second.drawing import Wish
from cases.people.models import Link, ProgramRecord
from linkages.scope import rls
from tests.conftest import working_as
from tests.matching.rules.world import COORDINATOR, people, person, switch_on
from tests.matching.world import match

pytestmark = pytest.mark.django_db
ANALYST, LIAISON = "analyst@alder.example", "liaison@alder.example"
RESTRICTED = "restricted@alder.example"


def decided(staff: Any, count: int, by: str = COORDINATOR) -> None:
    """So many pairs, all but each third linked, the others refused."""
    people(count)
    with working_as(staff[by]) as user:
        for place, pair in enumerate(MatchCandidate.objects.order_by("pk")):
            verb = "not_same" if place % 3 == 2 else "link"
            note = "Decided on the telephone"
            deciding.decide(user, Choice(pair.pk, verb, pair.version, "namesake", note))


def draw(staff: Any, kind: str = "decided", size: int = 11, **wish: Any) -> Sample:
    with rls(county="alder"), transaction.atomic(), working_as(staff[ANALYST]) as user:
        return drawing.draw("alder", user.pk, Wish(kind, size, **wish))


def words(place: int = 2) -> list[str]:
    with rls(county="alder"):
        return sorted(SampleWord.objects.filter(place=place).values_list("verb", flat=True))


def look(client: Client) -> str:
    answer = client.get(reverse("matching:second_look"))
    assert answer.status_code == 200
    return str(answer.content.decode())


def asked(body: str) -> str:
    """The address under which a word is given."""
    found = re.search(r'action="(/matches/second-look/[0-9a-f-]+)"', body)
    assert found is not None, body[:500]
    return found.group(1)


def say(client: Client, verb: str, **given: Any) -> Any:
    return client.post(asked(look(client)), {"verb": verb, "reason": "namesake"} | given)


def of(url: str) -> MatchCandidate:
    with rls(county="alder"):
        pair = SampledPair.objects.get(pk=url.rsplit("/", 1)[1])
        return MatchCandidate.objects.get(pk=pair.candidate)


def test_the_same_seed_draws_the_same_pairs(staff: Any) -> None:
    decided(staff, 12)
    first, again = draw(staff, size=5, seed=7), draw(staff, size=5, seed=7)
    other = draw(staff, size=5, seed=8)

    def of_sample(sample: Sample) -> list[Any]:
        with rls(county="alder"):
            return list(sample.pairs.order_by("place").values_list("candidate", flat=True))

    assert of_sample(first) == of_sample(again) != of_sample(other)
    assert first.seed == 7 and len(of_sample(first)) == 5


def test_each_name_group_is_drawn_in_turn(staff: Any) -> None:
    with rls(county="alder"):
        for place, surname in enumerate(["GARCIA"] * 8 + ["NGUYEN"] * 2 + ["SMITH"] * 2):
            person(place, surname=surname)
    match()
    with working_as(staff[COORDINATOR]) as user:
        for pair in MatchCandidate.objects.exclude(band="low"):
            deciding.decide(user, Choice(pair.pk, "link", pair.version))
    sample = draw(staff, size=6, strata="even")
    with rls(county="alder"):
        groups = list(sample.pairs.values_list("stratum", flat=True))
    assert sorted(groups) == ["english"] * 2 + ["spanish"] * 2 + ["vietnamese"] * 2
    assert sample.frame == {"spanish": 8, "vietnamese": 2, "english": 2}


@pytest.mark.check(10)
def test_whoever_looks_is_sent_nothing_that_was_said(sign_in: Any, staff: Any) -> None:
    decided(staff, 11)
    draw(staff)
    body = look(sign_in(LIAISON))
    pair = of(asked(body))
    main = body.partition("<main")[2].partition("</main>")[0]
    for told in (
        str(pair.pk), "Celia Navarro", "Decided on the telephone", "telephone", "Linked",
        "linked the pair", "said they are not the same", "Undo", "Cut the link", "bits",
        "are one person", "matching:pair", "/matches/" + str(pair.pk), "Sample",
    ):  # fmt: skip
        assert told not in main, told
    # The twin: what is needed in order to judge is there.
    assert "What both records say" in main and "Same" in main
    # And on a page that may say it, it is said.
    history = sign_in(LIAISON).get(reverse("matching:pair", args=[pair.pk])).content.decode()
    assert "Decided on the telephone" in history


def test_nobody_looks_twice_or_at_what_they_decided(sign_in: Any, staff: Any) -> None:
    decided(staff, 11)
    draw(staff)
    assert "Nothing waits for you" in look(sign_in(COORDINATOR))
    client = sign_in(LIAISON)
    url = asked(look(client))
    assert client.post(url, {"verb": "cannot_tell"}).status_code == 302
    # Once more under the same address: told, and nothing is added.
    again = client.post(url, {"verb": "link"})
    assert again.status_code == 302
    assert words() == ["cannot_tell"]
    # The one who decided it is kept out under the address as well.
    assert sign_in(COORDINATOR).post(url, {"verb": "link"}).status_code == 302
    assert words(3) == []
    assert sign_in(ANALYST).post(url, {"verb": "link"}).status_code == 302
    assert words(3) == ["link"]


def test_the_database_refuses_a_second_word_of_the_same_person(staff: Any) -> None:
    decided(staff, 11)
    draw(staff)
    with rls(county="alder"):
        pair = SampledPair.objects.first()
        first = SampleWord.objects.get(pair=pair)
        for place in (2, 3):
            with pytest.raises(IntegrityError), transaction.atomic():
                SampleWord.objects.create(
                    county_id="alder", pair=pair, place=place, by_id=first.by_id, verb="link"
                )


def test_a_third_word_against_a_link_cuts_it_and_tells(sign_in: Any, staff: Any) -> None:
    people(11)
    with working_as(staff[COORDINATOR]) as user:
        for pair in MatchCandidate.objects.all():
            deciding.decide(user, Choice(pair.pk, "link", pair.version))
    draw(staff)
    second, third = sign_in(LIAISON), sign_in(ANALYST)
    url = asked(look(second))
    pair = of(url)
    assert second.post(url, {"verb": "not_same", "reason": "namesake"}).status_code == 302
    with rls(county="alder"):
        assert MatchCandidate.objects.get(pk=pair.pk).state == "linked"
    assert third.post(url, {"verb": "not_same", "reason": "relative", "note": "An aunt"})
    with rls(county="alder"):
        assert MatchCandidate.objects.get(pk=pair.pk).state == "not_same"
        last = MatchDecision.objects.filter(candidate=pair).latest("decided_at")
        assert (last.verb, last.decided_by.email) == ("cut", ANALYST)
        assert Link.objects.filter(cut_at=None).count() == 10


def test_a_third_word_for_a_refused_pair_links_it(sign_in: Any, staff: Any) -> None:
    people(11)
    with working_as(staff[COORDINATOR]) as user:
        for pair in MatchCandidate.objects.all():
            deciding.decide(user, Choice(pair.pk, "not_same", pair.version, "namesake"))
    draw(staff)
    second, third = sign_in(LIAISON), sign_in(ANALYST)
    url = asked(look(second))
    second.post(url, {"verb": "link"})
    with rls(county="alder"):
        assert Link.objects.count() == 0
    third.post(url, {"verb": "link"})
    assert of(url).state == "linked"


def test_a_second_word_that_agrees_changes_nothing_decided(sign_in: Any, staff: Any) -> None:
    decided(staff, 11)
    draw(staff)
    client = sign_in(LIAISON)
    with rls(county="alder"):
        before = list(MatchCandidate.objects.order_by("pk").values_list("pk", "state", "version"))
    for _ in range(11):
        url = asked(look(client))
        state = of(url).state
        verb = "link" if state == "linked" else "not_same"
        assert client.post(url, {"verb": verb, "reason": "namesake"}).status_code == 302
    with rls(county="alder"):
        after = list(MatchCandidate.objects.order_by("pk").values_list("pk", "state", "version"))
        said = judging.results(Sample.objects.get())
    assert before == after
    assert said.is_finished and (said.same.count, said.same.of) == (11, 11)
    assert said.kappa == pytest.approx(1.0) and said.wrong.count == 0


def test_what_a_sample_says_is_shown_only_when_it_is_finished(sign_in: Any, staff: Any) -> None:
    decided(staff, 11)
    sample = draw(staff)
    client = sign_in(LIAISON)
    url = reverse("matching:sample", args=[sample.pk])
    assert client.get(url).status_code == 403
    viewer = sign_in(COORDINATOR)
    for place in range(11):
        assert "Cohen" not in viewer.get(url).content.decode(), place
        say(client, "link")
    body = viewer.get(url).content.decode()
    # Three of eleven were refused at first: they wait for a third.
    assert "Cohen" not in body and words(3) == []
    third = sign_in(ANALYST)
    for _ in range(3):
        say(third, "not_same")
    body = viewer.get(url).content.decode()
    assert "Cohen" in body and "0 of 11" in body and "8 of 11" in body
    assert "Too few pairs" not in body and "All others" in body
    with rls(county="alder"):
        assert MatchCandidate.objects.filter(state="not_same").count() == 3


def test_pairs_of_a_sample_that_the_rule_would_link_are_peoples(sign_in: Any, staff: Any) -> None:
    from tests.matching.rules.world import link_by_rule

    people(12)
    draw(staff, "to_link", 11, threshold=0)
    switch_on(staff)
    link_by_rule()
    with rls(county="alder"):
        assert Link.objects.count() == 1
    client = sign_in(LIAISON)
    url = asked(look(client))
    client.post(url, {"verb": "link"})
    assert of(url).state == "linked"
    with rls(county="alder"):
        last = MatchDecision.objects.filter(candidate=of(url)).latest("decided_at")
        assert last.decided_by.email == LIAISON and last.rule_run_id is None
    url = asked(look(client))
    client.post(url, {"verb": "not_same", "reason": "twin"})
    assert of(url).state == "proposed"
    third = sign_in(ANALYST)
    third.post(url, {"verb": "not_same", "reason": "twin"})
    assert of(url).state == "not_same"


def test_a_threshold_rests_on_a_reviewed_sample(sign_in: Any, staff: Any) -> None:
    from cases.matching.rules.parameters import SAMPLE_SIZE
    from linkages.parameters import ParameterValue
    from tests.matching.rules.test_pages import begin, page, send

    people(12)
    draw(staff, "to_link", 11, threshold=640)
    with rls(county="alder"):
        ParameterValue.objects.create(
            county_id="alder", name=SAMPLE_SIZE, value=11, effective_from="2020-01-01",
            reason="few", set_by=staff[COORDINATOR].pk,
        )  # fmt: skip
    boss = sign_in(COORDINATOR)
    draft = begin(boss)
    assert "No reviewed sample yet" in page(boss, "rule_threshold", draft.pk)
    with rls(county="alder"):
        sample = Sample.objects.get()
    early = send(boss, "rule_threshold", draft.pk, sample=str(sample.pk), threshold="12")
    assert early.status_code == 422
    client = sign_in(LIAISON)
    for _ in range(11):
        say(client, "link")
    body = page(boss, "rule_threshold", draft.pk)
    assert "by name group" in body and "0 of 11" in body
    low = send(boss, "rule_threshold", draft.pk, sample=str(sample.pk), threshold="9")
    assert low.status_code == 422 and "below its own" in low.content.decode()
    assert send(boss, "rule_threshold", draft.pk, sample=str(sample.pk), threshold="12"
                ).status_code == 302  # fmt: skip
    send(boss, "ask_rules", draft.pk)
    body = page(boss, "rule_edition", draft.pk)
    assert "It would link 1 pair now" in body


@pytest.mark.check(12)
def test_restricted_pairs_are_drawn_by_nobody_and_seen_by_few(sign_in: Any, staff: Any) -> None:
    decided(staff, 12)
    with rls(county="alder"):
        first = MatchCandidate.objects.order_by("pk").first()
        ProgramRecord.objects.filter(pk=first.cws_id).update(restriction="R")
    sample = draw(staff, size=50)
    with rls(county="alder"):
        assert sample.pairs.count() == 11
        assert not sample.pairs.filter(candidate=first.pk).exists()
        later = MatchCandidate.objects.get(pk=sample.pairs.first().candidate)
        ProgramRecord.objects.filter(pk=later.cws_id).update(restriction="S")
        sampled = SampledPair.objects.get(candidate=later.pk)
        assert judging.results(sample).pairs == 10
    url = reverse("matching:second_word", args=[sampled.pk])
    assert sign_in(LIAISON).post(url, {"verb": "link"}).status_code == 404
    assert "10 pairs wait" in look(sign_in(LIAISON))
    client = sign_in(RESTRICTED)
    assert "11 pairs wait" in look(client)
    assert client.post(url, {"verb": "link"}).status_code == 302
    with rls(county="alder"):
        assert judging.results(sample).pairs == 10


def test_who_may_draw_and_who_may_look(sign_in: Any, staff: Any) -> None:
    decided(staff, 11)
    url = reverse("matching:samples")
    wish = {"kind": "decided", "size": "11", "strata": "as_they_come"}
    for email in ("admin@alder.example", "privacy@alder.example"):
        assert sign_in(email).get(url).status_code == 200
        assert sign_in(email).post(url, wish).status_code == 403
    for email in (LIAISON, RESTRICTED, "cws.worker@alder.example"):
        assert sign_in(email).get(url).status_code == 403
    assert sign_in(COORDINATOR).post(url, wish | {"size": "3"}).status_code == 422
    assert sign_in(COORDINATOR).post(url, wish).status_code == 302
    with rls(county="alder"):
        pair = SampledPair.objects.first()
    word = reverse("matching:second_word", args=[pair.pk])
    assert sign_in("cws.worker@alder.example").post(word, {"verb": "link"}).status_code == 403
    assert sign_in("liaison@birch.example").post(word, {"verb": "link"}).status_code == 404
    assert sign_in(LIAISON).post(word, {"verb": "link"}).status_code == 302


def test_nothing_to_draw_is_said(sign_in: Any) -> None:
    answer = sign_in(ANALYST).post(
        reverse("matching:samples"), {"kind": "decided", "size": "11", "strata": "as_they_come"}
    )
    assert answer.status_code == 409
    assert "No pair of this kind" in answer.content.decode()
