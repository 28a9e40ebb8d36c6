"""Writing down what an adult said about taking part, and what follows from it.

`declined` is what everything that would reach a family asks first: release by quota, tasks, mails
and documents. Neither program's services ask it.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.families.agreement.parameters import NARROWS
from cases.families.agreement.standing import (
    REFUSED,
    Act,
    Standing,
    counting,
    limits_of,
    stand,
    steps_about,
)
from cases.families.models import AgreementStep, Episode
from cases.people.models import FamilyMember, ProgramRecord
from cases.sharing.models import Narrowing
from linkages import audit, events, parameters
from linkages.calendar import today
from linkages.sealing import Unopenable, seal, unseal

Key = uuid.UUID
# News that a family declined; subject: the episode.
DECLINED = "families.declined"


class NotAllowed(Exception):
    """What was said does not follow from what was said before. str(error) is for the screen."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an adult said, when and how, and what the worker notes about it."""

    act: str
    on: date
    how: str
    language: str
    interpreter: str
    note: str = ""
    note_category: str = "C1"
    note_owner: str = "joint"


def standings(
    episodes: Collection[Episode], on: date | None = None
) -> dict[Key, dict[Key, Standing]]:
    """Episode to adult to where they stand. Adults whom nobody asked are not in it."""
    if not episodes:
        return {}
    limits = limits_of(next(iter(episodes)).county_id, on or today())
    episode_of = {episode.pk: episode for episode in episodes}
    found: dict[Key, dict[Key, Standing]] = {}
    for pk, adults in steps_about(episodes).items():
        episode = episode_of[pk]
        found[pk] = {
            adult: stand([(step.act, step.on) for step in counting(steps, episode, limits)])
            for adult, steps in adults.items()
        }
    return found


def declined_of(episodes: Iterable[Episode]) -> frozenset[Key]:
    """Those of the episodes whose family has declined: one adult's last word is no, and no other
    adult agrees."""
    listed = list(episodes)
    return frozenset(pk for pk, adults in standings(listed).items() if _no(adults.values()))


def declined_among(episodes: QuerySet[Episode]) -> frozenset[Key]:
    """The same of a whole county's: looks only at families one of whose adults ever refused."""
    refused = AgreementStep.objects.filter(act__in=REFUSED)
    people = refused.exclude(record__person=None).values("record__person")
    places = FamilyMember.objects.now()
    # Two questions, which begin at the few refusals: as one with "or" it reads the county.
    said = places.filter(record__in=refused.values("record"))
    beside = places.filter(record__person__in=people)
    families = said.values("family").union(beside.values("family"))
    return declined_of(episodes.filter(family__in=families))


def declined(episode: Episode) -> bool:
    """Whether the family has declined to take part, as of now."""
    return bool(declined_of([episode]))


def _no(adults: Iterable[Standing]) -> bool:
    listed = list(adults)
    return any(s.refuses for s in listed) and not any(s.act == Act.AGREED for s in listed)


@transaction.atomic
def record(user: Any, episode: Episode, adult: ProgramRecord, said: Said) -> AgreementStep:
    """Write down what an adult of the episode's family said. Raises NotAllowed.

    The caller has found the family and the adult in the user's scope. `adult` is one of the
    adult's records, the user's own program's where there is one.
    """
    # Two workers who hear of it at once follow each other.
    held = Episode.objects.select_for_update(of=("self",)).get(pk=episode.pk)
    earlier, standing = _standing(held, adult)
    _check(held, standing, said, earlier[-1].on if earlier else None)
    was_declined = declined(held)
    step = AgreementStep(
        county_id=held.county_id,
        episode=held,
        record=adult,
        act=said.act,
        on=said.on,
        how=said.how,
        language=said.language,
        interpreter=said.interpreter,
        note_category=said.note_category,
        note_owner=said.note_owner,
        by=user,
        at=timezone.now(),
    )
    if said.note:
        step.note = seal(said.note.encode(), model="agreement", field="note", row=step.pk)
    if said.act in REFUSED:
        step.narrowing = _narrow(user, adult)
    elif said.act == Act.AGREED:
        _widen(earlier)
    step.save(force_insert=True)
    engage(held)
    if not was_declined and declined(held):
        events.emit(DECLINED, county=held.county_id, subject=held.pk, by=user.pk)
    audit.note({held.family_id, adult.pk}, purpose="agreement")
    return step


def engage(episode: Episode) -> bool:
    """The family knows: an episode that both sides accepted goes on once an adult was asked or
    agreed. Called again when both sides have accepted. Whether it moved."""
    told = AgreementStep.objects.filter(episode=episode, act__in=[Act.ASKED, Act.AGREED])
    if episode.state != Episode.State.ACCEPTED or not told.exists():
        return False
    episode.state, episode.version = Episode.State.ENGAGED, episode.version + 1
    episode.save(update_fields=["state", "version"])
    return True


def note_of(step: AgreementStep) -> str:
    """The words of a step's note; empty for none. Who may read them is the caller's question."""
    if not step.note:
        return ""
    try:
        return unseal(step.note, model="agreement", field="note", row=step.pk).decode()
    except Unopenable:
        return ""


def _standing(episode: Episode, adult: ProgramRecord) -> tuple[list[AgreementStep], Standing]:
    limits = limits_of(episode.county_id, today())
    said = steps_about([episode])[episode.pk].get(adult.person_id or adult.pk, [])
    counted = counting(said, episode, limits)
    return counted, stand([(step.act, step.on) for step in counted])


def _check(episode: Episode, standing: Standing, said: Said, last: date | None) -> None:
    if episode.closed_on is not None:
        raise NotAllowed(_("Joint work with this family is closed. Reopen it first."))
    if said.on > today():
        raise NotAllowed(_("This day has not come yet."))
    if last is not None and said.on < last:
        raise NotAllowed(_("There is already an entry of a later day."))
    if said.act == Act.WITHDRAWN and standing.act != Act.AGREED:
        raise NotAllowed(_("Only who has agreed can withdraw. Record “Declined” instead."))
    if said.act == Act.AGREED and standing.act == Act.AGREED:
        raise NotAllowed(_("They have agreed already."))
    again = said.act == Act.ASKED or (said.act in REFUSED and standing.act != Act.ASKED)
    if again and not standing.may_be_asked(limits_of(episode.county_id, today())):
        raise NotAllowed(
            _(
                "They were asked as often as the county asks. Nobody asks them again. If they "
                "come back to it by themselves, record “Agreed”."
            )
        )


def _narrow(user: Any, adult: ProgramRecord) -> Key | None:
    """Narrow statutory sharing to identity where the county chose so; None where it did not, or
    where somebody had narrowed it before."""
    if not parameters.value(NARROWS, county=adult.county_id, on=today()):
        return None
    row, made = Narrowing.objects.get_or_create(
        record=adult,
        until=None,
        defaults={
            "county_id": adult.county_id,
            "reason": _("Declined to take part in Linkages."),
            "since": today(),
            "made_by": user.pk,
        },
    )
    return row.pk if made else None


def _widen(earlier: Iterable[AgreementStep]) -> None:
    """Lift what their refusals narrowed, from now on."""
    ours = [step.narrowing for step in earlier if step.narrowing]
    open_ones = Narrowing.objects.filter(pk__in=ours, until=None)
    open_ones.update(until=today() - timedelta(days=1))
