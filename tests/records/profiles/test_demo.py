"""The demonstration counties have profiles of several systems in every state."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from cases.records import demo as extracts
from cases.records.models import ExtractFile, IdPair, ProfileDraft, SourceProfile
from cases.records.profiles import demo
from cases.records.reading.profile import from_json
from linkages.scope import rls

TODAY = date(2026, 12, 1)


@pytest.mark.django_db
def test_each_county_has_every_state_and_again_changes_nothing(staff: dict[str, Any]) -> None:
    for _again in range(2):
        demo.seed(TODAY)
    extracts.seed(TODAY)
    for _again in range(2):
        demo.seed_pairs(TODAY)
    for county, systems in (
        ("alder", {"cws_cms", "calsaws", "tanf"}),
        ("birch", {"cws_cms", "cws_cares", "calsaws"}),
    ):
        with rls(county=county):
            found = list(SourceProfile.objects.all())
            assert {profile.system for profile in found} == systems
            states = Counter(profile.state for profile in found)
            assert set(states) == set(SourceProfile.State.values)
            assert len({profile.pk for profile in found}) == len(found) < 8
            for profile in found:
                from_json(profile.content)
            assert ProfileDraft.objects.count() == 2
            assert IdPair.objects.count() == demo.PAIRS
    with rls(county="alder"):
        used = ExtractFile.objects.exclude(profile=None).values_list("profile__report", flat=True)
        assert set(used) == {"Open cases of children", "Parents and others"} | (
            {"CalWORKs persons, weekly"} & set(used)
        )
