"""Writing down contacts, tasks and notes; correcting, striking out and restoring them.

Nothing is ever taken away: each wording stays, with who changed it, when and why.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.models import Episode, Task, Wording
from cases.families.notes import titles
from cases.families.notes.reading import KINDS, Row, kind_of
from cases.families.viewing import FamilyView
from cases.people.models import ProgramRecord
from linkages import audit
from linkages.forms import Stale
from linkages.programs import Program
from linkages.templatetags.words import moment

Act = Wording.Act


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote: whose it is, what it tells, about whom, and the words.

    `about` is a record of the owning program. `more` are the columns of the kind itself.
    """

    program: str
    category: str
    about: uuid.UUID | None
    language: str
    text: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "program": self.program,
            "category": self.category,
            "about_id": self.about,
            "language": self.language,
            **self.more,
        }


@transaction.atomic
def write(user: Any, view: FamilyView, kind: str, said: Said) -> Row:
    """Write something down about a family."""
    row = KINDS[kind](
        county_id=view.family.county_id,
        family=view.family,
        episode=view.episode,
        written_by=user,
        **said.columns,
    )
    row.save(force_insert=True)
    _word(row, user, Act.WRITTEN, said.text, "")
    return row


@transaction.atomic
def correct(user: Any, row: Row, said: Said, why: str, *, seen: str) -> Row:
    """Put other words, and another category or moment, in place of what stands there.

    Raises Stale where it is not version `seen` any more.
    """
    held = _held(row, seen)
    for name, value in said.columns.items():
        setattr(held, name, value)
    held.version += 1
    held.save(update_fields=[*said.columns, "version"])
    _word(held, user, Act.CORRECTED, said.text, why)
    return held


@transaction.atomic
def strike(user: Any, row: Row, why: str, *, seen: str) -> Row:
    """Strike out what was a mistake. It stays, struck out, with the reason."""
    return _mark(user, row, Act.STRUCK, why, seen)


@transaction.atomic
def restore(user: Any, row: Row, *, seen: str) -> Row:
    """Take a striking-out back."""
    return _mark(user, row, Act.RESTORED, "", seen)


def _mark(user: Any, row: Row, act: str, why: str, seen: str) -> Row:
    held = _held(row, seen)
    struck = act == Act.STRUCK
    if held.is_struck == struck:
        raise Stale(_("Somebody else has done this already."))
    text = _text(held)
    held.version += 1
    held.struck_at = timezone.now() if struck else None
    held.struck_by = user if struck else None
    held.save(update_fields=["struck_at", "struck_by", "version"])
    _word(held, user, act, text, why)
    return held


def _text(row: Row) -> str:
    latest = Wording.objects.filter(**{kind_of(row): row.pk}).order_by("-number").first()
    return str(latest.said.get("text", "")) if latest else ""


def _held(row: Row, seen: str) -> Any:
    """The row, locked, as long as it is the version that the page showed."""
    held = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if str(held.version) != seen:
        latest = Wording.objects.filter(**{kind_of(row): row.pk}).order_by("-number").first()
        raise Stale(
            _("%(name)s changed this %(when)s. Both versions stand below.")
            % {"name": latest.by, "when": moment(latest.at)}
            if latest
            else _("Somebody changed this in the meantime.")
        )
    return held


def _word(row: Row, user: Any, act: str, text: str, why: str) -> None:
    made = Wording(
        pk=uuid.uuid4(),
        county_id=row.county_id,
        number=row.version,
        act=act,
        by=user,
        **{f"{kind_of(row)}_id": row.pk},
    )
    made.put({"text": text, "reason": why})
    made.save(force_insert=True)
    audit.note({row.family_id, row.pk, *([row.about_id] if row.about_id else [])}, purpose="family")


@transaction.atomic
def finish(user: Any, task: Task, *, done: bool) -> None:
    """Mark a task as done, or as still to be done. Twice is once."""
    held = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if (held.done_at is not None) != done:
        held.done_at, held.done_by = (timezone.now(), user) if done else (None, None)
        held.save(update_fields=["done_at", "done_by"])
    audit.note({held.family_id, held.pk}, purpose="family")


def add_task(
    episode: Episode,
    *,
    title_code: str,
    params: dict[str, Any] | None = None,
    program: str,
    worker_id: str = "",
    due: date | None = None,
    about: ProgramRecord | None = None,
    owner: str = "",
    by: Any = None,
) -> Task:
    """Set a task of a fixed sentence (`settings.TASK_TITLES`), for other apps.

    `program` does it, `owner` (else the same) is whose information the sentence is; `about` is a
    record of the owner. The same sentence with the same `params` for the same side is set once
    while it is open. KeyError for an unknown code.
    """
    title = titles.declared()[title_code]
    stated = {
        "family_id": episode.family_id,
        "code": title_code,
        "params": params or {},
        "doer": program,
        "program": owner or _owner(program, title.category),
        "category": title.category,
        "about": about,
    }
    found = Task.objects.filter(county=episode.county_id, **stated).open().first()
    if found is not None:
        return found
    return Task.objects.create(
        county_id=episode.county_id,
        episode=episode,
        worker_id=worker_id,
        due_on=due,
        written_by=by,
        **stated,
    )


def _owner(program: str, category: str) -> str:
    """The program that can hold the category where the doer's cannot."""
    if category in ("C2", "C3"):
        return Program.CALWORKS
    return Program.CWS if category in ("C5", "C6") else program


def wordings_of(row: Row) -> list[Wording]:
    """Every wording of a row, latest first."""
    rows = Wording.objects.filter(**{kind_of(row): row.pk}).select_related("by")
    return list(rows.order_by("-number"))
