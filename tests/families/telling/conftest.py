"""The first of December, with the grounds of both counties; staff who answer."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox

from linkages import watches
from tests.families.telling.desk import Desk
from tests.families.telling.sending import WATCH, drain
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]


@pytest.fixture
def desk(staff: dict[str, Any]) -> Desk:
    return Desk(staff)


@pytest.fixture
def post(settings: Any) -> Callable[[str], list[Any]]:
    """`post("2026-12-01T23:30")` lets the watch and the mail worker work at that UTC moment, and
    gives what they sent."""
    settings.ADDRESS = "https://linkages.example"

    def work(moment: str) -> list[Any]:
        outbox.outbox.clear()
        with time_machine.travel(f"{moment}:00+00:00", tick=False):
            watches.look("alder", WATCH)
            drain()
        return list(outbox.outbox)

    return work
