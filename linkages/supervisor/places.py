"""Where things are in this checkout, and who owns the files of the embedded services."""

import functools
import hashlib
import os
import pwd
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
VAR = ROOT / "var"
BUILD = ROOT / "build"
LOGS = VAR / "log"

# sockaddr_un holds 108 bytes, the last of them zero; PostgreSQL adds this name to the folder.
SOCKET_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"


class Trouble(Exception):
    """Something the person at the keyboard must know. The text is one or two plain lines."""


@dataclass(frozen=True, slots=True)
class Account:
    """The system account that embedded services run under; never root."""

    name: str
    uid: int
    gid: int


def python() -> str:
    """The interpreter that has the dependencies: the environment's, or in an image our own."""
    inside = VENV / "bin" / "python"
    return str(inside) if inside.exists() else sys.executable


def site_packages() -> Path:
    """The folder of installed packages of that interpreter."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inside = VENV / "lib" / version / "site-packages"
    if inside.is_dir():
        return inside
    return Path(next((p for p in sys.path if p.endswith("site-packages")), inside))


@functools.cache
def account() -> Account:
    """Who runs the embedded services: ourselves, or as root the unprivileged `postgres`.

    PostgreSQL refuses to run as root, and Redis has no reason to. The account is created as a
    system user when the machine has none.
    """
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid)
    for name in ("postgres", "linkages"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_name, found.pw_uid, found.pw_gid)
    command = "useradd --system --user-group --no-create-home --shell /bin/false linkages"
    created = subprocess.run(
        command.split(),
        check=False,
        capture_output=True,
        text=True,
    )
    if created.returncode:
        raise Trouble(f"PostgreSQL does not run as root, and useradd failed: {created.stderr}")
    found = pwd.getpwnam("linkages")
    return Account(found.pw_name, found.pw_uid, found.pw_gid)


def reachable(path: Path, who: Account) -> bool:
    """Whether that account can walk down to this folder."""
    if os.geteuid() == who.uid:
        return True
    for folder in (path, *path.parents):
        try:
            mode = folder.stat()
        except FileNotFoundError:
            continue
        allowed = (
            (who.uid == mode.st_uid and mode.st_mode & stat.S_IXUSR)
            or (who.gid == mode.st_gid and mode.st_mode & stat.S_IXGRP)
            or mode.st_mode & stat.S_IXOTH
        )
        if not allowed:
            return False
    return True


def mark() -> str:
    """Ten letters that tell this checkout from another one on the same machine."""
    return hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]


def homestead(who: Account) -> Path:
    """Where the embedded services keep their files: `var/`, or a place that account can reach."""
    if reachable(VAR, who):
        return VAR
    return Path("/var/lib") / f"linkages-{mark()}"


def private(folder: Path, who: Account) -> Path:
    """Make a folder that only this account can enter; refuse one that somebody else made.

    Raises Trouble when the folder is a link or belongs to another account.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (who.uid, os.geteuid()):
            raise Trouble(
                f"{folder} belongs to somebody else. Remove it and start again."
            ) from None
    if os.geteuid() == 0:
        os.chown(folder, who.uid, who.gid)
    folder.chmod(0o700)
    return folder


def socket_folder(home: Path, name: str) -> Path:
    """A folder for sockets whose full path stays below the system's limit of 107 bytes."""
    near = home / "run" / name
    if len(os.fsencode(near / SOCKET_NAME)) <= SOCKET_LIMIT:
        return near
    slug = name.replace("/", "-")
    # S108: predictable on purpose, so that a second start finds it; private() checks its owner.
    return Path("/tmp") / f"linkages-{mark()}-{slug}"  # noqa: S108
