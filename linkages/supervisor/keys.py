"""Secrets of a demonstration, made once and kept; production must bring its own."""

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from linkages.supervisor.addresses import APP, OWNER
from linkages.supervisor.places import Trouble

# A sealing key is numbered, so that a sealed value says which key opens it.
_RECIPES: dict[str, Callable[[], str]] = {
    "LINKAGES_SECRET_KEY": lambda: secrets.token_hex(32),
    "LINKAGES_SEAL_KEY": lambda: f"1:{secrets.token_hex(32)}",
    "LINKAGES_INDEX_KEY": lambda: secrets.token_hex(32),
    "LINKAGES_MATCH_KEY": lambda: secrets.token_hex(32),
    "LINKAGES_APP_PASSWORD": lambda: secrets.token_hex(16),
    "LINKAGES_OWNER_PASSWORD": lambda: secrets.token_hex(16),
}
NEEDED = tuple(name for name in _RECIPES if name.endswith("_KEY"))


def production(environment: Mapping[str, str]) -> bool:
    """Whether this is an installation with real people in it."""
    return environment.get("LINKAGES_ENV") == "production"


def read(file: Path) -> dict[str, str]:
    """NAME=value lines; no quoting, no expansion."""
    if not file.exists():
        return {}
    pairs = (line.split("=", 1) for line in file.read_text().splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs if not name.startswith("#")}


def ensure(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets: those given, else those kept, else new ones, written with mode 0600.

    Raises Trouble in production when one is missing.
    """
    if production(environment):
        return required(environment)
    kept = read(file)
    added = {name: make() for name, make in _RECIPES.items() if name not in kept}
    if added:
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{name}={value}\n" for name, value in (kept | added).items())
        # Written aside and renamed: a half-written file would lose the key of every sealed value.
        draft = file.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(lines)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    return {n: environment.get(n) or v for n, v in (kept | added).items() if n in _RECIPES}


def required(environment: Mapping[str, str]) -> dict[str, str]:
    """The secrets that were given. Raises Trouble when one is missing.

    Each program of an image asks: secrets made up by one would not open what another sealed.
    """
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        raise Trouble(f"An installation brings its own secrets. Set: {', '.join(missing)}")
    return {name: environment[name] for name in _RECIPES if environment.get(name)}


def passwords(kept: Mapping[str, str]) -> dict[str, str]:
    """Passwords of our database roles, for addresses derived from a given one."""
    return {
        APP: kept.get("LINKAGES_APP_PASSWORD", ""),
        OWNER: kept.get("LINKAGES_OWNER_PASSWORD", ""),
    }
