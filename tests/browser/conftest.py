"""A real browser that notices everything: errors, failed or foreign requests, blocked scripts."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

AXE = Path(settings.BASE_DIR) / "build" / "axe" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160)));
}"""

# Playwright keeps an event loop running in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; Playwright's own download is never needed."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    chromium = chromium or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium: `make doctor` names the package")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": ["--disable-dev-shm-usage", *sandbox],
    }


@dataclass
class Watch:
    """What went wrong while pages were open. `allowed` holds parts of faults that a test wants."""

    origin: str
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("request", self._asked)
        page.on("response", self._answered)

    def unexpected(self) -> list[str]:
        return [fault for fault in self.faults if not any(ok in fault for ok in self.allowed)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # left the page while something loaded
            self.faults.append(f"failed: {request.url}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"foreign: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    """Fails the test at its end for any fault that it did not allow (checks 114 and 118)."""
    watching = Watch(origin=live_server.url)
    yield watching
    assert watching.unexpected() == []


@pytest.fixture
def visit(
    live_server: Any, browser: Browser, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """`visit("/matches/", as_="coordinator@alder.example", width=320)` opens a page.

    Without `as_` nobody is signed in. Other keywords go to the browser context, such as
    `color_scheme="dark"`, `java_script_enabled=False`, `locale="es"`.
    """
    opened: list[BrowserContext] = []

    def open_page(path: str, *, as_: str = "", width: int = 1280, **context: Any) -> Page:
        view = {"width": width, "height": 900}
        browsing = browser.new_context(base_url=live_server.url, viewport=view, **context)
        opened.append(browsing)
        if as_:
            client = request.getfixturevalue("sign_in")(as_)
            name = settings.SESSION_COOKIE_NAME
            browsing.add_cookies(
                [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
            )
        page = browsing.new_page()
        watch.follow(page)
        page.goto(path)
        return page

    yield open_page
    for browsing in opened:
        browsing.close()


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """axe finds nothing and nothing is cut off sideways. Injected past the security policy."""

    def check(page: Page) -> None:
        page.evaluate(AXE.read_text() + ";0")
        assert page.evaluate(RUN_AXE, AXE_TAGS) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    return check
