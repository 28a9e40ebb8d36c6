"""In which way the two programs work with a family: by its children’s service components. Pure."""

from collections.abc import Sequence

from cases.families.deriving.stated import Reason, Stated, reason

ER, FM, FR, PP = "ER", "FM", "FR", "PP"
# A child under reunification decides for all; a report only where there is nothing more.
ORDER = (FR, FM, PP, ER)
NONE_STATED = "none"


def components_of(people: Sequence[Stated]) -> tuple[str, ...]:
    """The service components in which the family’s children are, in the order of models."""
    stated = {code for each in people if each.is_cws_child for code in each.components}
    return tuple(code for code in ORDER if code in stated)


def of_family(people: Sequence[Stated]) -> tuple[str, tuple[Reason, ...]]:
    """(model, why); an empty model where no child’s component is stated.

    One child under reunification makes the family FR, whatever its brothers and sisters are in:
    visits, the court and the absence of the children shape what both programs can ask.
    """
    components = components_of(people)
    if not components:
        return "", (Reason(NONE_STATED),)
    children = [each for each in people if each.is_cws_child]
    why = tuple(reason(code, (c for c in children if code in c.components)) for code in components)
    return components[0], why
