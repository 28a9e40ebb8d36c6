"""Corrections in scope, and those that a later extract contradicts.

A conflict is nothing stored: the extract says something for the field that is neither what the
worker stated, nor what it said when they stated it, nor what they already decided against.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from cases.people.models import Correction, CorrectionAnswer, Person, ProgramRecord, RecordVersion
from cases.sharing.chain import mine_of
from cases.sharing.corrections.fields import extract_says, same
from cases.sharing.scope import people_visible_to
from counties.permissions import Permission, may
from linkages.programs import Program


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction, and what the extract says instead of it now."""

    correction: Correction
    extract_value: dict[str, str]
    extract_as_of: date
    version: uuid.UUID


def records_to_correct(user: Any) -> QuerySet[ProgramRecord]:
    """Records of one's own program in one's own scope, of people whom one may open."""
    working = user.working_in
    own = working is not None and working.program != Program.JOINT
    if not own or not may(user, Permission.CORRECT_FACT):
        return ProgramRecord.objects.none()
    mine = mine_of(user, Program(working.program)).filter(person__isnull=False)
    return mine.filter(current__isnull=False, person__in=people_visible_to(user).values("pk"))


def corrections_in_scope(user: Any) -> QuerySet[Correction]:
    """Corrections of those records, open or ended."""
    rows = Correction.objects.visible_to(user)
    return rows.filter(record__in=records_to_correct(user).values("pk"))


def open_corrections(user: Any) -> list[Correction]:
    """Those that are shown now, with what conflicts need, in a constant number of queries."""
    return list(with_versions(corrections_in_scope(user).filter(ended="")))


def with_versions(rows: QuerySet[Correction]) -> QuerySet[Correction]:
    """With what the extract says now, and what was answered, oldest first."""
    answers = Prefetch("answers", CorrectionAnswer.objects.select_related("answered_by"))
    rows = rows.select_related("record__current", "stated_by", "ended_by")
    return rows.prefetch_related(answers).order_by("stated_at", "pk")


def conflicts_among(corrections: Iterable[Correction]) -> list[Conflict]:
    """Those that the extract contradicts, in two queries more at most; they come from
    `with_versions`."""
    contradicted = [(each, now) for each in corrections if (now := _contradicted(each))]
    if not contradicted:
        return []
    versions = _versions_of([each for each, _now in contradicted])
    return [
        Conflict(
            each,
            now,
            _since(each.record.current, each.field, versions[each.record_id]),
            each.record.current.pk,
        )
        for each, now in contradicted
    ]


def conflict_of(correction: Correction) -> Conflict | None:
    """What the extract says instead of an open correction and nobody has decided about."""
    return next(iter(conflicts_among([correction])), None)


def _contradicted(correction: Correction) -> dict[str, str]:
    """What the extract says instead; empty where there is nothing to decide."""
    version = correction.record.current
    if correction.ended or version is None:
        return {}
    now = extract_says(version, correction.field)
    if not now or same(now, correction.value) or same(now, correction.before):
        return {}
    kept = [a for a in correction.answers.all() if a.answer == CorrectionAnswer.Answer.KEEP]
    return {} if kept and same(now, kept[-1].extract_value) else now


def _versions_of(corrections: Collection[Correction]) -> dict[uuid.UUID, list[RecordVersion]]:
    """All versions of their records, latest first."""
    found: dict[uuid.UUID, list[RecordVersion]] = defaultdict(list)
    rows = RecordVersion.objects.filter(record__in={each.record_id for each in corrections})
    for version in rows.order_by("-as_of"):
        found[version.record_id].append(version)
    return found


def _since(version: RecordVersion, field: str, versions: Iterable[RecordVersion]) -> date:
    now, first = extract_says(version, field), version.as_of
    for each in versions:
        if each.as_of > version.as_of:
            continue
        if not same(extract_says(each, field), now):
            break
        first = each.as_of
    return first


def since(version: RecordVersion, field: str) -> date:
    """The day of the first extract in which the field stood as it stands now, without a break."""
    rows = RecordVersion.objects.filter(county=version.county_id, record=version.record_id)
    return _since(version, field, rows.order_by("-as_of"))


def people_of(records: Collection[ProgramRecord]) -> dict[uuid.UUID, Person]:
    """The people of some records by id."""
    return {p.pk: p for p in Person.objects.filter(pk__in={r.person_id for r in records})}
