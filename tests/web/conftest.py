"""A small county with cases made by hand, behind the real routes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shapely
from starlette.applications import Starlette

from gis import registers, vocabulary
from gis.cases.frame import Frame
from gis.county import open_county
from gis.live import Loaded
from gis.rebounds.links import no_links
from gis.select import Selections
from tests.frames import CENTRE, NEWEST, random_frame
from web.routes import routes

NOW = datetime.fromtimestamp(NEWEST, UTC).replace(second=0)
HOSTILE = "<script>alert(1)</script>\"'{{x}}\u202e"


@dataclass
class Shown:
    """Stands in for ``gis.live.Live``: the county and registers are real, the Frame is made for the test."""

    loaded: Loaded
    opened: int = 0

    @property
    def ready(self) -> Loaded | None:
        return self.loaded if self.opened else None

    def now(self) -> Loaded:
        self.opened += 1
        return self.loaded

    def present(self) -> datetime:
        return NOW

    def show(self, frame: Frame) -> None:
        """Another data version."""
        old = self.loaded
        self.loaded = replace(old, frame=frame)


def collection(path: Path, *features: tuple[shapely.Geometry, dict]) -> None:
    rows = [
        {"type": "Feature", "geometry": json.loads(shapely.to_geojson(shape)), "properties": properties}
        for shape, properties in features
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")


@pytest.fixture
def live(tmp_path: Path) -> Shown:
    x, y = CENTRE
    (tmp_path / "county.toml").write_text('format = 1\nname = { zh = "试县", en = "Trial" }\n', "utf-8")
    collection(
        tmp_path / "grids.geojson",
        (shapely.box(x - 0.02, y - 0.02, x, y + 0.02), {"grid_code": "g_000", "name": HOSTILE}),
        (shapely.box(x, y - 0.02, x + 0.02, y + 0.02), {"grid_code": "g_001", "name": "东关"}),
    )
    old = {"zone_id": "uv_0", "name": "旧村", "kind": "urban_village", "valid_to": "2020-01-01"}
    collection(
        tmp_path / "registers" / "zones.geojson",
        (shapely.box(x, y, x + 0.01, y + 0.01), {"zone_id": "uv_1", "name": "石桥", "kind": "urban_village"}),
        (shapely.box(x, y, x + 0.01, y + 0.01), old),
    )
    collection(
        tmp_path / "basemap" / "roads.geojson",
        (shapely.LineString([(x - 0.05, y), (x + 0.05, y)]), {"name": "环城路", "class": "ring"}),
    )
    water = shapely.box(x - 0.05, y - 0.03, x + 0.05, y - 0.025)
    collection(tmp_path / "basemap" / "water.geojson", (water, {"name": "洛河"}))
    place = {"name": "城关", "kind": "town", "rank": 1}
    collection(tmp_path / "basemap" / "places.geojson", (shapely.Point(x, y), place))
    county = open_county(tmp_path)
    frame, words = random_frame(900, 21), vocabulary.load(tmp_path)
    loaded = Loaded(
        county, registers.load(county), words, None, None, frame,  # type: ignore[arg-type]
        links=lambda radius: no_links(len(frame), radius),
    )  # fmt: skip
    return Shown(loaded)


@pytest.fixture
def app(live: Shown) -> Starlette:
    return Starlette(routes=routes(live, Selections()))  # type: ignore[arg-type]
