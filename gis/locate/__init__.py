"""From the current state of cases to located cases: grid, zones, segment, units of the day found and of
today."""

from gis.locate.assign import assign_areas, assign_many
from gis.locate.segments import nearest_segment
from gis.locate.table import UNLOCATED, locate

__all__ = ["UNLOCATED", "assign_areas", "assign_many", "locate", "nearest_segment"]
