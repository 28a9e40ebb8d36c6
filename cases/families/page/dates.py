"""What is due next for a family: hearings, plans, exemptions, answers, tasks, in words."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.families.models import Task
from cases.families.notes.titles import title_of
from cases.people.models import Family
from cases.sharing import wordings, words
from cases.sharing.families import Member
from cases.sharing.reading import Fact
from linkages.programs import Program

# Facts that are days to come.
COMING = ("next_hearing_on", "case_plan_due", "exempt_end", "activity_end", "child_care_end")


@dataclass(frozen=True, slots=True)
class NextDate:
    """A day on which something happens or is due, and whose it is."""

    on: date
    what: str
    program: str
    # Past its day and still to be done; a day that only passed is none.
    stays: bool = False


def in_order(found: Iterable[NextDate], day: date) -> list[NextDate]:
    """What is overdue, then what comes, nearest first."""
    return sorted((each for each in found if each.on >= day or each.stays), key=_when)


def _when(each: NextDate) -> tuple[date, str]:
    return each.on, each.what


def of_facts(members: Iterable[Member]) -> Iterator[NextDate]:
    """Days that the programs' extracts state, of those who share one together."""
    whose: dict[tuple[date, str, Program], list[str]] = defaultdict(list)
    for member in members:
        for record in member.facts.records:
            for fact in record.facts:
                if isinstance(fact, Fact) and fact.name in COMING and isinstance(fact.value, date):
                    whose[fact.value, fact.name, fact.source].append(_given(member))
    for (on, name, program), names in whose.items():
        told = {"what": words.fact_label(name), "names": ", ".join(sorted(set(names)))}
        yield NextDate(on, _("%(what)s: %(names)s") % told, program)


def _given(member: Member) -> str:
    for record in member.facts.records:
        if given := record.value("given"):
            return str(given)
    return member.facts.token


def answer_due(on: date) -> NextDate:
    """That a side has to say whether it takes the family."""
    return NextDate(on, _("Answer to the notice"), Program.JOINT, stays=True)


def of_tasks(
    user: Any, families: Collection[Family], members: Mapping[uuid.UUID, tuple[Member, ...]]
) -> dict[uuid.UUID, list[NextDate]]:
    """Family to its open tasks with a day, as far as they may be read by whom these members were
    read for. Tasks in somebody's own words are named by their kind alone."""
    rows = Task.objects.visible_to(user).open().filter(family__in=[f.pk for f in families])
    found: dict[uuid.UUID, list[NextDate]] = defaultdict(list)
    for row in rows.exclude(due_on=None).order_by("due_on"):
        theirs = members.get(row.family_id, ())
        if wordings.openings(theirs, row.program, row.category, row.about_id):
            found[row.family_id].append(NextDate(row.due_on, title_of(row), row.doer, stays=True))
    return found
