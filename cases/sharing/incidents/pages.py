"""What pages, prints and files about incidents show: finished words, in reading order."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.people.models import ProgramRecord
from cases.sharing import pages
from cases.sharing.accounting.account import Staff
from cases.sharing.incidents import acts, states
from cases.sharing.incidents.parameters import CLOSE, FIRST_REPORT, NOTICE, UPDATE
from cases.sharing.incidents.states import Clock, Due, Told
from cases.sharing.models import (
    Category,
    Incident,
    IncidentDocument,
    IncidentRecord,
    IncidentShowing,
    IncidentStep,
)
from cases.sharing.reading import Purpose, read
from cases.sharing.wrong_links.telling import shown_because_of
from linkages import parameters
from linkages.calendar import today
from linkages.documents import kind_of
from linkages.parameters import Mark
from linkages.programs import Program
from linkages.templatetags.words import due, number, short_day

State = Incident.State
PARAMETERS = {
    Clock.FIRST_REPORT: FIRST_REPORT,
    Clock.UPDATE: UPDATE,
    Clock.NOTICE: NOTICE,
    Clock.CLOSE: CLOSE,
}
CLOCKS: dict[Clock, Promise] = {
    Clock.FIRST_REPORT: gettext_lazy("First report"),
    Clock.UPDATE: gettext_lazy("Second report"),
    Clock.NOTICE: gettext_lazy("People told"),
    Clock.CLOSE: gettext_lazy("Record closed"),
}
STATE_KINDS = {
    State.SUSPECTED: "attention",
    State.TRIAGED: "waiting",
    State.CONFIRMED: "stop",
    State.DISMISSED: "neutral",
    State.CONTAINED: "waiting",
    State.REPORTED: "waiting",
    State.NOTIFIED: "waiting",
    State.CLOSED: "closed",
}
# What to do next, by state.
NEXT: dict[str, Promise] = {
    State.SUSPECTED: gettext_lazy("Look at what was seen and by whom, and say how serious it is."),
    State.TRIAGED: gettext_lazy("Ask the people named below. Then confirm or dismiss it."),
    State.CONFIRMED: gettext_lazy(
        "Stop what still goes on: get prints back, have copies destroyed."
    ),
    State.CONTAINED: gettext_lazy("Report it to whom your agreement and your counsel name."),
    State.REPORTED: gettext_lazy("Tell the people concerned, or say why nobody is told."),
    State.NOTIFIED: gettext_lazy("Somebody who had no hand in it closes it."),
    State.DISMISSED: gettext_lazy("Somebody who had no hand in it closes it."),
    State.CLOSED: gettext_lazy("Nothing. It stays on record."),
}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock in words, with where its days come from and how sure that is."""

    label: str
    words: str
    kind: str
    source: str
    mark: str
    due_on: date
    met_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words."""

    at: datetime
    label: str
    by: str
    reason: str
    told: str
    told_on: date | None


@dataclass(frozen=True, slots=True)
class ShowingLine:
    """One showing in words."""

    at: datetime
    who: str
    program: str
    owner: str
    categories: tuple[str, ...]
    channel: str


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record that an incident is about; without a name where identity may not be seen."""

    program: str
    name: str
    born: str
    number: str


def steps_of(found: Sequence[Incident]) -> dict[uuid.UUID, list[IncidentStep]]:
    """The steps of some incidents, oldest first."""
    listed: dict[uuid.UUID, list[IncidentStep]] = {each.pk: [] for each in found}
    for step in IncidentStep.objects.filter(incident__in=list(listed)).order_by("at"):
        listed[step.incident_id].append(step)
    return listed


class Days:
    """The county's clocks as they stood on the day of discovery, each day asked for once."""

    def __init__(self, county: str) -> None:
        self.county = county
        self._held = list(
            parameters.ParameterValue.objects.filter(
                county=county, name__in=PARAMETERS.values()
            ).order_by("-effective_from", "-set_at")
        )

    def on(self, day: date) -> dict[Clock, int]:
        """The days of every clock that hold on a day."""
        declared = parameters.declared()
        return {
            clock: next(
                (row.value for row in self._held if row.name == name and row.effective_from <= day),
                declared[name].default,
            )
            for clock, name in PARAMETERS.items()
        }


def clocks(incident: Incident, days: Days, steps: Sequence[IncidentStep]) -> tuple[ClockLine, ...]:
    """Every clock of an incident in words."""
    told = [Told(s.act, s.told_on or timezone.localdate(s.at)) for s in steps]
    found = states.clocks(incident.discovered_on, days.on(incident.discovered_on), told)
    return tuple(_clock(each) for each in found)


def _clock(each: Due) -> ClockLine:
    declared = parameters.declared()[PARAMETERS[each.clock]]
    overdue = each.is_overdue(today())
    if each.met_on is not None:
        kind = "attention" if each.is_late else "good"
        words = _("late, on %(day)s") if each.is_late else _("done on %(day)s")
        words %= {"day": short_day(each.met_on)}
    elif each.stopped:
        kind, words = "neutral", _("not needed any more")
    elif overdue:
        kind, words = "stop", _("overdue since %(day)s") % {"day": due(each.due_on, today())}
    else:
        near = (each.due_on - today()).days <= 1
        kind, words = (
            ("attention" if near else "waiting"),
            _("due %(day)s") % {"day": due(each.due_on, today())},
        )
    return ClockLine(
        str(CLOCKS[each.clock]),
        words,
        kind,
        declared.source,
        str(Mark(declared.mark).label),
        each.due_on,
        each.met_on,
        overdue,
    )


def next_clock(lines: Sequence[ClockLine]) -> ClockLine | None:
    """The clock that runs out first, of those that still run."""
    running = [line for line in lines if line.kind in ("stop", "attention", "waiting")]
    running = [line for line in running if line.met_on is None]
    return min(running, key=lambda line: line.due_on, default=None)


def rows(county: str, found: Sequence[Incident]) -> list[dict[str, Any]]:
    """Incidents as lists show them, in a constant number of queries."""
    steps, days = steps_of(found), Days(county)
    counts = _counts(found)
    listed = []
    for incident in found:
        lines = clocks(incident, days, steps[incident.pk])
        listed.append(
            {
                "incident": incident,
                "state_kind": STATE_KINDS[State(incident.state)],
                "clock": next_clock(lines),
                "clocks": lines,
                "seen": counts[incident.pk],
                "seen_words": showings_in_words(counts[incident.pk]),
                "steps": steps[incident.pk],
            }
        )
    return listed


def _counts(found: Sequence[Incident]) -> dict[uuid.UUID, Counter[str]]:
    counts: dict[uuid.UUID, Counter[str]] = {each.pk: Counter() for each in found}
    grouped = IncidentShowing.objects.filter(incident__in=list(counts)).order_by()
    for pk, channel, count in grouped.values_list("incident", "channel").annotate(n=Count("pk")):
        counts[pk][channel] = count
    return counts


def showings_in_words(counts: Counter[str]) -> str:
    """`3 views, 1 document`; empty words where nothing was seen."""
    channels = IncidentShowing.Channel
    told = []
    if count := counts[channels.SCREEN]:
        told.append(ngettext("%(count)s view", "%(count)s views", count))
    if count := counts[channels.PRINT]:
        told.append(ngettext("%(count)s page to print", "%(count)s pages to print", count))
    if count := counts[channels.PDF]:
        told.append(ngettext("%(count)s document", "%(count)s documents", count))
    if count := counts[channels.EXPORT]:
        told.append(ngettext("%(count)s table", "%(count)s tables", count))
    if count := counts[channels.COPY]:
        told.append(ngettext("%(count)s copied text", "%(count)s copied texts", count))
    order = (channels.SCREEN, channels.PRINT, channels.PDF, channels.EXPORT, channels.COPY)
    figures = [counts[channel] for channel in order if counts[channel]]
    return ", ".join(
        words % {"count": number(figure)} for words, figure in zip(told, figures, strict=True)
    )


def details(user: Any, incident: Incident) -> dict[str, Any]:
    """All that a page or a print says about one incident, save who its people are."""
    steps = steps_of([incident])[incident.pk]
    shown = list(IncidentShowing.objects.filter(incident=incident).order_by("at", "disclosure"))
    made = list(IncidentDocument.objects.filter(incident=incident))
    people = {s.by for s in steps} | {row.recipient for row in shown}
    people |= {row.recipient for row in made}
    people |= {incident.opened_by, incident.caused_by, incident.cut_by}
    staff = Staff(user, people)
    lines = clocks(incident, Days(incident.county_id), steps)
    counts = Counter(row.channel for row in shown)
    return {
        "incident": incident,
        "state_kind": STATE_KINDS[State(incident.state)],
        "next": NEXT[incident.state],
        "clocks": lines,
        "overdue": [line for line in lines if line.overdue],
        "steps": [_step(step, staff) for step in steps],
        "shown": [_showing(row, staff) for row in shown],
        "shown_words": showings_in_words(counts),
        "recounted": recounted(incident),
        "listed": len(shown),
        "made": [(row, kind_of(row.kind).title, staff.name(row.recipient)) for row in made],
        "opened_by": staff.name(incident.opened_by),
        "linked_by": staff.name(incident.caused_by)
        if incident.caused_by
        else rule_or_nobody(incident),
        "cut_by": staff.name(incident.cut_by) if incident.cut_by else "",
        "held": held(incident),
    }


def rule_or_nobody(incident: Incident) -> str:
    """Who caused what no member of staff did."""
    return _("the county’s rule") if incident.kind == Incident.Kind.LINK else ""


def held(incident: Incident) -> str:
    """How long a wrong link stood: in minutes, hours or days; empty for other incidents."""
    if incident.held_from is None or incident.held_until is None:
        return ""
    minutes = int((incident.held_until - incident.held_from).total_seconds() // 60)
    if minutes < 1:
        return _("less than a minute")
    if minutes < 90:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = hours // 24
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": number(days)}


def recounted(incident: Incident) -> int | None:
    """How many showings the account gives today for the list frozen at opening; None where an
    incident has no such list."""
    since, until = incident.held_from, incident.held_until
    if since is None or until is None:
        return None
    return shown_because_of(incident.county_id, incident.people, since, until).count()


def _step(step: IncidentStep, staff: Staff) -> StepLine:
    label = str(State(step.act).label)
    return StepLine(step.at, label, staff.name(step.by), step.reason, step.told, step.told_on)


def _showing(row: IncidentShowing, staff: Staff) -> ShowingLine:
    return ShowingLine(
        row.at,
        staff.name(row.recipient),
        row.recipient_program,
        row.owner,
        tuple(f"{code} {Category(code).label}" for code in row.categories),
        str(row.get_channel_display()),
    )


def records_of(user: Any, incident: Incident) -> list[RecordLine]:
    """The records that an incident is about, by name for who answers for disclosures."""
    keys = IncidentRecord.objects.filter(incident=incident).values("record")
    found = list(ProgramRecord.objects.visible_to(user).filter(pk__in=keys))
    found.sort(key=lambda record: (record.program != Program.CWS, record.pk))
    seen = {
        facts.records[0].record: facts
        for facts in read(user, Purpose.ACCOUNT, found, categories=[Category.C1])
    }
    return [
        RecordLine(
            record.program,
            seen[record.pk].name if record.pk in seen and seen[record.pk].records[0].name else "",
            pages.birth_date(seen[record.pk]) if record.pk in seen else "",
            next((n for n in pages.numbers(seen[record.pk]) if n), "") if record.pk in seen else "",
        )
        for record in found
    ]


def acts_for(user: Any, incident: Incident) -> list[tuple[str, str]]:
    """Steps that the viewer may take now, with the words of the button."""
    verbs = {
        State.TRIAGED: _("Triage: say how serious it is"),
        State.CONFIRMED: _("Confirm: it happened"),
        State.DISMISSED: _("Dismiss: it did not happen"),
        State.CONTAINED: _("Contained: nothing goes on any more"),
        State.REPORTED: _("Reported"),
        State.NOTIFIED: _("People told"),
        State.CLOSED: _("Close"),
    }
    return [(act, verbs[State(act)]) for act in acts.open_acts(user, incident)]


def why_not_close(user: Any, incident: Incident) -> str:
    """A sentence for who could close an incident but had a hand in it."""
    if states.CLOSED not in states.FOLLOWING[incident.state]:
        return ""
    if acts.may_close(user, incident):
        return ""
    return _("Closing is for somebody who neither kept this incident, nor linked, nor cut.")
