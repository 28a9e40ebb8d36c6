"""Legal grounds of the two demonstration counties, which practice differently."""

from datetime import date, timedelta

from django.db import transaction

from cases.sharing.models import Audience, LegalBasis
from linkages.programs import Program
from linkages.scope import rls

PAIR, COORDINATOR = Audience.PAIR, Audience.COORDINATOR
CWS, CALWORKS = Program.CWS, Program.CALWORKS

# (owner, category, audience), all under W&IC 10850. Alder shares what its handbook lists. Birch's
# counsel keeps activities and hours (C3) to CalWORKs, and the coordinator to identity and status.
GROUNDS = {
    "alder": (
        (CWS, "C1", PAIR),
        (CWS, "C5", PAIR),
        (CALWORKS, "C1", PAIR),
        (CALWORKS, "C2", PAIR),
        (CALWORKS, "C3", PAIR),
        (CWS, "C1", COORDINATOR),
        (CWS, "C5", COORDINATOR),
        (CALWORKS, "C1", COORDINATOR),
        (CALWORKS, "C2", COORDINATOR),
        (CALWORKS, "C3", COORDINATOR),
    ),
    "birch": (
        (CWS, "C1", PAIR),
        (CWS, "C5", PAIR),
        (CALWORKS, "C1", PAIR),
        (CALWORKS, "C2", PAIR),
        (CWS, "C1", COORDINATOR),
        (CALWORKS, "C1", COORDINATOR),
        (CALWORKS, "C2", COORDINATOR),
    ),
}


def seed(today: date) -> None:
    """Switch on what each county's counsel did, a year ago; safe to run again."""
    for county, grounds in GROUNDS.items():
        with rls(county=county), transaction.atomic():
            if LegalBasis.objects.filter(county=county).exists():
                continue
            for owner, category, audience in grounds:
                LegalBasis.objects.create(
                    county_id=county,
                    code="10850",
                    owner=owner,
                    category=category,
                    audience=audience,
                    since=today - timedelta(days=365),
                )
