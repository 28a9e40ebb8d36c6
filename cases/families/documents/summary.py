"""The family on two pages: who belongs to it, both workers, what was agreed, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families import listing
from cases.families.closing.acts import RUNNING
from cases.families.documents.reading import check_still_open, open_for
from cases.families.models import Acceptance, Closing, Model
from cases.families.page import dates
from cases.families.page.header import part_words
from cases.families.viewing import FamilyView
from cases.sharing import pages, wordings, words
from cases.sharing.families import Member
from cases.sharing.reading import RecordFacts
from cases.sharing.summary import frame_of
from linkages.calendar import today
from linkages.documents import Document, Kind, Page
from linkages.programs import Program
from linkages.registries import providers

# Two pages are short: what does not fit stands on the family's page.
MOST_MEMBERS, MOST_DATES = 9, 6
STATED = {
    Program.CWS: ("service_component", "case_plan_due", "next_hearing_on"),
    Program.CALWORKS: ("program_status", "wtw_status", "months_on_aid", "activity", "hours"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One member: who they are, in which programs, and what these state of them."""

    name: str
    born: str
    part: str
    numbers: str
    cws: str
    calworks: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that is counted until a day."""

    what: str
    on: date


def compose(document: Document) -> Page:
    """Everything that the recipient may know today, in short."""
    opened = open_for(document, document.subject)
    view, recipient = opened.view, document.recipient
    coming = dates.in_order(dates.of_facts(view.members), today())
    context = frame_of(document) | {
        "view": view,
        "state": listing.state_words(view.episode),
        "model": _model(view),
        "members": [line_of(member) for member in view.members[:MOST_MEMBERS]],
        "more": max(0, len(view.members) - MOST_MEMBERS),
        "workers": listing.workers_of(view.members),
        "clocks": list(_clocks(view)),
        "dates": coming[:MOST_DATES],
        "more_dates": max(0, len(coming) - MOST_DATES),
        "tasks": _tasks(recipient, view)[:MOST_DATES],
        "grounds": grounds_of(view.members),
        "sections": sorted(
            (
                part
                for source in providers("FAMILY_SUMMARY_SECTIONS")
                for part in source(recipient, view)
            ),
            key=lambda part: part.order,
        ),
    }
    return Page("families/documents/summary.html", context, opened.bases, opened.reading.account)


def recheck(document: Document) -> None:
    """Refused when the family, a member, or a category that it shows is closed by now."""
    check_still_open(document, open_for(document, document.subject))


KIND = Kind(title=gettext_lazy("Family summary"), version="1", compose=compose, recheck=recheck)


def line_of(member: Member) -> Line:
    """One member in a row of a table."""
    return Line(
        name=member.facts.name,
        born=pages.birth_date(member.facts),
        part=part_words(member),
        numbers=" · ".join(number for number in pages.numbers(member.facts) if number),
        cws=_stated(member, Program.CWS),
        calworks=_stated(member, Program.CALWORKS),
    )


def _stated(member: Member, program: Program) -> str:
    said = [line for record in member.facts.of(program) for line in _facts(record, program)]
    return "; ".join(dict.fromkeys(said))


def _facts(record: RecordFacts, program: Program) -> Iterator[str]:
    for name in STATED[program]:
        fact = record.fact(name)
        if fact is not None:
            told = {"label": words.fact_label(name), "value": words.fact_value(name, fact.value)}
            yield _("%(label)s: %(value)s") % told


def grounds_of(members: tuple[Member, ...]) -> list[tuple[Program, str]]:
    """(program, why its facts stand here) for the foot of a document."""
    found = {
        (record.program, words.basis_words(ground))
        for member in members
        for record in member.facts.records
        for _category, ground in record.opened
    }
    return sorted(found)


def _model(view: FamilyView) -> str:
    code = view.episode.model if view.episode is not None else ""
    known = code and wordings.openings(view.members, Program.CWS, "C5")
    return str(Model(code).label) if known else ""


def _clocks(view: FamilyView) -> Iterator[Clock]:
    episode = view.episode
    if episode is None:
        return
    for row in episode.acceptances.filter(state=Acceptance.State.WAITING):
        side = Program(row.program).label
        yield Clock(_("Answer of %(program)s to the notice") % {"program": side}, row.due_on)
    for closing in Closing.objects.filter(episode=episode, state=RUNNING[1]):
        yield Clock(_("Last day of the hand-off"), closing.last_day)
    if episode.hold_until is not None:
        yield Clock(_("On hold until"), episode.hold_until)


def _tasks(recipient: Any, view: FamilyView) -> list[dates.NextDate]:
    found = dates.of_tasks(recipient, [view.family], {view.family.pk: view.members})
    return dates.in_order(found.get(view.family.pk, ()), today())
