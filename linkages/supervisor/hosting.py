"""Runs a command, or nobody, beside embedded services: for tests, drills and development."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from linkages.supervisor import embedded, keys, places
from linkages.supervisor.children import Household, die_with_parent
from linkages.supervisor.screen import plain, say


class Interrupted(Exception):
    """Somebody asked us to stop."""


def _raise(number: int, _: object) -> None:
    raise Interrupted(signal.Signals(number).name)


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn Ctrl-C, TERM and a closed terminal into Interrupted; a second one changes nothing."""
    caught = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, _raise) for number in caught}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_signals() -> None:
    """From here on stopping is under way; another Ctrl-C must not break it off."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def test_services(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Throw-away services; yields the environment in which tests find them."""
    kept = keys.ensure(places.VAR / "secrets-test.env", {})
    with embedded.test_slot() as slot, Household(places.LOGS / slot, say) as household:
        try:
            addresses = embedded.start(household, slot, environment, kept)
            secrets = {name: kept[name] for name in keys.NEEDED}
            yield {
                **environment,
                **secrets,
                **addresses.environment(),
                "LINKAGES_ENV": "test",
                "LINKAGES_SLOT": slot,
            }
        finally:
            ignore_signals()


def run_in_foreground(command: list[str], environment: Mapping[str, str]) -> int:
    """Run a command that ends with us, and return its exit status."""
    child = _begin(command, environment)
    try:
        return child.wait()
    except Interrupted:
        _end(child)
        raise


@contextmanager
def running_beside(
    command: list[str], environment: Mapping[str, str], said: Path
) -> Iterator[Callable[[], int]]:
    """Run a command meanwhile; yields what waits for its exit status. `said` takes its output.

    Whoever leaves without waiting ends it.
    """
    said.parent.mkdir(parents=True, exist_ok=True)
    with said.open("wb") as out:
        child = _begin(command, environment, out)
        try:
            yield child.wait
        finally:
            _end(child)


def _begin(
    command: list[str], environment: Mapping[str, str], out: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=dict(environment),
        cwd=places.ROOT,
        stdout=out,
        stderr=subprocess.STDOUT if out else None,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        child.kill()


def serve(command: list[str]) -> int:
    """`services --test`: run a command with services around it, or keep them until Ctrl-C."""
    with interruptible():
        try:
            with test_services(os.environ) as environment:
                if command:
                    return run_in_foreground(command, environment)
                for name in sorted(environment):
                    if name.startswith(("DATABASE_", "REDIS_", "LINKAGES_")):
                        plain(f"export {name}={shlex.quote(environment[name])}")
                say("services are ready; Ctrl-C stops them")
                while True:
                    time.sleep(60)
        except Interrupted:
            return 0 if not command else 130
