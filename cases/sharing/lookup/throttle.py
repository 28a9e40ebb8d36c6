"""How many people outside a caseload somebody opens, or asks the index about, in an hour.

Every one of them leaves a row, which the monthly review and the alerts read; whoever reaches the
county's limit is shown nothing until the hour has passed. Rows are counted under a lock for each
member of staff, so that many requests at once open no more than one after the other would.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.people.models import Person
from cases.sharing.chain import mine_of, records_close_to, viewer_of
from cases.sharing.models import LookUp
from cases.sharing.scope import people_visible_to
from linkages import audit, parameters
from linkages.calendar import today
from linkages.limits import TooMany

HOUR = timedelta(hours=1)
COUNTED = (LookUp.Kind.OPENED, LookUp.Kind.INDEX)


@dataclass(frozen=True, slots=True)
class Why:
    """The reason somebody gave for asking; an opening gives none."""

    reason: str = ""
    words: str = ""


def marked(user: Any) -> QuerySet[Person]:
    """People whom somebody may open, each marked `theirs` where somebody gave them to this member
    of staff. Only a coordinator's county work opens others: to everybody else they do not exist.
    """
    people = people_visible_to(user)
    if not viewer_of(user).coordinates:
        return people.annotate(theirs=Value(True))
    return people.annotate(theirs=Exists(mine_of(user).filter(person=OuterRef("pk"))))


def open_one(user: Any, person: Person) -> None:
    """Count the opening of a `marked` person outside the caseload, once an hour for the same.

    Raises TooMany.
    """
    if person.theirs:
        return
    seen = _in_the_last_hour(user)
    if person.pk in seen:
        return
    _within_the_limit(user, seen)
    write(user, LookUp.Kind.OPENED, Why(), [person.pk])


def ask_the_index(user: Any, why: Why, people: Sequence[uuid.UUID]) -> None:
    """Count a question to the index and what it is about to show. Raises TooMany.

    One that shows nobody counts as one, or a name could be tried after the other.
    """
    seen = _in_the_last_hour(user)
    if not people or set(people) - set(seen):
        _within_the_limit(user, seen)
    write(user, LookUp.Kind.INDEX, why, people)


def write(user: Any, kind: str, why: Why, people: Collection[uuid.UUID]) -> None:
    """The account of a question: a row for each person shown, one without a person for nobody."""
    event, county = audit.current().id, user.working_in.county_id
    LookUp.objects.bulk_create(
        LookUp(
            county_id=county,
            user=user.pk,
            kind=kind,
            reason=why.reason,
            words=why.words,
            person=person,
            event=event,
        )
        for person in people or [None]
    )


def _in_the_last_hour(user: Any) -> dict[uuid.UUID, datetime]:
    """Whom somebody met outside their caseload, and when last; a question that found nobody
    stands under its own id. Later requests of theirs wait until this one is over.

    Questions about people too close to the asker do not count besides: they must look like
    questions about nobody.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"openings {user.pk}"])
    rows = LookUp.objects.visible_to(user).filter(
        user=user.pk, kind__in=COUNTED, at__gt=timezone.now() - HOUR
    )
    close = records_close_to(user).exclude(record__person=None).values("record__person")
    found: dict[uuid.UUID, datetime] = {}
    for pk, person, at in rows.exclude(person__in=close).values_list("pk", "person", "at"):
        key = person or pk
        found[key] = max(at, found.get(key, at))
    return found


def _within_the_limit(user: Any, seen: dict[uuid.UUID, datetime]) -> None:
    county = user.working_in.county_id
    limit = parameters.value("sharing.openings_an_hour", county=county, on=today())
    if len(seen) < limit:
        return
    # There is room again once all but limit - 1 of them are an hour ago.
    wait = sorted(seen.values())[len(seen) - limit] + HOUR - timezone.now()
    raise TooMany(
        _(
            "You have met many people outside your caseload within an hour. To protect families,"
            " we ask you to wait before you open more. People of your caseload stay open to you."
        ),
        int(wait.total_seconds()) + 1,
    )
