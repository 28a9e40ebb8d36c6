"""A county in which the rule may link: certain pairs, a reviewed sample, an edition in force."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.matching.models import MatchRun, RuleEdition, RuleRun, Sample
from cases.matching.rules.automatic import begin
from cases.matching.rules.given import GIVEN
from cases.matching.rules.parameters import KEPT_BACK, LINK_BY_RULE
from cases.matching.rules.table import to_json
from linkages import jobs
from linkages.parameters import ParameterValue
from linkages.scope import rls
from tests.conftest import TODAY
from tests.matching.world import match, record

COORDINATOR = "coordinator@alder.example"
SURNAMES = (
    "QUIROGA", "TANAKA", "OKAFOR", "LINDQVIST", "PETROSYAN", "MOUA", "NGUYEN", "BAUTISTA",
    "FITZGERALD", "KOWALSKI", "HAKOBYAN", "DELACRUZ", "WHITFIELD", "XIONG", "SANDHU", "BRANNIGAN",
)  # fmt: skip
GIVEN_NAMES = ("MARIA", "DANIEL", "SOFIA", "KEVIN", "ELENA", "TOU", "ARMEN", "GRACE")


def person(place: int, county: str = "alder", **said: Any) -> tuple[Any, Any]:
    """Somebody whom both programs know, beyond doubt. Fictional."""
    who = {
        "given": GIVEN_NAMES[place % len(GIVEN_NAMES)],
        "surname": SURNAMES[place % len(SURNAMES)] + "ABCDEFGHIJ"[place // 100 % 10],
        "born": date(1970, 1, 1) + timedelta(days=97 * place + 11),
        "sex": "F",
        "ssn": f"9{place // 1000 % 100:02}{place % 7 + 1:02}{place % 1000:04}",
        "street": f"{place + 10} ELM ST",
        "city": "ALDER",
        "postal": f"95{place % 900 + 100}",
    } | said
    who["born"] = str(who["born"])
    return (
        record("cws", county=county, **who),
        record("calworks", county=county, **who),
    )


def people(count: int, county: str = "alder") -> None:
    """So many pairs that are almost certain, by a run that has found them."""
    with rls(county=county), transaction.atomic():
        for place in range(count):
            person(place, county)
    match(county)


def switch_on(
    staff: Any, *, threshold: int = 0, county: str = "alder", kept_back: float = 0.0, **given: Any
) -> RuleEdition:
    """The parameter on, a sample, and an edition with this threshold in force since yesterday."""
    by = staff[f"coordinator@{county}.example"].pk
    yesterday = TODAY - timedelta(days=1000)
    with rls(county=county), transaction.atomic():
        for name, value in ((LINK_BY_RULE, True), (KEPT_BACK, kept_back)):
            ParameterValue.objects.create(
                county_id=county, name=name, value=value, effective_from=yesterday,
                reason="test", set_by=by,
            )  # fmt: skip
        sample = Sample.objects.create(
            county_id=county, number=99, kind="to_link", strata="as_they_come", size=50,
            threshold=threshold, seed=1, drawn_by=by,
        )  # fmt: skip
        number = RuleEdition.objects.filter(county=county).count() + 1
        fields = {
            "number": number, "state": "published", "rules": to_json(GIVEN),
            "threshold": threshold, "sample": sample, "reason": "because",
            "effective_on": yesterday, "made_by": by, "published_by": by,
            "published_at": timezone.now(),
        } | given  # fmt: skip
        return RuleEdition.objects.create(county_id=county, **fields)


def link_by_rule(county: str = "alder") -> RuleRun | None:
    """What the rule does after the last run."""
    with rls(county=county), transaction.atomic():
        run = MatchRun.objects.filter(county=county).latest("published_at")
        ruled = begin(county, run.pk)
    if ruled is None:
        return None
    do(ruled.job, county)
    with rls(county=county), transaction.atomic():
        return RuleRun.objects.get(pk=ruled.pk)


def do(job: uuid.UUID | None, county: str = "alder") -> jobs.Job:
    """Do one job, which must succeed."""
    assert job is not None
    jobs.run(county, job, beating=False)
    with rls(county=county), transaction.atomic():
        done = jobs.Job.objects.get(pk=job)
    assert done.state == "done", (done.state, done.failure)
    return done
