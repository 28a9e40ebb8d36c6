"""Saying that a rule was in the way, and answering it. About rules, never about anybody."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases.families.models import Obstacle
from cases.people.models import Family, FamilyMember, ProgramRecord
from linkages import audit

Key = uuid.UUID
PURPOSE = "obstacle"


def say(user: Any, rule: str, page: str, family: Family | None = None) -> Obstacle:
    """Note that this rule was in the way on this kind of page."""
    made = Obstacle.objects.create(
        county_id=user.working_in.county_id,
        rule=rule,
        page=page,
        family=family.pk if family is not None and _open_to_all(family) else None,
        said_by=user,
    )
    audit.note({made.pk}, purpose=PURPOSE)
    return made


def _open_to_all(family: Family) -> bool:
    """Whether nobody of the family is sealed or sensitive: a list of rules tells of no such one."""
    places = FamilyMember.objects.filter(family=family).now()
    people = places.exclude(record__person=None).values("record__person")
    records = ProgramRecord.objects.filter(pk__in=places.values("record"))
    linked = ProgramRecord.objects.filter(person__in=people)
    return not (records.closed().exists() or linked.closed().exists())


def add_words(obstacle: Obstacle, words: str) -> None:
    """Say more about it, once."""
    obstacle.words = words
    obstacle.save(update_fields=["words"])
    audit.note({obstacle.pk}, purpose=PURPOSE)


@transaction.atomic
def answer(user: Any, rule: str, words: str, seen: Collection[Key]) -> int:
    """Answer everything open that was said about a rule and that the answerer had read; how many.

    What came after they opened the page waits for an answer of its own.
    """
    waiting = open_ones(user).filter(rule=rule, pk__in=seen).select_for_update()
    found = list(waiting)
    for obstacle in found:
        obstacle.answer = words
        obstacle.answered_by, obstacle.answered_at = user, timezone.now()
        obstacle.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.note({obstacle.pk for obstacle in found}, purpose=PURPOSE)
    return len(found)


def open_ones(user: Any) -> QuerySet[Obstacle]:
    """What nobody has answered."""
    return Obstacle.objects.visible_to(user).filter(answered_at=None)
