"""The first of December, with the grounds of both counties; staff who answer."""

from typing import Any

import pytest

from tests.families.telling.desk import Desk
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]


@pytest.fixture
def desk(staff: dict[str, Any]) -> Desk:
    return Desk(staff)
