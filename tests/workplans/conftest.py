"""Fixtures of work plans: somebody at work, a plan with a few steps."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from typing import Any

import pytest

from tests.conftest import working_as

At = Callable[..., AbstractContextManager[Any]]
STARTS = date(2026, 7, 1)


@pytest.fixture
def at(staff: dict[str, Any]) -> At:
    """`with at("cochair.cws") as user:` is that persona at work in Alder, or in `county`."""

    @contextmanager
    def at_work(handle: str, county: str = "alder") -> Iterator[Any]:
        with working_as(staff[f"{handle}@{county}.example"], county) as user:
            yield user

    return at_work


@pytest.fixture
def plan(at: At) -> Any:
    """A draft for a launch from July 1, 2026, with T01-1 and T06-1 of the catalogue."""
    from workplans.models import WorkPlan
    from workplans.plans import acts

    with at("cochair.cws") as user:
        made = acts.begin(user, acts.Beginning("Linkages 2026–27", WorkPlan.Kind.LAUNCH, STARTS))
        acts.add_objective(user, made.pk, code="T06-1")
        acts.add_objective(user, made.pk, code="T01-1")
        return made
