"""Families as they stand before a roll-up."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.families.rollup.gathering import Gathered
from cases.families.rollup.recognizing import Key
from cases.people.models import Family


@dataclass(frozen=True, slots=True)
class Open:
    """A place that somebody holds."""

    id: uuid.UUID
    record: uuid.UUID
    unit: str
    part: str
    since: date

    @property
    def key(self) -> Key:
        """What tells it from others of its family."""
        return self.record, self.unit


@dataclass(frozen=True, slots=True)
class Standing:
    """Families as they stand, on a day and at a moment. `told`: on which people work."""

    county: str
    on: date
    at: datetime
    gathered: Gathered
    families: Mapping[uuid.UUID, Family]
    places: Mapping[uuid.UUID, Sequence[Open]]
    told: Collection[uuid.UUID]
