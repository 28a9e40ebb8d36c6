"""Assessments of a county's program."""

from tests.world.matrix import instruments
from tests.world.matrix.rows import Row

ROWS: dict[str, Row] = {
    **instruments.ROWS,
}
