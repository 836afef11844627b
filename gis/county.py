"""county.toml: what this data folder is, in which zone its clock runs, in which CRS it is measured."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gis.errors import GisError

STORE_FORMAT = 1
"""Number of the store's layout on disk; raised with an upgrade step whenever the layout changes."""


@dataclass(frozen=True)
class Basemap:
    """The ground under the overlay: ``county`` draws the folder's own layers, ``xyz`` asks a tile template."""

    kind: str = "county"
    template: str = ""
    crs: str = "wgs84"
    """Coordinate system the template's tiles are in: wgs84, cgcs2000 or gcj02; the overlay is shifted to it."""
    credit: str = ""


@dataclass(frozen=True)
class County:
    """The identity of one data folder."""

    root: Path
    zh: str
    en: str
    demo: bool = False
    zone: str = "Asia/Shanghai"
    metric_epsg: int | None = None
    """EPSG of the metric CRS; None: chosen from the longitude (see gis.crs)."""
    division_code: str = ""
    now: str = ""
    """Demo only: the fixed present of a synthetic county (ISO 8601 with offset); a real county has the clock's."""
    segment_tolerance_m: float = 30.0
    """A case farther than this from every segment has none."""
    basemap: Basemap = field(default_factory=Basemap)

    @property
    def tz(self) -> ZoneInfo:
        """The zone of the county's wall clock: days, weeks and months are counted in it."""
        return ZoneInfo(self.zone)

    def present(self, clock: datetime) -> datetime:
        """The moment looked from, to the minute (aware UTC): ``clock``, or a demo's fixed present."""
        moment = datetime.fromisoformat(self.now) if self.demo and self.now else clock
        return moment.astimezone(UTC).replace(second=0, microsecond=0)

    @property
    def points(self) -> Path:
        """The ledger's folder."""
        return self.root / "points"

    @property
    def registers(self) -> Path:
        """The folder of registers with valid dates."""
        return self.root / "registers"


def open_county(root: Path) -> County:
    """Read ``root``/county.toml. Errors: no-data-folder, not-a-store, newer-format."""
    root = Path(root)
    if not root.is_dir():
        raise GisError("no-data-folder", path=root)
    path = root / "county.toml"
    if not path.is_file():
        raise GisError("not-a-store", path=root)
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise GisError("damaged-file", path=path, detail=bad) from bad
    if int(raw.get("format", STORE_FORMAT)) > STORE_FORMAT:
        raise GisError("newer-format", found=raw["format"], known=STORE_FORMAT)
    name = raw.get("name", {})
    known = {k: raw[k] for k in ("demo", "zone", "metric_epsg", "division_code", "segment_tolerance_m", "now")
             if k in raw}  # fmt: skip
    basemap = Basemap(
        **{k: v for k, v in raw.get("basemap", {}).items() if k in Basemap.__dataclass_fields__}
    )
    return County(
        root=root, zh=name.get("zh", root.name), en=name.get("en", root.name), basemap=basemap, **known
    )
