"""What the demonstration counties' counsel recorded: authority to match, standard, designations."""

import uuid
from datetime import date, timedelta

from django.db import transaction

from cases.sharing.models import Designation, IndexStandard, MatchingAuthority
from counties.models import User
from counties.personas import COUNTIES
from linkages.scope import rls

YEAR = timedelta(days=365)
DESIGNATED = ("calworks.worker", "cws.worker", "liaison")
FIELDS = "Name, birth date, sex, SSN, CIN, case numbers, address, household"


def seed(today: date) -> None:
    """Authority in both counties, the index in Alder alone; safe to run again."""
    for county in COUNTIES:
        counsel = User.objects.get(email=f"counsel@{county}.example").pk
        with rls(county=county), transaction.atomic():
            if MatchingAuthority.objects.filter(county=county).exists():
                continue
            _authority(county, counsel, today - YEAR, today + YEAR)
            if county == "alder":
                _authority(county, counsel, today - 3 * YEAR, today - YEAR - timedelta(days=1))
                _index(counsel, today)


def _authority(county: str, counsel: uuid.UUID, since: date, until: date) -> None:
    MatchingAuthority.objects.create(
        county_id=county,
        kind=MatchingAuthority.Kind.AGREEMENT,
        reference=f"Interagency agreement {since.year}-{county[0].upper()}14",
        purpose="Find families that both programs serve, in order to coordinate their plans.",
        terms="Used for Linkages only; refused pairs are deleted; nothing leaves the county.",
        fields=FIELDS,
        signer=f"Directors of CWS and CalWORKs, {COUNTIES[county][0]} County",
        signed_on=since - timedelta(days=10),
        since=since,
        until=until,
        recorded_by=counsel,
    )


def _index(counsel: uuid.UUID, today: date) -> None:
    """A first standard with one of the staff designated, and the one of now."""
    before, since = today - timedelta(days=500), today - timedelta(days=200)
    last = since - timedelta(days=1)
    _standard(counsel, "A family with a child in an open case.", ["FM", "FR", "PP"], before, last)
    _standard(
        counsel,
        "A family with a child in an open case of maintenance or reunification.",
        ["FM", "FR"],
        since,
    )
    _designation(counsel, "cws.worker2", before, last)
    for handle in DESIGNATED:
        _designation(counsel, handle, since)


def _standard(
    counsel: uuid.UUID,
    standard: str,
    components: list[str],
    since: date,
    until: date | None = None,
) -> None:
    IndexStandard.objects.create(
        county_id="alder",
        standard=standard,
        components=components,
        agencies="Alder CWS and Alder CalWORKs",
        since=since,
        until=until,
        recorded_by=counsel,
    )


def _designation(counsel: uuid.UUID, handle: str, since: date, until: date | None = None) -> None:
    Designation.objects.create(
        county_id="alder",
        user=User.objects.get(email=f"{handle}@alder.example"),
        letter=f"Director’s letter of {since:%Y-%m-%d}",
        since=since,
        until=until,
        recorded_by=counsel,
    )
