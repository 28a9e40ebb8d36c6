"""`make doctor`: what is wrong with this machine, one line each, and what to do about it."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from linkages.supervisor import apt, broker, frontend, packages, places, postgres, running
from linkages.supervisor.embedded import try_lock
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import plain

# The environment, the packages and the data of a demonstration, with room to spare.
DISK_NEEDED_GIB = 3
OLDEST_CLOCK = 1_750_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `ok`, `off` (works without it) or `broken` (does not work until done)."""

    state: str
    name: str
    text: str


def doctor() -> int:
    """Print every finding; 1 when something is broken."""
    found = [finding for examine in EXAMINATIONS for finding in examine()]
    width = max(len(finding.name) for finding in found)
    for finding in found:
        plain(f"{finding.state:6}  {finding.name:{width}}  {finding.text}")
    broken = sum(finding.state == "broken" for finding in found)
    plain("")
    plain("Nothing is broken." if not broken else f"{broken} broken: see above what to do.")
    return 1 if broken else 0


def _python() -> Iterator[Finding]:
    yield Finding("ok", "Python", ".".join(str(part) for part in sys.version_info[:3]))
    if (places.VENV / "bin" / "python").exists():
        works = packages.works()
        text = str(places.VENV) if works else "does not start; `make clean`, then start again"
        yield Finding("ok" if works else "broken", "environment", text)
    elif importlib.util.find_spec("ensurepip") or shutil.which("uv"):
        yield Finding("off", "environment", "not made yet; the first start makes it")
    else:
        yield Finding("broken", "environment", "as root: apt-get install python3-venv")


def _node() -> Iterator[Finding]:
    copied = (frontend.TARGET / "uswds" / frontend.USWDS_FILES[0]).exists()
    version = frontend.node_version()
    if copied:
        yield Finding("ok", "front end", "files are in place")
    elif version >= frontend.OLDEST_NODE and shutil.which("npm"):
        yield Finding("ok", "front end", f"Node {version}; the next start copies the files")
    else:
        text = "no Node 20 or newer; set-up borrows one, or as root: apt-get install nodejs npm"
        yield Finding("off", "front end", text)


def _system() -> Iterator[Finding]:
    for part in apt.PARTS:
        if part.present():
            yield Finding("ok", part.name, "found")
        else:
            yield Finding("off", part.name, f"{part.off}. As root: {apt.line([part])}")


def _disk() -> Iterator[Finding]:
    free = shutil.disk_usage(places.ROOT).free / 2**30
    enough = free >= DISK_NEEDED_GIB
    text = f"{free:.1f} GiB free" + ("" if enough else f"; {DISK_NEEDED_GIB} are needed: make room")
    yield Finding("ok" if enough else "broken", "disk", text)


def _clock() -> Iterator[Finding]:
    right = time.time() > OLDEST_CLOCK
    text = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime())
    yield Finding(
        "ok" if right else "broken", "clock", text + ("" if right else "; set the date first")
    )


def _programs() -> Iterator[Finding]:
    for name, variable, find in (
        ("PostgreSQL", "DATABASE_URL", postgres.find_programs),
        ("Redis", "REDIS_URL", broker.find_program),
    ):
        if os.environ.get(variable):
            yield Finding("ok", name, f"given by {variable}")
            continue
        try:
            yield Finding("ok", name, str(find()))
        except Trouble as trouble:
            made = places.VENV.exists()
            yield Finding("broken" if made else "off", name, str(trouble))


def _paths() -> Iterator[Finding]:
    home = places.homestead(places.account())
    sockets = places.socket_folder(home, "run/pg")
    length = len(os.fsencode(sockets / places.SOCKET_NAME))
    fits = length <= places.SOCKET_LIMIT
    yield Finding("ok" if fits else "broken", "socket path", f"{length} bytes, in {sockets}")
    if home != places.VAR:
        text = f"{places.account().name} cannot enter this folder; data lies in {home}"
        yield Finding("ok", "data folder", text)


def _lock() -> Iterator[Finding]:
    runner = running.runner()
    if runner:
        yield Finding("ok", "running", f"process {runner}; `make stop` stops it")
        return
    yield Finding("ok", "running", "no; `make run` starts it")
    file = places.homestead(places.account()) / "postgres" / "run" / "postmaster.pid"
    lock = try_lock(places.VAR / "run" / "supervisor.lock")
    if lock:
        with lock:
            if file.exists():
                text = "left by a killed database; the next start clears it"
                yield Finding("off", "stale lock", text)


def _port() -> Iterator[Finding]:
    if running.runner():
        return
    try:
        running.check_port(os.environ)
    except Trouble as trouble:
        yield Finding("broken", "port", str(trouble))
    else:
        yield Finding("ok", "port", f"{os.environ.get('PORT') or '8000'} is free")


def _health() -> Iterator[Finding]:
    if not running.runner():
        return
    status, found = running.health(os.environ)
    if not status:
        text = f"nobody answers at {running.address(os.environ)}; with another PORT, name it here"
        yield Finding("broken", "web", text)
        return
    for name, state in found.items():
        well = state in (True, "ok", 0, "none")
        advice = "" if well else f"; see {places.LOGS}"
        yield Finding("ok" if well else "broken", name, json.dumps(state) + advice)


def _commands() -> Iterator[Finding]:
    """Whether Django itself starts with these settings."""
    if not packages.works() or not (places.ROOT / "manage.py").exists():
        return
    done = subprocess.run(
        [places.python(), "manage.py", "check"],
        check=False,
        cwd=places.ROOT,
        capture_output=True,
        text=True,
    )
    last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or [""]
    yield Finding("broken" if done.returncode else "ok", "settings", last[0][:200])


EXAMINATIONS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _python,
    _node,
    _system,
    _disk,
    _clock,
    _programs,
    _paths,
    _commands,
    _lock,
    _port,
    _health,
)
