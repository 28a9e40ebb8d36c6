"""What Alder made of its assessments: one decision that both sponsors signed, one that waits."""

from datetime import date, timedelta

from django.db import transaction

from assessments.models import Round, RoundDecision, RoundSignature
from assessments.results.deciding import BOTH, DECIDE
from counties.models import User
from linkages.programs import Program
from linkages.scope import rls

Kind = RoundDecision.Kind
COUNTY = "alder"
# Instrument -> what was decided, why, and which sponsors signed.
DECISIONS = {
    "readiness": (
        Kind.PROCEED,
        "Both leaders are willing and one office wants to begin. We start there, and plan the "
        "policy on sharing first.",
        BOTH,
    ),
    "renovation": (
        Kind.PROCEED,
        "Linkages has survived a change of leaders. This year we find families sooner and count "
        "what we do.",
        (Program.CWS,),
    ),
}


def seed(today: date) -> None:
    """Decisions on the latest closed round of each instrument; safe to run again."""
    del today
    with rls(county=COUNTY), transaction.atomic():
        if RoundDecision.objects.filter(county=COUNTY).exists():
            return
        closed = Round.objects.filter(county=COUNTY, state=Round.State.CLOSED)
        people = {user.email: user for user in User.objects.filter(email__endswith=".example")}
        for code, (kind, reason, signed) in DECISIONS.items():
            asked = closed.filter(instrument_code=code).order_by("-closed_at").first()
            if asked is None or asked.closed_at is None:
                continue
            at = asked.closed_at + timedelta(days=6)
            RoundDecision.objects.create(
                county_id=COUNTY,
                round=asked,
                kind=kind,
                reason=reason,
                by=people[f"cochair.cws@{COUNTY}.example"],
                at=at,
            )
            RoundSignature.objects.bulk_create(
                RoundSignature(
                    county_id=COUNTY,
                    round=asked,
                    act=DECIDE,
                    program=program,
                    user=people[f"sponsor.{program}@{COUNTY}.example"],
                    at=at + timedelta(days=2),
                )
                for program in signed
            )
