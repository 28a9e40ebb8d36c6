"""A pair that somebody was refused leads the watch to whom it is about."""

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.matching.navigation import records_behind
from cases.people.models import ProgramRecord
from cases.sharing.models import Alert
from linkages import housekeeping
from linkages.scope import rls
from tests.matching.test_review import pair_of, rosa

pytestmark = pytest.mark.django_db


@pytest.mark.check(109)
@pytest.mark.parametrize(("level", "told"), [("S", True), ("R", True), ("N", False)])
def test_a_refused_attempt_at_a_restricted_pair(sign_in: Any, level: str, told: bool) -> None:
    cws, calworks = rosa()
    pair = pair_of(cws, calworks)
    with rls(county="alder"), transaction.atomic():
        ProgramRecord.objects.filter(pk=cws.pk).update(restriction=level)
        assert records_behind({pair.pk, uuid.uuid4()}) == {pair.pk: {cws.pk, calworks.pk}}
    reviewer = sign_in("liaison@alder.example")
    stranger = sign_in("cws.worker@alder.example")
    pairs = reverse("matching:pair", args=[pair.pk])
    assert reviewer.get(pairs).status_code == (404 if told else 200)
    assert stranger.get(pairs).status_code in (403, 404)
    housekeeping.watch()
    with rls(county="alder"), transaction.atomic():
        found = Alert.objects.filter(kind=Alert.Kind.RESTRICTED)
        assert {alert.person for alert in found} == ({cws.pk} if told else set())
        assert found.count() == (2 if told else 0)
