"""The whole of `make run` in a copy of this checkout: started, struck, killed, started again."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from linkages.supervisor import places

pytestmark = pytest.mark.drill
LEFT_OUT = {".git", ".venv", "var", "build", "node_modules"}


class House:
    """A running copy of the product, seen from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> float:
        """Start and wait until all parts are well; seconds until pages were served."""
        ours = ("DATABASE_", "REDIS_", "LINKAGES_", "DJANGO_", "PYTEST_", "TEST_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        began = time.monotonic()
        with (self.folder / "screen.log").open("ab") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linkages.supervisor", "run"],
                cwd=self.folder,
                env={**environment, "PORT": str(self.port)},
                stdout=screen,
                stderr=screen,
            )
        self.wait(lambda: bool(self.health().get("ready")), 120)
        served = time.monotonic() - began
        self.wait(self.well, 60)
        return served

    def health(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page:
                return json.loads(page.read())
        except (OSError, ValueError, urllib.error.HTTPError):
            return {}

    def well(self) -> bool:
        found = self.health()
        return bool(found) and all(state in (True, "ok") for state in found.values())

    def wait(self, what: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline, (self.folder / "screen.log").read_text()[-4000:]
            time.sleep(0.2)

    def processes(self) -> dict[int, str]:
        """Living processes of this copy: by their command line, or by the folder they are in."""
        found = {}
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                pid, line = int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                inside = str(self.folder) in f"{line.decode()} {os.readlink(entry / 'cwd')}"
                if inside and line and pid != os.getpid():
                    found[pid] = line.decode()
        return found

    def main_process(self, words: str) -> int:
        """The child of the supervisor with these words in its command line; 0 for none."""
        assert self.process
        for pid, line in self.processes().items():
            with contextlib.suppress(OSError):
                text = Path(f"/proc/{pid}/stat").read_text()
                parent = int(text[text.rindex(")") + 2 :].split()[1])
                if parent == self.process.pid and words in line:
                    return pid
        return 0


@pytest.fixture
def house() -> Iterator[House]:
    # Not pytest's own folder: that one is closed to the account that runs the database.
    folder = Path(tempfile.mkdtemp(prefix="linkages-drill-", dir="/tmp"))
    folder.chmod(0o755)
    for entry in places.ROOT.iterdir():
        if entry.name not in LEFT_OUT and entry.is_dir():
            shutil.copytree(
                entry, folder / entry.name, ignore=shutil.ignore_patterns("__pycache__")
            )
        elif entry.name not in LEFT_OUT:
            shutil.copy2(entry, folder / entry.name)
    for shared in (".venv", "node_modules"):
        (folder / shared).symlink_to(places.ROOT / shared)
    shutil.copytree(places.BUILD, folder / "build")
    it = House(folder)
    yield it
    for pid in it.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def test_the_house_survives_blows_and_leaves_nothing_behind(house: House) -> None:
    house.start()
    assert house.process
    secrets = (house.folder / "var" / "secrets.env").read_bytes()

    for words in ("gunicorn", "worker@", "pdf@", "beat", "bin/postgres", "redis-server"):
        struck = house.main_process(words)
        assert struck
        os.kill(struck, signal.SIGKILL)
        house.wait(lambda w=words, s=struck: house.main_process(w) not in (0, s), 10)
        house.wait(house.well, 60)

    house.process.kill()
    house.process.wait()
    house.wait(lambda: not house.processes(), 15)

    assert house.start() < 60
    assert (house.folder / "var" / "secrets.env").read_bytes() == secrets
    began = time.monotonic()
    house.process.send_signal(signal.SIGINT)
    assert house.process.wait(20) == 0
    assert time.monotonic() - began < 15
    assert not house.processes()
