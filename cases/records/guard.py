"""Whether a batch moved too far from what holds. Then it is held: accepting it takes a reason.

A report whose filter broke, a file that was cut short, pasted twice, or is last year's reads like
any other. Its counts give it away. Restricted people are in no count that is compared here (see
`staging.COUNTS`), so that nobody learns of them by a batch that was, or was not, held.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records.models import ExtractBatch, ExtractFile
from cases.records.parameters import GUARD_DAYS, GUARD_LEAST, GUARD_SHARE, GUARD_SSN_POINTS
from linkages import parameters
from linkages.calendar import today
from linkages.templatetags.words import number

# [code, {parameter: figure}], as `ExtractBatch.held_for` keeps them.
Hold = list[Any]

MEASURES = {
    "rows_moved": "rows_accepted",
    "people_moved": "people",
    "households_moved": "households",
}
# What a batch says about itself, whatever was accepted before it.
OF_ITSELF = frozenset({"people_doubled", "extract_old"})
SENTENCES: Mapping[str, Promise] = {
    "rows_moved": gettext_lazy(
        "The last extract had {before} rows, this one has {now} ({change}%)."
    ),
    "people_moved": gettext_lazy(
        "The last extract had {before} people, this one has {now} ({change}%)."
    ),
    "households_moved": gettext_lazy(
        "The last extract had {before} households, this one has {now} ({change}%)."
    ),
    "people_gone": gettext_lazy(
        "{now} of the {before} people of the last extract are no longer named."
    ),
    "without_ssn_moved": gettext_lazy(
        "In the last extract {before}% of the people had no Social Security number, in this one "
        "{now}%."
    ),
    "people_doubled": gettext_lazy(
        "{now} of {before} people have the name and birth date of another one: the same people may "
        "stand in this extract twice."
    ),
    "extract_old": gettext_lazy(
        "The extract was {now} days old when it came. This county’s limit is {before} days."
    ),
    "file_absent": gettext_lazy(
        "The last extract also had the file of parents and others; this one does not."
    ),
}
DOUBLED = """
select coalesce(sum(alike), 0) from (
  select count(*) as alike
  from records_stagedrow s
  left join people_programrecord r on r.county_id = s.county_id and r.id = s.record
  where s.county_id = %(county)s and s.batch_id = %(batch)s
    and s.restriction = 'N' and coalesce(r.shield, 'N') = 'N'
    and s.born is not null and s.surname <> '' and s.given <> ''
  group by upper(s.surname), upper(s.given), s.born
  having count(*) > 1
) twice
"""


class _Limits:
    """What the county has set, as of today."""

    def __init__(self, county: str) -> None:
        def value(name: str) -> Any:
            return parameters.value(name, county=county, on=today())

        self.share: float = value(GUARD_SHARE)
        self.least: int = value(GUARD_LEAST)
        self.points: int = value(GUARD_SSN_POINTS)
        self.days: int = value(GUARD_DAYS)

    def moved(self, before: int, now: int) -> bool:
        """Whether the difference is more than the county's share, and more than a few."""
        difference = abs(now - before)
        return difference >= self.least and difference > self.share * before


def look(batch: ExtractBatch) -> list[Hold]:
    """Why a batch that was just read is held; usually for nothing. Its figures are set."""
    limits = _Limits(batch.county_id)
    return [*_of_itself(batch, limits), *_beside(batch, baseline(batch), limits)]


def again(batch: ExtractBatch) -> list[Hold]:
    """The same for a batch that waits: another one may have been accepted in the meantime."""
    kept = [hold for hold in batch.held_for if hold[0] in OF_ITSELF]
    return [*kept, *_beside(batch, baseline(batch), _Limits(batch.county_id))]


def baseline(batch: ExtractBatch) -> ExtractBatch | None:
    """The accepted batch that a batch is compared with; None for the first of its program."""
    if batch.published_at is not None:
        return batch.previous
    accepted = ExtractBatch.objects.filter(county=batch.county_id)
    return accepted.prefetch_related("files").latest_accepted(batch.program)


def _of_itself(batch: ExtractBatch, limits: _Limits) -> Iterator[Hold]:
    with connection.cursor() as cursor:
        cursor.execute(DOUBLED, {"county": batch.county_id, "batch": batch.pk})
        (twice,) = cursor.fetchone()
    if twice >= limits.least and twice > limits.share * batch.people:
        yield ["people_doubled", {"before": batch.people, "now": int(twice)}]
    age = (timezone.localdate(batch.uploaded_at) - batch.as_of).days
    if age > limits.days:
        yield ["extract_old", {"before": limits.days, "now": age}]


def _beside(batch: ExtractBatch, before: ExtractBatch | None, limits: _Limits) -> Iterator[Hold]:
    if before is None:
        return
    for code, name in MEASURES.items():
        old, new = getattr(before, name), getattr(batch, name)
        if old and limits.moved(old, new):
            yield [code, {"before": old, "now": new}]
    if limits.moved(before.people, before.people - batch.people_gone):
        yield ["people_gone", {"before": before.people, "now": batch.people_gone}]
    yield from _without_ssn(batch, before, limits)
    if ExtractFile.Part.OTHERS in _parts(before) - _parts(batch):
        yield ["file_absent", {}]


def _without_ssn(batch: ExtractBatch, before: ExtractBatch, limits: _Limits) -> Iterator[Hold]:
    # A batch of before these were counted has neither figure.
    if not (before.households and before.people and batch.people):
        return
    old, new = (100 * each.people_without_ssn / each.people for each in (before, batch))
    people = abs(new - old) / 100 * batch.people
    if abs(new - old) > limits.points and people >= limits.least:
        yield ["without_ssn_moved", {"before": round(old), "now": round(new)}]


def _parts(batch: ExtractBatch) -> set[str]:
    return {file.part for file in batch.files.all()}


def sentences(holds: Iterable[Hold]) -> list[str]:
    """The reasons in words, with both figures."""
    return [_sentence(code, figures) for code, figures in holds]


def _sentence(code: str, figures: Mapping[str, int]) -> str:
    words = SENTENCES.get(code)
    if words is None:
        return code
    told = {name: number(figure) for name, figure in figures.items()}
    if code in MEASURES:
        change = 100 * (figures["now"] - figures["before"]) / figures["before"]
        told["change"] = f"{round(change):+d}"
    return str(words).format_map(told)


def cautions(batch: ExtractBatch) -> list[str]:
    """What else somebody should know before accepting, in sentences."""
    share = parameters.value(GUARD_SHARE, county=batch.county_id, on=today())
    if batch.rows_quarantined > share * max(batch.rows, 1):
        return [_("Many rows were refused. Look at the reasons below first.")]
    return []


def codes(holds: Collection[Hold]) -> set[str]:
    """The codes alone."""
    return {code for code, _figures in holds}
