"""One person of each demonstration county whom the county itself closed, with a reader named, and
one member of staff who is close to a client."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction

from cases.people.models import Person, ProgramRecord
from cases.sharing.models import Shield, StaffRelation
from cases.sharing.restricting import acts
from cases.sharing.restricting.ties import closed_altogether
from counties.models import Membership, User
from counties.personas import COUNTIES
from linkages import audit
from linkages.scope import rls

CLOSE = "calworks.worker2"
# The pair of caseworkers whose people everybody's tour of the demonstration begins with.
FIRST = ("CW101", "EW201")


def seed(today: date) -> None:
    """Restrict, name and relate; safe to run again."""
    del today  # acts carry the day on which they are done
    for county in COUNTIES:
        with at_work("restricted", county) as user:
            if StaffRelation.objects.filter(county=county).exists():
                continue
            closed, tied = _apart(county)[:2]
            _close(closed, user)
            records = ProgramRecord.objects.filter(person=tied).values_list("pk", flat=True)
            close = User.objects.get(email=f"{CLOSE}@{county}.example")
            acts.relate(list(records), close, StaffRelation.Relation.RELATIVE, by=user.pk)


@contextmanager
def at_work(handle: str, county: str) -> Iterator[User]:
    """A persona in their county, in one transaction, as a request would have them."""
    user = User.objects.get(email=f"{handle}@{county}.example")
    with (
        rls(county=county, user=user.pk),
        audit.trail(county, user.pk, "seed_demo"),
        transaction.atomic(),
    ):
        user.working_in = Membership.objects.get(county=county, user=user)
        yield user


def _apart(county: str) -> list[Person]:
    """Open people of both programs of whom the first two caseworkers hold neither side, so that
    no other part of the demonstration tells of them."""
    records = ProgramRecord.objects.filter(county=county, person__isnull=False)
    taken = records.filter(closed_altogether()) | records.filter(current__from_report=True)
    first = records.filter(assignments__worker_id__in=FIRST)
    people = Person.objects.filter(county=county).exclude(pk__in=taken.values("person"))
    people = people.exclude(pk__in=first.values("person"))
    return list(dict.fromkeys(people.order_by("records__native_id")))


def _close(person: Person, user: User) -> None:
    """By the CalWORKs side, with that side's worker named, or the unit's supervisor."""
    record = ProgramRecord.objects.filter(person=person, program="calworks").first()
    assert record is not None
    why, reason = Shield.Why.SAFETY, "She asked that only her own worker finds her."
    acts.restrict(record, acts.Restrict(Shield.Kind.SENSITIVE, why, reason), by=user.pk)
    workers = record.assignments.filter(until=None).values("worker_id")
    members = Membership.objects.filter(county=person.county_id, program="calworks")
    reader = members.filter(worker_id__in=workers).first() or members.get(worker_id="EW200")
    acts.name_reader(person, reader, extra=True, reason="Holds the CalWORKs case.")
