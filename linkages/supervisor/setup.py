"""Everything that must be there before anything can start, each step skipped when it is done."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from linkages.supervisor import apt, frontend, packages, places, stamps
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import say

_MESSAGES = places.ROOT / "locale"


def everything(kind: str) -> list[apt.Part]:
    """Set up for a kind of work ("run", "dev", "bench"); the parts of the system that are off.

    Raises Trouble.
    """
    packages.install(kind)
    off = apt.ensure(tests=kind != "run")
    frontend.install()
    translations()
    return off


def translations() -> None:
    """Compile the catalogs of translations when their sources changed."""
    sources = sorted(_MESSAGES.rglob("*.po"))
    if not sources:
        return
    stamp = places.BUILD / "messages.stamp"
    value = stamps.digest(sources)
    if stamps.fresh(stamp, value) and all(po.with_suffix(".mo").exists() for po in sources):
        return
    say("compiling translations")
    command([places.python(), "-m", "linkages.messages", "compile"], os.environ)
    stamps.put(stamp, value)


def static_files(environment: dict[str, str]) -> None:
    """Collect, hash and compress static files when any of them changed."""
    files = sorted(p for p in static_sources() if p.is_file())
    stamp = places.BUILD / "collected.stamp"
    value = stamps.digest(files, environment.get("LINKAGES_STATIC_ROOT", ""))
    if stamps.fresh(stamp, value) and (places.VAR / "static").is_dir():
        return
    say("collecting static files")
    manage(["collectstatic", "--noinput", "--clear", "-v", "0"], environment)
    stamps.put(stamp, value)


def static_sources() -> list[Path]:
    """What is collected: ours, and what set-up copied. The lock changes with installed apps."""
    ours = [*(places.ROOT / "static").rglob("*"), *(places.BUILD / "static").rglob("*")]
    return [*ours, packages.lock_file("run"), places.ROOT / "linkages" / "settings.py"]


def manage(words: list[str], environment: Mapping[str, str]) -> str:
    """Run a management command; what it printed. Raises Trouble with its last lines."""
    return command([places.python(), str(places.ROOT / "manage.py"), *words], environment)


def command(words: list[str], environment: Mapping[str, str]) -> str:
    """Run a step of set-up to its end. Raises Trouble with its last lines."""
    done = subprocess.run(
        words,
        check=False,
        cwd=places.ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        lines = "\n".join((done.stdout + done.stderr).strip().splitlines()[-40:])
        shown = " ".join([Path(words[0]).name, *words[1:]])
        raise Trouble(f"This step failed: {shown}\n{lines}")
    return done.stdout
