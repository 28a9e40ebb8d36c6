"""Figures kept batch by batch, so that there is a trend; and damage on the way, from what reading
wrote down about each file."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from cases.records.models import ExtractBatch, ExtractFile, QualityFigure
from cases.records.quality import counting
from cases.records.quality.table import OF_REASON
from linkages.events import Event

State = ExtractBatch.State
# Batches of which the account of damage tells: those that could be read.
READ = (State.VALIDATED, State.ACCEPTING, State.ACCEPTED, State.REJECTED, State.ROLLED_BACK)
MONTHS = 4

REFUSED = """
select f.id, reason.value ->> 0, count(*)
from records_quarantinedrow q
join records_extractfile f on f.county_id = q.county_id and f.id = q.file_id
cross join lateral jsonb_array_elements(q.reasons) reason
where q.county_id = %(county)s and q.batch_id = any(%(batches)s::uuid[]) and not q.restricted
group by 1, 2
"""


def on_accepted(event: Event) -> None:
    """Count how good the records of a batch's program are now that it holds."""
    keep(event.subject)


@transaction.atomic
def keep(batch_id: uuid.UUID) -> None:
    """Keep the figures of an accepted batch. Twice is harmless."""
    batch = ExtractBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None or batch.state != State.ACCEPTED:
        return
    if QualityFigure.objects.filter(batch=batch).exists():
        return
    QualityFigure.objects.bulk_create(
        QualityFigure(
            county_id=batch.county_id,
            batch=batch,
            scheme=source.scheme,
            code=code,
            count=count,
            total=source.total,
        )
        for source in counting.figures(batch.county_id, program=batch.program)
        for code, count in source.counts.items()
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What one month's last accepted batch left standing."""

    count: int
    total: int


def months_before(day: date, number: int = MONTHS) -> list[date]:
    """The first days of the months before a day's own, latest first."""
    found, month = [], day.replace(day=1)
    for _each in range(number - 1):
        month = (
            month.replace(year=month.year - 1, month=12)
            if month.month == 1
            else month.replace(month=month.month - 1)
        )
        found.append(month)
    return found


def trend(county: str, months: list[date]) -> Mapping[tuple[str, str, str, date], Kept]:
    """(program, numbering, check, month) to what stood at the end of the month."""
    rows = QualityFigure.objects.filter(
        county=county, batch__state=State.ACCEPTED, batch__as_of__gte=months[-1]
    ).order_by("batch__published_at")
    found: dict[tuple[str, str, str, date], Kept] = {}
    for program, scheme, code, as_of, count, total in rows.values_list(
        "batch__program", "scheme", "code", "batch__as_of", "count", "total"
    ):
        # Later batches of a month stand in place of earlier ones.
        found[program, scheme, code, as_of.replace(day=1)] = Kept(count, total)
    return found


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file comes from: its program and part, and the system and report of its profile."""

    program: str
    part: str
    system: str
    report: str


def damage(county: str, months: list[date]) -> dict[tuple[str, Source], dict[date, int]]:
    """(check, source) to month to number of rows or cells, from batches since the last month."""
    files = list(
        ExtractFile.objects.filter(
            county=county, batch__as_of__gte=months[-1], batch__state__in=READ
        ).select_related("batch", "profile")
    )
    found: dict[tuple[str, Source], dict[date, int]] = defaultdict(lambda: defaultdict(int))
    by_file = {file.pk: file for file in files}
    batches = {file.batch_id: file.batch for file in files}
    for file_id, code, count in _refused(county, list(batches)):
        if code in OF_REASON and file_id in by_file:
            file = by_file[file_id]
            found[OF_REASON[code].code, _source(file)][file.batch.as_of.replace(day=1)] += count
    for batch in batches.values():
        whole = _whole([file for file in files if file.batch_id == batch.pk])
        for code, count in batch.remarks.items():
            if code in OF_REASON:
                found[OF_REASON[code].code, whole][batch.as_of.replace(day=1)] += count
    return found


def _refused(county: str, batches: list[uuid.UUID]) -> list[Any]:
    if not batches:
        return []
    with connection.cursor() as cursor:
        cursor.execute(REFUSED, {"county": county, "batches": batches})
        return cursor.fetchall()


def _source(file: ExtractFile, *, part: str | None = None) -> Source:
    profile = file.profile
    return Source(
        file.batch.program,
        file.part if part is None else part,
        str(profile.get_system_display()) if profile else "",
        profile.report if profile else "",
    )


def _whole(files: list[ExtractFile]) -> Source:
    """Remarks are about a delivery: of one file its part is known, of two it is not."""
    return _source(files[0], part=None if len(files) == 1 else "")
