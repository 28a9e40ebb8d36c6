"""On whose word the two programs' extracts may be compared: recorded, and ended, by counsel."""

import uuid
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from cases.sharing.models import MatchingAuthority
from cases.sharing.policy.days import holds, last_day
from linkages import audit
from linkages.calendar import today
from linkages.forms import Stale


def in_force(county: str, day: date) -> MatchingAuthority | None:
    """The authority that holds on a day; of several, the one that holds longest."""
    found = MatchingAuthority.objects.filter(county=county).in_force_on(day)
    return found.order_by("-until").first()


def missing(county: str) -> bool:
    """Whether a county has no authority today, so that only practice data may load."""
    return in_force(county, today()) is None


def record(authority: MatchingAuthority) -> MatchingAuthority:
    """Keep a new authority."""
    authority.save(force_insert=True)
    audit.note({authority.pk})
    return authority


@transaction.atomic
def end(county: str, authority_id: uuid.UUID) -> MatchingAuthority:
    """End an authority at once. One that began today holds to the end of the day. Raises Stale
    when it has ended already."""
    rows = MatchingAuthority.objects.filter(county=county).select_for_update()
    authority = rows.get(pk=authority_id)
    if not holds(authority.since, authority.until):
        raise Stale(_("This has ended already."))
    authority.until = last_day(authority.since)
    authority.save(update_fields=["until"])
    audit.note({authority.pk})
    return authority
