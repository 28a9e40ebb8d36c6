"""Work plans of a county."""

from tests.world.matrix import plans, running
from tests.world.matrix.rows import Row

ROWS: dict[str, Row] = {
    **plans.ROWS,
    **running.ROWS,
}
