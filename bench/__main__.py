"""``python3 dev.py bench``: our figures, a peer's, the ratio, in one run and one table.

a  a CSV → parsed, grid found, beside pandas and geopandas     (bench/intake.py)
b  tiles at four zooms, filtered and not, beside DuckDB         (bench/tiles.py), and of the running app
c  page load to the first drawn map, beside a bare Streamlit page and folium in st_folium   (bench/pages.py)
d  filter change to repaint                                     (bench/pages.py)
e  fold of all statements, and after one new batch, beside DuckDB and pandas   (bench/fold.py)
f  peak memory of each of these
g  rebounds linked, beside geopandas.sjoin(predicate="dwithin")   (bench/rebounds.py)

``--only c,d`` runs some of them, ``--cases 1000000,10000000`` says how large the counties are (c, d, e), and
``--keep DIR`` keeps the counties made, for the next time. The figures of a quiet machine are in bench/README.md.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import fold, hotspots, rebounds
from bench.report import ROOT, Row, child, machine, row, say, table

PARTS = ("a", "b", "c", "d", "e", "g", "h")
PORT = 8660


def intake(cases: list[int]) -> list[Row]:
    """Part a: its own program, its own words; the figures are read from them."""
    say("  intake")
    rows = []
    for n in (c for c in cases if c <= 1_000_000):
        found = _figures(_run(["bench.intake", "--rows", str(n), "--whole"]))
        size, rival = f"{n / 1e6:g} M rows", "pandas.read_csv, points_from_xy, sjoin"
        rows += [
            row("a", f"{size}: CSV → parsed, grid found", found["ours"], "s", peer=found["peer"], rival=rival, least=3),
            row("a", f"{size}: beside it, a whole import into the ledger", found["whole"], "s"),
        ]  # fmt: skip
    return rows


def _figures(text: str) -> dict[str, float]:
    patterns = {
        "ours": r"together ([\d.]+) s", "peer": r"peer .* ([\d.]+) s", "whole": r"whole import ([\d.]+) s",
    }  # fmt: skip
    found = {name: re.search(pattern, text) for name, pattern in patterns.items()}
    if lost := [name for name, hit in found.items() if hit is None]:
        raise RuntimeError(f"bench.intake said nothing of {', '.join(lost)}:\n{text[-2000:]}")
    return {name: float(hit.group(1)) for name, hit in found.items() if hit}


def tiles(cases: list[int], work: Path) -> list[Row]:
    """Part b: routes over a Frame in memory, no answer kept; the worst question of each zoom."""
    say("  tiles")
    path = work / "tiles.json"
    _run(["bench.tiles", "--cases", *map(str, cases), "--port", str(PORT), "--json", str(path)])
    found = json.loads(path.read_text(encoding="utf-8"))
    rows = []
    for n in cases:
        for z in sorted({f["z"] for f in found}):
            worst = max((f for f in found if f["cases"] == n and f["z"] == z), key=lambda f: f["ours_p95"])
            what = f"{n / 1e6:g} M: tile at zoom {z}, p95, worst of three questions ({worst['question']})"
            rival = "DuckDB query on Z-ordered Parquet, NumPy, Pillow"
            wanted = 30.0 if n <= 1_000_000 else 60.0
            rows.append(
                row("b", what, worst["ours_p95"], "ms", peer=worst["peer_p95"], rival=rival, target=wanted)
            )
    return rows


def _run(command: list[str]) -> str:
    """``python -m`` that module; its output is shown when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def county(cases: int, keep: Path) -> Path:
    """A county of so many cases, its exports taken in but for the night's; made when it is not there."""
    root = keep / f"county-{cases}"
    if not (root / "exports" / "night_last.parquet").is_file() or not (root / "points").is_dir():
        shutil.rmtree(root, ignore_errors=True)
        say(f"  making a county of {cases:,} cases")
        _run(["bench.county", "--cases", str(cases), "--out", str(root)])
    return root


def on_counties(only: list[str], cases: list[int], keep: Path, work: Path) -> list[Row]:
    """Parts c, d, e: on data folders, largest last."""
    rows: list[Row] = []
    pages_wanted = bool({"c", "d"} & set(only))
    for n in cases:
        root = county(n, keep)
        if "e" in only:
            rows += fold.run(root, work, n)
        if pages_wanted:
            from bench import pages

            child(
                "bench.fold", ["--step", "mend", "--data", str(root)]
            )  # a prepared environment: the cases are made
            rows += [r for r in pages.run(root, work / f"pages-{n}", n, PORT) if r.part in {*only, "b", "f"}]
    if pages_wanted:
        from bench import pages

        rows += [r for r in pages.compared(work, PORT + 2, rows) if r.part in only]
    return rows


def main() -> int:
    """Run the parts and print the table; 0 when every figure that is wanted is met."""
    asked = argparse.ArgumentParser(
        prog="dev.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("--only", default=",".join(PARTS), help="parts, separated by commas")
    asked.add_argument("--cases", default="1000000,10000000", help="sizes, separated by commas")
    asked.add_argument(
        "--keep", type=Path, help="where the counties made are kept; otherwise they go with the run"
    )
    args = asked.parse_args()
    only, cases = args.only.split(","), sorted(int(n) for n in args.cases.split(","))
    if unknown := set(only) - set(PARTS):
        asked.error(f"no such part: {', '.join(sorted(unknown))}")
    say(machine())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        work, rows = Path(folder), list[Row]()
        if "a" in only:
            rows += intake(cases)
        if "b" in only:
            rows += tiles(cases, work)
        if "g" in only:
            rows += rebounds.run(work, cases)
        if "h" in only:
            rows += hotspots.run(work)
        if {"c", "d", "e"} & set(only):
            rows += on_counties(only, cases, args.keep or work, work)
    say(f"\n{machine()}\n\n{table(rows)}")
    missed = [r for r in rows if r.met == "MISSED"]
    say(f"\n{len(missed)} of {sum(bool(r.met) for r in rows)} wanted figures missed")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
