"""county.toml: what this data folder is, in which zone its clock runs, in which CRS it is measured."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gis.crs import metric_for
from gis.errors import GisError
from gis.words import SOURCE_LANGUAGE

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
    """Whose the ground is, said on every map; ``credit_en`` in other languages, where it is given."""
    credit_en: str = ""

    def credited(self, lang: str) -> str:
        """The credit in ``lang``."""
        return self.credit if lang == SOURCE_LANGUAGE else self.credit_en or self.credit


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
    """Demo only: the fixed present of a synthetic county (ISO 8601; local without an offset); a real county has
    the clock's."""
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
        local = moment if moment.tzinfo else moment.replace(tzinfo=self.tz)
        return local.astimezone(UTC).replace(second=0, microsecond=0)

    @property
    def points(self) -> Path:
        """The ledger's folder."""
        return self.root / "points"

    @property
    def registers(self) -> Path:
        """The folder of registers with valid dates."""
        return self.root / "registers"


def open_county(root: Path) -> County:
    """Read ``root``/county.toml; keys it does not know are passed over. Errors: no-data-folder, not-a-store,
    newer-format, bad-county (with the key and its value).
    """
    root = Path(root)
    if not root.is_dir():
        raise GisError("no-data-folder", path=root)
    path = root / "county.toml"
    if not path.is_file():
        raise GisError("not-a-store", path=root)
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as bad:
        raise GisError("bad-county", path=path, detail=bad) from bad
    _check(path, "format", raw.get("format", STORE_FORMAT), int)
    if raw.get("format", STORE_FORMAT) > STORE_FORMAT:
        raise GisError("newer-format", found=raw["format"], known=STORE_FORMAT)
    name, ground = raw.get("name", {}), raw.get("basemap", {})
    for key, table in (("name", name), ("basemap", ground)):
        _check(path, key, table, dict)
        for inner, value in table.items():
            _check(path, f"{key}.{inner}", value, str)
    known = {key: raw[key] for key in KEYS if key in raw}
    for key, value in known.items():
        _check(path, key, value, *KEYS[key])
    county = County(
        root=root,
        zh=name.get("zh", root.name),
        en=name.get("en", name.get("zh", root.name)),
        basemap=Basemap(**{k: v for k, v in ground.items() if k in Basemap.__dataclass_fields__}),
        **known,
    )
    _means_something(path, county)
    return county


KEYS: dict[str, tuple[type, ...]] = {
    "demo": (bool,), "zone": (str,), "metric_epsg": (int,), "division_code": (str,), "now": (str,),
    "segment_tolerance_m": (int, float),
}  # fmt: skip
"""Key of county.toml that is a field of its own name → what it may be."""


SHAPES: dict[type, str] = {bool: "true / false", str: '"…"', int: "0, 1, 2 …", dict: "[…]"}
"""Kind of value → how it is written."""


def _check(path: Path, key: str, value: object, *kinds: type) -> None:
    if type(value) not in kinds:
        raise _wrong(path, key, value, SHAPES[kinds[0]])


def _means_something(path: Path, county: County) -> None:
    """The zone, the present and the metric CRS are ones; no length is negative."""
    try:
        _ = county.tz
    except (ZoneInfoNotFoundError, ValueError, OSError) as bad:
        raise _wrong(path, "zone", county.zone, "Asia/Shanghai …") from bad
    try:
        datetime.fromisoformat(county.now or "2026-01-01")
    except ValueError as bad:
        raise _wrong(path, "now", county.now, "2026-11-22T08:00+08:00 …") from bad
    if not 0 <= county.segment_tolerance_m <= 10_000:
        raise _wrong(path, "segment_tolerance_m", county.segment_tolerance_m, "0–10000")
    if county.metric_epsg is not None:
        try:
            metric_for(0.0, 0.0, county.metric_epsg)
        except GisError as bad:
            raise GisError("bad-county", path=path, detail=bad) from bad


def _wrong(path: Path, key: str, value: object, known: str) -> GisError:
    return GisError(
        "bad-county", path=path, detail=GisError("profile-value", key=key, value=value, known=known)
    )
