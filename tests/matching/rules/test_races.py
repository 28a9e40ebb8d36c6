"""Two runs of the rule at once, and somebody who decides beside it: nothing is linked twice."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from cases.matching.models import MatchCandidate, MatchDecision, MatchRun, RuleRun
from cases.matching.rules.automatic import begin
from cases.people.models import Link
from linkages import jobs
from linkages.scope import rls
from tests.matching.rules.world import people, switch_on
from tests.matching.world import match

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_runs_at_once_link_every_pair_once(staff: Any) -> None:
    people(12)
    match(whole=True)
    switch_on(staff)
    with rls(county="alder"), transaction.atomic():
        runs = list(MatchRun.objects.filter(published_at__isnull=False))
        asked = [begin("alder", run.pk) for run in runs]
    assert len({each.pk for each in asked if each}) == 2

    def work(job: Any) -> None:
        jobs.run("alder", job, beating=False)
        connection.close()

    threads = [threading.Thread(target=work, args=(each.job,)) for each in asked if each]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with rls(county="alder"), transaction.atomic():
        assert MatchCandidate.objects.filter(state="linked").count() == 12
        assert MatchDecision.objects.count() == Link.objects.count() == 12
        assert RuleRun.objects.filter(finished_at__isnull=False).count() == 2
