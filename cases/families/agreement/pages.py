"""Lines about agreement as pages show them: finished words, each for one viewer."""

from collections.abc import Iterable
from typing import Any, TypeGuard

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.families.agreement import acts, seeing
from cases.families.agreement.standing import (
    REFUSED,
    Act,
    Limits,
    Standing,
    counting,
    limits_of,
    stand,
    steps_about,
)
from cases.families.models import AgreementStep, Episode
from cases.families.models.written import Language
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.families import Member
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.templatetags.words import short_day
from linkages.uswds import Column

COLUMNS = [
    Column(gettext_lazy("Adult")),
    Column(gettext_lazy("Where they stand")),
    Column(gettext_lazy("Next")),
    Column(gettext_lazy("Record"), hidden=True),
]
HISTORY = [
    gettext_lazy("Day"),
    gettext_lazy("What happened"),
    gettext_lazy("How"),
    gettext_lazy("By"),
    gettext_lazy("Note"),
]
KINDS = {
    "": "waiting",
    Act.ASKED: "waiting",
    Act.AGREED: "good",
    Act.DECLINED: "neutral",
    Act.WITHDRAWN: "neutral",
}


def context(user: Any, view: FamilyView) -> dict[str, Any]:
    """What the family's section and the page of its agreement show."""
    shown = lines(user, view, seeing.adults(view.members))
    return {
        "view": view,
        "lines": shown,
        "columns": COLUMNS,
        "history": HISTORY,
        "declined": has_declined(view),
        "told_on": min((line["told_on"] for line in shown if line["told_on"]), default=None),
        "url": reverse("families:agreement", args=[view.family.pk]),
    }


def has_declined(view: FamilyView) -> bool:
    """Whether the open episode of this family has been declined."""
    return is_open(view.episode) and acts.declined(view.episode)


def is_open(episode: Episode | None) -> TypeGuard[Episode]:
    """Whether there is joint work with the family now."""
    return episode is not None and episode.closed_on is None


def lines(user: Any, view: FamilyView, adults: Iterable[Member]) -> list[dict[str, Any]]:
    """Each adult: where they stand, what comes next, and everything that was said, accounted."""
    episode = view.episode
    if episode is None:
        return []
    limits = limits_of(episode.county_id, today())
    said = steps_about([episode])[episode.pk]
    may_record = may(user, Permission.WORK_FAMILY) and is_open(episode)
    shown = []
    for adult in adults:
        steps = said.get(adult.key, [])
        counted = counting(steps, episode, limits)
        standing = stand([(step.act, step.on) for step in counted])
        url = reverse("families:record_agreement", args=[view.family.pk, adult.key])
        shown.append(
            {
                "name": adult.facts.name,
                "key": f"steps-{adult.key}",
                "state": _word(standing),
                "kind": KINDS[standing.act],
                "on": standing.on,
                "next": next_words(standing, limits),
                "told_on": steps[0].on if steps else None,
                "steps": [_step(adult, step) for step in reversed(steps)],
                "url": url if may_record else "",
            }
        )
    wordings.account(
        user, (each for line in shown for step in line["steps"] for each in step["openings"])
    )
    return shown


def _word(standing: Standing) -> str:
    if not standing.act:
        return _("Not asked yet")
    if standing.refuses and standing.act == Act.ASKED:
        return _("Asked again after declining")
    return str(Act(standing.act).label)


def next_words(standing: Standing, limits: Limits) -> str:
    """What the county does next with an adult who stands like this."""
    if standing.refuses:
        by = standing.ask_again_by(limits)
        if by is None:
            return _("Nobody asks again. They may come back to it at any time.")
        if by < today():
            return _("The time for asking again ended on %(day)s.") % {"day": short_day(by)}
        return _("May be asked again until %(day)s, if it fits.") % {"day": short_day(by)}
    if standing.act == Act.AGREED:
        return _("They can withdraw at any time.")
    if standing.act == Act.ASKED:
        return _("Waiting for their answer.")
    return _("Tell them what Linkages is, and ask.")


def _step(adult: Member, step: AgreementStep) -> dict[str, Any]:
    openings = seeing.of_note(adult, step) if step.note else ()
    return {
        "openings": openings,
        "on": step.on,
        "state": step.get_act_display(),
        "refused": step.act in REFUSED,
        "how": step.get_how_display(),
        "language": dict(Language.choices).get(step.language, step.language),
        "interpreter": (
            step.get_interpreter_display()
            if step.interpreter != AgreementStep.Interpreter.NOT_NEEDED
            else ""
        ),
        "by": step.by.name,
        "note": acts.note_of(step) if openings else "",
    }
