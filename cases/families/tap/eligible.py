"""Families in CWS without any CalWORKs record: who may be eligible for aid, for expedited intake.

Only a CWS worker's own chain. What speaks for it is what CWS itself states; nobody has looked at
income, and the list decides nothing.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.families.models import EligibilityAnswer
from cases.families.viewing import name_of
from cases.people.models import Family
from cases.sharing.chain import programs_of, viewer_of
from cases.sharing.families import Member, families_visible_to, members_of
from linkages.calendar import years_before
from linkages.programs import Program
from linkages.templatetags.words import number

KNOWN = ("C1", "C5")
OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Line:
    """One family, what speaks for asking, and the last that came of it."""

    family: Family
    name: str
    children: int
    reasons: tuple[str, ...]
    answer: EligibilityAnswer | None


def works_for_cws(user: Any) -> bool:
    """Whether somebody stands on the side of CWS, whose families these are."""
    return Program.CWS in programs_of(viewer_of(user))


def families_for(user: Any) -> QuerySet[Family]:
    """CWS families without a CalWORKs record in this member of staff's chain, newest first."""
    mine = families_visible_to(user).filter(kind=Family.Kind.CWS_ONLY)
    return mine.order_by("-formed_at", "pk")


def lines(user: Any, families: Sequence[Family], on: date) -> list[Line]:
    """A page of them in words. Constant number of queries; accounted for."""
    members = members_of(user, families, categories=KNOWN)
    answers = latest(user, families)
    return [
        Line(
            family,
            name_of(members[family.pk]) or family.token,
            sum(member.is_child for member in members[family.pk]),
            tuple(_reasons(members[family.pk], on)),
            answers.get(family.pk),
        )
        for family in families
        if family.pk in members
    ]


def latest(user: Any, families: Sequence[Family]) -> dict[uuid.UUID, EligibilityAnswer]:
    """Family to what was recorded last."""
    rows = EligibilityAnswer.objects.visible_to(user).filter(family__in=[f.pk for f in families])
    return {row.family_id: row for row in rows.order_by("recorded_at", "pk")}


def _reasons(members: Sequence[Member], on: date) -> Iterator[str]:
    """Why it is worth asking, as far as CWS states it."""
    children = [member for member in members if member.is_child]
    records = [record for child in children for record in child.facts.of(Program.CWS)]
    home = [r for r in records if r.value("service_component") in ("FM", "ER")]
    back = [r for r in records if r.value("service_component") == "FR"]
    grown = years_before(on, OF_AGE)
    minors = [r for r in records if isinstance(b := r.value("born"), date) and b > grown]
    if minors:
        yield ngettext("%(count)s child under 18", "%(count)s children under 18", len(minors)) % {
            "count": number(len(minors))
        }
    if home:
        yield _("In the parents’ home, as far as CWS states")
    if back:
        yield _("Family Reunification: services may be possible before the children return")
    if any(r.value("removal_on") for r in records):
        yield _("A removal is stated: aid for the home can matter for reunification")


def waiting(user: Any) -> QuerySet[Family]:
    """Those of whom nothing was recorded yet."""
    told = EligibilityAnswer.objects.visible_to(user).values("family")
    return families_for(user).exclude(pk__in=told)


def record(user: Any, family: Family, answer: str, on: date) -> EligibilityAnswer:
    """What came of telling a family. The latest one counts, the others stay."""
    return EligibilityAnswer.objects.create(
        county_id=family.county_id,
        family=family,
        answer=answer,
        answered_on=on,
        recorded_by=user,
    )
