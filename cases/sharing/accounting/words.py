"""What acts, grounds, purposes and channels are called in an account."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.sharing.decision import ACCOUNT, ASSIGNMENT, CONSENT, MATCH_REVIEW, NAMED, Purpose
from cases.sharing.models import Disclosure
from cases.sharing.words import STATUTES
from linkages import exports
from linkages.audit import AuditEvent
from linkages.templatetags.words import number

RESULT_KINDS = {
    AuditEvent.Result.ALLOWED: "good",
    AuditEvent.Result.DENIED: "stop",
    AuditEvent.Result.FAILED: "attention",
}
# Short names, for tables with little room.
CATEGORIES: dict[str, Any] = {
    "C1": _("identity"),
    "C2": _("CalWORKs status"),
    "C3": _("activities and services"),
    "C4": _("income and grant"),
    "C5": _("CWS involvement"),
    "C6": _("allegations"),
    "C7": _("placement"),
    "C8": _("medical"),
    "C9": _("substance use treatment"),
    "C10": _("domestic violence safety"),
    "C11": _("minor’s own services"),
    "C12": _("education"),
}
BASES: dict[str, Any] = {
    ASSIGNMENT: _("Works with them, or their unit or team does"),
    NAMED: _("Named to read along"),
    CONSENT: _("Release of information"),
    MATCH_REVIEW: _("Review of a match"),
    ACCOUNT: _("Answers for who saw what"),
}
PURPOSES: dict[str, Any] = {
    Purpose.CASEWORK: _("Casework"),
    Purpose.MATCH_REVIEW: _("Review of a match"),
    Purpose.INDEX: _("Question to the index"),
    Purpose.ACCOUNT: _("Account of disclosures"),
    "explain": _("Explaining access"),
    "alerts": _("Looking after alerts"),
    "review": _("Review of look-ups"),
    "incident": _("Looking after an incident"),
    "correction": _("Correcting what an extract says"),
    "acceptance": _("Answering for a family"),
    "document": _("Making a document"),
    "download": _("Taking a document"),
    exports.PURPOSE: _("Taking out a table"),
}
ACTIONS: dict[str, Any] = {
    "today": _("Saw the page of today"),
    "sharing:people": _("Saw the list of people"),
    "sharing:search": _("Searched for people"),
    "sharing:person": _("Opened the page of the person"),
    "sharing:summary": _("Asked for a match summary"),
    "sharing:account_search": _("Searched in order to open an account"),
    "sharing:account": _("Opened this account"),
    "sharing:account_file": _("Took out this account as a table"),
    "sharing:account_print": _("Printed this account"),
    "sharing:access": _("Asked what a member of staff can see"),
    "sharing:alerts": _("Saw the list of alerts"),
    "sharing:settle": _("Looked after an alert"),
    "sharing:look_up": _("Asked whether somebody is known"),
    "sharing:narrow": _("Narrowed the sharing of this person"),
    "sharing:widen": _("Ended the narrowing of this person’s sharing"),
    "sharing:restricted": _("Saw the list of restricted people"),
    "sharing:restrict": _("Restricted this person"),
    "sharing:lift": _("Lifted a restriction"),
    "sharing:name_reader": _("Named somebody who may see this person"),
    "sharing:take_off_reader": _("Took somebody off who could see this person"),
    "sharing:staff_relations": _("Saw or recorded ties of staff to clients"),
    "sharing:open_team": _("Opened a team about this person"),
    "sharing:team": _("Saw a team about this person"),
    "sharing:wrong_link": _("Saw what a wrong link had shown"),
    "sharing:incidents": _("Saw the list of incidents"),
    "sharing:incident": _("Looked after an incident"),
    "sharing:open_incident": _("Reported an incident"),
    "sharing:correct": _("Stated what an extract has wrong"),
    "sharing:conflicts": _("Saw what extracts contradict"),
    "sharing:settle_conflict": _("Settled what an extract contradicts"),
    "sharing:withdraw_correction": _("Took a statement back"),
    "records:quality_list": _("Saw whose records to put right"),
    "records:quality_file": _("Took out whose records to put right"),
    "document": _("Opened a document"),
    "document_file": _("Took a document"),
    "matching:review": _("Reviewed a match"),
    "matching:pair": _("Reviewed a match"),
    "matching:decide": _("Decided about a match"),
    "matching:undo": _("Undid a decision about a match"),
    "matching:household": _("Decided about a household’s matches"),
    "matching:cut": _("Cut a link"),
    "matching:agree": _("Said that they would link a match"),
    "matching:confirm_link": _("Confirmed a link"),
    "matching:rule_pairs": _("Saw pairs that a rule holds or questions"),
    "matching:rule_run": _("Saw what the county’s rule linked"),
    "matching:looked_through": _("Confirmed links of the county’s rule"),
    "matching:second_look": _("Took a second look at a match"),
    "matching:second_word": _("Gave a second word about a match"),
    "families:notices": _("Saw their notices about families"),
    "families:notice": _("Saw a notice about a family"),
    "families:accept_family": _("Accepted a family"),
    "families:decline_family": _("Declined a family"),
    "families:hand_on_family": _("Handed a family on"),
    "families:unanswered": _("Saw families without an answer"),
    "families:give_families": _("Gave families to another worker"),
    "families:undo_giving": _("Took back families given to another worker"),
    "job:linkages.render_document": _("Made a document"),
    "job:matching.run": _("Compared the extracts"),
    "job:matching.link_by_rule": _("Linked by the county’s rule"),
    "job:matching.undo_rule_run": _("Undid what the county’s rule linked"),
}


def action(name: str, *, others: int = 0) -> str:
    """What was done, from the event's action ("GET sharing:person")."""
    verb, _gap, place = name.rpartition(" ")
    known = ACTIONS.get(place)
    if known is None:
        known = _("Opened a page") if verb == "GET" else _("Sent a form")
    if others and verb == "GET":
        along = ngettext(
            "together with %(count)s other", "together with %(count)s others", others
        ) % {"count": number(others)}
        return f"{known} ({along})"
    return str(known)


def basis(code: str) -> str:
    """A ground in words that fit any member of staff."""
    known = BASES.get(code)
    if known is not None:
        return str(known)
    return gettext("%(statute)s, switched on by counsel") % {"statute": STATUTES.get(code) or code}


def purpose(code: str) -> str:
    """A purpose in words; a dash where none was stated."""
    return str(PURPOSES.get(code) or code or "–")


def channel(act: str, why: str, crossed: Collection[str]) -> str:
    """Whether it was on a screen, in a document, or in a table that was taken out."""
    if why == exports.PURPOSE:
        return gettext("Table")
    if why in ("document", "download") or Disclosure.Channel.DOCUMENT in crossed:
        return str(Disclosure.Channel.DOCUMENT.label)
    if Disclosure.Channel.COPY in crossed:
        return str(Disclosure.Channel.COPY.label)
    return gettext("Program") if act.startswith("job:") else str(Disclosure.Channel.SCREEN.label)
