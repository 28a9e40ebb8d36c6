"""Child processes that never outlive the supervisor: started, watched, restarted, stopped.

Three nets hold each child: the orderly stop, the kernel's parent-death signal, and a small
warden process that survives a `kill -9` of the supervisor and sweeps what is left.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from linkages.supervisor.places import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

RESTARTS_PER_MINUTE = 5
LOUD = (" WARNING", "ERROR", "CRITICAL", "FATAL", "PANIC", "Traceback", "Error:")


@dataclass(frozen=True, slots=True)
class Service:
    """What to run and how it wants to be told to end.

    stage: services of a higher stage start later and stop earlier.
    farewell: signals to send, each with the seconds to wait after it; then SIGKILL.
    orphaned: the signal the kernel sends when the supervisor is gone.
    loud: a log line with one of these words is shown on the screen as well.
    prepare: runs before every start, the first and each restart.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    stage: int
    farewell: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 8.0),)
    orphaned: signal.Signals = signal.SIGTERM
    account: Account | None = None
    nice: int = 0
    loud: tuple[str, ...] = LOUD
    prepare: Callable[[], object] = lambda: None


def die_with_parent(number: signal.Signals, nice: int = 0) -> Callable[[], None]:
    """What a new process does first: ask the kernel for a signal when its parent ends."""
    parent = os.getpid()

    def first() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        if nice:
            os.nice(nice)

    return first


def follow_make() -> None:
    """End when `make` is killed: its recipe must not go on as an orphan."""
    with contextlib.suppress(OSError):
        if Path(f"/proc/{os.getppid()}/comm").read_text().strip() in ("make", "gmake"):
            _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)


def born(pid: int) -> str:
    """Start time of a process in clock ticks, which tells a pid from its later reuse."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text[text.rindex(")") + 2 :].split()[19]


class Warden:
    """Outlives a killed supervisor by some seconds and ends what the kernel's signal did not."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("warden.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(script)],
            stdin=subprocess.PIPE,
            start_new_session=True,
            cwd="/",
        )

    def watch(self, pid: int) -> None:
        """Put a process group under the warden's eye."""
        self._say(f"{pid} {born(pid)}\n")

    def dismiss(self) -> None:
        """Everything was stopped in order; the warden goes home."""
        self._say("done\n")
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        self._process.wait()

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.write(line.encode())
                self._process.stdin.flush()


@dataclass(slots=True)
class Child:
    """A running service, its last lines and its recent restarts."""

    service: Service
    process: subprocess.Popen[bytes]
    log: Path
    last: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    restarts: deque[float] = field(default_factory=lambda: deque(maxlen=RESTARTS_PER_MINUTE))
    due: float | None = None


class GaveUp(Exception):
    """A service ended again and again; the text says which and shows its last lines."""


class Household:
    """All children of one supervisor. Use from the main thread only, as a context manager."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._say = say
        self._warden = Warden()
        self.children: list[Child] = []

    def __enter__(self) -> "Household":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, service: Service) -> Child:
        """Start a service and keep it in the household."""
        child = Child(service, self._spawn(service), self._logs / f"{service.name}.log")
        self.children.append(child)
        self._listen(child)
        return child

    def tend(self) -> None:
        """Look after the children once: note who ended, restart who is due.

        Raises GaveUp when one ended more than five times within a minute.
        """
        now = time.monotonic()
        for child in self.children:
            if child.due is None and child.process.poll() is not None:
                self._mourn(child, now)
            elif child.due is not None and now >= child.due:
                child.due = None
                child.process = self._spawn(child.service)
                self._listen(child)

    def stop(self) -> None:
        """Stop everything, the last stage first; one stage at a time, its members together."""
        for stage in sorted({c.service.stage for c in self.children}, reverse=True):
            members = [c for c in reversed(self.children) if c.service.stage == stage]
            _farewell([c for c in members if c.process.poll() is None])
        for child in self.children:
            _sweep(child.process.pid)
        self.children.clear()
        self._warden.dismiss()

    def _spawn(self, service: Service) -> subprocess.Popen[bytes]:
        service.prepare()
        who = service.account if service.account and service.account.uid != os.geteuid() else None
        process = subprocess.Popen(
            service.command,
            env=dict(service.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=who.uid if who else None,
            group=who.gid if who else None,
            extra_groups=[] if who else None,
            cwd="/" if who else None,
            preexec_fn=die_with_parent(service.orphaned, service.nice),
        )
        self._warden.watch(process.pid)
        return process

    def _mourn(self, child: Child, now: float) -> None:
        _sweep(child.process.pid)
        recent = [moment for moment in child.restarts if now - moment < 60]
        name, code = child.service.name, child.process.returncode
        if len(recent) >= RESTARTS_PER_MINUTE:
            lines = "\n".join(f"  {line}" for line in child.last)
            raise GaveUp(
                f"{name} ended {len(recent) + 1} times within a minute (last code {code}). "
                f"Its last lines, all of them in {child.log}:\n{lines}"
            )
        wait = 0.5 * 2 ** len(recent)
        self._say(f"{name} ended (code {code}); starting it again in {wait:g} s")
        child.restarts.append(now)
        child.due = now + wait

    def _listen(self, child: Child) -> None:
        threading.Thread(
            target=_copy_lines, args=(child, child.process, self._say), daemon=True
        ).start()


def _copy_lines(child: Child, process: subprocess.Popen[bytes], say: Callable[[str], None]) -> None:
    """Write what a child says to its log; show the lines that somebody should see."""
    if child.log.exists() and child.log.stat().st_size > 20_000_000:
        child.log.replace(child.log.with_suffix(".log.1"))
    if process.stdout is None:
        return
    with child.log.open("ab", buffering=0) as log, process.stdout:
        for raw in process.stdout:
            log.write(raw)
            line = raw.decode(errors="replace").rstrip()
            child.last.append(line)
            if any(word in line for word in child.service.loud):
                say(f"{child.service.name}: {line[:300]}")


def _farewell(children: list[Child]) -> None:
    """Tell children to end, more firmly each time, and wait for them together."""
    rounds = max((len(c.service.farewell) for c in children), default=0)
    for number in range(rounds):
        patience = 0.0
        for child in children:
            if child.process.poll() is None and number < len(child.service.farewell):
                what, seconds = child.service.farewell[number]
                patience = max(patience, seconds)
                with contextlib.suppress(ProcessLookupError):
                    child.process.send_signal(what)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(c.process.poll() is None for c in children):
            time.sleep(0.05)
    for child in children:
        _sweep(child.process.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(5)


def _sweep(group: int) -> None:
    """End what is left of a child's process group: grandchildren whose parent was killed."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
