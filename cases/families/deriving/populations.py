"""Into which target populations a family falls. Codes; a county releases by them. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from cases.families.deriving import model, priority
from cases.families.deriving.stated import CHILD, PARENT, Rules, Stated
from cases.families.models.populations import Population
from linkages.calendar import years_before

# Which category of information it takes to know that a family is in a population.
CATEGORY = {
    Population.ER: "C6",
    Population.FM: "C5",
    Population.FR: "C5",
    Population.PP: "C5",
    Population.SANCTIONED: "C2",
    Population.NONCOMPLIANCE: "C2",
    Population.TEEN_PARENT: "C1",
    Population.REMOVAL: "C5",
}


def of_family(people: Sequence[Stated], rules: Rules, on: date) -> tuple[str, ...]:
    """Codes of `Population`, without `ALL`, in the order of its choices."""
    aided = any(each.on_aid for each in people)
    found = set(model.components_of(people))
    if any(priority.is_sanctioned(each) for each in people):
        found.add(Population.SANCTIONED)
    if any(priority.is_noncompliant(each) for each in people):
        found.add(Population.NONCOMPLIANCE)
    if aided and any(priority.in_removal_window(each, rules, on) for each in people):
        found.add(Population.REMOVAL)
    if has_teen_parent(people, rules, on):
        found.add(Population.TEEN_PARENT)
    return tuple(code for code in Population.values if code in found)


def has_teen_parent(people: Sequence[Stated], rules: Rules, on: date) -> bool:
    """Whether a parent is below the county’s age, or is at once somebody’s child here."""
    parts: dict[object, set[str]] = defaultdict(set)
    for each in people:
        parts[each.person or each.record] |= each.parts
    young = years_before(on, rules.teen_age)
    return any(
        PARENT in parts[each.person or each.record]
        and (each.born > young if each.born else CHILD in parts[each.person or each.record])
        for each in people
    )


def chosen(text: str) -> tuple[str, ...]:
    """The populations that a county’s parameter names; all where it names none that is known."""
    named = {part.strip().casefold() for part in text.replace(";", ",").split(",")}
    found = tuple(code for code in Population.values if code.casefold() in named)
    return found or (Population.ALL.value,)
