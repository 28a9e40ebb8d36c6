"""What the roll-up works on: entries in, places and drafts of families out. Pure values."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from linkages.programs import Program

Record = uuid.UUID


class Part(StrEnum):
    """The part of somebody in a unit; the same words as `FamilyMember.Part`."""

    CHILD = "child"
    PARENT = "parent"
    CAREGIVER = "caregiver"
    OTHER = "other"


class Kind(StrEnum):
    """The same words as `Family.Kind`."""

    MUTUAL = "mutual"
    REPORT = "report"
    CAREGIVER = "caregiver"
    CWS_ONLY = "cws_only"


class Rule(StrEnum):
    """Why a record stands in a family. `wording` has the sentence of each."""

    CWS_FAMILY = "cws_family"
    PARENT_ON_AID = "parent_on_aid"
    CHILD_AT_HOME = "child_at_home"
    TEEN_PARENT = "teen_parent"
    CAREGIVER = "caregiver"
    REPORT = "report"
    JOINED = "joined_by_hand"
    SPLIT = "split_by_hand"


@dataclass(frozen=True, slots=True)
class Unit:
    """A CWS family or a CalWORKs household; with `teen`, that part of a CWS family which is a
    teen parent's own: their children and the other parents of these."""

    program: Program
    label: str
    teen: Record | None = None

    @property
    def order(self) -> tuple[str, str, str]:
        """Where it stands among others."""
        return str(self.program), self.label, str(self.teen or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it stands in one unit now.

    `unit`: the CWS family or CalWORKs household (`RecordVersion.household`). `adult`: an adult of a
    CalWORKs household. `child_in`, `parent_in`: CWS cases. `guardian`: a parent there only as legal
    guardian. `placed`: a CWS child in out-of-home care. `cares`: a CWS client who is nothing but a
    caregiver; or a placed child's CalWORKs record in the household of whoever cares for them.
    `from_report`: all that CWS has is a report. `ended`: gone from the extract, or off aid.
    """

    record: Record
    program: Program
    unit: str
    part: Part
    person: uuid.UUID | None = None
    adult: bool = False
    child_in: frozenset[str] = frozenset()
    parent_in: frozenset[str] = frozenset()
    guardian: bool = False
    placed: bool = False
    cares: bool = False
    from_report: bool = False
    ended: bool = False

    @property
    def node(self) -> Unit:
        """The unit in which it stands."""
        return Unit(self.program, self.unit)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody ruled by hand about two units. `number` orders them, the latest is highest."""

    together: bool
    one: str
    other: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A record's place in a draft. `guest`: the unit itself belongs to another family."""

    record: Record
    unit: str
    part: Part
    rule: Rule
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A family as the rules see it; `places` in the order of their records."""

    kind: Kind
    places: tuple[Place, ...]
