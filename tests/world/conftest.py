"""The whole demonstration, loaded once, behind a real server: for crawls, matrices and browsers.

These tests share one world, so they run as a session of their own (`-m world`), after the others,
which expect empty tables. What a test changes here stays changed for the next.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import AXE, AXE_TAGS, RUN_AXE, browser_type_launch_args
from tests.conftest import TODAY, empty_all_tables, settle

__all__ = ["browser_type_launch_args"]


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark them, and let them all follow one another: whatever came between two of them would have
    the world loaded twice."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.world)
    yield
    items.sort(key=lambda item: here in item.path.parents)


# Not for the session: other rooms of it fill the same tables with worlds of their own.
@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration counties, committed."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with django_db_blocker.unblock():
        empty_all_tables()
        call_command("seed_demo", today=TODAY)
        settle()
        yield
        empty_all_tables()


@pytest.fixture(scope="package")
def site(world: None) -> Iterator[str]:
    """The address of a running server over the world."""
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def visit(world: None) -> Callable[[str], Client]:
    """`visit("admin@alder.example")`: that person, signed in, without a browser."""
    from counties.models import User

    def signed_in(email: str) -> Client:
        client = Client()
        if email:
            user = User.objects.get(email=email)
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
        return client

    return signed_in


class Desk:
    """A person at a browser: goes to pages, and fails on any error the browser saw."""

    def __init__(self, page: Any, site: str) -> None:
        self.page = page
        self.site = site
        self.faults: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.faults.append(f"request outside our origin: {request.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def check(self) -> None:
        """No fault so far, and nothing that axe objects to on the page as it stands."""
        assert self.faults == []
        self.page.evaluate(AXE.read_text())
        assert self.page.evaluate(RUN_AXE, AXE_TAGS) == []


@pytest.fixture
def desk(context: Any, site: str, visit: Any) -> Callable[[str], Desk]:
    """`desk("analyst@alder.example")`: that person signed in at a browser."""

    def at(email: str, language: str = "en") -> Desk:
        client = visit(email)
        jar = [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.session.session_key,
                "url": site,
            },
            {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site},
        ]
        if not email:
            jar = jar[1:]
        context.add_cookies(jar)
        return Desk(context.new_page(), site)

    return at
