"""The long-running programs: one command each, the same by hand, in `make run` and in an image."""

import os
import signal
from collections.abc import Mapping

from linkages.supervisor import keys, places
from linkages.supervisor.children import Service

# Measured best on two cores with fifty people at work (docs/adr/0016): threads of one process wait
# for each other at every question to the database. The pool holds one connection a thread.
WEB_PROCESSES, WEB_THREADS = 6, 1
ROLES = ("web", "worker", "pdf", "beat")


def command(role: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    """The program of a role. Raises KeyError for another word."""
    host, port = environment.get("HOST") or "127.0.0.1", environment.get("PORT") or "8000"
    celery = ("-m", "celery", "-A", "linkages.celery")
    quiet = ("--without-gossip", "--without-mingle")
    schedule = places.VAR / "run" / "beat-schedule"
    programs: dict[str, tuple[str, ...]] = {
        "web": (
            *("-m", "gunicorn", "linkages.wsgi", "--bind", f"{host}:{port}"),
            *("--workers", environment.get("LINKAGES_WEB_PROCESSES", str(WEB_PROCESSES))),
            *("--worker-class", "gthread", "--preload"),
            *("--threads", environment.get("LINKAGES_WEB_THREADS", str(WEB_THREADS))),
            *("--graceful-timeout", "30", "--keep-alive", "5"),
            *("--max-requests", "2000", "--max-requests-jitter", "200"),
            *("--log-level", "warning", "--no-control-socket"),
        ),
        "worker": (
            *(*celery, "worker", "--hostname", "worker@%h", "--queues", "default,engine,mail"),
            *("--concurrency", "2", "--loglevel", "warning", *quiet),
        ),
        # Each page of a document costs memory that is not given back: renew the process.
        "pdf": (
            *(*celery, "worker", "--hostname", "pdf@%h", "--queues", "pdf"),
            *("--concurrency", "1", "--max-memory-per-child", "800000"),
            *("--loglevel", "warning", *quiet),
        ),
        "beat": (
            *(*celery, "beat", "--loglevel", "warning", "--pidfile="),
            *("--schedule", str(schedule)),
        ),
    }
    return (places.python(), *programs[role])


def environment_of(role: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What a role is told beyond the common environment: its pool, and limits only for pages."""
    own = {"LINKAGES_ROLE": role, "PYTHONUNBUFFERED": "1"}
    if role == "web":
        threads = environment.get("LINKAGES_WEB_THREADS", str(WEB_THREADS))
        own |= {"LINKAGES_POOL": threads, "LINKAGES_STATEMENT_SECONDS": "5"}
    return {**environment, **{k: environment.get(k, v) for k, v in own.items()}}


def service(role: str, environment: Mapping[str, str]) -> Service:
    """How the supervisor runs a role.

    First the polite signal, then the quick one: a job cut short is taken up again by its lease,
    so stopping need not wait for it.
    """
    return Service(
        name=role,
        command=command(role, environment),
        environment=environment_of(role, environment),
        stage=1,
        farewell=((signal.SIGTERM, 5.0), (signal.SIGQUIT, 3.0)),
        orphaned=signal.SIGQUIT if role in ("worker", "pdf") else signal.SIGTERM,
        nice=5 if role in ("worker", "pdf") else 0,
    )


def become(role: str) -> None:
    """Turn this process into the role: how an image starts it. Raises Trouble without secrets."""
    keys.required(os.environ)
    words = command(role, os.environ)
    (places.VAR / "run").mkdir(parents=True, exist_ok=True)
    os.chdir(places.ROOT)
    os.execve(words[0], list(words), environment_of(role, os.environ))  # noqa: S606
