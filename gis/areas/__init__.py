"""Polygons and lines from foreign files, the grid check, the grid maker."""

from gis.areas.check import KINDS, Fault, check_grids
from gis.areas.files import read
from gis.areas.grids import GRID_COLUMNS, read_grids
from gis.areas.make import make_grid
from gis.areas.tables import read_table
from gis.areas.write import write_grids

__all__ = [
    "GRID_COLUMNS", "KINDS", "Fault", "check_grids", "make_grid", "read", "read_grids", "read_table", "write_grids",
]  # fmt: skip
