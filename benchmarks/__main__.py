"""All benchmarks, one after the other: `make bench` or `python -m benchmarks [matching|screens]`.

Each runs as a program of its own, so that its memory is its own. LINKAGES_OPEN_SET names the
folder of the open set; without it there is nothing to measure on, and that is said.
"""

import os
import subprocess
import sys

from benchmarks.machine import describe

ALL = ("matching", "screens")


def main(words: list[str]) -> int:
    """Run those that were named, or all; 0 when all came to their end."""
    sys.stdout.write(f"{describe()}\n")
    sys.stdout.flush()
    if not os.environ.get("LINKAGES_OPEN_SET"):
        sys.stderr.write("LINKAGES_OPEN_SET is not set: name the folder of the open set.\n")
        return 2
    worst = 0
    for name in words or ALL:
        sys.stdout.write(f"\n--- {name}\n")
        sys.stdout.flush()
        done = subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
