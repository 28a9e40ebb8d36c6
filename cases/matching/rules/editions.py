"""Editions of the county's rules: draft, publish on a date, withdraw, roll back, switch off.

Every act first locks the county's editions and compares what its author saw with what is true
now. A rule speaks from its day on; whatever was decided before stays decided.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.matching.models import MatchRun, RuleEdition, RulePreview, Sample
from cases.matching.rules.given import GIVEN
from cases.matching.rules.table import Rule, from_json, stated, to_json
from counties.models import User
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.templatetags.words import day as day_words
from linkages.templatetags.words import moment

State = RuleEdition.State
ONE_DAY = timedelta(days=1)


class NotAllowed(Exception):
    """The state of the editions forbids the act. str(error) is the sentence its author sees."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who acts, and the version of the county's editions that their page showed."""

    county: str
    user: uuid.UUID
    seen: str


@dataclass(frozen=True, slots=True)
class Publication:
    """From which day, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds in a county on a day. `threshold` is None while the rule links nothing."""

    edition: RuleEdition | None
    rules: tuple[Rule, ...]
    threshold: int | None


def ruling_on(county: str, day: date) -> Ruling:
    """What holds on a day: the edition in force, else the rules that are given."""
    held = RuleEdition.objects.filter(
        county=county, state=State.PUBLISHED, effective_on__lte=day
    ).order_by("-effective_on", "-published_at")
    edition = held.first()
    if edition is None:
        return Ruling(None, GIVEN, None)
    threshold = None if edition.stopped_at else edition.threshold
    return Ruling(edition, from_json(edition.rules), threshold)


def editions_of(county: str) -> list[RuleEdition]:
    """All of a county, latest number first."""
    return list(RuleEdition.objects.filter(county=county).select_related("restores", "sample"))


def version_of(editions: Sequence[RuleEdition]) -> str:
    """A token that changes with whatever anybody does to a county's editions."""
    said = [
        [each.number, each.state, str(each.effective_on), str(each.stopped_at), fingerprint(each)]
        for each in sorted(editions, key=lambda each: each.number)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def fingerprint(edition: RuleEdition) -> str:
    """A token of what an edition does, in sixteen letters."""
    said = [edition.rules, edition.threshold, str(edition.sample_id)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def current(editions: Sequence[RuleEdition], day: date) -> RuleEdition | None:
    """The published edition that holds on a day."""
    begun = [each for each in _published(editions) if each.effective_on <= day]
    return begun[-1] if begun else None


def pending(editions: Sequence[RuleEdition]) -> RuleEdition | None:
    """The published edition that has not begun. There is never more than one."""
    return next((each for each in _published(editions) if each.effective_on > today()), None)


def predecessor(editions: Sequence[RuleEdition], edition: RuleEdition) -> RuleEdition | None:
    """The edition that held before a published one."""
    before = None
    for each in _published(editions):
        if each.pk == edition.pk:
            return before
        before = each
    return None


def draft_of(editions: Sequence[RuleEdition]) -> RuleEdition | None:
    """The county's draft, if there is one."""
    return next((each for each in editions if each.state == State.DRAFT), None)


def rules_of(edition: RuleEdition | None) -> tuple[Rule, ...]:
    """The rules of an edition; the given ones where there is none."""
    return GIVEN if edition is None else from_json(edition.rules)


def _published(editions: Sequence[RuleEdition]) -> list[RuleEdition]:
    """In the order in which they take effect; on one day, the later publication last."""
    found = [each for each in editions if each.state == State.PUBLISHED]
    return sorted(found, key=lambda each: (each.effective_on, each.published_at))


@transaction.atomic
def start(author: Author) -> RuleEdition:
    """A draft with what is in force today. Raises Stale or NotAllowed."""
    editions = _locked(author)
    if draft := draft_of(editions):
        raise NotAllowed(
            _("There is a draft already: edition %(number)s. Change or withdraw that one.")
            % {"number": draft.number}
        )
    now = ruling_on(author.county, today())
    linking = now.edition is not None and now.threshold is not None
    edition = RuleEdition.objects.create(
        county_id=author.county,
        number=_next_number(editions),
        rules=to_json(now.rules),
        threshold=now.threshold if linking else None,
        sample_id=now.edition.sample_id if linking and now.edition else None,
        made_by=author.user,
    )
    audit.note({edition.pk})
    return edition


@transaction.atomic
def change(author: Author, edition_id: uuid.UUID, rules: Sequence[Rule]) -> RuleEdition:
    """Give a draft other rules. Raises Stale or NotAllowed."""
    edition = _draft(author, edition_id)
    edition.rules = to_json(rules)
    edition.save(update_fields=["rules"])
    audit.note({edition.pk})
    return edition


@transaction.atomic
def set_threshold(
    author: Author, edition_id: uuid.UUID, threshold: int | None, sample: Sample | None
) -> RuleEdition:
    """Let a draft's rule link pairs at or above this many units, or nothing. The caller has made
    sure that the sample is reviewed. Raises Stale or NotAllowed."""
    edition = _draft(author, edition_id)
    if threshold is not None and (sample is None or sample.threshold is None):
        raise NotAllowed(_("A threshold rests on a sample that people have reviewed."))
    if sample is not None and threshold is not None and threshold < sample.threshold:
        raise NotAllowed(_("The sample says nothing about pairs below its own threshold."))
    edition.threshold, edition.sample = threshold, sample if threshold is not None else None
    edition.save(update_fields=["threshold", "sample"])
    audit.note({edition.pk})
    return edition


@transaction.atomic
def publish(author: Author, edition_id: uuid.UUID, publication: Publication) -> RuleEdition:
    """Let a draft hold from a day on. Raises Stale or NotAllowed."""
    editions = _locked(author)
    edition = _one_of(editions, edition_id)
    _must_be_draft(edition)
    _must_be_publishable(editions, edition, publication)
    edition.state = State.PUBLISHED
    edition.reason = publication.reason
    edition.effective_on = publication.on
    edition.published_by = author.user
    edition.published_at = timezone.now()
    edition.save(update_fields=["state", "reason", "effective_on", "published_by", "published_at"])
    audit.note({edition.pk})
    return edition


@transaction.atomic
def roll_back(author: Author, edition_id: uuid.UUID, publication: Publication) -> RuleEdition:
    """Publish an earlier edition anew. Linking that was switched off stays off. Raises Stale or
    NotAllowed."""
    editions = _locked(author)
    earlier = _one_of(editions, edition_id)
    if not restorable(editions, earlier):
        raise NotAllowed(_("Only an edition that held once and holds no longer can come back."))
    _must_be_publishable(editions, earlier, publication)
    linking = earlier.stopped_at is None
    edition = RuleEdition.objects.create(
        county_id=author.county,
        number=_next_number(editions),
        state=State.PUBLISHED,
        rules=earlier.rules,
        threshold=earlier.threshold if linking else None,
        sample_id=earlier.sample_id if linking else None,
        reason=publication.reason,
        effective_on=publication.on,
        made_by=author.user,
        published_by=author.user,
        published_at=timezone.now(),
        restores=earlier,
    )
    audit.note({edition.pk})
    return edition


@transaction.atomic
def withdraw(author: Author, edition_id: uuid.UUID) -> RuleEdition:
    """Take back a draft, or a published edition before its day. Raises Stale or NotAllowed."""
    edition = _one_of(_locked(author), edition_id)
    if not withdrawable(edition):
        raise NotAllowed(_("What has taken effect cannot be withdrawn. Roll it back instead."))
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    audit.note({edition.pk})
    return edition


@transaction.atomic
def stop_linking(county: str, user: uuid.UUID) -> int:
    """Switch linking by rule off at once, whatever anybody else is doing; how many editions were
    stopped. Their rules go on holding."""
    lock(county)
    linking = RuleEdition.objects.filter(
        county=county, state=State.PUBLISHED, threshold__isnull=False, stopped_at=None
    )
    stopped = linking.update(stopped_by=user, stopped_at=timezone.now())
    audit.note(set(), purpose="match_rules")
    return stopped


def withdrawable(edition: RuleEdition) -> bool:
    """Whether nothing of it has held yet."""
    if edition.state == State.PUBLISHED:
        return edition.effective_on > today()
    return edition.state == State.DRAFT


def restorable(editions: Sequence[RuleEdition], edition: RuleEdition) -> bool:
    """Whether it held once, and another holds now."""
    held = edition.state == State.PUBLISHED and edition.effective_on <= today()
    return held and current(editions, today()) != edition


def preview_of(edition: RuleEdition) -> RulePreview | None:
    """What was worked out for the edition as it reads now and the pairs as the last run left
    them; None when something has changed since."""
    found = RulePreview.objects.filter(edition=edition, fingerprint=fingerprint(edition))
    last = MatchRun.objects.filter(county=edition.county_id, published_at__isnull=False)
    newest = last.order_by("-published_at").values_list("published_at", flat=True).first()
    return (found.filter(made_at__gte=newest) if newest else found).first()


def lock(county: str) -> None:
    """Hold the county's rules as they are until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"match rules {county}"])


def _locked(author: Author) -> list[RuleEdition]:
    """The county's editions, held until the transaction ends; Stale when they have changed."""
    lock(author.county)
    editions = editions_of(author.county)
    if version_of(editions) != author.seen:
        raise Stale(_who_was_first(editions))
    return editions


def _who_was_first(editions: Sequence[RuleEdition]) -> str:
    """What the slower of two is told."""
    published = [each for each in editions if each.published_at]
    last = max(published, key=lambda each: each.published_at, default=None)
    if last is None or last.published_at < timezone.now() - ONE_DAY:
        return _("Somebody changed the rules since you opened this page. Look again.")
    name = User.objects.filter(pk=last.published_by).values_list("name", flat=True).first()
    return _(
        "The rules changed since you opened this page: edition %(number)s was published by "
        "%(name)s, %(when)s. Look again."
    ) % {"number": last.number, "name": name or "–", "when": moment(last.published_at, today())}


def _one_of(editions: Sequence[RuleEdition], edition_id: uuid.UUID) -> RuleEdition:
    return next(each for each in editions if each.pk == edition_id)


def _next_number(editions: Sequence[RuleEdition]) -> int:
    return max((each.number for each in editions), default=0) + 1


def _draft(author: Author, edition_id: uuid.UUID) -> RuleEdition:
    edition = _one_of(_locked(author), edition_id)
    _must_be_draft(edition)
    return edition


def _must_be_draft(edition: RuleEdition) -> None:
    if edition.state != State.DRAFT:
        raise NotAllowed(_("This edition is no draft any more."))


def _must_be_publishable(
    editions: Sequence[RuleEdition], edition: RuleEdition, publication: Publication
) -> None:
    if publication.on < today():
        raise NotAllowed(_("A change never rewrites the past. Choose today or a later day."))
    if waiting := pending(editions):
        raise NotAllowed(
            _("Edition %(number)s takes effect on %(day)s. Withdraw it first.")
            % {"number": waiting.number, "day": day_words(waiting.effective_on, today())}
        )
    if not changes_anything(edition):
        raise NotAllowed(_("This is what is in force already. There is nothing to publish."))
    if preview_of(edition) is None:
        raise NotAllowed(_("Work out first what it does to the county’s pairs."))


def changes_anything(edition: RuleEdition) -> bool:
    """Whether an edition would do anything else than what is in force today."""
    now = ruling_on(edition.county_id, today())
    if now.edition is None:
        # The given rules may be made the county's own.
        return True
    threshold = None if edition.stopped_at else edition.threshold
    same = stated(from_json(edition.rules)) == stated(now.rules)
    return not (same and threshold == now.threshold)
