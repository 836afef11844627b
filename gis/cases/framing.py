"""From the located cases on disk to the Frame in memory, and the Frame's own files, which open in no time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.cases.frame import MISSING, NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.cases.parts import Parts
from gis.crs import world_fraction
from gis.ledger.files import read_json, write_json
from gis.registers import Registers
from gis.tiles.zorder import order as z_order
from gis.vocabulary import Vocabulary

COLUMNS = [
    "ckey", "source", "state", "problem_type", "responsible_unit", "grid_code", "grid_code_now", "lead_unit",
    "lead_unit_now", "zones", "lon", "lat", "found_at", "closed_at", "deadline_at", "last_stated_at",
    "duplicate_of", "newest_export_at", "unlocated",
]  # fmt: skip
ARRAYS = (
    "mx", "my", "ckey", "found", "closed", "deadline", "type_", "state", "source", "unit", "grid", "grid_now",
    "lead", "lead_now", "zset", "flags", "rows",
)  # fmt: skip
WORLD = float(1 << 32)
KEEP_FRAMES = 3


def open_frame(parts: Parts, registers: Registers, words: Vocabulary) -> Frame:
    """The Frame of ``parts``: mapped from its files, which are made on the first call for a data version."""
    folder = parts.folder.parent / "frames" / parts.version
    if not (folder / "frame.json").is_file():
        save_frame(folder, make_frame(parts, registers, words))
        _forget_old(folder.parent, keep=folder)
    return load_frame(folder)


def make_frame(parts: Parts, registers: Registers, words: Vocabulary) -> Frame:
    """Read the cases' columns and lay them out. Rows with coordinates first, in Z-order; the rest behind them."""
    cases = parts.read(COLUMNS) if parts.files else None
    if cases is None or cases.num_rows == 0:
        return _empty(parts.version, words, parts.facts)
    lon = cases.column("lon").cast(pa.float64()).to_numpy()
    lat = cases.column("lat").cast(pa.float64()).to_numpy()
    has = np.isfinite(lon) & np.isfinite(lat)
    fx, fy = world_fraction(np.where(has, lon, 0.0), np.where(has, lat, 0.0))
    mx = np.minimum(fx * WORLD, WORLD - 1).astype(np.uint32)
    my = np.minimum(fy * WORLD, WORLD - 1).astype(np.uint32)
    drawn = np.flatnonzero(has)
    rows = np.r_[drawn[z_order(mx[drawn], my[drawn])], np.flatnonzero(~has)]
    codes = _codes(cases, registers, words)
    closed, flags = _closure(cases, parts, words)
    columns: dict[str, Any] = {
        "mx": np.where(has, mx, 0).astype(np.uint32), "my": np.where(has, my, 0).astype(np.uint32),
        "ckey": cases.column("ckey").to_numpy(), "found": _seconds(cases, "found_at"), "closed": closed,
        "deadline": _seconds(cases, "deadline_at"), "flags": flags, **codes["arrays"],
    }  # fmt: skip
    arrays: dict[str, Any] = {name: np.ascontiguousarray(column[rows]) for name, column in columns.items()}
    facts = dict(parts.facts) | _facts(cases)
    return Frame(
        version=parts.version, located=len(drawn), **arrays, **codes["names"], **_sets(words), facts=facts,
        rows=rows.astype(np.uint32),
    )  # fmt: skip


def _sets(words: Vocabulary) -> dict[str, Any]:
    return {
        "open_states": tuple(sorted(words.open_states())),
        "suspended_states": tuple(sorted(words.suspended_states())),
    }


def _codes(cases: pa.Table, registers: Registers, words: Vocabulary) -> dict[str, Any]:
    """Codes of the text columns, each a position in a sorted tuple of the names that occur."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    names: dict[str, Any] = {}
    names["types"], (arrays["type_"],) = _code(cases, ["problem_type"], np.int16)
    names["states"], (arrays["state"],) = _code(cases, ["state"], np.uint8)
    names["sources"], (arrays["source"],) = _code(cases, ["source"], np.uint8)
    names["units"], (arrays["unit"], arrays["lead"], arrays["lead_now"]) = _code(
        cases, ["responsible_unit", "lead_unit", "lead_unit_now"], np.int16
    )
    names["grids"], (arrays["grid"], arrays["grid_now"]) = _code(
        cases, ["grid_code", "grid_code_now"], np.int16
    )
    joined = (
        pc.binary_join(pc.fill_null(cases.column("zones"), []), "\x1f").combine_chunks().dictionary_encode()
    )
    names["zone_sets"] = tuple(tuple(s.split("\x1f")) if s else () for s in joined.dictionary.to_pylist())
    arrays["zset"] = joined.indices.to_numpy(zero_copy_only=False).astype(np.int16)
    names["zones"] = {str(i): str(k) for i, k in zip(registers.zones["zone_id"], registers.zones["kind"])}
    return {"arrays": arrays, "names": names}


def _code(
    cases: pa.Table, columns: Sequence[str], dtype: Any
) -> tuple[tuple[str, ...], list[npt.NDArray[Any]]]:
    found = [cases.column(c).combine_chunks() for c in columns]
    names = tuple(sorted({v for c in found for v in pc.unique(c).to_pylist() if v is not None}))
    place = pa.array(names, pa.string())
    return names, [
        pc.fill_null(pc.index_in(c.cast(pa.string()), value_set=place), -1)
        .to_numpy(zero_copy_only=False)
        .astype(dtype)
        for c in found
    ]


def _seconds(cases: pa.Table, name: str) -> npt.NDArray[np.uint32]:
    micros = cases.column(name).cast(pa.int64()).fill_null(-1).to_numpy()
    out = np.clip(micros // 1_000_000, 0, int(NONE_S) - 1).astype(np.uint32)
    out[micros < 0] = NONE_S
    return out


def _closure(
    cases: pa.Table, parts: Parts, words: Vocabulary
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """When each case was closed (its state decides whether), and the flags."""
    state = cases.column("state").combine_chunks()
    shut = pc.is_in(state, value_set=pa.array(sorted(words.closed_states()))).to_numpy(zero_copy_only=False)
    void = pc.is_in(state, value_set=pa.array(sorted(words.void_states()))).to_numpy(zero_copy_only=False)
    double = cases.column("duplicate_of").is_valid().to_numpy()
    closed, told = _seconds(cases, "closed_at"), _seconds(cases, "last_stated_at")
    undated = shut & (closed == NONE_S)
    closed = np.where(undated, told, closed).astype(np.uint32)
    closed[~shut] = NONE_S
    flags = (void | double) * NOT_COUNTED + _missing(cases, parts) * MISSING + undated * UNDATED_CLOSURE
    return closed, flags.astype(np.uint8)


def _missing(cases: pa.Table, parts: Parts) -> npt.NDArray[np.bool_]:
    """Cases absent from a full export of their source made after the last one that held them."""
    out = np.zeros(cases.num_rows, dtype=bool)
    newest = cases.column("newest_export_at").cast(pa.int64()).fill_null(0).to_numpy()
    for source, times in parts.facts.get("full_exports", {}).items():
        mine = pc.equal(cases.column("source"), source).to_numpy()
        out |= mine & (newest < times[-1])
    return out


def _facts(cases: pa.Table) -> dict[str, Any]:
    unlocated = {
        str(r["values"]): int(r["counts"]) for r in pc.value_counts(cases.column("unlocated")).to_pylist()
    }
    unlocated.pop("None", None)
    first = pc.min(cases.column("found_at")).as_py()
    last = pc.max(cases.column("found_at")).as_py()
    return {
        "unlocated": unlocated,
        "untyped": cases.column("problem_type").null_count,
        "undated": cases.column("found_at").null_count,
        "first_found_at": first.isoformat() if first else None,
        "last_found_at": last.isoformat() if last else None,
    }


def _empty(version: str, words: Vocabulary, facts: dict[str, Any]) -> Frame:
    kinds = {"ckey": np.uint64, "state": np.uint8, "source": np.uint8, "flags": np.uint8} | dict.fromkeys(
        ("type_", "unit", "grid", "grid_now", "lead", "lead_now", "zset"), np.int16
    )
    arrays: dict[str, Any] = {name: np.empty(0, kinds.get(name, np.uint32)) for name in ARRAYS}
    blank: dict[str, Any] = dict.fromkeys(("types", "states", "sources", "units", "grids", "zone_sets"), ())
    return Frame(version=version, located=0, **arrays, **blank, zones={}, **_sets(words), facts=facts)


def save_frame(folder: Path, frame: Frame) -> None:
    """Arrays as .npy, the rest as JSON, which is written last and makes the frame exist."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(frame, name))
    write_json(folder / "frame.json", {k: v for k, v in vars(frame).items() if k not in ARRAYS})


def load_frame(folder: Path) -> Frame:
    """Map the arrays read-only: nothing is read before it is asked for, and processes share the pages."""
    small = read_json(folder / "frame.json")
    for name in ("types", "states", "sources", "units", "grids", "open_states", "suspended_states"):
        small[name] = tuple(small[name])
    small["zone_sets"] = tuple(tuple(z) for z in small["zone_sets"])
    size = len(np.load(folder / "found.npy", mmap_mode="r")) if (folder / "found.npy").is_file() else 0
    mode: Literal["r"] | None = "r" if size else None  # an empty file cannot be mapped
    return Frame(**small, **{name: np.load(folder / f"{name}.npy", mmap_mode=mode) for name in ARRAYS})


def _forget_old(frames: Path, keep: Path) -> None:
    import shutil

    old = sorted((p for p in frames.iterdir() if p != keep), key=lambda p: p.stat().st_mtime, reverse=True)
    for path in old[KEEP_FRAMES:]:
        shutil.rmtree(path, ignore_errors=True)
