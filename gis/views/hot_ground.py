"""Where the units of 热点 lie, how people call them and who leads there."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from gis.filters import Place
from gis.hotspots.units import CELL_M, GRID, Units, grids_of
from gis.live import Loaded
from gis.views.names import Names
from gis.words import N_, say

I64 = npt.NDArray[np.int64]
Ring = tuple[tuple[float, float], ...]
EDGE_M = 10.0
"""A circle round a place is so much wider than the place."""
SQUARE = N_("方格 {id}")


class Ground:
    """The units of one data version on a local day."""

    def __init__(self, loaded: Loaded, units: Units, words: Names, day: date) -> None:
        self.loaded, self.units, self.words, self.day = loaded, units, words, day
        self.metric = loaded.registers.metric

    @cached_property
    def _rows(self) -> tuple[I64, I64]:
        """Rows of the Frame in order of their unit, and where each unit's begin."""
        order = np.argsort(self.units.unit_of, kind="stable")
        return order, np.searchsorted(self.units.unit_of[order], np.arange(len(self.units.ids) + 1))

    def around(self, i: int) -> I64:
        """Rows of the cases in a unit and its neighbours."""
        order, start = self._rows
        near = self.units.near[self.units.near_start[i] : self.units.near_start[i + 1]]
        return np.concatenate([order[start[u] : start[u + 1]] for u in (i, *near.tolist())])

    def grid(self, i: int) -> str:
        """Code of the grid a unit is, or of the one most cases around it lie in; "" for none."""
        if self.units.kind == GRID:
            return self.units.ids[i]
        codes = np.asarray(self.loaded.frame.grid)[self.around(i)]
        codes = codes[codes >= 0]
        return self.loaded.frame.grids[np.bincount(codes).argmax()] if len(codes) else ""

    def name(self, i: int) -> str:
        """The grid's name, before it that of the weak link most cases around a square lie in."""
        code = self.grid(i)
        grid = self.words.grids.get(code, code)
        if self.units.kind == GRID:
            return grid
        parts = [p for p in (self._weak_link(i), grid) if p]
        return "·".join(parts) or say(SQUARE, self.words.lang).format(id=self.units.ids[i])

    def _weak_link(self, i: int) -> str:
        frame, rows = self.loaded.frame, self.around(i)
        weak = set(self.loaded.vocabulary.weak_links())
        sets = [[z for z in zones if frame.zones.get(z) in weak] for zones in frame.zone_sets]
        counted = Counter(z for s in np.asarray(frame.zset)[rows].tolist() for z in sets[s]).most_common(1)
        held = counted and 2 * counted[0][1] >= len(rows)
        return self.words.zones.get(counted[0][0], counted[0][0]) if held else ""

    def lead(self, grid: str) -> str:
        """Name of the unit that leads a grid on the day; "" for none."""
        code = str(self.loaded.registers.lead_units([grid], [self.day])[0] or "")
        return self.words.units.get(code, code)

    def outline(self, place: I64) -> shapely.Geometry:
        """All of its units as one shape, metric CRS."""
        if self.units.kind == GRID:
            shape = shapely.union_all([self._grids[self.units.ids[i]] for i in place])
            return shapely.transform(shape, lambda c: np.column_stack(self.metric.forward(c[:, 0], c[:, 1])))
        half = CELL_M / 2
        x, y = self.units.x_m[place], self.units.y_m[place]
        return shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))

    def rings(self, outline: shapely.Geometry) -> tuple[Ring, ...]:
        """Its rings, holes included, in WGS 84 degrees."""
        shape = shapely.transform(outline, lambda c: np.column_stack(self.metric.inverse(c[:, 0], c[:, 1])))
        polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
        rings = [ring for p in polygons for ring in (p.exterior, *p.interiors)]
        return tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in rings)

    def circle(self, outline: shapely.Geometry) -> Place:
        """The smallest circle round it, a little wider: what the other pages are narrowed to."""
        centre = shapely.centroid(shapely.minimum_bounding_circle(outline))
        lon, lat = self.metric.inverse([centre.x], [centre.y])
        return Place(float(lon[0]), float(lat[0]), round(shapely.minimum_bounding_radius(outline) + EDGE_M))

    @cached_property
    def _grids(self) -> dict[str, shapely.Geometry]:
        grids = grids_of(self.loaded.registers, self.day)
        return dict(zip(grids["grid_code"].astype(str), grids.geometry))
