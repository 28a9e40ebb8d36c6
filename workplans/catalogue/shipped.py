"""The catalogue that the product ships with, read from its file."""

import json
from pathlib import Path

from workplans.catalogue.reading import Catalogue, read

FILE = Path(__file__).parent / "shipped" / "catalogue.json"

SHIPPED: Catalogue = read(json.loads(FILE.read_text(encoding="utf-8")))
