"""Statements → the present state of every case: all anew, and after one night's batch, beside DuckDB and pandas.

The peers do the middle of the work alone: the last row of each case. They know no speakers, no corrections, no
fields left unsaid, locate nothing and write nothing; and they have no way to do a night's part of it. Each step
runs in a process of its own, whose peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from bench.county import NOW, exports_of, take_in
from bench.report import Row, child, peak_mb, row, say
from gis.cases.build import refresh
from gis.county import open_county
from gis.ledger.fold import fold
from gis.ledger.store import STATEMENTS_A_BUCKET, Store, open_store
from gis.live import load
from gis.registers import load as load_registers

LATEST = """SELECT * FROM read_parquet($1)
    QUALIFY row_number() OVER (PARTITION BY key ORDER BY stated_at DESC, row_hash DESC) = 1"""
PANDAS_MOST = 3_000_000
"""Statements pandas is asked to hold at once with all their texts."""


def _store(root: Path) -> Store:
    county = open_county(root)
    return open_store(county, load_registers(county).ranks)


def _tally(states: Counter[str], column: pa.ChunkedArray) -> None:
    for entry in column.value_counts().to_pylist():
        states[str(entry["values"])] += int(entry["counts"])


def fold_alone(root: Path) -> dict[str, Any]:
    """Our fold, bucket by bucket as a refresh does it; nothing located, nothing written."""
    store, states = _store(root), Counter[str]()
    keys = store.statements(columns=["key"]).column("key").to_numpy()
    buckets = 1 + len(keys) // STATEMENTS_A_BUCKET
    for bucket in range(buckets):
        chosen = keys[keys % np.uint64(buckets) == bucket] if buckets > 1 else None
        _tally(states, fold(store.statements(chosen), store.sources).column("state"))
    return {"states": states, "statements": len(keys)}


def duck(root: Path) -> dict[str, Any]:
    """The last row of each case by a window function; two threads and all memory it asks for."""
    states = Counter[str]()
    files = [str(f) for f in _store(root).files()]
    with duckdb.connect(config={"threads": 2}) as con:
        con.execute("SET enable_geoparquet_conversion=false")
        for batch in con.execute(LATEST, [files]).to_arrow_reader(200_000):
            _tally(states, pa.chunked_array([batch.column("state")]))
    return {"states": states}


def pandas_last(root: Path) -> dict[str, Any]:
    """``sort_values`` and ``groupby().last()``: like ours, the last value said of each field."""
    table = pd.concat([pd.read_parquet(f) for f in _store(root).files()])
    latest = table.sort_values(["stated_at", "row_hash"]).groupby("key", sort=False).last()
    return {"states": Counter(latest["state"].tolist())}


def all_anew(root: Path) -> dict[str, Any]:
    """A refresh without any cache: fold, locate, write; and the Frame of the pages."""
    shutil.rmtree(root / "points" / "cache", ignore_errors=True)
    return mended(root)


def mended(root: Path) -> dict[str, Any]:
    """A refresh of what changed; and the Frame."""
    began = time.perf_counter()
    county = open_county(root)
    refresh(county, today=NOW.astimezone(county.tz).date())
    refreshed = time.perf_counter() - began
    cases = len(load(root, NOW.astimezone(county.tz).date()).frame)
    return {"cases": cases, "refresh": refreshed}


STEPS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "fold": fold_alone, "duck": duck, "pandas": pandas_last, "anew": all_anew, "mend": mended,
}  # fmt: skip


def step(name: str, root: Path) -> dict[str, Any]:
    """One step in a process of its own: what it says, its seconds, its peak memory in MB."""
    found = child("bench.fold", ["--step", name, "--data", str(root)])
    say(f"    {name:7} {found['seconds']:8.2f} s  {found['peak_mb']:7,.0f} MB")
    return found


def run(base: Path, work: Path, cases: int) -> list[Row]:
    """Figures of a county of ``cases`` whose night has not come yet. ``base`` is left as it is."""
    root = linked(base, work / f"fold-{cases}")
    size = f"{cases / 1e6:g} M"
    say(f"  fold, {size}")
    ours, theirs = step("fold", root), step("duck", root)
    if ours["states"] != theirs["states"]:
        raise RuntimeError(f"ours and DuckDB's differ: {ours['states']} {theirs['states']}")
    anew = step("anew", root)
    take_in(root, exports_of(root)[-1:])
    mend, again = step("mend", root), step("duck", root)
    rival = "DuckDB row_number() over all rows"
    rows = [
        row("e", f"{size}: fold alone", ours["seconds"], "s", peer=theirs["seconds"], rival=rival),
        row("f", f"{size}: fold alone, peak memory", ours["peak_mb"], "MB", peer=theirs["peak_mb"], rival=rival),
        row("e", f"{size}: refresh from no cache (fold, locate, write)", anew["refresh"], "s"),
        row("e", f"{size}: the same and the pages' Frame", anew["seconds"], "s"),
        row("f", f"{size}: refresh from no cache, peak memory", anew["peak_mb"], "MB"),
        row("e", f"{size}: refresh after a night of 0.1 %", mend["refresh"], "s", peer=again["seconds"],
            rival="the same query again: it has no other way"),
        row("e", f"{size}: the same and the pages' Frame", mend["seconds"], "s"),
        row("f", f"{size}: refresh after a night, peak memory", mend["peak_mb"], "MB", peer=again["peak_mb"],
            rival="the same query again"),
    ]  # fmt: skip
    if cases <= PANDAS_MOST:
        panda = step("pandas", root)
        rival = "pandas sort_values, groupby.last"
        rows += [
            row("e", f"{size}: fold alone", ours["seconds"], "s", peer=panda["seconds"], rival=rival),
            row("f", f"{size}: fold alone, peak memory", ours["peak_mb"], "MB", peer=panda["peak_mb"], rival=rival),
        ]  # fmt: skip
    return rows


def linked(base: Path, target: Path) -> Path:
    """A copy of a data folder that shares its files' bytes where the disk can: they are never changed in place."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(base, target, copy_function=_link, ignore=shutil.ignore_patterns("cache"))
    return target


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def main() -> int:
    """One step, for ``step`` above; its last line is JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--step", choices=tuple(STEPS), required=True)
    asked.add_argument("--data", type=Path, required=True)
    args = asked.parse_args()
    began = time.perf_counter()
    found = STEPS[args.step](args.data)
    found |= {"seconds": time.perf_counter() - began, "peak_mb": peak_mb()}
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
