"""The consensus: what the team agrees on together, item by item. Only this counts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Choice, Consensus, Round, RoundSignature, SectionNote
from assessments.rounds.instrument import instrument_of
from assessments.rounds.states import PURPOSE, NotAllowed, State, expect, locked
from linkages import audit
from linkages.forms import Stale

WRITTEN = (
    *("choice", "score", "importance", "trend"),
    *("rationale", "evidence", "helping", "hindering"),
)
NOTED = ("helping", "hindering", "strength")


@dataclass(frozen=True, slots=True)
class Agreed:
    """What stands on the page for one item. `None` for words: this page does not ask for them."""

    choice: str
    score: int | None = None
    importance: int | None = None
    trend: int | None = None
    rationale: str | None = None
    evidence: str | None = None
    helping: str | None = None
    hindering: str | None = None

    def changed(self, row: Consensus) -> list[str]:
        """The fields in which it differs from what is agreed."""
        asked = [name for name in WRITTEN if getattr(self, name) is not None]
        asked += [name for name in ("score", "importance", "trend") if name not in asked]
        return [name for name in asked if getattr(self, name) != getattr(row, name)]


@transaction.atomic
def agree(user: Any, round_id: uuid.UUID, given: Mapping[str, tuple[Agreed, str]]) -> list[str]:
    """Agree on items: code -> (what, the version that the page showed, "" for none).

    All of them or none. Returns the codes that changed. Raises NotAllowed, Stale with who changed
    which item. A signature under the round counts no more.
    """
    asked = locked(user, round_id)
    expect(asked, State.CONSENSUS)
    items = instrument_of(asked).items
    rows = {
        row.code: row
        for row in Consensus.objects.filter(county=asked.county_id, round=asked, code__in=given)
        .select_for_update(of=("self",))
        .select_related("set_by")
    }
    written: list[str] = []
    behind: list[str] = []
    for code, (agreed, version) in given.items():
        if code not in items:
            raise NotAllowed(_("This item is not part of the assessment."))
        row = rows.get(code) or Consensus(county_id=asked.county_id, round=asked, code=code)
        changed = agreed.changed(row)
        if not changed:
            continue
        if not agreed.choice:
            raise NotAllowed(
                _("Choose a score for %(code)s. Until then its words wait here as your draft.")
                % {"code": code}
            )
        if version != version_of(rows.get(code)):
            behind.append(_behind(code, rows.get(code)))
            continue
        for name in changed:
            setattr(row, name, getattr(agreed, name))
        row.version = row.version + 1 if code in rows else 1
        row.set_by, row.set_at = user, timezone.now()
        row.save()
        written.append(code)
    if behind:
        raise Stale(" ".join(behind))
    if written:
        _changed(asked)
    return written


@transaction.atomic
def clear(user: Any, round_id: uuid.UUID, code: str, *, version: str) -> None:
    """Agree on nothing for an item after all; the history keeps what it was."""
    asked = locked(user, round_id)
    expect(asked, State.CONSENSUS)
    rows = Consensus.objects.filter(county=asked.county_id, round=asked, code=code)
    row = rows.select_for_update(of=("self",)).select_related("set_by").first()
    if row is None:
        return
    if version != version_of(row):
        raise Stale(_behind(code, row))
    row.delete()
    _changed(asked)


@transaction.atomic
def note_section(
    user: Any, round_id: uuid.UUID, section: str, words: Mapping[str, str], *, version: str
) -> bool:
    """Forces and a strength of a section; whether anything changed. Raises Stale, NotAllowed."""
    asked = locked(user, round_id)
    expect(asked, State.CONSENSUS)
    rows = SectionNote.objects.filter(county=asked.county_id, round=asked, section=section)
    row = rows.select_for_update(of=("self",)).select_related("set_by").first()
    note = row or SectionNote(county_id=asked.county_id, round=asked, section=section)
    if all(getattr(note, name) == words[name] for name in NOTED):
        return False
    if version != version_of(row):
        raise Stale(_behind(section, row))
    for name in NOTED:
        setattr(note, name, words[name])
    note.version = note.version + 1 if row else 1
    note.set_by, note.set_at = user, timezone.now()
    note.save()
    _changed(asked)
    return True


@transaction.atomic
def leave_unknown(user: Any, round_id: uuid.UUID) -> int:
    """Say of every item without a consensus that the team does not know yet; how many."""
    asked = locked(user, round_id)
    expect(asked, State.CONSENSUS)
    instrument = instrument_of(asked)
    if not instrument.scale.unknown:
        raise NotAllowed(_("This assessment does not know “unknown”. Agree on every item."))
    left = open_items(asked)
    Consensus.objects.bulk_create(
        Consensus(
            county_id=asked.county_id,
            round=asked,
            code=code,
            choice=Choice.UNKNOWN,
            set_by=user,
        )
        for code in left
    )
    if left:
        _changed(asked)
    return len(left)


def open_items(asked: Round) -> list[str]:
    """Items that count and on which nobody agreed yet, in their order."""
    rows = Consensus.objects.filter(county=asked.county_id, round=asked)
    agreed = set(rows.values_list("code", flat=True))
    return [code for code in instrument_of(asked).items if code not in agreed]


def version_of(row: Consensus | SectionNote | None) -> str:
    """The token of what a page shows. With the moment: what was cleared and agreed anew differs."""
    return f"{row.version}-{row.set_at.timestamp()}" if row else ""


def _changed(asked: Round) -> None:
    """A co-chair signed what was agreed, and that is not what is agreed now."""
    RoundSignature.objects.filter(
        county=asked.county_id, round=asked, act=RoundSignature.Act.CLOSE, void_at=None
    ).update(void_at=timezone.now())
    audit.note({asked.pk}, purpose=PURPOSE)


def _behind(code: str, row: Consensus | SectionNote | None) -> str:
    told = {"code": code, "who": str(row.set_by) if row else ""}
    if row is None:
        return _("%(code)s was cleared in the meantime. Your words are still here.") % told
    return _("%(who)s changed %(code)s in the meantime. Your words are still here.") % told
