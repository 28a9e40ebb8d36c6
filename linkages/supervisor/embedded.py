"""Starts the embedded services where no address is given, and says what the addresses are."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

from linkages.supervisor import broker, keys, places, postgres
from linkages.supervisor.addresses import (
    APP,
    OWNER,
    Addresses,
    embedded_database,
    embedded_redis,
    given_database,
)
from linkages.supervisor.children import Child, Household
from linkages.supervisor.places import Trouble

TEST_SLOTS = 8


def try_lock(file: Path) -> IO[str] | None:
    """Take an exclusive lock that ends with this process; None when somebody else holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = file.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    handle.seek(0)
    handle.truncate()
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle


def refuse_in_production(environment: Mapping[str, str]) -> None:
    """Embedded services have no backups, no updates and no password: not for real people.

    Raises Trouble.
    """
    if keys.production(environment):
        raise Trouble(
            "LINKAGES_ENV=production: give DATABASE_URL and REDIS_URL. "
            "Embedded services are for demonstration and tests."
        )


def start(
    household: Household, name: str, environment: Mapping[str, str], kept: Mapping[str, str]
) -> Addresses:
    """Start what is missing and return all addresses, the database bootstrapped.

    name: "run" for the demonstration (kept), "test/N" for a throw-away cluster.
    kept: the installation's secrets.
    Raises Trouble.
    """
    throwaway = name.startswith("test")
    home = places.homestead(places.account())
    given = given_database(environment, keys.passwords(kept))
    redis = environment.get("REDIS_URL", "")
    if given is None or not redis:
        refuse_in_production(environment)
    cluster = None
    if given is None:
        cluster = _start_postgres(household, home, name, throwaway=throwaway)
    if not redis:
        redis = _start_redis(household, home, name, throwaway=throwaway)
    if cluster:
        _wait(lambda: postgres.answers(cluster), household, "PostgreSQL")
        given = (
            embedded_database(cluster.sockets, APP),
            embedded_database(cluster.sockets, OWNER),
            embedded_database(cluster.sockets, postgres.SUPERUSER, "postgres"),
        )
    if given is None:
        raise Trouble("No database.")
    addresses = Addresses(app=given[0], owner=given[1], admin=given[2], redis=redis)
    bootstrap(addresses, template=throwaway)
    return addresses


def _start_postgres(
    household: Household, home: Path, name: str, *, throwaway: bool
) -> postgres.Cluster:
    cluster = postgres.prepare(
        home / "postgres" / name, places.socket_folder(home, f"{name}/pg"), throwaway=throwaway
    )
    postgres.wait_gone(cluster)
    household.start(postgres.service(cluster))
    return cluster


def _start_redis(household: Household, home: Path, name: str, *, throwaway: bool) -> str:
    server = broker.prepare(
        home / "redis" / name, places.socket_folder(home, f"{name}/redis"), throwaway=throwaway
    )
    household.start(broker.service(server))
    _wait(lambda: broker.answers(server), household, "Redis")
    return embedded_redis(server.socket)


def _wait(ready: Callable[[], bool], household: Household, name: str) -> None:
    """Wait up to a minute: a killed database recovers first. Raises Trouble."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if ready():
            return
        household.tend()
        time.sleep(0.05)
    lines = "\n".join(line for child in household.children for line in child.last)
    raise Trouble(f"{name} did not get ready within a minute.\n{lines}")


def bootstrap(addresses: Addresses, *, template: bool = False) -> None:
    """Create roles and extensions where we were given the right to. Raises Trouble."""
    if not addresses.admin:
        return
    environment = dict(os.environ) | addresses.environment()
    environment |= {"DATABASE_ADMIN_URL": addresses.admin}
    environment |= {"LINKAGES_BOOTSTRAP_TEMPLATE": "1" if template else ""}
    done = subprocess.run(
        [places.python(), "-m", "linkages.supervisor.bootstrap"],
        check=False,
        cwd=places.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Trouble(done.stderr.strip() or "The database could not be prepared.")


@contextlib.contextmanager
def test_slot() -> Iterator[str]:
    """A throw-away home of its own for each test run, so that two can run side by side.

    The slot keeps its initialized cluster for the next run: its contents are made anew by tests.
    """
    for number in range(TEST_SLOTS):
        lock = try_lock(places.VAR / "run" / f"test-{number}.lock")
        if lock:
            with lock:
                yield f"test/{number}"
            return
    raise Trouble(f"{TEST_SLOTS} test runs are going on in this checkout already.")


def forget(home: Path) -> None:
    """Remove what the demonstration's database and broker have kept; test runs keep theirs."""
    for folder in ("postgres/run", "redis/run"):
        shutil.rmtree(home / folder, ignore_errors=True)


def logs_of(children: list[Child]) -> str:
    """Last lines of all children, for a message."""
    return "\n".join(line for child in children for line in child.last)
