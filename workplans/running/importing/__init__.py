"""Reading a work plan from a workbook or a table in the template's layout. Pure.

Nothing is lost: what fits in no field goes into a comment or is kept as a remark, with its cell.
"""

from dataclasses import asdict, dataclass
from typing import Any

from workplans.running import paper
from workplans.running.importing.cells import Unreadable, lines_of
from workplans.running.importing.finishing import Finishing
from workplans.running.importing.forms_of_lines import Known
from workplans.running.importing.problems import Kept, Problem
from workplans.running.importing.taking_lines import Lines
from workplans.running.paper import Paper

__all__ = ["Kept", "Known", "Problem", "Reading", "Unreadable", "read_file", "read_written"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan as read, what could not be taken as it stood, and words that fit in no field."""

    plan: Paper
    problems: tuple[Problem, ...]
    kept: tuple[Kept, ...]

    def written(self) -> dict[str, Any]:
        """Plan and remarks as JSON; problems are written beside it."""
        return {"plan": self.plan.written(), "kept": [asdict(each) for each in self.kept]}


def read_written(content: dict[str, Any], problems: list[dict[str, Any]]) -> Reading:
    """The opposite of `Reading.written`."""
    return Reading(
        paper.read(content["plan"]),
        tuple(Problem(**each) for each in problems),
        tuple(Kept(**each) for each in content["kept"]),
    )


def read_file(content: bytes, known: Known, language: str = "en") -> Reading:
    """The plan that a file holds. Raises Unreadable where it cannot be opened at all."""
    building = Lines(known, language).take_all(lines_of(content))
    for topic in building.topics:
        if topic.code == "":
            building.say("unknown_topic", topic.place, text=topic.title)
    plan, kept = Finishing(building).finish()
    return Reading(plan, tuple(building.problems), kept)
