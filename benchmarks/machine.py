"""What a benchmark ran on, and the measures that all of them use."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path


def describe() -> str:
    """Processor, cores, memory, versions, and how busy the machine was at the start."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()
    return (
        f"machine: {cores} cores ({model}), {memory:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}; load {load[0]:.1f} "
        f"{load[1]:.1f} {load[2]:.1f} before the start"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]
