"""Files as counties deliver them, with other people in each run, and what must come out of each.

`build(name, seed)` gives one of them; the same seed gives the same file.
"""

from tests.records.reading.corpus import (
    delimiters,
    encodings,
    federal,
    fixed_width,
    headings,
    profiles,
    rows,
    workbooks,
)
from tests.records.reading.corpus.crowd import BUILDERS, Sample, build

# Each of them puts its files into the corpus.
KINDS = (
    encodings,
    delimiters,
    headings,
    rows,
    profiles,
    fixed_width,
    workbooks,
    federal,
)

__all__ = ["BUILDERS", "KINDS", "Sample", "build"]
