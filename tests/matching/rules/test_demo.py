"""The demonstration: Alder's rule links on a reviewed sample, Birch only drafts and looks again."""

from typing import Any

import pytest

from cases.matching import deciding
from cases.matching.deciding import Choice
from cases.matching.models import MatchCandidate, MatchDecision, RuleEdition, RulePreview, Sample
from cases.matching.rules import demo
from cases.matching.second import judging
from linkages.scope import rls
from tests.conftest import TODAY, working_as
from tests.matching.rules.world import people

pytestmark = pytest.mark.django_db


def test_two_counties_practice_differently_and_again_changes_nothing(staff: Any) -> None:
    people(24)
    people(13, "birch")
    with working_as(staff["coordinator@birch.example"], "birch") as user:
        for pair in MatchCandidate.objects.exclude(band="low"):
            deciding.decide(user, Choice(pair.pk, "link", pair.version))
    for _ in range(2):
        demo.seed(TODAY)
        with rls(county="alder"):
            edition = RuleEdition.objects.get()
            assert edition.state == "published" and edition.threshold is not None
            assert judging.results(edition.sample).is_finished
            assert RulePreview.objects.filter(edition=edition).exists()
            assert MatchDecision.objects.filter(rule_run__isnull=False).count() >= 1
        with rls(county="birch"):
            assert RuleEdition.objects.get().state == "draft"
            said = judging.results(Sample.objects.get())
            assert (said.waiting_third, said.is_finished) == (1, False)
            assert not MatchDecision.objects.filter(rule_run__isnull=False).exists()
