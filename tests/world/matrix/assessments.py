"""Readiness assessments of a county."""

from tests.world.matrix.rows import Row

ROWS: dict[str, Row] = {}
