"""The pages about rules: draft, preview, publish, what is held, what was linked."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.matching.models import MatchCandidate, MatchDecision, RuleEdition, RulePreview, RuleRun
from cases.matching.rules import editions
from cases.people.models import Link, ProgramRecord
from linkages.scope import rls
from tests.matching.rules.world import COORDINATOR, do, link_by_rule, people, switch_on
from tests.matching.test_review import decide, pair_of
from tests.matching.world import match, record

pytestmark = pytest.mark.django_db
ADMIN, ANALYST = "admin@alder.example", "analyst@alder.example"
LIAISON, RESTRICTED = "liaison@alder.example", "restricted@alder.example"


def page(client: Client, name: str, *args: Any, status: int = 200) -> str:
    answer = client.get(reverse(f"matching:{name}", args=args))
    assert answer.status_code == status, (name, answer.status_code)
    return str(answer.content.decode())


def version() -> str:
    with rls(county="alder"), transaction.atomic():
        return editions.version_of(editions.editions_of("alder"))


def send(client: Client, name: str, *args: Any, **fields: Any) -> Any:
    fields.setdefault("version", version())
    return client.post(reverse(f"matching:{name}", args=args), fields)


def the_draft() -> RuleEdition:
    with rls(county="alder"), transaction.atomic():
        return RuleEdition.objects.get(state="draft")


def begin(client: Client) -> RuleEdition:
    assert send(client, "start_rules").status_code == 302
    return the_draft()


def published(client: Client, **fields: Any) -> RuleEdition:
    """Publish the draft today, having seen what it does."""
    draft = the_draft()
    assert send(client, "ask_rules", draft.pk).status_code == 302
    given = {"effective_on_0": "", "effective_on": "", "reason": "Because"} | fields
    from linkages.calendar import today

    given["effective_on"] = fields.get("effective_on") or f"{today():%m/%d/%Y}"
    answer = send(client, "publish_rules", draft.pk, **given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    with rls(county="alder"), transaction.atomic():
        return RuleEdition.objects.get(pk=draft.pk)


def brothers() -> tuple[ProgramRecord, ProgramRecord]:
    """Two records that agree in all but the SSN and, by two years, the birth date."""
    with rls(county="alder"):
        who = {"given": "HARRISON", "surname": "OKONKWO", "sex": "M", "street": "1 ELM ST",
               "city": "ALDER", "postal": "95001"}  # fmt: skip
        cws = record("cws", born="1990-05-05", ssn="900111111", **who)
        calworks = record("calworks", born="1992-05-05", ssn="900777222", **who)
    match()
    return cws, calworks


def test_the_given_rules_hold_until_a_county_publishes_its_own(sign_in: Any) -> None:
    cws, calworks = brothers()
    pair = pair_of(cws, calworks)
    client = sign_in(COORDINATOR)
    body = page(client, "rules")
    assert "The given rules" in body and "differ and the birth dates lie" in body
    with rls(county="alder"):
        MatchCandidate.objects.filter(pk=pair.pk).update(band="review")
    shown = page(client, "pair", pair.pk)
    assert "A rule of the county holds this pair" in shown and "Never link" in shown
    answer = decide(client, pair, "link")
    assert answer.status_code == 409 and "forbids linking this pair" in answer.content.decode()
    with rls(county="alder"):
        assert Link.objects.count() == 0
    # The twin: what a person may always say.
    assert decide(client, pair, "not_same").status_code == 302


def test_a_draft_is_tried_published_and_rolled_back(sign_in: Any) -> None:
    cws, _calworks = brothers()
    people(3)
    client = sign_in(COORDINATOR)
    with rls(county="alder"):
        MatchCandidate.objects.filter(cws=cws).update(band="review")
        linked = MatchCandidate.objects.filter(band="certain").first()
    decide(client, linked, "link")
    draft = begin(client)
    code = "ssn_and_birth"
    assert "Never link" in page(client, "rule_edition", draft.pk)
    assert send(client, "drop_rule", draft.pk, code).status_code == 302
    answer = send(client, "rule", draft.pk, "new", verb="never", mark="I", title="All of them",
                  at_least="-60")  # fmt: skip
    assert answer.status_code == 302
    body = page(client, "rule_edition", draft.pk)
    assert "All of them" in body and "Not worked out" in body
    # Nothing is published that nobody has looked at.
    refused = send(client, "publish_rules", draft.pk, effective_on="12/31/2030", reason="x")
    assert refused.status_code == 409 and "Work out first" in refused.content.decode()
    edition = published(client)
    with rls(county="alder"):
        preview = RulePreview.objects.get()
        (effect,) = [row for row in preview.effects if row["code"] not in {
            rule.code for rule in editions.GIVEN}]  # fmt: skip
        assert (effect["open"], effect["linked"]) == (3, 1)
        assert preview.pairs == 4
    body = page(client, "rules")
    assert "Linked pairs that a rule questions" in body
    listed = page(client, "rule_pairs", edition.pk, effect["code"], "linked")
    assert str(linked.pk) in listed
    # Decided pairs stay decided; open ones are held.
    with rls(county="alder"):
        assert Link.objects.filter(cut_at=None).count() == 1
        still = MatchCandidate.objects.filter(state="proposed", band="certain").first()
    assert decide(client, still, "link").status_code == 409
    # Confirmed, it is no longer asked about.
    assert send(client, "confirm_link", linked.pk).status_code == 302
    assert str(linked.pk) not in page(client, "rule_pairs", edition.pk, effect["code"], "linked")
    # Back to what held before: a new draft of the given rules.
    begin(client)
    second = the_draft()
    assert send(client, "drop_rule", second.pk, effect["code"]).status_code == 302
    published(client)
    assert decide(client, still, "link").status_code == 302
    assert send(client, "ask_rules", edition.pk).status_code == 302
    from linkages.calendar import today

    answer = send(client, "restore_rules", edition.pk, effective_on=f"{today():%m/%d/%Y}",
                  reason="It was right after all")  # fmt: skip
    assert answer.status_code == 302
    assert "brings back 1" in page(client, "rules")


def test_two_people_must_agree_where_the_rule_says_so(sign_in: Any) -> None:
    people(1)
    with rls(county="alder"):
        pair = MatchCandidate.objects.get()
    client = sign_in(COORDINATOR)
    draft = begin(client)
    send(client, "rule", draft.pk, "new", verb="second", mark="I", at_least="-60")
    published(client)
    first, second = sign_in(LIAISON), sign_in(ANALYST)
    assert "Two people must agree" in page(first, "pair", pair.pk)
    assert decide(first, pair, "link").status_code == 409
    url = reverse("matching:agree", args=[pair.pk])
    assert first.post(url, {"version": pair.version}).status_code == 302
    # Not twice by oneself.
    assert decide(first, pair, "link").status_code == 409
    assert "Would link it: " in page(second, "pair", pair.pk)
    assert decide(second, pair, "link").status_code == 302
    with rls(county="alder"):
        assert Link.objects.count() == 1


def test_an_agreement_counts_for_what_was_seen(sign_in: Any) -> None:
    people(1)
    with rls(county="alder"):
        pair = MatchCandidate.objects.get()
    client = sign_in(COORDINATOR)
    draft = begin(client)
    send(client, "rule", draft.pk, "new", verb="second", mark="I", at_least="-60")
    published(client)
    first = sign_in(LIAISON)
    first.post(reverse("matching:agree", args=[pair.pk]), {"version": pair.version})
    decide(first, pair, "needs_information")
    assert decide(client, pair, "link").status_code == 409


def test_restricted_pairs_are_in_no_figure_and_no_list(sign_in: Any) -> None:
    people(3)
    with rls(county="alder"):
        first = MatchCandidate.objects.first()
        ProgramRecord.objects.filter(pk=first.cws_id).update(restriction="R")
    client = sign_in(COORDINATOR)
    draft = begin(client)
    send(client, "rule", draft.pk, "new", verb="never", mark="I", at_least="-60")
    send(client, "ask_rules", draft.pk)
    with rls(county="alder"):
        preview = RulePreview.objects.get()
        assert preview.pairs == 2
        (effect,) = [row for row in preview.effects if row["code"].startswith("r")]
        assert effect["open"] == 2 and str(first.pk) not in effect["open_pairs"]
    # Restricted since: gone from the list as well.
    with rls(county="alder"):
        other = MatchCandidate.objects.exclude(pk=first.pk).first()
        ProgramRecord.objects.filter(pk=other.cws_id).update(restriction="S")
    listed = page(client, "rule_pairs", draft.pk, effect["code"], "open")
    assert str(other.pk) not in listed and listed.count('<li class="file">') == 1


def test_who_may_see_and_who_may_set(sign_in: Any) -> None:
    people(1)
    for email in (ADMIN, COORDINATOR):
        assert "Start a draft" in page(sign_in(email), "rules")
    for email in (ANALYST, "privacy@alder.example", "counsel@alder.example"):
        client = sign_in(email)
        assert "Start a draft" not in page(client, "rules")
        assert send(client, "start_rules").status_code == 403
        assert send(client, "stop_linking").status_code == 403
    for email in (LIAISON, RESTRICTED, "cws.worker@alder.example"):
        page(sign_in(email), "rules", status=403)
    draft = begin(sign_in(ADMIN))
    send(sign_in(ADMIN), "ask_rules", draft.pk)
    # An administrator reviews nobody: figures, no list.
    code = "twins"
    page(sign_in(ADMIN), "rule_pairs", draft.pk, code, "open", status=403)
    page(sign_in(COORDINATOR), "rule_pairs", draft.pk, code, "open")
    other = sign_in("coordinator@birch.example")
    page(other, "rule_edition", draft.pk, status=404)
    assert send(other, "drop_rule", draft.pk, code).status_code == 404


def test_the_slower_author_is_told(sign_in: Any) -> None:
    people(1)
    first, second = sign_in(ADMIN), sign_in(COORDINATOR)
    draft, seen = begin(first), version()
    send(first, "rule", draft.pk, "new", verb="ask", mark="I", at_least="5")
    answer = send(second, "rule", draft.pk, "new", verb="never", mark="I", at_least="5",
                  version=seen)  # fmt: skip
    assert answer.status_code == 409
    assert "Somebody changed the rules" in answer.content.decode()


def test_a_rule_needs_a_condition(sign_in: Any) -> None:
    client = sign_in(COORDINATOR)
    draft = begin(client)
    answer = send(client, "rule", draft.pk, "new", verb="never", mark="I")
    assert answer.status_code == 422 and "A rule needs a condition" in answer.content.decode()


def test_what_the_rule_linked_is_looked_through_and_undone(sign_in: Any, staff: Any) -> None:
    people(3)
    switch_on(staff)
    ruled = link_by_rule()
    client = sign_in(ANALYST)
    today = client.get("/").content.decode()
    assert "Linked by rule" in today and "3 links to look through" in today
    body = page(client, "rule_run", ruled.pk)
    assert body.count('name="pairs"') == 3
    with rls(county="alder"):
        pairs = list(MatchCandidate.objects.order_by("pk"))
    history = page(client, "pair", pairs[0].pk)
    assert "The county’s rule" in history
    assert send(client, "looked_through", ruled.pk).status_code == 409
    answer = send(client, "looked_through", ruled.pk, pairs=[str(pairs[0].pk)])
    assert answer.status_code == 302
    body = page(client, "rule_run", ruled.pk)
    assert body.count('name="pairs"') == 2
    assert "2 links are cut" in page(client, "undo_rule_run", ruled.pk)
    assert send(client, "undo_rule_run", ruled.pk, reason="").status_code == 422
    assert send(client, "undo_rule_run", ruled.pk, reason="Sample too small").status_code == 302
    with rls(county="alder"):
        job = RuleRun.objects.get().undo_job
    do(job)
    with rls(county="alder"):
        assert Link.objects.filter(cut_at=None).count() == 1
    body = page(client, "rule_run", ruled.pk)
    assert "Undone because: Sample too small" in body
    assert "Linked by rule" not in client.get("/").content.decode()
    for email in (LIAISON, RESTRICTED):
        assert sign_in(email).get(
            reverse("matching:undo_rule_run", args=[ruled.pk])
        ).status_code == 403  # fmt: skip
    other = sign_in("analyst@birch.example")
    page(other, "rule_run", ruled.pk, status=404)


def test_a_link_that_was_restricted_since_is_nowhere_for_others(sign_in: Any, staff: Any) -> None:
    people(3)
    switch_on(staff)
    ruled = link_by_rule()
    with rls(county="alder"):
        pair = MatchCandidate.objects.first()
        ProgramRecord.objects.filter(pk=pair.cws_id).update(restriction="R")
    body = page(sign_in(ANALYST), "rule_run", ruled.pk)
    assert str(pair.pk) not in body and "2 linked" in body
    assert "2 links to look through" in sign_in(ANALYST).get("/").content.decode()


def test_one_button_switches_it_off(sign_in: Any, staff: Any) -> None:
    people(2)
    switch_on(staff)
    client = sign_in(COORDINATOR)
    body = page(client, "rules")
    assert "Switch linking by rule off now" in body
    assert send(client, "stop_linking", version="").status_code == 302
    assert "It was switched off" in page(client, "rules")
    assert link_by_rule() is None
    with rls(county="alder"):
        assert MatchDecision.objects.count() == 0
