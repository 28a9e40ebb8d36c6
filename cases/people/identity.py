"""What one program record says about who somebody is: the input of matching.

Pure values, no ORM. An empty string or None means that the extract did not say.
"""

from dataclasses import dataclass
from datetime import date

from linkages.programs import Program

__all__ = ["Identity", "Program"]


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity header of one program record, as the extract stated it.

    `id` is opaque to matching: the CWS client id, the CIN, or the key of a stored row.
    `household` groups records of one program: a CWS family (the children and adults that share
    cases) or a CalWORKs case. `placed` marks a child in out-of-home care, whose address is the
    caregiver's (placement, category C7) and may never be shown as evidence.
    """

    id: str
    program: Program
    given: str = ""
    middle: str = ""
    surname: str = ""
    suffix: str = ""
    born: date | None = None
    born_estimated: bool = False
    ssn: str = ""
    cin: str = ""
    sex: str = ""
    street: str = ""
    city: str = ""
    postal: str = ""
    household: str = ""
    role: str = ""
    placed: bool = False
    died: date | None = None
