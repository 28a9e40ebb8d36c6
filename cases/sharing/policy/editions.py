"""Editions of the county's table of legal bases: draft, publish on a date, withdraw, roll back.

Every act first locks the county's editions and compares what its author saw with what is true
now. Publishing changes from a day on; what held before that day stays as it was.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sharing.models import LegalBasis, PolicyEdition
from cases.sharing.policy.table import Table, as_lists, beyond, in_force, table_of
from counties.models import User
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale
from linkages.templatetags.words import day as day_words
from linkages.templatetags.words import moment

State = PolicyEdition.State
ONE_DAY = timedelta(days=1)


class NotAllowed(Exception):
    """The state of the editions forbids the act. str(error) is the sentence counsel sees."""


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


def editions_of(county: str) -> list[PolicyEdition]:
    """All of a county, latest number first."""
    return list(PolicyEdition.objects.filter(county=county).select_related("restores"))


def version_of(editions: Sequence[PolicyEdition]) -> str:
    """A token that changes with whatever anybody does to a county's editions."""
    said = [
        [each.number, each.state, str(each.effective_on), each.rows if _is_draft(each) else None]
        for each in sorted(editions, key=lambda each: each.number)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def current(editions: Sequence[PolicyEdition], day: date) -> PolicyEdition | None:
    """The published edition that holds on a day."""
    begun = [each for each in _published(editions) if each.effective_on <= day]
    return begun[-1] if begun else None


def pending(editions: Sequence[PolicyEdition]) -> PolicyEdition | None:
    """The published edition that has not begun. There is never more than one."""
    return next((each for each in _published(editions) if each.effective_on > today()), None)


def predecessor(editions: Sequence[PolicyEdition], edition: PolicyEdition) -> PolicyEdition | None:
    """The edition that held before a published one."""
    before = None
    for each in _published(editions):
        if each.pk == edition.pk:
            return before
        before = each
    return None


def draft_of(editions: Sequence[PolicyEdition]) -> PolicyEdition | None:
    """The county's draft, if there is one."""
    return next(filter(_is_draft, editions), None)


def _is_draft(edition: PolicyEdition) -> bool:
    return edition.state == State.DRAFT


def _published(editions: Sequence[PolicyEdition]) -> list[PolicyEdition]:
    """In the order in which they take effect; on one day, the later publication last."""
    found = [each for each in editions if each.state == State.PUBLISHED]
    return sorted(found, key=lambda each: (each.effective_on, each.published_at))


@transaction.atomic
def start(author: Author, day: date) -> PolicyEdition:
    """A draft with what is in force on a day. Raises Stale or NotAllowed."""
    editions = _locked(author)
    if draft := draft_of(editions):
        raise NotAllowed(
            _("There is a draft already: edition %(number)s. Change or withdraw that one.")
            % {"number": draft.number}
        )
    edition = PolicyEdition.objects.create(
        county_id=author.county,
        number=_next_number(editions),
        rows=as_lists(in_force(author.county, day)),
        made_by=author.user,
    )
    audit.note({edition.pk})
    return edition


@transaction.atomic
def change(author: Author, edition_id: uuid.UUID, table: Table) -> PolicyEdition:
    """Give a draft another table. Raises Stale or NotAllowed."""
    edition = _one_of(_locked(author), edition_id)
    _must_be_draft(edition)
    _must_be_lawful(table)
    edition.rows = as_lists(table)
    edition.save(update_fields=["rows"])
    audit.note({edition.pk})
    return edition


@transaction.atomic
def publish(author: Author, edition_id: uuid.UUID, publication: Publication) -> PolicyEdition:
    """Let a draft hold from a day on. Raises Stale or NotAllowed."""
    editions = _locked(author)
    edition = _one_of(editions, edition_id)
    _must_be_draft(edition)
    _must_be_publishable(editions, table_of(edition.rows), publication)
    edition.state = State.PUBLISHED
    edition.reason = publication.reason
    edition.effective_on = publication.on
    edition.published_by = author.user
    edition.published_at = timezone.now()
    edition.save(update_fields=["state", "reason", "effective_on", "published_by", "published_at"])
    _bring_into_force(edition)
    return edition


@transaction.atomic
def roll_back(author: Author, edition_id: uuid.UUID, publication: Publication) -> PolicyEdition:
    """Publish the table of an earlier edition anew. Raises Stale or NotAllowed."""
    editions = _locked(author)
    earlier = _one_of(editions, edition_id)
    if not restorable(editions, earlier):
        raise NotAllowed(_("Only an edition that held once and holds no longer can come back."))
    _must_be_publishable(editions, table_of(earlier.rows), publication)
    edition = PolicyEdition.objects.create(
        county_id=author.county,
        number=_next_number(editions),
        state=State.PUBLISHED,
        rows=earlier.rows,
        reason=publication.reason,
        effective_on=publication.on,
        made_by=author.user,
        published_by=author.user,
        published_at=timezone.now(),
        restores=earlier,
    )
    _bring_into_force(edition)
    return edition


@transaction.atomic
def withdraw(author: Author, edition_id: uuid.UUID) -> PolicyEdition:
    """Take back a draft, or a published edition before its day. Raises Stale or NotAllowed."""
    edition = _one_of(_locked(author), edition_id)
    if not withdrawable(edition):
        raise NotAllowed(_("What has taken effect cannot be withdrawn. Roll it back instead."))
    if edition.state == State.PUBLISHED:
        _keep_out_of_force(edition)
    edition.state = State.WITHDRAWN
    edition.save(update_fields=["state"])
    audit.note({edition.pk})
    return edition


def withdrawable(edition: PolicyEdition) -> bool:
    """Whether nothing of it has held yet."""
    if edition.state == State.PUBLISHED:
        return edition.effective_on > today()
    return _is_draft(edition)


def restorable(editions: Sequence[PolicyEdition], edition: PolicyEdition) -> bool:
    """Whether it held once, and another holds now."""
    held = edition.state == State.PUBLISHED and edition.effective_on <= today()
    return held and current(editions, today()) != edition


def _locked(author: Author) -> list[PolicyEdition]:
    """The county's editions, held until the transaction ends; Stale when they have changed."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"policy {author.county}"])
    editions = editions_of(author.county)
    if version_of(editions) != author.seen:
        raise Stale(_who_was_first(editions))
    return editions


def _who_was_first(editions: Sequence[PolicyEdition]) -> str:
    """What the slower of two is told."""
    published = [each for each in editions if each.published_at]
    last = max(published, key=lambda each: each.published_at, default=None)
    if last is None or last.published_at < timezone.now() - ONE_DAY:
        return _("Somebody changed the legal bases since you opened this page. Look again.")
    name = User.objects.filter(pk=last.published_by).values_list("name", flat=True).first()
    return _(
        "The legal bases changed since you opened this page: edition %(number)s was published by "
        "%(name)s, %(when)s. Look again."
    ) % {"number": last.number, "name": name or "–", "when": moment(last.published_at, today())}


def _one_of(editions: Sequence[PolicyEdition], edition_id: uuid.UUID) -> PolicyEdition:
    return next(each for each in editions if each.pk == edition_id)


def _next_number(editions: Sequence[PolicyEdition]) -> int:
    return max((each.number for each in editions), default=0) + 1


def _must_be_draft(edition: PolicyEdition) -> None:
    if not _is_draft(edition):
        raise NotAllowed(_("This edition is no draft any more."))


def _must_be_lawful(table: Table) -> None:
    if beyond(table):
        raise NotAllowed(_("No statute opens this category to these people."))


def _must_be_publishable(
    editions: Sequence[PolicyEdition], table: Table, publication: Publication
) -> None:
    _must_be_lawful(table)
    if publication.on < today():
        raise NotAllowed(_("A change never rewrites the past. Choose today or a later day."))
    if waiting := pending(editions):
        raise NotAllowed(
            _("Edition %(number)s takes effect on %(day)s. Withdraw it first.")
            % {"number": waiting.number, "day": day_words(waiting.effective_on, today())}
        )
    if table == in_force(editions[0].county_id, publication.on):
        raise NotAllowed(_("This is what is in force already. There is nothing to publish."))


def _bases(edition: PolicyEdition) -> QuerySet[LegalBasis]:
    return LegalBasis.objects.filter(county=edition.county_id)


def _bring_into_force(edition: PolicyEdition) -> None:
    """End what is not in the table the day before it begins, and begin what is new.

    A basis that began on that very day never held for a day, and goes; the history table keeps
    that it was there.
    """
    day, wanted = edition.effective_on, table_of(edition.rows)
    _bases(edition).filter(since__gte=day).delete()
    holding = list(_bases(edition).in_force_on(day))
    rows = {basis.pk: table_of([_row(basis)]) for basis in holding}
    stays = [basis.pk for basis in holding if rows[basis.pk] <= wanted]
    ends = [basis.pk for basis in holding if not rows[basis.pk] <= wanted]
    _bases(edition).filter(pk__in=stays).exclude(until=None).update(until=None)
    _bases(edition).filter(pk__in=ends).update(until=day - ONE_DAY)
    begun = wanted - frozenset().union(*rows.values())
    LegalBasis.objects.bulk_create(
        LegalBasis(county_id=edition.county_id, edition=edition, since=day, **row._asdict())
        for row in sorted(begun)
    )
    audit.note({edition.pk})


def _row(basis: LegalBasis) -> tuple[str, str, str, str]:
    return basis.code, basis.owner, basis.category, basis.audience


def _keep_out_of_force(edition: PolicyEdition) -> None:
    """Undo a publication before its day. Only it can have set an end the day before: whatever
    else was published has begun, so that its ends lie in the past."""
    _bases(edition).filter(edition=edition).delete()
    _bases(edition).filter(until=edition.effective_on - ONE_DAY).update(until=None)
