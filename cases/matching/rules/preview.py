"""What an edition does to the county's pairs, worked out before anybody publishes it.

Open pairs and linked ones are asked, a bounded number at a time. Restricted pairs are left out of
every figure and list.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from cases.matching.models import MatchCandidate, MatchDecision, RuleEdition, RulePreview
from cases.matching.rules.choosing import chosen, open_to_the_rule
from cases.matching.rules.columns import Row, chunks, held
from cases.matching.rules.editions import fingerprint
from cases.matching.rules.table import Rule, Verb, from_json
from linkages import jobs
from linkages.calendar import today
from linkages.jobs import Run

KIND = "matching.preview_rules"
# More pairs than this are worked out in the background, with progress.
INLINE = 20_000
LISTED = 500
State, Band = MatchCandidate.State, MatchCandidate.Band


@dataclass(slots=True)
class Effect:
    """What one rule does: how many pairs, and the first of them."""

    open: int = 0
    linked: int = 0
    open_pairs: list[uuid.UUID] = field(default_factory=list)
    linked_pairs: list[uuid.UUID] = field(default_factory=list)

    def to_json(self, code: str) -> dict[str, Any]:
        return {
            "code": code,
            "open": self.open,
            "linked": self.linked,
            "open_pairs": [str(pk) for pk in self.open_pairs],
            "linked_pairs": [str(pk) for pk in self.linked_pairs],
        }


def asked(county: str) -> Any:
    """The pairs that rules are tried on: open ones and linked ones, none that is restricted."""
    waiting = models.Q(state__in=MatchCandidate.OPEN) & ~models.Q(band=Band.LOW)
    pairs = MatchCandidate.objects.filter(waiting | models.Q(state=State.LINKED), county=county)
    return pairs.unrestricted()


def request(edition: RuleEdition, by: uuid.UUID) -> jobs.Job | None:
    """Work out an edition's preview: at once, or by a job where there are many pairs."""
    if asked(edition.county_id).count() <= INLINE:
        work_out(edition)
        return None
    waiting = running(edition)
    return waiting or jobs.enqueue(KIND, county=edition.county_id, subject=edition.pk, by=by)


def running(edition: RuleEdition) -> jobs.Job | None:
    """The job that works out this edition's preview now."""
    found = jobs.Job.objects.filter(county=edition.county_id, kind=KIND, subject=edition.pk)
    return found.unfinished().first()


def work(job: Run) -> dict[str, object]:
    """The job's handler."""
    with transaction.atomic():
        edition = RuleEdition.objects.get(pk=job.job.subject)
        total, done = asked(job.county).count(), 0

        def progress(count: int) -> None:
            nonlocal done
            done += count
            job.progress(done, total, "rules")

        found = _ask(edition, progress)
    with job.chunk():
        _keep(edition, found)
    return {"pairs": found.pairs}


def work_out(edition: RuleEdition) -> RulePreview:
    """Ask every rule about every pair, and keep what came out in place of what was there."""
    return _keep(edition, _ask(edition, lambda _count: None))


@dataclass(slots=True)
class Found:
    """What came out for the content with this fingerprint, by the codes of its rules."""

    fingerprint: str
    effects: dict[str, Effect]
    pairs: int = 0
    would_link: int = 0


def _ask(edition: RuleEdition, progress: Callable[[int], None]) -> Found:
    rules, county = from_json(edition.rules), edition.county_id
    found = Found(fingerprint(edition), {rule.code: Effect() for rule in rules})
    by_rule = _linked_by_rule(county)
    for rows in chunks(asked(county)):
        found.pairs += len(rows)
        for rule, mask in held(county, rows, rules, today()):
            hit = [row for row, each in zip(rows, mask.tolist(), strict=True) if each]
            _count(found.effects[rule.code], rule, hit, by_rule)
        progress(len(rows))
    if edition.threshold is not None:
        for rows in chunks(open_to_the_rule(county, edition.threshold)):
            found.would_link += len(chosen(county, rows, rules, today(), unseen=False))
    return found


def _keep(edition: RuleEdition, found: Found) -> RulePreview:
    made, _new = RulePreview.objects.update_or_create(
        county_id=edition.county_id,
        edition=edition,
        defaults={
            "fingerprint": found.fingerprint,
            "made_at": timezone.now(),
            "pairs": found.pairs,
            "effects": [effect.to_json(code) for code, effect in found.effects.items()],
            "would_link": found.would_link,
        },
    )
    return made


def _linked_by_rule(county: str) -> set[uuid.UUID]:
    """Pairs that the rule linked; an "always ask" that comes later puts them in question."""
    found = MatchDecision.objects.filter(county=county, rule_run__isnull=False)
    linked = found.filter(candidate__state=State.LINKED)
    return set(linked.values_list("candidate", flat=True))


def _count(effect: Effect, rule: Rule, hit: list[Row], by_rule: set[uuid.UUID]) -> None:
    for row in hit:
        if row.state != State.LINKED:
            effect.open += 1
            if len(effect.open_pairs) < LISTED:
                effect.open_pairs.append(row.pk)
        elif rule.verb != Verb.ASK or row.pk in by_rule:
            effect.linked += 1
            if len(effect.linked_pairs) < LISTED:
                effect.linked_pairs.append(row.pk)
