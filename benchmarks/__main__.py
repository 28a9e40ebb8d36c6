"""All benchmarks, one after the other: `make bench`, or those named: `make bench ARGS=screens`.

Each runs as a program of its own, so that its memory is its own. LINKAGES_OPEN_SET names the
folder of the open set; what needs it is left out without it, and that is said.
"""

import os
import subprocess
import sys

from benchmarks.machine import describe

NEED_OPEN_SET = ("matching", "screens")
ALL = (
    *NEED_OPEN_SET,
    "intake",
    "lists",
    "crowd",
    "lookups",
    "accounts",
    "sharing",
    "weekly",
    "queue",
    "search",
    "families",
    "papers",
    "planning",
)


def main(words: list[str]) -> int:
    """Run those that were named, or all; 0 when all came to their end."""
    sys.stdout.write(f"{describe()}\n")
    sys.stdout.flush()
    worst = 0
    for name in words or ALL:
        sys.stdout.write(f"\n--- {name}\n")
        sys.stdout.flush()
        if name in NEED_OPEN_SET and not os.environ.get("LINKAGES_OPEN_SET"):
            sys.stderr.write("left out: LINKAGES_OPEN_SET names no folder of the open set\n")
            worst = max(worst, 2)
            continue
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
