"""Watches: each county's round is its own."""

from typing import Any

import pytest

from linkages import celery, watches

pytestmark = pytest.mark.django_db
FAILING = "tests.house.test_watches.in_trouble"
QUIET = "tests.house.test_watches.well"
looked: list[str] = []


def in_trouble(county: str, since: Any, until: Any) -> None:
    if county == "alder":
        raise RuntimeError("one county's rows")
    looked.append(county)


def well(county: str, since: Any, until: Any) -> None:
    looked.append(f"{county}, well")


def test_a_watch_in_trouble_stops_no_other(settings: Any, monkeypatch: Any) -> None:
    settings.WATCHES = [FAILING, QUIET]
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(celery.look, "apply_async", lambda args, expires: sent.append(args))
    celery.watch()
    looked.clear()
    for county, dotted in sent:
        try:
            watches.look(county, dotted)
        except RuntimeError:
            looked.append("trouble")
    assert looked == ["trouble", "alder, well", "birch", "birch, well", "state", "state, well"]
