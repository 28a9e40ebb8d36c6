"""What both programs see to before joint work ends: our list, or the county's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.families.models import ClosingStep

FLAGS_ENDED = "flags_ended"
# Code, words, and whether a closing waits for it (casework protocols FM step 10, FR step 11).
OURS: tuple[tuple[str, Promise | str, bool], ...] = (
    ("workers_told", _("Both workers and their supervisors are told"), True),
    ("family_told", _("The family is told, by the worker they know"), True),
    (FLAGS_ENDED, _("Flags in both source systems have an end date"), True),
    (
        "releases_reviewed",
        _("Releases of information are reviewed: end, or go on without us"),
        True,
    ),
    ("tasks_handed", _("Open tasks are done or handed over"), True),
    ("letter", _("Each adult has a closing letter"), False),
)
WORDS = {code: words for code, words, _needed in OURS}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist in the reader's language."""

    code: str
    words: str
    needed: bool


def checklist(user: Any) -> tuple[Line, ...]:
    """The list that holds in the county now."""
    rows = list(ClosingStep.objects.visible_to(user))
    if not rows:
        return tuple(Line(code, str(words), needed) for code, words, needed in OURS)
    return tuple(
        Line(row.code, said(row.code, row.words), row.needed)
        for row in rows
        if row.retired_at is None
    )


def named(user: Any, codes: Iterable[str]) -> dict[str, str]:
    """Words of lines by code, also of those that were taken off the list since."""
    rows = ClosingStep.objects.visible_to(user).filter(code__in=list(codes))
    words = {row.code: said(row.code, row.words) for row in rows}
    return {code: words.get(code) or said(code, {}) for code in codes}


def said(code: str, words: dict[str, str]) -> str:
    """A line in the reader's language: the county's words, else ours."""
    language = (get_language() or "en")[:2]
    return words.get(language) or words.get("en") or str(WORDS.get(code, code))
