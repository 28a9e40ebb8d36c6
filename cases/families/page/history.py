"""Who did what with a family and when, as far as the reader may know it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.models import Acceptance, Contact, Wording
from cases.families.notes.reading import KINDS, Found, kind_of
from cases.families.viewing import FamilyView
from linkages.registries import providers

MOST = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `program` where it is one side's."""

    at: datetime
    what: str
    who: str = ""
    program: str = ""


def of(user: Any, view: FamilyView, found: Found) -> list[Line]:
    """The latest first. Other apps add theirs by settings.FAMILY_HISTORY: (user, view) -> lines."""
    lines = [*_of_people(view), *_of_work(view), *_of_answers(view), *_of_words(found)]
    for source in providers("FAMILY_HISTORY"):
        lines += source(user, view)
    return sorted(lines, key=lambda line: line.at, reverse=True)[:MOST]


def _of_people(view: FamilyView) -> Iterator[Line]:
    """When the members whom the reader sees came, from the places that they have now."""
    for member in view.members:
        came = min(place.since for place in member.places)
        name = member.facts.name
        yield Line(_begin(came), _("%(name)s belongs to the family from this day") % {"name": name})


def _begin(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_work(view: FamilyView) -> Iterator[Line]:
    """Where joint work stood, from the episodes' history."""
    for episode in view.family.episodes.select_related("closed_by", "wave__released_by"):
        number = {"number": episode.number}
        yield Line(_begin(episode.identified_on), _("Found as a mutual family"))
        if episode.notified_at:
            by = episode.wave.released_by if episode.wave else None
            yield Line(episode.notified_at, _("Both sides were told"), str(by or ""))
        if episode.accepted_at:
            yield Line(episode.accepted_at, _("Accepted by both sides"))
        if episode.closed_on:
            what = _("Joint work closed (%(number)s)") % number
            yield Line(_begin(episode.closed_on), what, str(episode.closed_by or ""))


def _of_answers(view: FamilyView) -> Iterator[Line]:
    rows = Acceptance.objects.filter(county=view.family.county_id, episode__family=view.family)
    for row in rows.exclude(answered_at=None).select_related("answered_by"):
        yield Line(row.answered_at, str(row.get_state_display()), str(row.answered_by), row.program)


def _of_words(found: Found) -> Iterator[Line]:
    """What was written, corrected, struck out and done: of rows that the reader may have."""
    rows = {row.pk: row for row, _opened in found.rows}
    wanted = Q(pk__in=[])
    for kind, model in KINDS.items():
        ids = [pk for pk, row in rows.items() if isinstance(row, model)]
        if ids:
            wanted |= Q(**{f"{kind}__in": ids})
    acts = Wording.objects.filter(wanted).defer("sealed").select_related("by").order_by("-at")
    for act in acts[:MOST]:
        row = rows[act.contact_id or act.task_id or act.note_id]
        yield Line(act.at, _told(act, row), str(act.by), row.program)
    for row in rows.values():
        if getattr(row, "done_at", None):
            yield Line(row.done_at, _("Task done"), str(row.done_by), row.program)


def _told(act: Wording, row: Any) -> str:
    names: Mapping[str, str] = {"contact": _("Contact"), "task": _("Task"), "note": _("Note")}
    what = str(row.get_kind_display()) if isinstance(row, Contact) else names[kind_of(row)]
    return f"{what}: {str(Wording.Act(act.act).label).lower()}"
