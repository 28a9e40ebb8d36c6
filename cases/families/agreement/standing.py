"""Where each adult stands: what they said last, and how often they were asked after a refusal."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.families.agreement.parameters import REASK_DAYS, REASK_MOST
from cases.families.models import AgreementStep, Episode
from cases.people.models import FamilyMember, ProgramRecord
from linkages import parameters

Act = AgreementStep.Act
REFUSED = frozenset({Act.DECLINED.value, Act.WITHDRAWN.value})
GROWN = (FamilyMember.Part.PARENT, FamilyMember.Part.CAREGIVER, FamilyMember.Part.OTHER)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the county allows: days after a refusal, and number of askings."""

    days: int
    most: int


@dataclass(frozen=True, slots=True)
class Standing:
    """One adult: the last act and its day ("" and None where nobody asked), since when they have
    refused without agreeing in between, and how often they were asked after that."""

    act: str = ""
    on: date | None = None
    refused_on: date | None = None
    asked_again: int = 0

    @property
    def refuses(self) -> bool:
        """Whether their last word is no. Being asked again does not undo it."""
        return self.refused_on is not None

    def may_be_asked(self, limits: Limits) -> bool:
        """Whether the county's number of askings is not used up."""
        return self.refused_on is None or self.asked_again < limits.most

    def ask_again_by(self, limits: Limits) -> date | None:
        """The last day on which the county asks again by itself; None where nothing is to ask."""
        if self.refused_on is None or not self.may_be_asked(limits):
            return None
        return self.refused_on + timedelta(days=limits.days)


def limits_of(county: str, on: date) -> Limits:
    """The county's parameters of a day."""
    return Limits(
        parameters.value(REASK_DAYS, county=county, on=on),
        parameters.value(REASK_MOST, county=county, on=on),
    )


def stand(steps: Sequence[tuple[str, date]]) -> Standing:
    """What follows from the acts of one adult, oldest first. Pure."""
    refused_on, asked_again, before = None, 0, ""
    for act, on in steps:
        if act == Act.AGREED:
            refused_on, asked_again = None, 0
        elif act in REFUSED:
            # Somebody who says no again without a step "asked" was asked all the same.
            asked_again += refused_on is not None and before != Act.ASKED
            refused_on = refused_on or on
        elif refused_on is not None:
            asked_again += 1
        before = act
    last, on = steps[-1] if steps else ("", None)
    return Standing(last, on, refused_on, asked_again)


def counting(
    steps: Iterable[AgreementStep], episode: Episode, limits: Limits
) -> list[AgreementStep]:
    """The steps that count in an episode, oldest first: its own, and where the adult's last word
    before it was no and is not older than the county's days, those that led to it."""
    listed = sorted(steps, key=lambda step: (step.at, step.pk))
    before = [step for step in listed if step.episode_id != episode.pk]
    own = [step for step in listed if step.episode_id == episode.pk]
    last = stand([(step.act, step.on) for step in before])
    newest = before[-1].on if before else None
    kept = last.refuses and newest is not None
    if kept and newest + timedelta(days=limits.days) >= episode.identified_on:
        return before + own
    return own


Key = uuid.UUID


def steps_about(episodes: Collection[Episode]) -> Mapping[Key, Mapping[Key, list[AgreementStep]]]:
    """Episode to adult (person, or record where nobody linked it) to all that they ever said, for
    the grown members whom its family has now. Three queries however many episodes."""
    families = {episode.family_id for episode in episodes}
    places = FamilyMember.objects.filter(family__in=families, part__in=GROWN).now()
    adults: dict[Key, set[Key]] = defaultdict(set)
    people: set[Key] = set()
    records: dict[Key, Key] = {}
    for family, record, person in places.values_list("family", "record", "record__person"):
        adults[family].add(person or record)
        records[record] = person or record
        people |= {person} if person else set()
    others = ProgramRecord.objects.filter(person__in=people).values_list("pk", "person")
    records |= dict(others)
    said: dict[Key, list[AgreementStep]] = defaultdict(list)
    rows = AgreementStep.objects.filter(record__in=records).select_related("by")
    for step in rows.order_by("at", "pk"):
        said[records[step.record_id]].append(step)
    return {
        episode.pk: {
            adult: said[adult] for adult in adults.get(episode.family_id, ()) if adult in said
        }
        for episode in episodes
    }
