"""The product's own programs on a database and a broker of their own, to be struck and timed.

Nothing here is a stand-in: PostgreSQL and Redis as `make run` starts them, with the settings that
keep data through a crash, and web, worker and scheduler under the supervisor's household, which
alone restarts what ended. Data are thrown away before and after.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from linkages.supervisor import embedded, keys, places, roles, running, setup
from linkages.supervisor.children import Child, Household, Service
from linkages.supervisor.screen import say

OURS = ("DATABASE_", "REDIS_", "LINKAGES_", "DJANGO_", "PYTEST_", "TEST_")
# Set by whoever runs a drill, and meant for the programs in it.
PASSED_ON = ("LINKAGES_LEASE_SECONDS", "LINKAGES_OPEN_SET", "LINKAGES_APT")
WRITTEN = """
select relname from pg_class
where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace
  and relname ~ '^(linkages|people|sharing|records|matching|families|assessments|workplans)_'
"""


class Premises:
    """Services and programs that belong to one drill. Use from the main thread only."""

    def __init__(
        self, household: Household, environment: dict[str, str], administrator: str
    ) -> None:
        self.household = household
        self.environment = environment
        self.administrator = administrator
        self.port = int(environment["PORT"])
        self.book = str(places.LOGS / f"beat-{self.port}")

    def open(self, *programs: str) -> None:
        """Start programs of the product: web, worker, pdf, beat."""
        for role in programs:
            service = roles.service(role, self.environment)
            # Two schedulers at work in this checkout must not share the book that they keep.
            shared = str(places.VAR / "run" / "beat-schedule")
            words = tuple(self.book if word == shared else word for word in service.command)
            self.household.start(replace(service, command=words))

    def child(self, name: str) -> Child:
        """The supervised service of this name."""
        return next(c for c in self.household.children if c.service.name == name)

    def strike(self, name: str) -> None:
        """kill -9: of the database its postmaster alone, of everything else the whole tree."""
        pid = self.child(name).process.pid
        if name == "postgres":
            os.kill(pid, signal.SIGKILL)
        else:
            os.killpg(pid, signal.SIGKILL)

    def take_away(self, name: str) -> Service:
        """kill -9 a service, and let nobody start it again; what `give_back` wants."""
        child = self.child(name)
        self.household.children.remove(child)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        return child.service

    def give_back(self, service: Service) -> None:
        """Start a service that was taken away."""
        self.household.start(service)

    def tend(self, seconds: float) -> None:
        """Let time pass while the household restarts what ended."""
        deadline = time.monotonic() + seconds
        while True:
            self.household.tend()
            left = deadline - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(0.05, left))

    def wait(self, until: Callable[[], object], seconds: float, what: str) -> float:
        """Tend until something holds; how long it took. Fails with the last words of everybody."""
        began = time.monotonic()
        while not until():
            if time.monotonic() - began > seconds:
                raise AssertionError(f"{what}: not within {seconds:g} s\n{self.last_words()}")
            self.tend(0.1)
        return time.monotonic() - began

    def last_words(self) -> str:
        """What the programs said last."""
        return embedded.logs_of(self.household.children)

    def ask(self, question: str, *values: object) -> list[tuple[Any, ...]] | None:
        """Rows of a query past all fences; None while the database is away."""
        try:
            with psycopg.connect(self.administrator, connect_timeout=2, autocommit=True) as line:
                return line.execute(question, values).fetchall()  # type: ignore[arg-type]
        except psycopg.OperationalError:
            return None

    def start_over(self) -> None:
        """Empty whatever people and jobs have written; counties and their staff stay."""
        with psycopg.connect(self.administrator, autocommit=True) as line:
            found = line.execute(WRITTEN).fetchall()
            names = ", ".join(f'"{name}"' for (name,) in found)
            # Append-only tables defend themselves by triggers, which a replica does not fire.
            line.execute("set session_replication_role = replica")
            for _attempt in range(20):
                try:
                    line.execute(f"truncate {names}")  # type: ignore[arg-type]
                    return
                except psycopg.errors.DeadlockDetected:
                    time.sleep(0.2)
        raise AssertionError("tables could not be emptied beside the programs that use them")

    def health(self) -> dict[str, object]:
        """What /healthz says; empty when nobody answers."""
        return running.health(self.environment)[1]

    def clerk(self, *words: str, as_owner: bool = False) -> Any:
        """Have the product's own code do something in a process of its own; its answer."""
        owner = {"LINKAGES_DB_ROLE": "owner"} if as_owner else {}
        done = subprocess.run(
            [places.python(), "-m", "tests.drills.clerk", *words],
            check=False,
            cwd=places.ROOT,
            env=self.environment | owner,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout.splitlines()[-1])


@contextlib.contextmanager
def premises(name: str, extra: Mapping[str, str] | None = None) -> Iterator[Premises]:
    """Database and broker, bootstrapped and migrated, with every persona and nothing else."""
    lock = embedded.try_lock(places.VAR / "run" / f"{name}.lock")
    assert lock, f"another run of {name} is going on in this checkout"
    home = places.homestead(places.account())
    folders = [home / "postgres" / name, home / "redis" / name]
    _remove(folders)
    secrets = keys.ensure(places.VAR / "secrets-test.env", {})
    given = {k: v for k, v in os.environ.items() if not k.startswith(OURS)}
    given |= {k: os.environ[k] for k in PASSED_ON if k in os.environ}
    given |= {k: secrets[k] for k in keys.NEEDED}
    given |= {"LINKAGES_ENV": "demo", "PORT": str(free_port()), "PYTHONUNBUFFERED": "1"}
    given |= extra or {}
    with lock:
        try:
            with Household(places.LOGS / name, say) as household:
                addresses = embedded.start(household, name, {}, secrets)
                environment = given | addresses.environment()
                owner = {**environment, "LINKAGES_DB_ROLE": "owner"}
                setup.manage(["migrate", "--noinput", "-v", "0"], owner)
                setup.static_files(environment)
                base = addresses.admin.replace("/postgres?", "/linkages?")
                here = Premises(household, environment, base)
                here.clerk("people", as_owner=True)
                yield here
        finally:
            _remove(folders)
            for file in places.LOGS.glob(f"beat-{given['PORT']}*"):
                file.unlink(missing_ok=True)


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
