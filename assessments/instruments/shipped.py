"""The instruments that the product ships with, read from their files."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from assessments.instruments.reading import Instrument, read

FILES = Path(__file__).parent / "shipped"


def _shipped() -> Mapping[str, tuple[Instrument, ...]]:
    editions: dict[str, list[Instrument]] = {}
    for path in sorted(FILES.glob("*.json")):
        instrument = read(json.loads(path.read_text(encoding="utf-8")))
        editions.setdefault(instrument.code, []).append(instrument)
    return MappingProxyType(
        {
            code: tuple(sorted(of_code, key=lambda each: each.number))
            for code, of_code in editions.items()
        }
    )


# code -> its editions, oldest first.
SHIPPED = _shipped()
