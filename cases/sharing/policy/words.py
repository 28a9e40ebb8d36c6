"""Words of the pages about legal bases."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.sharing.models import Audience
from cases.sharing.policy import statutes
from cases.sharing.policy.preview import Effect
from cases.sharing.policy.table import Cell
from linkages.programs import Program, other
from linkages.templatetags.words import number

# Counts below this are not told: counsel has no caseload, and few people can be guessed.
SMALLEST_COUNT = 11

# Short enough for the head of a column; the page explains them below the table.
AUDIENCES = {
    Audience.PAIR: gettext_lazy("Other side’s worker"),
    Audience.COORDINATOR: gettext_lazy("Coordinator"),
    Audience.INDEX: gettext_lazy("Index"),
    Audience.CFT: gettext_lazy("Child and family team"),
    Audience.MDT: gettext_lazy("Multidisciplinary team"),
    Audience.ER_TEAM: gettext_lazy("Team for a report"),
}
# (owner, audience) to who they are, at the beginning of a sentence.
_PAIRS = {
    Program.CWS: gettext_lazy("CWS social workers"),
    Program.CALWORKS: gettext_lazy("CalWORKs workers"),
}
_ACTORS = {
    Audience.COORDINATOR: gettext_lazy("Coordinators"),
    Audience.INDEX: gettext_lazy("Designated staff, in the index,"),
    Audience.CFT: gettext_lazy("Members of child and family teams"),
    Audience.MDT: gettext_lazy("Members of multidisciplinary teams"),
    Audience.ER_TEAM: gettext_lazy("Members of teams for a report"),
}


def actors(cell: Cell) -> str:
    """Who reads a cell, as the subject of a sentence."""
    if cell.audience == Audience.PAIR:
        return str(_PAIRS[other(cell.owner)])
    return str(_ACTORS[Audience(cell.audience)])


def people(count: int) -> str:
    """A count of people as counsel may know it."""
    if count < SMALLEST_COUNT:
        return _("fewer than %(count)s people") % {"count": SMALLEST_COUNT}
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count)}


def effect(found: Effect) -> str:
    """`CalWORKs workers would lose C5 (CWS) on 41 people.`"""
    sentence = (
        _("%(who)s would gain %(category)s of %(owner)s on %(people)s.")
        if found.gains
        else _("%(who)s would lose %(category)s of %(owner)s on %(people)s.")
    )
    return sentence % {
        "who": actors(found.cell),
        "category": found.cell.category,
        "owner": Program(found.cell.owner).label,
        "people": people(found.people),
    }


def codes(statutes_of_cell: Iterable[str]) -> str:
    """The statutes of a cell in a row of text; a word for none."""
    return ", ".join(map(statutes.name_of, statutes_of_cell)) or _("off")
