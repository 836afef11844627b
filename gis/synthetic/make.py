"""The synthetic county, made and taken in through the same door as a real one."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, sqrt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from gis.cases.build import refresh
from gis.county import open_county
from gis.crs import Metric, metric_for
from gis.errors import GisError
from gis.ledger.files import plain_errors, write_bytes
from gis.ledger.importing import Order, import_paths
from gis.synthetic import exports, names, offices, papers, zoning
from gis.synthetic.county import make_cases
from gis.synthetic.flow import Span
from gis.synthetic.ground import Ground, make_ground
from gis.synthetic.land import Land, make_land
from gis.synthetic.stories import Switches
from gis.vocabulary import load as load_vocabulary

CASES_A_COPY = 60_000
COPY_M = (25_000.0, 19_000.0)
"""Ground from one copy of the county to the next, east and north."""
ZONE = ZoneInfo("Asia/Shanghai")
EXPORTS_BACK = (14, 7, 2, 0)
"""Nights before the end on which the offices exported; 0 is the night after the last day."""
DEFAULT_END = date(2026, 11, 21)


@dataclass(frozen=True)
class DemoReport:
    """What was made."""

    root: Path
    cases: int
    grids: int
    zones: int
    segments: int
    copies: int


def make_demo(out: Path, *, cases: int = CASES_A_COPY, seed: int = 1, end: date = DEFAULT_END,
              switches: Switches | None = None) -> DemoReport:  # fmt: skip
    """Write a whole data folder into ``out``, which must not exist or be empty. Equal arguments, equal folder.

    Above 60,000 cases the county is laid side by side, each copy with its own cases, so density stays as it is.
    Errors: file-exists, disk-full, read-only.
    """
    if out.exists() and any(out.iterdir()):
        raise GisError("file-exists", path=out)
    on, span = switches or Switches(), Span(end)
    copies = max(1, ceil(cases / CASES_A_COPY))
    land = make_land()
    ground = make_ground(land)
    metric = metric_for(*names.ORIGIN, names.EPSG)
    x, y = metric.forward(np.array([names.ORIGIN[0]]), np.array([names.ORIGIN[1]]))
    kit = _Kit(land, ground, metric, (float(x[0]), float(y[0])), span, on, seed, copies)
    with plain_errors(out), tempfile.TemporaryDirectory(prefix="cleangrid-demo-") as held:
        files, truth = kit.write(out, Path(held), cases)
        county = open_county(out)
        for moment in sorted({f.name.split("_")[-1][:14] for f in files}):
            batch = [f for f in files if f.name.split("_")[-1][:14] == moment]
            now = datetime.strptime(moment, "%Y%m%d%H%M%S").replace(tzinfo=ZONE) + timedelta(minutes=20)
            import_paths(county, batch, Order(now=now.astimezone(UTC), into_demo=True))
    write_bytes(out / "truth.json", (json.dumps(truth, ensure_ascii=False, indent=1) + "\n").encode())
    refresh(county, today=end + timedelta(days=1))
    return DemoReport(
        out, cases, len(ground.grids) * copies, kit.zones * copies, len(ground.segments) * copies, copies
    )


@dataclass
class _Kit:
    land: Land
    ground: Ground
    metric: Metric
    origin: tuple[float, float]
    span: Span
    switches: Switches
    seed: int
    copies: int
    zones: int = 0

    def write(self, out: Path, held: Path, cases: int) -> tuple[list[Path], dict[str, Any]]:
        """Registers, grids, basemap into ``out``; exports into ``held``."""
        zones = zoning.make_zones(self.land, self.ground, np.random.default_rng(self.seed))
        self.zones = len(zones)
        rows = zoning.inside(zones, self.ground)
        words = load_vocabulary()
        units = dict(zip(offices.units()["unit_id"], offices.units()["zh"], strict=True))
        layers: dict[str, list[dict[str, Any]]] = {}
        truth: dict[str, Any] = {
            "seed": self.seed,
            "cases": cases,
            "switches": asdict(self.switches),
            "copies": [],
        }
        files: list[Path] = []
        leads = offices.leads(len(self.ground.grids))
        side = ceil(sqrt(self.copies))
        for copy in range(self.copies):
            shift = (copy % side * COPY_M[0], copy // side * COPY_M[1])
            code, tail, prefix = _labels(copy)
            place = papers.placer(self.metric, self.origin, shift)
            self._layers(layers, zones, place, leads, code=code, tail=tail, prefix=prefix)
            count = cases // self.copies + (copy < cases % self.copies)
            made = make_cases(self.ground, zones, rows, count=count, seed=(self.seed, copy), span=self.span,
                              switches=self.switches)  # fmt: skip
            made.cases["number"] = prefix + made.cases["number"]
            truth["copies"].append(_prefixed(made.truth, code, prefix))
            lon, lat = exports.lonlat(
                made.cases, self.metric, (self.origin[0] + shift[0], self.origin[1] + shift[1])
            )
            files += exports.write_exports(
                held, made.cases, lon, lat, exports.addresses(made.cases, self.ground), moments=self._moments(),
                words=words, units=units, suffix=f"_{copy:03d}" if copy else "",
            )  # fmt: skip
        double = truth["copies"][0]["patrolled"]["grid_code"] if self.switches.patrolled else None
        self._papers(out, layers, double)
        return files, truth

    def _moments(self) -> list[datetime]:
        back = EXPORTS_BACK if self.copies == 1 else (0,)
        return [datetime.combine(self.span.ago(d) + timedelta(days=1), time(0, 30), ZONE) for d in back]

    def _layers(
        self, layers: dict[str, list[dict[str, Any]]], zones: Any, place: papers.Place, leads: list[str], *,
        code: Any, tail: str, prefix: str,
    ) -> None:  # fmt: skip
        made = {
            "grids": papers.grid_rows(self.ground, place, leads, code, tail),
            "zones": papers.zone_rows(zones, place, prefix, tail),
            "segments": papers.segment_rows(self.ground, place, prefix),
            "boundary": [{"name": names.COUNTY_ZH + tail, "geometry": place(self.land.outline)}],
            **papers.basemap_rows(self.land, self.ground, zones, place),
        }
        if not prefix:
            rng = np.random.default_rng((self.seed, 7))
            made["pois"] = papers.poi_rows(self.ground, place, rng)
            made["sample_points"] = [
                {
                    "sample_id": f"S{i + 1:02d}",
                    "name": r["name"],
                    "kind": r["kind"],
                    "geometry": r["geometry"],
                }
                for i, r in enumerate(made["pois"][::2])
            ]
        for name, rows in made.items():
            layers.setdefault(name, []).extend(rows)

    def _papers(self, out: Path, layers: dict[str, list[dict[str, Any]]], double: str | None) -> None:
        now = datetime.combine(self.span.end + timedelta(days=1), time(8, 42), ZONE)
        text = papers.COUNTY.format(zh=names.COUNTY_ZH, en=names.COUNTY_EN, epsg=names.EPSG, division=names.DIVISION,
                                    now=now.isoformat())  # fmt: skip
        exact = {"grids", "boundary"}
        for name, rows in layers.items():
            folder = (
                "basemap/"
                if name in ("water", "built_up", "roads", "places")
                else ""
                if name == "grids"
                else "registers/"
            )
            digits = papers.BORDER_DIGITS if name in exact else papers.LINE_DIGITS
            write_bytes(out / f"{folder}{name}.geojson", papers.collection(rows, digits))
        codes = [r["grid_code"] for r in layers["grids"]]
        papers.write_csvs(out / "registers", self.ground, self.span, codes, double=double)
        for source, (zh, _, _) in papers.SOURCE_NAMES.items():
            write_bytes(out / "profiles" / f"{source}.toml", exports.profile(source, zh).encode())
        write_bytes(out / "county.toml", text.encode())


def _labels(copy: int) -> tuple[Any, str, str]:
    """How a copy's codes, names and ids are told apart; the first keeps its own."""
    if copy == 0:
        return (lambda code: code), "", ""
    return (lambda code: f"{420_000 + copy:06d}{code[6:]}"), f"·{copy + 1}", f"{copy:03d}-"


def _prefixed(truth: dict[str, Any], code: Any, prefix: str) -> dict[str, Any]:
    """The truth of a copy with the copy's own codes."""
    out = dict(truth)
    out["hot_zones"] = {prefix + z: v for z, v in truth["hot_zones"].items()}
    for name in ("heating", "patrolled"):
        out[name] = truth[name] | {"grid_code": code(truth[name]["grid_code"])}
    out["returns"] = [
        [a.replace("/", "/" + prefix, 1), b.replace("/", "/" + prefix, 1)] for a, b in truth["returns"]
    ]
    return out
