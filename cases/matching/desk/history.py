"""What was done with pairs, by whom, when, and what was shown then."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.matching import words
from cases.matching.desk import searching
from cases.matching.desk.reasons import Reasons
from cases.matching.models import MatchCandidate, MatchDecision, QueueAct
from cases.matching.queue import pairs_visible_to
from linkages.templatetags.words import day as in_words


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `shown`: (what spoke, bits) as its author saw it."""

    who: str
    what: str
    at: datetime
    reason: str = ""
    note: str = ""
    score: str = ""
    band: str = ""
    shown: tuple[tuple[str, float], ...] = ()


def of(pair: MatchCandidate) -> list[Line]:
    """Everything that was done with a pair, latest first."""
    reasons = Reasons(pair.county_id)
    decisions = pair.decisions.select_related("decided_by", "stood_in_for", "rule_run")
    acts = pair.acts.select_related("by", "reviewer")
    lines = [decided(row, reasons) for row in decisions] + [_done(row) for row in acts]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def decided(row: MatchDecision, reasons: Reasons) -> Line:
    """One decision in words."""
    band = row.shown.get("band", "")
    return Line(
        who=author(row),
        what=words.verb_words(row.verb),
        at=row.decided_at,
        reason=reasons.words(row.reason),
        note=row.note,
        score=f"{row.shown.get('bits', 0):+.1f}",
        band=str(MatchCandidate.Band(band).label) if band in MatchCandidate.Band.values else "",
        shown=tuple(words.shown_then(row.shown)),
    )


def author(row: MatchDecision) -> str:
    """Who decided, and in whose place."""
    if row.rule_run_id is not None and row.verb == MatchDecision.Verb.LINK:
        return _("The county’s rule, published by %(name)s,") % {"name": row.decided_by}
    if row.stood_in_for_id is None:
        return str(row.decided_by)
    return _("%(name)s (for %(absent)s)") % {"name": row.decided_by, "absent": row.stood_in_for}


def _done(row: QueueAct) -> Line:
    return Line(
        who=str(row.by) if row.by else _("The standing split"),
        what=_what(row),
        at=row.at,
        note=row.reason,
    )


def _what(row: QueueAct) -> str:
    if row.verb == QueueAct.Verb.DEFER:
        return _("put the pair off until %(day)s") % {"day": in_words(row.until)}
    if row.verb == QueueAct.Verb.RESUME:
        return _("brought the pair back")
    if row.verb == QueueAct.Verb.GIVE:
        return _("gave the pair to %(name)s") % {"name": row.reviewer}
    return _("took the pair back from %(name)s") % {"name": row.reviewer}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions somebody wants to see."""

    who: uuid.UUID | None = None
    verb: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None
    found: bool = False


def decisions(user: Any, asked: Asked) -> QuerySet[MatchDecision]:
    """Decisions about pairs that this user sees, latest first."""
    rows = MatchDecision.objects.visible_to(user)
    rows = rows.filter(candidate__in=pairs_visible_to(user).values("pk"))
    if asked.who:
        rows = rows.filter(decided_by=asked.who)
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.reason:
        rows = rows.filter(reason=asked.reason)
    if asked.since:
        rows = rows.filter(decided_at__gte=_begin(asked.since))
    if asked.until:
        rows = rows.filter(decided_at__lte=_end(asked.until))
    if asked.found:
        rows = rows.filter(candidate__in=searching.found_by(user))
    return rows.order_by("-decided_at", "pk")


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.max))


def file_rows(rows: QuerySet[MatchDecision], county: str) -> Iterator[tuple[str, ...]]:
    """Decisions as lines of a file: nobody's name but those of staff, and no note."""
    reasons = Reasons(county)
    for row in rows.select_related("decided_by", "stood_in_for"):
        yield (
            timezone.localtime(row.decided_at).strftime("%Y-%m-%d %H:%M:%S"),
            author(row),
            str(MatchDecision.Verb(row.verb).label),
            reasons.words(row.reason),
            str(MatchCandidate.State(row.state_before).label),
            str(MatchCandidate.State(row.state_after).label),
            f"{row.shown.get('bits', 0):.1f}",
            str(row.candidate_id),
        )
