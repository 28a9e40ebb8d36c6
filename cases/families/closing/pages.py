"""What the page on closing shows: where a closing stands, its checklist, what may be done now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families.closing import acts, steps
from cases.families.closing.forms import StepForm, TickForm
from cases.families.models import (
    Closing,
    ClosingTick,
    Episode,
    FamilyChange,
    Hold,
    Reopening,
    SourceFlagKind,
)
from cases.families.source_flags.acts import still_set
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.families import Member
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.programs import Program

Reason = Episode.CloseReason
# Whose fact a reason is: shown to whom this category of the family is open.
FACT_OF: dict[str, tuple[Program, str]] = {
    Reason.CWS_CLOSED: (Program.CWS, "C5"),
    Reason.RETURNED: (Program.CWS, "C5"),
    Reason.TERMINATED: (Program.CWS, "C5"),
    Reason.ADOPTION: (Program.CWS, "C5"),
    Reason.AID_ENDED: (Program.CALWORKS, "C2"),
    Reason.TIMED_OUT: (Program.CALWORKS, "C2"),
}
REFUSE, TAKE_BACK, NOW = "refuse", "take_back", "now"
ACTS = {
    StepForm.CONFIRM: gettext_lazy("Confirm: the hand-off begins"),
    REFUSE: gettext_lazy("Do not close: joint work goes on"),
    TAKE_BACK: gettext_lazy("Take it back: joint work goes on"),
    NOW: gettext_lazy("Close now, before the last day or with open lines"),
}
STATES = {
    Closing.State.PROPOSED: "attention",
    Closing.State.CONFIRMED: "waiting",
    Closing.State.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A line of the checklist: done by whom, or waiting."""

    code: str
    words: str
    needed: bool
    done_by: str
    done_at: datetime | None
    form: TickForm | None
    # Of the line about marks: those that stand in a source system still.
    standing: tuple[SourceFlagKind, ...] = ()


@dataclass(frozen=True, slots=True)
class PastLine:
    """One thing that happened to an episode, in finished words."""

    at: datetime
    words: str
    by: str
    why: str = ""


def reason_words(members: tuple[Member, ...], reason: str) -> str:
    """Why it ends, for whom that fact is open; empty for others."""
    fact = FACT_OF.get(reason)
    if not reason or (fact is not None and not wordings.openings(members, *fact)):
        return ""
    return str(Reason(reason).label)


def suggested(view: FamilyView) -> str:
    """The reason that a change of the family's people gives for closing; empty for none.

    Of somebody who left, only what this viewer may know of their record.
    """
    episode = view.episode
    if episode is None or episode.closed_on or episode.state == Episode.State.CLOSING:
        return ""
    kinds = (FamilyChange.Kind.NOT_MUTUAL, FamilyChange.Kind.MUTUAL, FamilyChange.Kind.LEFT)
    rows = FamilyChange.objects.filter(
        county=view.family.county_id, family=view.family.pk, kind__in=kinds
    )
    seen = {each.record: each for member in view.members for each in member.facts.records}
    for row in rows.filter(at__date__gte=episode.identified_on).order_by("-at"):
        if row.kind == FamilyChange.Kind.MUTUAL:
            return ""
        if row.kind == FamilyChange.Kind.NOT_MUTUAL:
            return str(Reason.NOT_MUTUAL)
        record = seen.get(row.record) if row.record else None
        if record is not None and record.gone_on is not None:
            of_cws = record.program == Program.CWS
            return str(Reason.CWS_CLOSED if of_cws else Reason.AID_ENDED)
    return ""


def latest(episode: Episode) -> Closing | None:
    """The closing that runs, else the last one."""
    rows = Closing.objects.filter(episode=episode)
    rows = rows.select_related("proposed_by", "confirmed_by", "ended_by")
    return rows.order_by("-proposed_at").first()


def choices(user: Any, closing: Closing | None) -> list[tuple[str, Any]]:
    """What this person may do with a closing now."""
    if closing is None or closing.state not in acts.RUNNING:
        return []
    confirming = acts.may_confirm(user)
    own = closing.proposed_by_id == user.pk
    if closing.state == Closing.State.PROPOSED:
        named = [StepForm.CONFIRM, REFUSE] if confirming else []
        named += [TAKE_BACK] if own else []
    else:
        named = [NOW, TAKE_BACK] if confirming else []
    return [(name, ACTS[name]) for name in named]


def check_lines(user: Any, closing: Closing, *, working: bool) -> list[CheckLine]:
    """The checklist of a closing, with a button a line for whoever works on it."""
    ticks = ClosingTick.objects.filter(closing=closing, undone_at=None).select_related("done_by")
    done = {tick.code: tick for tick in ticks}
    listed = {line.code: line.words for line in steps.checklist(user)}
    others = [code for code in [*closing.needed, *done] if code not in listed]
    words = listed | steps.named(user, dict.fromkeys(others))
    running = working and closing.state in acts.RUNNING
    standing = tuple(flag.kind for flag in still_set(closing.episode))
    return [
        CheckLine(
            code,
            words[code],
            code in closing.needed,
            done[code].done_by.name if code in done else "",
            done[code].done_at if code in done else None,
            TickForm(initial={"code": code, "done": code not in done}) if running else None,
            standing if code == steps.FLAGS_ENDED else (),
        )
        for code in words
    ]


def where_it_stands(user: Any, view: FamilyView) -> dict[str, Any]:
    """For section and page: the episode's state in words, the closing, the pause."""
    episode = view.episode
    if episode is None:
        return {"episode": None}
    closing = latest(episode)
    running = closing is not None and closing.state in acts.RUNNING
    late = running and closing is not None and closing.last_day < today()
    hold = None
    if episode.state == Episode.State.ON_HOLD:
        hold = Hold.objects.filter(episode=episode, ended_on=None).first()
    suggestion = "" if running else suggested(view)
    return {
        "episode": episode,
        "suggested": suggestion,
        "suggested_words": reason_words(view.members, suggestion),
        "closing": closing,
        "running": running,
        "late": late,
        "closing_state": STATES.get(closing.state, "neutral") if closing else "",
        "reason": reason_words(view.members, closing.reason) if closing else "",
        "closed_reason": reason_words(view.members, episode.close_reason),
        "open_lines": len(acts.missing(closing)) if closing is not None and running else 0,
        "hold": hold,
        "undoable": closing if closing is not None and acts.undoable(user, closing) else None,
        "may_close": may(user, Permission.CLOSE_FAMILY),
        "may_transfer": may(user, Permission.TRANSFER_FAMILY),
    }


def past(view: FamilyView) -> list[PastLine]:
    """Closings, pauses and new beginnings of all episodes of the family, latest first."""
    lines = [*_closings(view), *_holds(view), *_reopenings(view)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _closings(view: FamilyView) -> Iterator[PastLine]:
    rows = Closing.objects.filter(county=view.family.county_id, episode__family=view.family.pk)
    for row in rows.select_related("proposed_by", "confirmed_by", "ended_by"):
        reason = reason_words(view.members, row.reason)
        yield PastLine(row.proposed_at, _("Closing proposed"), row.proposed_by.name, reason)
        if row.confirmed_at is not None and row.confirmed_by != row.proposed_by:
            yield PastLine(row.confirmed_at, _("Closing confirmed"), row.confirmed_by.name)
        if row.ended_at is not None:
            name = row.ended_by.name
            yield PastLine(row.ended_at, row.get_state_display(), name, row.ended_why)


def _holds(view: FamilyView) -> Iterator[PastLine]:
    rows = Hold.objects.filter(county=view.family.county_id, episode__family=view.family.pk)
    for row in rows.select_related("placed_by"):
        yield PastLine(
            row.placed_at,
            _("Put on hold"),
            row.placed_by.name,
            _reason_and_note(row.get_reason_display(), row),
        )


def _reopenings(view: FamilyView) -> Iterator[PastLine]:
    rows = Reopening.objects.filter(county=view.family.county_id, episode__family=view.family.pk)
    for row in rows.select_related("reopened_by"):
        name = row.reopened_by.name
        why = _reason_and_note(row.get_reason_display(), row)
        yield PastLine(row.reopened_at, _("Reopened"), name, why)


def _reason_and_note(reason: str, row: Hold | Reopening) -> str:
    note = row.said.get("note", "")
    return f"{reason}: {note}" if note else reason
