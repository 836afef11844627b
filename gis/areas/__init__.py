"""Polygons and lines from foreign files, the grid check, the grid maker."""

from gis.areas.check import KINDS, Fault, check_grids, valid_on
from gis.areas.files import read
from gis.areas.grids import GRID_COLUMNS, read_grids
from gis.areas.make import make_grid
from gis.areas.measure import area_km2, grown
from gis.areas.tables import read_table
from gis.areas.write import write_grids

__all__ = [
    "GRID_COLUMNS", "KINDS", "Fault", "area_km2", "check_grids", "grown", "make_grid", "read", "read_grids",
    "read_table", "valid_on", "write_grids",
]  # fmt: skip
