"""`make test`, `make drills`, `make bench`, `make evidence`, `make check`."""

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from linkages.supervisor import apt, evidence, places, setup
from linkages.supervisor.children import follow_make
from linkages.supervisor.hosting import (
    Interrupted,
    interruptible,
    run_in_foreground,
    running_beside,
    test_services,
)
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import loud, plain, say

REPORTS = places.BUILD / "reports"
NO_TESTS = 5
_ADDRESS = re.compile(r"https?://|--index|--find-links|\"resolved\"")
# Rooms of tests that run beside the others: by what they take, half of all.
BESIDE = tuple(
    f"tests/{room}" for room in ("browser", "canary", "matching", "platform", "workplans", "world")
)
LOCKED = ("requirements-run.lock", "requirements-dev.lock", "requirements-bench.lock")


def test() -> int:
    """The gate: lint, then tests, then browser tests. 0 only when all went well."""
    return _session("dev", _gate)


def drills() -> int:
    """Load, kills and full sweeps."""
    return _session("dev", _drills)


def everything_with_evidence() -> int:
    """Gate and drills, then one line for each numbered promise."""

    def body(environment: dict[str, str]) -> list[str]:
        failed = _gate(environment) + _drills(environment)
        for line in evidence.lines(_reports(environment)):
            plain(line)
        return failed

    return _session("dev", body)


def check() -> int:
    """Lint alone."""
    follow_make()
    setup.everything("dev")
    with interruptible():
        failed = lint()
    plain(f"{len(_checks()) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def bench(words: list[str]) -> int:
    """Benchmarks, with the machine they ran on."""
    follow_make()
    setup.everything("bench")
    with interruptible():
        try:
            with test_services(os.environ) as environment:
                return run_in_foreground([places.python(), "-m", "benchmarks", *words], environment)
        except Interrupted:
            return 130


def _session(kind: str, body: Callable[[dict[str, str]], list[str]]) -> int:
    follow_make()
    setup.everything(kind)
    with interruptible():
        try:
            with test_services(os.environ) as environment:
                shutil.rmtree(_folder(environment), ignore_errors=True)
                failed = body(environment)
                total = evidence.count(_reports(environment))
        except Interrupted:
            plain("interrupted")
            return 130
    _summary(failed, total)
    return 1 if failed or total["failed"] else 0


def _summary(failed: list[str], total: dict[str, int]) -> None:
    for name in failed:
        plain(f"FAILED: {name}")
    if total["skipped"]:
        plain(f"{total['skipped']} skipped")
    # A failed check of the code counts as one failure; a failed test run says how many it holds.
    others = sum(1 for name in failed if not name.startswith("tests"))
    broken = others + total["failed"] or len(failed)
    plain(f"{total['passed']} passed, {broken} failed")


def _folder(environment: Mapping[str, str]) -> Path:
    """Reports of this run alone: another may be going on beside it."""
    return REPORTS / environment["LINKAGES_SLOT"]


def _reports(environment: Mapping[str, str]) -> list[Path]:
    return sorted(_folder(environment).glob("*.xml"))


def _gate(environment: dict[str, str]) -> list[str]:
    failed = lint()
    failed += _migrations(environment)
    # Two cores, two runs of tests: the loaded demonstration, browsers and some rooms in one of
    # them, which takes about as long as all the others.
    own = _with_browser("tests beside", environment) | {"TEST_DB_SUFFIX": "_beside"}
    command = _command("tests beside", "not drill", own, *BESIDE)
    said = _folder(own) / "beside.txt"
    say(f"tests beside the others: {' '.join(BESIDE)}")
    with running_beside(command, own, said) as status_of_beside:
        apart = [f"--ignore={room}" for room in BESIDE]
        failed += _pytest("tests", "not world and not browser and not drill", environment, *apart)
        say("tests beside the others: what they said")
        status = status_of_beside()
    plain(said.read_text(errors="replace"))
    return failed + _verdict("tests beside", status)


def _drills(environment: dict[str, str]) -> list[str]:
    failed = _pytest("drills", "drill and not world and not browser", environment)
    failed += _world("world drills", "drill and world", environment)
    everybody = environment | {"LINKAGES_ALL_PERSONAS": "1"}
    rooms = ("tests/canary", "tests/world/test_permission_matrix.py")
    return failed + _world("everybody walks", "world and not drill", everybody, *rooms)


def _world(name: str, marks: str, environment: dict[str, str], *more: str) -> list[str]:
    """A session of its own: these tests share the loaded demonstration, many in a browser."""
    return _pytest(name, marks, _with_browser(name, environment), *more)


def _with_browser(name: str, environment: dict[str, str]) -> dict[str, str]:
    chromium = apt.browser()
    if not chromium:
        part = next(part for part in apt.PARTS if part.name == "Chromium")
        loud(f"NO BROWSER: those of the {name} SKIP THEMSELVES. As root: {apt.line([part])}")
    # Playwright keeps an event loop running, which Django would otherwise refuse to share.
    return {**environment, "CHROMIUM": chromium, "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}


def _pytest(name: str, marks: str, environment: Mapping[str, str], *more: str) -> list[str]:
    say(f"{name}: pytest -m {marks!r}")
    command = _command(name, marks, environment, *more)
    return _verdict(name, run_in_foreground(command, environment))


def _command(name: str, marks: str, environment: Mapping[str, str], *more: str) -> list[str]:
    report = _folder(environment) / f"{name.replace(' ', '-')}.xml"
    command = [places.python(), "-m", "pytest", *more, "-m", marks, f"--junitxml={report}"]
    return [*command, "-p", "linkages.supervisor.evidence", "-o", "junit_family=xunit1"]


def _verdict(name: str, status: int) -> list[str]:
    return [] if status in (0, NO_TESTS) else [f"tests ({name}, pytest exit {status})"]


def _migrations(environment: dict[str, str]) -> list[str]:
    if not (places.ROOT / "manage.py").exists():
        return []
    words = ["makemigrations", "--check", "--dry-run"]
    return _try("migrations are complete", lambda: setup.manage(words, environment))


def lint() -> list[str]:
    """Run every check of the code; names of those that failed."""
    failed = []
    for name, work in _checks().items():
        failed += _try(name, work)
    return failed


def _try(name: str, work: Callable[[], object]) -> list[str]:
    try:
        work()
    except Trouble as trouble:
        say(f"{name}: FAILED")
        plain(str(trouble))
        return [name]
    say(f"{name}: passed")
    return []


def _checks() -> dict[str, Callable[[], object]]:
    tools = tomllib.loads((places.ROOT / "pyproject.toml").read_text()).get("tool", {})
    checks: dict[str, Callable[[], object]] = {
        "lock files name no hosts": lock_files_are_clean,
        "ruff check": lambda: _tool("ruff", "check", "--quiet", "."),
        "ruff format": lambda: _tool("ruff", "format", "--check", "--quiet", "."),
    }
    if "importlinter" in tools:
        checks["imports point down"] = lambda: _tool("lint-imports", "--no-cache")
    if "mypy" in tools:
        checks["mypy"] = lambda: _tool("mypy")
    if any((places.ROOT / "templates").rglob("*.html")):
        checks["djlint"] = lambda: _tool("djlint", "--lint", "--quiet", "templates")
    return checks


def _tool(name: str, *words: str) -> str:
    program = places.VENV / "bin" / name
    return setup.command([str(program), *words], os.environ)


def lock_files_are_clean() -> None:
    """Raises Trouble when a lock file would make set-up depend on somebody's host."""
    found = list(addresses_in(places.ROOT / n for n in (*LOCKED, "package-lock.json")))
    if found:
        raise Trouble("\n".join(found))


def addresses_in(files: Iterable[Path]) -> Iterable[str]:
    """Lines of lock files that name a host, as `file:line`."""
    for file in files:
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if _ADDRESS.search(line):
                yield f"{file.name}:{number}: a lock file must not name a host"
