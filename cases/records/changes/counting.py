"""How many people a batch changed in which field. Restricted people are in no count."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from cases.records.models import ExtractBatch

FIELDS = {
    "name": (_("Name"), ("given", "middle", "surname", "suffix")),
    "born": (_("Birth date"), ("born", "born_estimated")),
    "died": (_("Date of death"), ("died",)),
    "ssn": (_("Social Security number"), ("ssn_digest",)),
    "cin": (_("CIN"), ("cin",)),
    "sex": (_("Sex"), ("sex",)),
    "address": (_("Address"), ("street", "city", "postal")),
    "phone": (_("Telephone"), ("phone",)),
    "household": (_("Household"), ("household",)),
    "language": (_("Language"), ("language",)),
    "worker": (_("Worker"), ("worker_id", "unit_code")),
    # One figure for all that the program says: what of it moved is told to nobody by a count.
    "facts": (_("What the program says"), ("role", "placed", "memberships", "facts")),
}
_TALLY = ", ".join(
    "count(*) filter (where ({}) is distinct from ({}))".format(
        ", ".join(f"a.{name}" for name in names), ", ".join(f"b.{name}" for name in names)
    )
    for _label, names in FIELDS.values()
)
ACCEPTED = f"""
select {_TALLY}
from records_recordchange c
join people_programrecord r on r.county_id = c.county_id and r.id = c.record_id
join people_recordversion a on a.county_id = c.county_id and a.record_id = c.record_id
     and a.batch = c.batch_id
join people_recordversion b on b.county_id = c.county_id and b.id = c.before_current_id
where c.county_id = %(county)s and c.batch_id = %(batch)s and c.kind = 'changed'
  and c.before_restriction = 'N' and r.restriction = 'N' and r.shield = 'N'
"""  # noqa: S608  column names of our own
WAITING = f"""
select {_TALLY}
from records_stagedrow a
join people_programrecord r on r.county_id = a.county_id and r.id = a.record
join people_recordversion b on b.county_id = a.county_id and b.id = r.current_id
where a.county_id = %(county)s and a.batch_id = %(batch)s and a.standing = 'changed'
  and a.restriction = 'N' and r.restriction = 'N' and r.shield = 'N'
"""  # noqa: S608  column names of our own


def moved_fields(batch: ExtractBatch) -> list[tuple[str, int]]:
    """(field in words, how many of the changed people it moved for); one may count twice."""
    statement = WAITING if batch.state == ExtractBatch.State.VALIDATED else ACCEPTED
    with connection.cursor() as cursor:
        cursor.execute(statement, {"county": batch.county_id, "batch": batch.pk})
        figures = cursor.fetchone()
    labels = [str(label) for label, _names in FIELDS.values()]
    return [(label, count) for label, count in zip(labels, figures, strict=True) if count]
