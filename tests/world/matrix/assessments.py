"""Assessments of a county's program."""

from tests.world.matrix import instruments, program, rounds
from tests.world.matrix.rows import Row

ROWS: dict[str, Row] = {
    **instruments.ROWS,
    **program.ROWS,
    **rounds.ROWS,
}
