"""How families are put together, for people to read, and the rules themselves for programs to use.

Pure: no ORM, no clock. `entries` has the values, `joining` which units belong to each other,
`drafting` who then stands where.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.families.rollup.drafting import put_together
from cases.families.rollup.entries import Draft, Entry, Kind, Part, Place, Rule, Ruling

__all__ = [
    "RULES",
    "Draft",
    "Entry",
    "Kind",
    "Part",
    "Place",
    "Rule",
    "RuleWords",
    "Ruling",
    "put_together",
]


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words: what it is called, what it says, and an example with made-up people."""

    name: Promise
    sentence: Promise
    example: Promise


RULES: Mapping[Rule, RuleWords] = MappingProxyType(
    {
        Rule.CWS_FAMILY: RuleWords(
            _("One CWS family"),
            _("CWS cases that share a child or a parent are one family."),
            _("Three children of one mother have three cases. They are one family."),
        ),
        Rule.PARENT_ON_AID: RuleWords(
            _("A parent on aid"),
            _(
                "A CalWORKs household joins the CWS family of a linked person who is a parent "
                "there, wherever the children are."
            ),
            _(
                "Three children are in care and their mother is on aid elsewhere: one family, with "
                "everyone’s place. If the father is on aid in a household of his own, it is one "
                "family with two households."
            ),
        ),
        Rule.CHILD_AT_HOME: RuleWords(
            _("A child at home"),
            _(
                "A CalWORKs household joins the CWS family of a linked child who lives at home "
                "there."
            ),
            _("Only the son is linked so far. He lives at home, so his household joins."),
        ),
        Rule.CAREGIVER: RuleWords(
            _("A caregiver’s household"),
            _(
                "A household that cares for a placed child stays on its own and never joins the "
                "family of the parents. Only CWS sees it."
            ),
            _("A grandmother is on aid for the grandson whom CWS placed with her."),
        ),
        Rule.TEEN_PARENT: RuleWords(
            _("A teen parent’s own household"),
            _(
                "A child of a CWS case who is an adult in another household on aid has a family of "
                "their own there and stands in both. Three generations in one household are one "
                "family."
            ),
            _(
                "A girl of 17 has a case and a baby, and gets aid for both of them in a room of "
                "her own. Her mother’s family and hers are two, and she stands in both."
            ),
        ),
        Rule.REPORT: RuleWords(
            _("Known by a report only"),
            _(
                "Where all that CWS has is a report in Emergency Response, only CWS sees the "
                "family. A report that nobody linked makes no family."
            ),
            _("A report came in about two children on aid; no case is open."),
        ),
        Rule.JOINED: RuleWords(
            _("Joined by hand"),
            _("Somebody ruled that two units are one family, and gave the reason."),
            _("The mother’s new case number is not in the extract yet."),
        ),
        Rule.SPLIT: RuleWords(
            _("Split by hand"),
            _(
                "Somebody ruled that two units are not one family, and gave the reason. A "
                "household that links would join stands on its own, with whoever is linked."
            ),
            _("The father’s new household has nothing to do with the case."),
        ),
    }
)
