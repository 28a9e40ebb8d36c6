"""Assessments of a county's program."""

from tests.world.matrix import instruments, program
from tests.world.matrix.rows import Row

ROWS: dict[str, Row] = {
    **instruments.ROWS,
    **program.ROWS,
}
