"""The match summary: one linked person on paper, as one recipient may see them."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.people.models import Person
from cases.sharing import pages
from cases.sharing.models import Disclosure, IncidentDocument
from cases.sharing.reading import Purpose, Reading, gather
from cases.sharing.scope import people_visible_to
from counties.models import Membership
from counties.permissions import Permission, may
from linkages.calendar import today
from linkages.documents import Document, Kind, Page, Refused
from linkages.registries import providers


def compose(document: Document) -> Page:
    """Everything that the recipient may see today. Raises Refused without a right to the person."""
    found, person = _read(document)
    (seen,) = found.people
    recipient = document.recipient
    sides = pages.sides(seen)
    sections = sorted(
        (part for source in providers("SUMMARY_SECTIONS") for part in source(recipient, person)),
        key=lambda part: part.order,
    )
    context = {
        **frame_of(document),
        "person": person,
        "name": seen.name,
        "born": pages.birth_date(seen),
        "sides": sides,
        "identity": pages.identity(sides),
        "links": pages.links(person, seen),
        "sections": sections,
    }
    return Page("documents/summary.html", context, tuple(_openings(found)), found.account)


def recheck(document: Document) -> None:
    """Refused when the person, or any category that the document shows, is closed by now."""
    if IncidentDocument.objects.filter(county=document.county_id, document=document.pk).exists():
        raise Refused(_("This document was made from a link that was wrong. Nobody may have it."))
    found, _person = _read(document)
    open_now = {opening.rpartition(":")[0] for opening in _openings(found)}
    if any(basis.rpartition(":")[0] not in open_now for basis in document.bases):
        raise Refused(_("Something in this document may no longer be shown to you."))


KIND = Kind(title=gettext_lazy("Match summary"), version="1", compose=compose, recheck=recheck)


def _read(document: Document) -> tuple[Reading, Person]:
    """What the recipient may see, in the role in which they work in the county today."""
    recipient = document.recipient
    memberships = Membership.objects.filter(user=recipient, county=document.county_id)
    in_force = memberships.in_force_on(today()).select_related("county", "unit")
    recipient.working_in = in_force.order_by("role").first()
    person = people_visible_to(recipient).filter(pk=document.subject).first()
    if person is None or not may(recipient, Permission.REQUEST_DOCUMENT):
        raise Refused(_("You may no longer open the person that this document is about."))
    found = gather(recipient, Purpose.CASEWORK, [person], channel=Disclosure.Channel.DOCUMENT)
    if not found.people:
        raise Refused(_("You may no longer open the person that this document is about."))
    return found, person


def _openings(found: Reading) -> set[str]:
    """What is open in it as "owner:category:ground"."""
    return {
        f"{record.program}:{category}:{ground}"
        for seen in found.people
        for record in seen.records
        for category, ground in record.opened
    }


def frame_of(document: Document) -> dict[str, Any]:
    """What stands around every page: who printed it, for whom, when, which copy."""
    now = timezone.localtime()
    working = document.recipient.working_in
    moment = formats.date_format(now, "DATETIME_FORMAT")
    return {
        "language": document.language,
        "county_name": _("%(county)s County · Linkages") % {"county": working.county.name},
        "printed_by": document.recipient.name,
        "printed_at": f"{moment} {now.tzname()}",
        "copy_number": document.pk.hex[:8].upper(),
        "recipient": f"{document.recipient.name}, {working.get_role_display()}",
        "confidentiality": _(
            "Confidential under W&IC 10850. Made for this recipient alone. Do not copy it, leave"
            " it in the open, or file it where others can read it."
        ),
    }
