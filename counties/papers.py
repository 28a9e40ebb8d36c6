"""What stands around every page of a document about a county's program."""

from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from counties.models import County, Membership
from linkages.calendar import today
from linkages.documents import Document


def at_work(document: Document) -> Any:
    """The recipient in the role in which they work in the document's county today."""
    user = document.recipient
    memberships = Membership.objects.filter(user=user, county=document.county_id)
    in_force = memberships.in_force_on(today()).select_related("county", "unit")
    user.working_in = in_force.order_by("role").first()
    return user


def frame(document: Document, confidentiality: str) -> dict[str, Any]:
    """Head and foot: whose it is, who printed it, for whom, when, which copy.

    `confidentiality` is the sentence at the foot. The recipient is `at_work`.
    """
    now = timezone.localtime()
    working = document.recipient.working_in
    moment = formats.date_format(now, "DATETIME_FORMAT")
    return {
        "language": document.language,
        "county_name": _house(working.county),
        "printed_by": document.recipient.name,
        "printed_at": f"{moment} {now.tzname()}",
        "copy_number": document.pk.hex[:8].upper(),
        "recipient": f"{document.recipient.name}, {working.get_role_display()}",
        "confidentiality": confidentiality,
    }


def _house(county: County) -> str:
    if county.kind == County.Kind.STATE:
        return _("State · Linkages")
    return _("%(county)s County · Linkages") % {"county": county.name}
