"""Which adults of a family somebody may be asked about, and who reads what was noted."""

from cases.families.models import AgreementStep
from cases.sharing.families import Member
from cases.sharing.models import Category
from linkages.programs import Program

# Whose facts a category tells of; the others are either program's own.
OWNERS = {"C2": Program.CALWORKS, "C3": Program.CALWORKS, "C5": Program.CWS, "C6": Program.CWS}
# What somebody of both programs may write: what both programs share by statute.
JOINT = ("C1", "C2", "C3", "C5")


def adults(members: tuple[Member, ...]) -> list[Member]:
    """Grown members whom this viewer may open, and who can be asked."""
    return [member for member in members if not member.is_child and not member.facts.kin]


def is_open(member: Member, owner: str, category: str) -> bool:
    """Whether this viewer may read a category of one program's facts about a member. What somebody
    of both programs wrote: where every program's is open, or its owner's where it has one."""
    owner = OWNERS.get(category, owner) if owner == Program.JOINT else owner
    records = member.facts.records if owner == Program.JOINT else member.facts.of(owner)
    return bool(records) and all(category in dict(record.opened) for record in records)


def may_read_note(member: Member, step: AgreementStep) -> bool:
    """Whether the note of a step is for this viewer."""
    return is_open(member, step.note_owner, step.note_category)


def categories(member: Member, owner: str) -> list[tuple[str, str]]:
    """In which categories somebody of this program may write a note about a member: what they may
    read themselves."""
    mine = JOINT if owner == Program.JOINT else Category.values
    return [
        (code, str(Category(code).label))
        for code in mine
        if OWNERS.get(code, owner) == owner or owner == Program.JOINT
        if is_open(member, owner, code)
    ]
