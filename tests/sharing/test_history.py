"""Random histories: what people see equals a small model of who may see what, after every step.

The product is asked in its two forms, the queryset of who exists and the reading of facts.
"""

import random

import pytest
import time_machine
from django.db import transaction

from counties.models import User
from linkages import audit
from linkages.scope import rls
from tests.sharing.history.steps import History

STEPS = 500


@pytest.mark.check(36)
@pytest.mark.parametrize("seed", range(10))
def test_what_is_seen_equals_the_model_after_every_step(staff: dict[str, User], seed: int) -> None:
    opened = 0
    with (
        time_machine.travel("2026-12-01 18:00:00+00:00", tick=False) as clock,
        transaction.atomic(),
    ):
        with rls(county="alder"), audit.trail("alder", None, "test"):
            history = History(staff, random.Random(seed), clock)
        for _step in range(STEPS):
            history.step()
            opened += history.compare()
        transaction.set_rollback(True)
    assert opened > STEPS  # a world in which nobody sees anything proves nothing
