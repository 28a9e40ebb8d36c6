"""The demonstration's programs: Alder decided everything, Birch begins."""

from datetime import date, timedelta

from django.db import transaction

from assessments.models import Commitment, DecisionStep
from counties.models import User
from linkages.programs import Program
from linkages.scope import rls

Step = DecisionStep.Step
# County -> step, words, what shows it, days ago; 0 where it is under way.
STEPS = {
    "alder": (
        (
            Step.PHILOSOPHY,
            "Child welfare helps to end poverty and CalWORKs helps to keep children safe. Where a "
            "family is with both of us, we work as one.",
            "Two joint sessions with staff of both programs; statement on the intranet.",
            780,
        ),
        (
            Step.LEADERSHIP,
            "Both deputy directors sponsor Linkages. They meet with the co-chairs every quarter.",
            "Joint message to staff of both programs.",
            760,
        ),
        (
            Step.BLOCKS,
            "We build on policy, practice and administration together, and review each of them "
            "every year.",
            "Minutes of the planning committee.",
            740,
        ),
        (
            Step.PLANNING,
            "One work plan for twelve months, led by a co-chair of each program, looked at every "
            "month.",
            "Minutes of the sponsors' meeting.",
            735,
        ),
    ),
    "birch": (
        (
            Step.PHILOSOPHY,
            "Families should not have to choose between two plans. Both programs want to start "
            "small, at one office.",
            "Session with supervisors of both programs.",
            60,
        ),
        (Step.LEADERSHIP, "The CWS leader has committed. CalWORKs decides this month.", "", 0),
    ),
}
# County -> sponsor's program, words, given days ago, to be confirmed in days.
COMMITMENTS = {
    "alder": (
        (
            Program.CWS,
            "One social worker at each office, and an hour of every unit meeting, for this year.",
            352,
            13,
        ),
        (
            Program.CALWORKS,
            "One Welfare-to-Work worker at each office, and half the coordinator's time.",
            165,
            200,
        ),
    ),
    "birch": (
        (
            Program.CWS,
            "Two social workers at Birch Downtown, from the first family until we look again.",
            30,
            335,
        ),
    ),
}


def seed(today: date) -> None:
    """Decision steps and commitments of both counties; safe to run again."""
    for county, steps in STEPS.items():
        with rls(county=county), transaction.atomic():
            if DecisionStep.objects.filter(county=county).exists():
                continue
            people = {user.email: user for user in User.objects.filter(email__endswith=".example")}
            coordinator = people[f"coordinator@{county}.example"]
            DecisionStep.objects.bulk_create(
                DecisionStep(
                    county_id=county,
                    step=step,
                    words=words,
                    evidence=evidence,
                    decided_on=today - timedelta(days=ago) if ago else None,
                    blocks=list(DecisionStep.Block.values) if step == Step.BLOCKS else [],
                    by=coordinator,
                )
                for step, words, evidence, ago in steps
            )
            Commitment.objects.bulk_create(
                Commitment(
                    county_id=county,
                    program=program,
                    user=people[f"sponsor.{program}@{county}.example"],
                    words=words,
                    given_on=today - timedelta(days=ago),
                    confirm_by=today + timedelta(days=ahead),
                )
                for program, words, ago, ahead in COMMITMENTS[county]
            )
