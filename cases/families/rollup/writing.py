"""Rolls records up to families and writes what changed: of a whole county, or around some records.

Both give the same families. One roll-up of a county runs at a time; a second comes back later.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.utils import timezone

from cases.families.deriving import refresh
from cases.families.models import Episode
from cases.families.rollup.drafting import put_together
from cases.families.rollup.following import follow
from cases.families.rollup.gathering import gather, neighborhood
from cases.families.rollup.keeping import Kept, keep
from cases.families.rollup.recognizing import Known, recognize
from cases.families.rollup.standing import Open, Standing
from cases.matching.deciding import release
from cases.people.models import Family, FamilyMember, ProgramRecord
from cases.records.assignments import assign_from_extract
from linkages import jobs
from linkages.calendar import today

# How soon a roll-up that found another at work comes back.
TURN_SECONDS = 5
# So many changed families leave the planner with a wrong idea of the tables.
MANY = 50
UNTOLD = (Episode.State.IDENTIFIED, Episode.State.CLOSED, Episode.State.TRANSFERRED)


@transaction.atomic
def roll_up_county(county: str) -> set[uuid.UUID]:
    """Bring all families of a county in step with records, links and rulings.

    Returns those that changed. Call it inside the county's scope and an audit trail. Raises
    jobs.Later while somebody else puts families of the county together.
    """
    take_turns(county)
    families = Family.objects.filter(county=county).together()
    kept = _roll_up(county, None, families)
    if len(kept.touched) >= MANY:
        refresh_statistics()
    assign_from_extract(kept.came, today())
    refresh(county)
    return kept.touched


@transaction.atomic
def roll_up_around(county: str, records: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The same for whatever is connected with these records, and nobody else."""
    take_turns(county)
    near = neighborhood(county, records)
    places = FamilyMember.objects.now().filter(county=county, record__in=near)
    families = Family.objects.together().filter(county=county, pk__in=places.values("family"))
    kept = _roll_up(county, near, families)
    # A link that was cut released its records, which may stand in a family all the same.
    assign_from_extract(kept.standing, today())
    refresh(county, kept.families)
    return kept.touched


def refresh_statistics() -> None:
    """Tell the planner what the tables of people and families hold now, also of this transaction:
    it may have taken a table of thousands of new rows for an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("select families_refresh_statistics()")


def take_turns(county: str) -> None:
    """Be the only one to put families of a county together until the transaction ends; raises
    jobs.Later where somebody else is. Nobody waits on the database's time limits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext(%s))", [f"families {county}"])
        if not cursor.fetchone()[0]:
            raise jobs.Later(TURN_SECONDS)


def _roll_up(
    county: str, records: Collection[uuid.UUID] | None, families: Iterable[Family]
) -> Kept:
    on, at = today(), timezone.now()
    gathered = gather(county, on, records)
    drafts = put_together(gathered.entries, gathered.rulings)
    held = {family.pk: family for family in families}
    places = _places_of(county, held if records is not None else None)
    told = set(
        Episode.objects.filter(county=county, closed_on=None)
        .exclude(state__in=UNTOLD)
        .values_list("family", flat=True)
    )
    known = {
        pk: Known(family.formed_at, pk in told, {p.key for p in places.get(pk, ())})
        for pk, family in held.items()
    }
    found = recognize(county, drafts, known)
    held |= {family.pk: family for family in Family.objects.filter(pk__in=found.back)}
    kept = keep(Standing(county, on, at, gathered, held, places, told), drafts, found)
    follow(county, kept, on)
    _let_go(kept.left)
    return kept


def _places_of(county: str, families: Collection[uuid.UUID] | None) -> dict[uuid.UUID, list[Open]]:
    """Places that somebody holds, by family: of these families, or of all of the county."""
    rows = FamilyMember.objects.now().filter(county=county)
    if families is not None:
        rows = rows.filter(family__in=list(families))
    found: dict[uuid.UUID, list[Open]] = defaultdict(list)
    fields = ("family", "pk", "record", "unit", "part", "since")
    for family, *place in rows.order_by("pk").values_list(*fields):
        found[family].append(Open(*place))
    return found


def _let_go(left: Collection[uuid.UUID]) -> None:
    """Nobody works any more with a record that stands nowhere and that nobody linked."""
    places = FamilyMember.objects.now().filter(record__in=left).values("record")
    alone = ProgramRecord.objects.filter(pk__in=left, person=None).exclude(pk__in=places)
    release(alone.values_list("pk", flat=True))
