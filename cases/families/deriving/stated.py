"""What the rules of this folder read: a few codes and days of each member, and the county's rules.

Pure values. Nothing here is shown: rules answer with codes, and words are made of what the viewer
may see (`words`).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linkages.programs import Program

CHILD, PARENT = "child", "parent"
ENDED = frozenset({"discontinued", "denied"})


@dataclass(frozen=True, slots=True)
class Stated:
    """One record of a family: its parts in it, and what its program says today."""

    record: uuid.UUID
    program: Program
    person: uuid.UUID | None = None
    parts: frozenset[str] = frozenset()
    role: str = ""
    born: date | None = None
    # Service components of the child's cases, and the day of the last removal.
    components: tuple[str, ...] = ()
    removed_on: date | None = None
    aid_status: str = ""
    wtw_status: str = ""
    status_since: date | None = None
    na840_on: date | None = None
    activity: str = ""
    homeless: bool = False
    # Staff entered the removal; the service component that an extract states is older.
    removal_entered: bool = False

    @property
    def is_cws_child(self) -> bool:
        return self.program == Program.CWS and CHILD in self.parts

    @property
    def on_aid(self) -> bool:
        """Whether CalWORKs has not ended for them, as far as it says."""
        return self.program == Program.CALWORKS and self.aid_status not in ENDED


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and the records that gave rise to it."""

    code: str
    records: tuple[uuid.UUID, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As an episode keeps it."""
        return {"code": self.code, "records": [str(record) for record in self.records]}


def reason(code: str, people: Iterable[Stated]) -> Reason:
    """The same for some members, in an order that does not depend on the database."""
    return Reason(code, tuple(sorted(each.record for each in people)))


@dataclass(frozen=True, slots=True)
class Rules:
    """How one county ranks, on one day. Defaults are those of `cases.families.parameters`."""

    order: tuple[str, ...] = ("0", "1", "2", "3A", "3B", "4")
    absence_month: str = "full_calendar_month"
    notice_days: int = 20
    treatment: tuple[str, ...] = ()
    # How far a circumstance raises (above zero) or lowers a family among those of its rank.
    lifts: dict[str, int] = field(default_factory=dict)
    teen_age: int = 19
