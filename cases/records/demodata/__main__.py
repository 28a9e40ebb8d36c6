"""Write sample extracts: `python -m cases.records.demodata OUT --county alder`."""

import argparse
from datetime import date
from pathlib import Path

from cases.records.demodata.places import PLACES
from cases.records.demodata.writing import write_demo

parser = argparse.ArgumentParser(prog="python -m cases.records.demodata", description=__doc__)
parser.add_argument("folder", type=Path)
parser.add_argument("--county", choices=sorted(PLACES), default="alder")
parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 12, 1))
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--scale", type=float, default=1.0, help="families, times this")
arguments = parser.parse_args()
files = write_demo(
    arguments.county, arguments.folder, arguments.today, arguments.seed, arguments.scale
)
for path in (files.children, files.others, files.calworks, files.next_children):
    print(path)
