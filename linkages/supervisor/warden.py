"""Waits for its supervisor to vanish, then ends the process groups it left behind.

Started as a script of its own by `children.Warden`, fed over standard input with one line
`pid start-time` per group. The line `done` means that all were stopped in order. End of input
without it means that the supervisor was killed: the kernel has then sent every child its
parent-death signal, and what still runs after the grace is killed.
"""

import os
import signal
import sys
import time

# Seconds in which the database shuts down by itself; tests shorten it.
GRACE = float(os.environ.get("LINKAGES_GRACE", "6"))


def born(pid: int) -> str:
    """Start time of a process in clock ticks; empty when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            text = file.read()
    except OSError:
        return ""
    return text[text.rindex(")") + 2 :].split()[19]


def members(group: int) -> bool:
    """Whether any process of the group is left, its leader or another."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> None:
    """Collect groups until the input ends; sweep unless told that all is done."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    groups: dict[int, str] = {}
    for line in sys.stdin:
        words = line.split()
        if words == ["done"]:
            return
        if len(words) == 2:
            groups[int(words[0])] = words[1]
    deadline = time.monotonic() + GRACE
    while time.monotonic() < deadline and any(members(group) for group in groups):
        time.sleep(0.1)
    for group, started in groups.items():
        # A leader that is another process by now means the number was given away: leave it.
        if members(group) and born(group) in ("", started):
            try:
                os.killpg(group, signal.SIGKILL)
            except OSError as problem:
                sys.stderr.write(f"could not end process group {group}: {problem}\n")


if __name__ == "__main__":
    main()
