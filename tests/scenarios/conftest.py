"""What the scenarios share: the day on which they play, and the bases that counsel switched on."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.sharing.conftest import grounds

__all__ = ["grounds"]


@pytest.fixture(autouse=True)
def december() -> Iterator[time_machine.Traveller]:
    """The first of December, ten in the morning in California; `shift` passes time."""
    with time_machine.travel("2026-12-01 18:00:00+00:00", tick=True) as clock:
        yield clock
