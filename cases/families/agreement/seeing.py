"""Which adults of a family somebody may be asked about, and who reads what was noted."""

from cases.families.models import FAMILY_WIDE, AgreementStep
from cases.sharing import wordings
from cases.sharing.families import Member
from cases.sharing.models import Category
from cases.sharing.wordings import Opening
from linkages.programs import Program


def adults(members: tuple[Member, ...]) -> list[Member]:
    """Grown members whom this viewer may open, and who can be asked."""
    return [member for member in members if not member.is_child and not member.facts.kin]


def openings(member: Member, owner: str, category: str) -> tuple[Opening, ...]:
    """What must be open for this viewer to read what somebody of `owner` noted about a member in a
    category; empty where they may not. What somebody of both programs noted belongs to each of
    the member's programs that can hold it."""
    found: tuple[Opening, ...] = ()
    for program in wordings.owners_of(owner, category):
        if owner == Program.JOINT and not member.facts.of(program):
            continue
        about = member.facts.records[0].record
        opened = wordings.openings([member], program, category, about)
        if not opened:
            return ()
        found += opened
    return found


def of_note(member: Member, step: AgreementStep) -> tuple[Opening, ...]:
    """The same for the note of a step."""
    return openings(member, step.note_owner, step.note_category)


def categories(member: Member, owner: str) -> list[tuple[str, str]]:
    """In which categories somebody of this program may write a note about a member: what they may
    read themselves."""
    wanted = FAMILY_WIDE if owner == Program.JOINT else Category.values
    return [(code, str(Category(code).label)) for code in wanted if openings(member, owner, code)]
