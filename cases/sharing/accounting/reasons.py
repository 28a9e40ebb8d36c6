"""Why something is open or closed to a member of staff, and what would open it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.sharing.decision import Reason
from cases.sharing.words import STATUTES
from linkages.templatetags.words import short_day

WORKER, UNIT, TEAM, SUPERVISOR = "worker", "unit", "team", "supervisor"
EXTRA, SEAT, COUNTY = "extra", "seat", "county"
NO_PAGES = "no_pages"

ASSIGNED: dict[str, Any] = {
    WORKER: _("Assigned as worker, %(program)s, since %(day)s."),
    UNIT: _("Their unit holds the case, %(program)s, since %(day)s."),
    TEAM: _("Their team %(team)s works with them, %(program)s, since %(day)s."),
    SUPERVISOR: _("Supervises the worker, %(program)s, since %(day)s."),
}
KINDS: dict[str, Any] = {
    WORKER: _("Assigned as worker"),
    UNIT: _("Held by their unit"),
    TEAM: _("Held by a team of theirs"),
    SUPERVISOR: _("As supervisor of the worker"),
    EXTRA: _("Named to read along"),
    SEAT: _("Seat in a team about the person"),
    COUNTY: _("As coordinator of the whole county"),
}
# Reason to (why it is closed, what would open it).
CLOSED: dict[str, tuple[Any, Any]] = {
    NO_PAGES: (
        _("Their role has no pages of people."),
        _("A role with casework in it."),
    ),
    Reason.RESTRICTED: (
        _("The county keeps this person from them."),
        _("Only the restricted-case coordinator can say more."),
    ),
    Reason.NOT_YOURS: (
        _("They have no business with this person."),
        _("An assignment to them, their unit or a team of theirs, or a seat in a complete team."),
    ),
    Reason.NOT_STORED: (_("Linkages does not store this."), _("Nothing.")),
    Reason.NEVER_ACROSS: (
        _("Placement stays with the program that placed the child."),
        _("Nothing."),
    ),
    Reason.CONSENT_NEEDED: (
        _("No release that reaches them is in force."),
        _("A release of information that covers it."),
    ),
    Reason.HOLDER_ONLY: (
        _("Only for the worker who holds the case, or its team."),
        _("An assignment to them in person."),
    ),
    Reason.NARROWED: (
        _("Sharing by statute is narrowed to identity, because somebody asked for it."),
        _("The end of the narrowing, or a release of information."),
    ),
    Reason.NO_GROUND: (
        _("No statute is switched on for it."),
        _("A legal basis switched on by counsel, or a release of information."),
    ),
}
SILENT_WHY = _("This page never says whether there is a release for it.")
SILENT_OPENER = _("The person’s own release, to the people whom it names.")


def closed(reason: str) -> tuple[str, str]:
    """(why, what would open it) in words."""
    why, opener = CLOSED[reason]
    return str(why), str(opener)


def statute(code: str, since: date) -> str:
    """A legal basis that counsel switched on, and since when."""
    named = {"statute": STATUTES.get(code) or code, "day": short_day(since)}
    return gettext("%(statute)s, switched on by counsel since %(day)s.") % named
