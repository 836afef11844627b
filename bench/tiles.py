"""Tiles at four zooms, filtered and not, over 1 M and 10 M synthetic cases: ours over HTTP beside a peer.

    python bench/tiles.py [--cases 1000000 10000000] [--tiles 40] [--port 8610]

The peer is what one would write without this room: the same rows in one Parquet file (also in Z-order, so
that its row groups can be skipped), one DuckDB query a tile that bins cases 64 × 64, colours by NumPy, PNG by
Pillow. It blurs nothing and draws no marks. Both get the same tiles: those of cases picked at random, so that
crowded tiles come up as often as people look at them. No answer is kept from one request to the next.
"""

from __future__ import annotations

import argparse
import http.client
import io
import json
import os
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import uvicorn
from PIL import Image
from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from gis import vocabulary
from gis.cases.frame import NONE_S, Frame
from gis.duck import open_duckdb
from gis.filters import Filters
from gis.select import Memo, Selections, kpis, select
from gis.tiles.cells import FINE, cells_of, counts
from tests.frames import GRIDS, NEWEST, TYPES, random_frame
from web import service
from web.routes import routes

ZOOMS = (10, 12, 15, 18)
TZ = ZoneInfo("Asia/Shanghai")
NOW = datetime.fromtimestamp(NEWEST, UTC)
STAMP = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
QUESTIONS = {
    "all": Filters(set="all"),
    "open": Filters(),
    "open, 2 types, 12 grids": Filters(types=TYPES[:2], grids=GRIDS[:12]),
}


@dataclass(frozen=True)
class Figures:
    """Milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: list[float]) -> Figures:
        ms = np.array(seconds) * 1e3
        return cls(float(np.median(ms)), float(np.quantile(ms, 0.95)))


def timed(work: Any, times: int = 3) -> float:
    """The best of ``times`` runs, in milliseconds."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best * 1e3


def serve(frame: Frame, port: int) -> uvicorn.Server:
    """Our own routes over ``frame``, in a thread of this process."""
    service.KEPT_TILES = 0
    county = SimpleNamespace(tz=TZ, root=Path(tempfile.gettempdir()))
    loaded = SimpleNamespace(
        county=county, registers=None, vocabulary=vocabulary.load(), frame=frame, version=frame.version
    )
    live: Any = SimpleNamespace(now=lambda: loaded, present=lambda: NOW, ready=loaded)
    app = Starlette(routes=routes(live, Selections()))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
    )
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return server


def picked(frame: Frame, filters: Filters, z: int, tiles: int) -> list[tuple[int, int]]:
    """Tiles of cases of the question, drawn at random."""
    at = np.flatnonzero(select(frame, filters, as_of=NOW, tz=TZ).mask[: frame.located])
    some = np.random.default_rng(z).choice(at, tiles)
    return [(int(frame.mx[i]) >> (32 - z), int(frame.my[i]) >> (32 - z)) for i in some]


def ours(
    port: int, version: str, filters: Filters, z: int, tiles: list[tuple[int, int]]
) -> tuple[Figures, list[int]]:
    """One request after the other over one connection."""
    line = http.client.HTTPConnection("127.0.0.1", port)
    seconds, found = [], []
    for x, y in tiles[:1] + tiles:
        began = time.perf_counter()
        line.request("GET", f"/tiles/cases/{version}/{z}/{x}/{y}.png?{filters.to_query()}&as_of={STAMP}")
        answer = line.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - began)
        found.append(int(answer.headers["x-case-count"]))
    line.close()
    return Figures.of(seconds[1:]), found[1:]


def to_parquet(frame: Frame, path: Path) -> None:
    columns = ("mx", "my", "found", "closed", "type_", "grid", "flags")
    rows = slice(0, frame.located)
    pq.write_table(pa.table({c: getattr(frame, c)[rows] for c in columns}), path, row_group_size=100_000)


PALETTE = np.array([[40, 70, 130, a] for a in range(256)], np.uint8)


def peer(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    frame: Frame,
    filters: Filters,
    z: int,
    tiles: list[tuple[int, int]],
) -> tuple[Figures, list[int]]:
    """One query and one picture a tile."""
    where = peer_where(frame, filters)
    seconds, found = [], []
    for x, y in tiles[:1] + tiles:
        began = time.perf_counter()
        low_x, low_y, room = x << (32 - z), y << (32 - z), 32 - z - 6
        query = f"""select (mx >> {room}) & 63 x, (my >> {room}) & 63 y, count(*) n from '{path}'
            where mx between {low_x} and {low_x + (1 << (32 - z)) - 1}
            and my between {low_y} and {low_y + (1 << (32 - z)) - 1} and {where} group by all"""
        got = con.execute(query).fetchnumpy()
        grid = np.zeros((64, 64))
        grid[got["y"].astype(int), got["x"].astype(int)] = got["n"]
        tone = (255 * np.log1p(grid) / np.log1p(max(grid.max(), 1))).astype(np.uint8)
        image = Image.fromarray(PALETTE[np.asarray(Image.fromarray(tone).resize((256, 256)))])
        image.save(io.BytesIO(), "png")
        seconds.append(time.perf_counter() - began)
        found.append(int(got["n"].sum()))
    return Figures.of(seconds[1:]), found[1:]


def peer_where(frame: Frame, filters: Filters) -> str:
    until = int(NOW.timestamp()) // 60 * 60 + 60
    parts = [f"found < {until}", f"found != {int(NONE_S)}", "(flags & 1) = 0"]
    if filters.set == "open":
        parts.append(f"closed >= {until}")
    if filters.types:
        parts.append(f"type_ in ({', '.join(str(frame.types.index(t)) for t in filters.types)})")
    if filters.grids:
        parts.append(f"grid in ({', '.join(str(frame.grids.index(g)) for g in filters.grids)})")
    return " and ".join(parts)


def memory_mb() -> float:
    return psutil.Process(os.getpid()).memory_info().rss / 1e6


def bench(cases: int, tiles: int, port: int) -> list[dict[str, Any]]:
    before = memory_mb()
    frame = random_frame(cases)
    held = sum(getattr(frame, c).nbytes for c in vars(frame) if hasattr(getattr(frame, c), "nbytes"))
    print(f"\n{cases:,} cases: frame {held / 1e6:.0f} MB")
    ground = Memo()
    print(f"  cells of a data version, once       {timed(lambda: cells_of(frame, ground, FINE), 1):8.1f} ms")
    for name, filters in QUESTIONS.items():
        ms = timed(lambda f=filters: select(frame, f, as_of=NOW, tz=TZ))
        chosen = [select(frame, filters, as_of=NOW, tz=TZ, ground=ground) for _ in range(3)]
        spare = iter(chosen)
        raster = timed(lambda s=spare: counts(next(s), FINE))
        line = timed(lambda f=filters: kpis(frame, f, as_of=NOW, tz=TZ))
        print(f"  {name:26} mask {ms:6.1f} ms   county raster {raster:6.1f} ms   kpis {line:6.1f} ms")
    out = []
    server = serve(frame, port)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        to_parquet(frame, path)
        con = open_duckdb()
        print(f"  {'question':26} zoom   ours p50    p95   peer p50    p95 ms   ratio of p95")
        for name, filters in QUESTIONS.items():
            for z in ZOOMS:
                places = picked(frame, filters, z, tiles)
                mine, my_counts = ours(port, frame.version, filters, z, places)
                theirs, their_counts = peer(con, path, frame, filters, z, places[: max(tiles // 4, 5)])
                assert my_counts[: len(their_counts)] == their_counts, "ours and the peer count differently"
                ratio = theirs.p95 / mine.p95
                ms = f"{mine.p50:10.1f} {mine.p95:6.1f} {theirs.p50:10.1f} {theirs.p95:6.1f}"
                print(f"  {name:26} {z:4} {ms}    {ratio:6.1f} ×")
                row = {"cases": cases, "question": name, "z": z, "ratio": ratio}
                row |= {f"ours_{k}": v for k, v in vars(mine).items()}
                out.append(row | {f"peer_{k}": v for k, v in vars(theirs).items()})
    server.should_exit = True
    print(f"  process {memory_mb():.0f} MB ({before:.0f} MB before; the peer's buffers included)")
    return out


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--cases", type=int, nargs="+", default=[1_000_000, 10_000_000])
    asked.add_argument("--tiles", type=int, default=40)
    asked.add_argument("--port", type=int, default=8610)
    asked.add_argument("--json", type=Path)
    args = asked.parse_args()
    rows = [row for i, n in enumerate(args.cases) for row in bench(n, args.tiles, args.port + i)]
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for n in args.cases:
        worst = max(row["ours_p95"] for row in rows if row["cases"] == n)
        least = min(row["ratio"] for row in rows if row["cases"] == n)
        print(f"{n:,} cases: worst tile p95 {worst:.1f} ms; least ratio to the peer {least:.1f} ×")


if __name__ == "__main__":
    main()
