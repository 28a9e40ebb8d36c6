"""Who may open and send what, an address a row: one module an app, as the rooms of the product are.

A new app brings a module with its ROWS and its line in MATRIX below.
"""

from tests.world.matrix import (
    assessments,
    counties,
    families,
    matching,
    platform,
    records,
    sharing,
    workplans,
)
from tests.world.matrix.rows import Row

MATRIX: dict[str, Row] = {
    **platform.ROWS,
    **counties.ROWS,
    **sharing.ROWS,
    **records.ROWS,
    **matching.ROWS,
    **families.ROWS,
    **assessments.ROWS,
    **workplans.ROWS,
}
