"""Is this client known to the other side, and who is the worker?

Two sources answer. The index of W&IC 18961.5, where counsel recorded the county's standard and a
director designated the asker: people of families at risk, with what the index may hold. Else the
asker's own caseload. Whoever is in neither, or closed to the asker, is one and the same nobody.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.people.models import Person
from cases.sharing import search
from cases.sharing.chain import is_designated, mine_of, records_close_to, viewer_of
from cases.sharing.lookup import throttle
from cases.sharing.lookup.throttle import Why
from cases.sharing.models import Category, IndexStandard, LookUp
from cases.sharing.reading import PersonFacts, Purpose, read
from cases.sharing.scope import not_closed, people_visible_to
from cases.sharing.standing import at_risk
from linkages.calendar import today

AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Who fits, as the asker may know them, best first; nobody where more than AT_MOST fit."""

    people: tuple[PersonFacts, ...] = ()
    too_many: bool = False


def index_for(user: Any) -> IndexStandard | None:
    """The standard by which the index answers this member of staff today; None: it does not."""
    standard = IndexStandard.objects.visible_to(user).in_force_on(today()).first()
    return standard if standard is not None and is_designated(user) else None


def ask_index(user: Any, standard: IndexStandard, typed: str, why: Why) -> Answer:
    """Look into the index, and write down the question and who was shown. Raises TooMany."""
    fitting = search.fitting(typed, in_the_index(user, standard), alone=False)
    shown = fitting if len(fitting) <= AT_MOST else []
    throttle.ask_the_index(user, why, [person.pk for person in shown])
    _note_those_close(user, LookUp.Kind.INDEX, typed, why)
    people = read(user, Purpose.INDEX, shown, categories=[Category.C1])
    return Answer(people, too_many=len(fitting) > AT_MOST)


def in_the_index(user: Any, standard: IndexStandard) -> QuerySet[Person]:
    """The queryset form of `decide` for the index, but for its legal ground."""
    people = Person.objects.visible_to(user).filter(pk__in=at_risk(standard).values("person"))
    return not_closed(user, people)


def ask_caseload(user: Any, typed: str, why: Why) -> Answer:
    """Look among the asker's own clients whom somebody has linked, and write the question down."""
    fitting = search.fitting(typed, caseload_of(user), alone=True)
    shown = fitting if len(fitting) <= AT_MOST else []
    throttle.write(user, LookUp.Kind.KNOWN, why, [person.pk for person in shown])
    _note_those_close(user, LookUp.Kind.KNOWN, typed, why)
    people = read(user, Purpose.CASEWORK, shown, categories=[Category.C1])
    return Answer(people, too_many=len(fitting) > AT_MOST)


def caseload_of(user: Any) -> QuerySet[Person]:
    """People who are somebody's business whatever the rest of the county holds."""
    people = people_visible_to(user)
    if not viewer_of(user).coordinates:
        return people
    return people.filter(pk__in=mine_of(user).exclude(person=None).values("person"))


def _note_those_close(user: Any, kind: str, typed: str, why: Why) -> None:
    """A row for each person whom the words fit and who is too close to the asker: nothing of them
    is shown, and the privacy officer is told (`accounting.watch`)."""
    ties = records_close_to(user).exclude(record__person=None)
    close: Sequence[uuid.UUID] = list(ties.values_list("record__person", flat=True).distinct())
    if not close:
        return
    people = Person.objects.visible_to(user).filter(pk__in=close)
    fitting = search.fitting(typed, people, alone=True)
    if fitting:
        throttle.write(user, kind, why, [person.pk for person in fitting])
