"""The canary counties, committed once for all tests of this folder, on the first of December.

Part of the world session, since other tests expect empty tables. It ends before that world is
loaded.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.conftest import empty_all_tables

NOON = "2026-12-01 20:00:00+00:00"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.world)


@pytest.fixture(scope="package")
def canaries(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The counties, and what was planted in them."""
    from tests.canary.world import build

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock(), time_machine.travel(NOON, tick=True):
        empty_all_tables()
        try:
            yield build()
        finally:
            empty_all_tables()


@pytest.fixture(scope="package")
def crawl(canaries: Any) -> Any:
    """What everybody met in them."""
    from tests.canary.crawl import go_through

    return go_through(canaries)
