"""`make run`: set up, start, watch, stop."""

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from linkages.supervisor import apt, embedded, frontend, keys, places, roles, setup
from linkages.supervisor.addresses import Addresses, given_database
from linkages.supervisor.children import GaveUp, Household, follow_make
from linkages.supervisor.hosting import Interrupted, ignore_signals, interruptible
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import plain, say

_LOCK = places.VAR / "run" / "supervisor.lock"
READY_SECONDS = 120


def run() -> int:
    """Set up and run everything until Ctrl-C; 0 when stopped by a person."""
    follow_make()
    with interruptible(), one_at_a_time():
        household: Household | None = None
        try:
            check_port(os.environ)
            off = setup.everything("run")
            household = Household(places.LOGS, say)
            environment = start(household)
            announce(environment, off)
            while True:
                household.tend()
                time.sleep(0.3)
        except Interrupted:
            ignore_signals()
            say("stopping")
            return 0
        except GaveUp as trouble:
            raise Trouble(str(trouble)) from None
        finally:
            ignore_signals()
            if household:
                household.stop()
                say("stopped")


def start(household: Household) -> dict[str, str]:
    """Services, database, demonstration, programs; the environment that they all share."""
    environment = {"LINKAGES_ENV": "demo", **os.environ, "PYTHONUNBUFFERED": "1"}
    kept = keys.ensure(places.VAR / "secrets.env", environment)
    environment |= {name: kept[name] for name in keys.NEEDED}
    say("starting database and broker")
    addresses = embedded.start(household, "run", environment, kept)
    environment |= addresses.environment()
    environment.pop("DATABASE_ADMIN_URL", None)
    prepare_application(environment)
    setup.static_files(environment)
    say("starting web, workers and scheduler")
    for role in ("worker", "pdf", "beat", "web"):
        household.start(roles.service(role, environment))
    wait_ready(household, environment)
    return environment


def prepare_application(environment: dict[str, str]) -> None:
    """Migrations, and demonstration data where this is a demonstration; both as owner."""
    owner = {**environment, "LINKAGES_DB_ROLE": "owner"}
    say("bringing the database up to date")
    setup.manage(["migrate", "--noinput", "-v", "0"], owner)
    if environment["LINKAGES_ENV"] == "demo":
        say("checking the demonstration data")
        setup.manage(["seed_demo"], owner)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this checkout's lock. Raises Trouble when another `make run` has it."""
    lock = embedded.try_lock(_LOCK)
    if lock is None:
        raise Trouble(
            f"Linkages is running in this folder already (process {runner()}). "
            "`make stop` stops it."
        )
    with lock:
        yield


def runner() -> int:
    """Process that holds the lock; 0 when nobody does."""
    lock = embedded.try_lock(_LOCK) if _LOCK.exists() else None
    if lock or not _LOCK.exists():
        if lock:
            lock.close()
        return 0
    text = _LOCK.read_text().strip()
    return int(text) if text.isdigit() else 0


def check_port(environment: Mapping[str, str]) -> None:
    """Raises Trouble with one clear line when the port is taken or no port at all."""
    host, port = environment.get("HOST") or "127.0.0.1", environment.get("PORT") or "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Trouble(f"PORT={port} is not a port number.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as problem:
            raise Trouble(
                f"Port {port} on {host} is not free ({problem.strerror}). "
                f"Choose another: make run PORT={int(port) % 65535 + 1}"
            ) from None


def address(environment: Mapping[str, str]) -> str:
    """Where a browser on this machine finds the program."""
    host, port = environment.get("HOST") or "127.0.0.1", environment.get("PORT") or "8000"
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{shown}:{port}"


def health(environment: Mapping[str, str]) -> tuple[int, dict[str, object]]:
    """Status and content of /healthz; 0 when nobody answers."""
    known = environment.get("LINKAGES_HOSTS", "").split(",")[0]
    request = urllib.request.Request(  # noqa: S310
        f"{address(environment)}/healthz", headers={"Host": known} if known else {}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status, _json(answer.read())
    except urllib.error.HTTPError as answer:
        return answer.code, _json(answer.read())
    except OSError:
        return 0, {}


def _json(content: bytes) -> dict[str, object]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def wait_ready(household: Household, environment: dict[str, str]) -> None:
    """Wait until pages are served and all parts say that they are well.

    A part that stays ill after the web answers is named and does not stop the rest.
    Raises Trouble when there is no answer at all.
    """
    deadline = time.monotonic() + READY_SECONDS
    status = 0
    found: dict[str, object] = {}
    while time.monotonic() < deadline:
        household.tend()
        status, found = health(environment)
        if status == 200:
            return
        if status:
            deadline = min(deadline, time.monotonic() + 45)
        time.sleep(0.25)
    if not status:
        lines = embedded.logs_of([c for c in household.children if c.service.name == "web"])
        raise Trouble(f"The web server did not answer within {READY_SECONDS} seconds.\n{lines}")
    say(f"/healthz answers {status}: {json.dumps(found)}")


def announce(environment: dict[str, str], off: list[apt.Part]) -> None:
    """What to open and as whom."""
    plain("")
    plain(f"  Linkages is ready: {address(environment)}/")
    if environment["LINKAGES_ENV"] == "demo":
        shown = subprocess.run(
            [places.python(), "manage.py", "demo_accounts"],
            check=False,
            cwd=places.ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        if shown.returncode == 0:
            plain("\n".join(f"  {line}" for line in shown.stdout.rstrip().splitlines()))
    for part in off:
        plain(f"  Off: {part.off}. As root: {apt.line([part])}")
    plain(f"  Logs: {Path(os.path.relpath(places.LOGS, Path.cwd()))}")
    plain("  Ctrl-C stops everything.")
    plain("")


def prepare() -> int:
    """The one-shot role of an image: roles and extensions, migrations, demonstration data.

    Raises Trouble when no database is given: an image starts none of its own.
    """
    environment = {"LINKAGES_ENV": "production", **os.environ}
    given = given_database(environment, keys.passwords(keys.required(environment)))
    if given is None:
        raise Trouble("DATABASE_URL is not set; `prepare` needs a database that is there.")
    addresses = Addresses(*given[:2], redis=environment.get("REDIS_URL", ""), admin=given[2])
    embedded.bootstrap(addresses)
    environment |= addresses.environment()
    environment.pop("DATABASE_ADMIN_URL", None)
    prepare_application(environment)
    say("prepared")
    return 0


def healthy() -> int:
    """Whether this container's web server is well, for its health check."""
    status, _ = health(os.environ)
    return 0 if status == 200 else 1


def image() -> int:
    """While an image is built: what set-up makes from files alone."""
    frontend.copy(frontend.MODULES, frontend.TARGET, places.BUILD)
    setup.translations()
    setup.static_files({**os.environ, "LINKAGES_ENV": "demo"})
    return 0
