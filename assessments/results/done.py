"""What was done for an item since the last assessment: whoever plans says so, by a registry."""

from collections.abc import Collection
from dataclasses import dataclass

from assessments.models import Round
from linkages.registries import providers


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that followed from how an item was agreed in an earlier round.

    `words` say what, in the reader's language ("Joint policy in force: done"); `state` how far it
    is, in a word; `url` leads there.
    """

    code: str
    words: str
    state: str = ""
    url: str = ""


def done_since(county: str, codes: Collection[str], earlier: Round | None) -> dict[str, list[Done]]:
    """What followed from an earlier round, by item; each provider is asked once for all items."""
    found: dict[str, list[Done]] = {}
    if earlier is None:
        return found
    for provider in providers("ITEM_HISTORY"):
        for each in provider(county, codes, earlier):
            found.setdefault(each.code, []).append(each)
    return found
