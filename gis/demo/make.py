"""Make the demo county: one folder with ground, registers, basemap, exports, the profiles that read them, the truth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from gis.county import STORE_FORMAT
from gis.demo import names
from gis.demo.draw import Span, Switches
from gis.demo.exports import make_texts, write_exports
from gis.demo.layers import write_layers
from gis.demo.plant import tell
from gis.demo.profiles import write_profiles
from gis.demo.tables import write_tables
from gis.demo.truth import make_truth
from gis.errors import GisError

END = date(2026, 11, 21)


@dataclass(frozen=True)
class Export:
    """One file of a source: import them in this order, or in any other."""

    path: Path
    kind: str
    """full or delta."""
    rows: int
    at: datetime
    """The county's wall clock when it was written."""


@dataclass(frozen=True)
class DemoReport:
    """What was made."""

    root: Path
    cases: int
    grids: int
    exports: tuple[Export, ...]
    profiles: Path
    today: date
    """The day after the last one: the demo's today."""


def make_demo(
    out: Path,
    *,
    cases: int = 60_000,
    seed: int = 1,
    end: date = END,
    switches: Switches | None = None,
    tiles: int = 1,
) -> DemoReport:
    """Write the synthetic county to ``out``: 24 months of ``cases`` cases ending with the local day ``end``.

    Equal arguments give equal bytes. ``tiles`` counties lie side by side; for constant density give each as many
    cases. The ground is the same for every seed. Nothing is imported: ``exports`` says what to import.
    Errors: file-exists (a county is there already), bad-value.
    """
    if (out / "county.toml").exists():
        raise GisError("file-exists", path=out / "county.toml")
    if cases < 100:
        raise GisError("bad-value", name="cases", value=cases, known="≥ 100")
    if tiles < 1:
        raise GisError("bad-value", name="tiles", value=tiles, known="≥ 1")
    planted, span = switches or Switches(), Span(end)
    story = tell(span, cases, seed, planted, tiles)
    texts = make_texts(story, seed)
    grids = write_layers(out, span, tiles)
    write_tables(out / "registers", span, seed, planted, tiles)
    write_profiles(out / "profiles")
    truth = make_truth(story, texts, span, seed)
    (out / "truth.json").write_bytes(truth_text(truth).encode())
    files = tuple(Export(*f) for f in write_exports(out / "exports", story, texts, span))
    (out / "county.toml").write_bytes(county_text(end).encode())
    return DemoReport(out, len(story.cases), grids, files, out / "profiles", end + timedelta(days=1))


def truth_text(truth: dict[str, Any]) -> str:
    """JSON with a line for each top entry; equal truth gives equal bytes."""
    lines = [f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in truth.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def county_text(end: date) -> str:
    """county.toml of the demo; written last, so that a half-made folder is no county. Its clock stands at the next
    morning."""
    now = datetime.combine(end + timedelta(days=1), time(8, 42)).isoformat()
    return (
        "# 清岚县：合成演示数据，地名、单位、案卷均为虚构\n"
        f'format = {STORE_FORMAT}\ndemo = true\nzone = "Asia/Shanghai"\nmetric_epsg = {names.EPSG}\n'
        f'division_code = "{names.DIVISION}"\nnow = "{now}+08:00"\n\n'
        f'[name]\nzh = "{names.COUNTY_ZH}（演示）"\nen = "{names.COUNTY_EN}"\n\n'
        '[basemap]\nkind = "county"\ncredit = "地名与道路均为虚构"\n'
        'credit_en = "All names and roads are fictitious"\n'
    )
