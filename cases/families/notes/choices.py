"""What somebody may choose when they write about a family: whose, of what kind, about whom."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.families.models import FAMILY_WIDE, Contact
from cases.families.viewing import FamilyView
from cases.sharing import wordings
from cases.sharing.families import Member
from cases.sharing.models import Category
from cases.sharing.pages import ORDER
from linkages.programs import Program

Kind = Contact.Kind
CWS, CALWORKS, JOINT = Program.CWS, Program.CALWORKS, Program.JOINT
# What a contact usually tells: where the work of a program was talked about, its own work; else
# that there was a contact (casework §4.2: dates of contact are C1).
_WORK = {CWS: "C5", CALWORKS: "C3", JOINT: "C1"}
_ABOUT_WORK = frozenset(
    {Kind.HOME_VISIT, Kind.JOINT_VISIT, Kind.OFFICE, Kind.CFT, Kind.TDM, Kind.MDT, Kind.COURT}
)


@dataclass(frozen=True, slots=True)
class Choices:
    """What one writer may choose about one family."""

    members: tuple[Member, ...]
    program: Program

    @property
    def owners(self) -> list[tuple[str, str]]:
        """Whose it is to be: the writer's own program's, or both programs'."""
        own = [] if self.program == JOINT else [(self.program.value, str(self.program.label))]
        return [*own, (JOINT.value, str(JOINT.label))]

    @property
    def categories(self) -> list[tuple[str, str]]:
        """The categories that the writer may read themselves of somebody of the family."""
        opened = {category for owner, _label in self.owners for category in self._open(owner)}
        return [(code, str(label)) for code, label in Category.choices if code in opened]

    def _open(self, owner: str) -> Iterator[str]:
        for category in FAMILY_WIDE if owner == JOINT else ORDER[Program(owner)]:
            abouts = (None, *(record_of(member, owner) for member in self.members))
            if any(self.may_write(owner, category, about) for about in abouts):
                yield category

    def may_write(self, owner: str, category: str, about: uuid.UUID | None) -> bool:
        """Whether the writer could read what they write."""
        return bool(wordings.openings(self.members, owner, category, about))

    @property
    def abouts(self) -> list[tuple[str, str]]:
        """The family, or a member whom the writer's program knows."""
        known = [m for m in self.members if self.program == JOINT or m.facts.of(self.program)]
        return [
            ("", _("The family as a whole")),
            *((str(member.key), member.facts.name) for member in known),
        ]

    @property
    def present(self) -> list[tuple[str, str]]:
        """Whoever of the family may have taken part, by a record of theirs."""
        return [(str(m.facts.records[0].record), m.facts.name) for m in self.members]

    def about(self, owner: str, key: str) -> uuid.UUID | None:
        """The record of the owner by which a chosen member is named; None for the family, and
        for a member whom the owner does not know."""
        chosen = next((member for member in self.members if str(member.key) == key), None)
        return None if chosen is None else record_of(chosen, owner)

    def key_of(self, record: uuid.UUID | None) -> str:
        """The choice that a stored record is."""
        for member in self.members:
            if any(each.record == record for each in member.facts.records):
                return str(member.key)
        return ""

    def preset(self, kind: str) -> str:
        """The category that a kind of contact usually is of, as far as the writer may."""
        usual = _WORK[self.program] if kind in _ABOUT_WORK else "C1"
        open_now = [code for code, _label in self.categories]
        return usual if usual in open_now else next(iter(open_now), "")

    @property
    def presets(self) -> dict[str, str]:
        """Kind of contact to its usual category."""
        return {kind: self.preset(kind) for kind in Kind.values}


def record_of(member: Member, owner: str) -> uuid.UUID | None:
    """A record of the owning program; of both programs', any where both have one."""
    programs = (CWS, CALWORKS) if owner == JOINT else (Program(owner),)
    records = [member.facts.of(program) for program in programs]
    return records[0][0].record if all(records) else None


def choices_for(user: Any, view: FamilyView) -> Choices:
    """What this member of staff may choose."""
    return Choices(tuple(_named(view.members)), Program(user.working_in.program))


def _named(members: Sequence[Member]) -> Iterator[Member]:
    yield from (member for member in members if member.facts.records)
