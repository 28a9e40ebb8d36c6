"""Python packages of this checkout: an environment of its own, filled from a hashed lock file."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from linkages.supervisor import apt, places, stamps
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import say

# Each lock contains the ones before it, so a fuller environment serves a smaller wish.
LOCKS = ("run", "dev", "bench")


def lock_file(kind: str) -> Path:
    """The lock of a kind of work."""
    return places.ROOT / f"requirements-{kind}.lock"


def install(kind: str) -> None:
    """Make the environment and install a lock, unless that or a fuller one is in already.

    Raises Trouble.
    """
    for fuller in LOCKS[LOCKS.index(kind) :]:
        if stamps.fresh(_stamp(fuller), _value(fuller)) and works():
            return
    if not works():
        _create()
    say(f"installing Python packages ({lock_file(kind).name})")
    _run([*_installer(), "--require-hashes", "-r", str(lock_file(kind))])
    stamps.put(_stamp(kind), _value(kind))


def _stamp(kind: str) -> Path:
    return places.VENV / f"installed-{kind}.stamp"


def _value(kind: str) -> str:
    return stamps.digest([lock_file(kind)], sys.version)


def works() -> bool:
    """Whether the environment's interpreter starts; it may have been removed from below."""
    interpreter = places.VENV / "bin" / "python"
    if not interpreter.exists():
        return False
    return subprocess.run([str(interpreter), "-c", ""], check=False).returncode == 0


def _create() -> None:
    say("creating the Python environment (.venv)")
    shutil.rmtree(places.VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None and not shutil.which("uv"):
        apt.install(("python3-venv",), "the Python environment")
    if importlib.util.find_spec("ensurepip") is not None:
        _run([sys.executable, "-m", "venv", str(places.VENV)])
    elif uv := shutil.which("uv"):
        _run([uv, "venv", "--quiet", "--python", sys.executable, str(places.VENV)])
    else:
        raise Trouble(
            "Python cannot make an environment (the module ensurepip is missing). "
            "As root: apt-get install python3-venv"
        )


def _installer() -> list[str]:
    interpreter = str(places.VENV / "bin" / "python")
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", interpreter]
    return [interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


def _run(command: list[str]) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"}
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise Trouble(f"This command failed: {' '.join(command)}\n{lines}")
