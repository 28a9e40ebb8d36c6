"""Legal grounds of the two demonstration counties, which practice differently."""

import uuid
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cases.sharing.models import Audience, LegalBasis, PolicyEdition
from cases.sharing.policy.table import Row, Table, as_lists
from counties.models import User
from linkages.programs import Program
from linkages.scope import rls

PAIR, COORDINATOR = Audience.PAIR, Audience.COORDINATOR
CWS, CALWORKS = Program.CWS, Program.CALWORKS
State = PolicyEdition.State


def _rows(code: str, audience: str, *opened: tuple[str, str]) -> Table:
    return frozenset(Row(code, owner, category, audience) for owner, category in opened)


IDENTITIES = ((CWS, "C1"), (CALWORKS, "C1"))
# Alder shares what its handbook lists, also in teams and in the index. Birch's counsel keeps
# activities and hours (C3) to CalWORKs, the coordinator to identity and status, and has no index.
GROUNDS: dict[str, Table] = {
    "alder": _rows("10850", PAIR, *IDENTITIES, (CWS, "C5"), (CALWORKS, "C2"), (CALWORKS, "C3"))
    | _rows("10850", COORDINATOR, *IDENTITIES, (CWS, "C5"), (CALWORKS, "C2"), (CALWORKS, "C3"))
    | _rows("830", Audience.MDT, *IDENTITIES, (CWS, "C5"), (CWS, "C6"))
    | _rows("832", Audience.CFT, *IDENTITIES, (CWS, "C5"))
    | _rows("18961.5", Audience.INDEX, *IDENTITIES),
    "birch": _rows("10850", PAIR, *IDENTITIES, (CWS, "C5"), (CALWORKS, "C2"))
    | _rows("10850", COORDINATOR, *IDENTITIES, (CALWORKS, "C2"))
    | _rows("830", Audience.MDT, *IDENTITIES, (CWS, "C5")),
}
# What Alder's counsel added later: the team for one report, once its protocol was adopted.
ADDED = _rows("18961.7", Audience.ER_TEAM, *IDENTITIES, (CWS, "C5"), (CWS, "C6"))
# What is being considered: education for teams, and the coordinator without hours.
DRAFTED = (GROUNDS["alder"] | ADDED | _rows("830", Audience.MDT, (CWS, "C12"))) - _rows(
    "10850", COORDINATOR, (CALWORKS, "C3")
)
FIRST, SECOND = timedelta(days=365), timedelta(days=120)


def seed(today: date) -> None:
    """Switch on what each county's counsel did, a year ago and since; safe to run again."""
    for county, table in GROUNDS.items():
        counsel = User.objects.get(email=f"counsel@{county}.example").pk
        with rls(county=county), transaction.atomic():
            if PolicyEdition.objects.filter(county=county).exists():
                continue
            first = _published(county, counsel, 1, table, today - FIRST)
            _begin(first, table)
            if county == "alder":
                reason = "The county’s protocol for teams on a report was adopted."
                second = _published(county, counsel, 2, table | ADDED, today - SECOND, reason)
                _begin(second, ADDED)
                _drafted(county, counsel, 3, DRAFTED, today)


def _published(
    county: str,
    counsel: uuid.UUID,
    number: int,
    table: Table,
    day: date,
    reason: str = "Adopted with the county’s information-sharing agreement.",
) -> PolicyEdition:
    at = _morning(day)
    return PolicyEdition.objects.create(
        county_id=county,
        number=number,
        state=State.PUBLISHED,
        rows=as_lists(table),
        reason=reason,
        effective_on=day,
        made_by=counsel,
        made_at=at,
        published_by=counsel,
        published_at=at,
    )


def _drafted(county: str, counsel: uuid.UUID, number: int, table: Table, day: date) -> None:
    PolicyEdition.objects.create(
        county_id=county,
        number=number,
        rows=as_lists(table),
        made_by=counsel,
        made_at=_morning(day),
    )


def _begin(edition: PolicyEdition, table: Table) -> None:
    rows = [
        LegalBasis(
            county_id=edition.county_id,
            edition=edition,
            since=edition.effective_on,
            **row._asdict(),
        )
        for row in sorted(table)
    ]
    # A demonstration begun before there were editions has the same bases from the same day.
    LegalBasis.objects.bulk_create(rows, ignore_conflicts=True)


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))
