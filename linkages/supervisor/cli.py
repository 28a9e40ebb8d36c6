"""The verbs of `python3 -m linkages.supervisor`."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable

from linkages.supervisor import doctor, embedded, gate, places, roles, running, setup
from linkages.supervisor.hosting import serve
from linkages.supervisor.places import Trouble
from linkages.supervisor.screen import plain

USAGE = """verbs:
  run        set up, start everything, stop it all with Ctrl-C
  test       the gate: lint and tests
  drills     load, kills, full sweeps
  evidence   gate and drills, then one line for each numbered promise
  bench      benchmarks
  check      lint alone
  doctor     what is wrong with this machine, and what to do
  setup      only the set-up ("setup dev" for tests, "setup bench" for benchmarks)
  messages   collect and compile translations
  stop       stop what `run` started in this folder
  clean      remove what set-up made, keep the data
  reset      remove the data of the demonstration
  services   --test [-- COMMAND]: throw-away database and broker around a command
  image, prepare, web, worker, pdf, beat, healthy    how a container image uses all this"""


def main(words: list[str]) -> int:
    """Do what the verb says; the exit status."""
    verb, rest = (words[0], words[1:]) if words else ("", [])
    try:
        if verb in roles.ROLES:
            roles.become(verb)
        if verb not in VERBS:
            sys.stderr.write(f"{USAGE}\n")
            return 2
        return VERBS[verb](rest)
    except Trouble as trouble:
        sys.stdout.flush()
        sys.stderr.write(f"\n{trouble}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def stop(_: list[str]) -> int:
    """Stop what runs in this folder and wait for it."""
    process = running.runner()
    if not process:
        plain("Nothing is running in this folder.")
        return 0
    os.kill(process, signal.SIGTERM)
    for _moment in range(300):
        if running.runner() != process:
            plain("stopped")
            return 0
        time.sleep(0.1)
    raise Trouble(f"Process {process} did not stop within 30 seconds.")


def _refuse_while_running() -> None:
    if running.runner():
        raise Trouble("Linkages is running in this folder. `make stop` first.")


def clean(_: list[str]) -> int:
    """Remove what set-up made; the data stays."""
    _refuse_while_running()
    for name in ("build", "node_modules", ".mypy_cache", ".ruff_cache", ".venv"):
        shutil.rmtree(places.ROOT / name, ignore_errors=True)
    return 0


def reset(_: list[str]) -> int:
    """Remove the data of the demonstration and the secrets that open it."""
    _refuse_while_running()
    embedded.forget(places.homestead(places.account()))
    (places.VAR / "secrets.env").unlink(missing_ok=True)
    return 0


def services(words: list[str]) -> int:
    """Throw-away services around a command, or until Ctrl-C."""
    if words[:1] != ["--test"]:
        raise Trouble("Only throw-away services start on their own: services --test [-- COMMAND]")
    rest = words[1:]
    return serve(rest[1:] if rest[:1] == ["--"] else rest)


def set_up(words: list[str]) -> int:
    """Only the set-up."""
    setup.everything(words[0] if words else "run")
    return 0


def messages(_: list[str]) -> int:
    """Collect messages from the sources, update the catalogs, compile them."""
    setup.everything("dev")
    plain(setup.command([places.python(), "-m", "linkages.messages", "collect"], os.environ))
    setup.translations()
    return 0


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": lambda _: running.run(),
    "test": lambda _: gate.test(),
    "drills": lambda _: gate.drills(),
    "evidence": lambda _: gate.everything_with_evidence(),
    "bench": gate.bench,
    "check": lambda _: gate.check(),
    "doctor": lambda _: doctor.doctor(),
    "setup": set_up,
    "messages": messages,
    "stop": stop,
    "clean": clean,
    "reset": reset,
    "services": services,
    "prepare": lambda _: running.prepare(),
    "healthy": lambda _: running.healthy(),
    "image": lambda _: running.image(),
}
