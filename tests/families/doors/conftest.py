"""The first of December, a family of both first workers, and forms as a browser sends them."""

from typing import Any

import pytest

from tests.families.made import Home, make_home
from tests.sharing.conftest import _on_the_day, grounds, time_machine_day

__all__ = ["_on_the_day", "grounds", "time_machine_day"]


@pytest.fixture
def home(staff: dict[str, Any], grounds: None) -> Home:
    """A mutual family of cws.worker and calworks.worker of Alder."""
    return make_home()
