"""From the located cases on disk to the Frame in memory, and the Frame's own files, which open in no time."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.cases.frame import MISSING, NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.cases.parts import Parts
from gis.crs import world_fraction
from gis.errors import GisError
from gis.ledger.files import plain_errors, read_json, read_table, write_json
from gis.registers import Registers
from gis.vocabulary import Vocabulary
from gis.zorder import order as z_order

COLUMNS = [
    "ckey", "source", "state", "problem_type", "responsible_unit", "grid_code", "grid_code_now", "lead_unit",
    "lead_unit_now", "zones", "lon", "lat", "found_at", "closed_at", "deadline_at", "last_stated_at",
    "duplicate_of", "newest_export_at", "unlocated",
]  # fmt: skip
ARRAYS = (
    "mx", "my", "ckey", "found", "closed", "deadline", "type_", "state", "source", "unit", "grid", "grid_now",
    "lead", "lead_now", "zset", "flags", "rows",
)  # fmt: skip
CODED: dict[str, tuple[tuple[str, str, type], ...]] = {
    "types": (("problem_type", "type_", np.int16),),
    "states": (("state", "state", np.uint8),),
    "sources": (("source", "source", np.uint8),),
    "units": (
        ("responsible_unit", "unit", np.int16), ("lead_unit", "lead", np.int16), ("lead_unit_now", "lead_now", np.int16),
    ),
    "grids": (("grid_code", "grid", np.int16), ("grid_code_now", "grid_now", np.int16)),
}  # fmt: skip
"""Names of the Frame → the columns they are in, what the Frame calls these, and the kind of number."""
BETWEEN = "\x1f"
WORLD = float(1 << 32)
KEEP_FRAMES = 3


def open_frame(parts: Parts, registers: Registers, words: Vocabulary) -> Frame:
    """The Frame of ``parts``: mapped from its files, which are made on the first call for a data version."""
    folder = parts.folder.parent / "frames" / parts.version
    if (folder / "frame.json").is_file():
        try:
            return load_frame(folder)
        except (
            GisError,
            OSError,
            ValueError,
            KeyError,
            TypeError,
        ):  # a cache of another age, or a broken one
            shutil.rmtree(folder, ignore_errors=True)
    save_frame(folder, make_frame(parts, registers, words))
    _forget_old(folder.parent, keep=folder)
    return load_frame(folder)


def make_frame(parts: Parts, registers: Registers, words: Vocabulary) -> Frame:
    """Read the cases' columns and lay them out. Rows with coordinates first, in Z-order; the rest behind them.

    File by file: the texts of all cases at once would be several times the Frame.
    """
    coders = {names: Coder() for names in CODED} | {"zone_sets": Coder()}
    pieces = [_piece(read_table(path, COLUMNS), parts, words, coders) for path in parts.paths]
    pieces = [p for p in pieces if len(p.arrays["mx"])]
    if not pieces:
        return _empty(parts.version, words, parts.facts)
    has = np.concatenate([p.has for p in pieces])
    drawn = np.flatnonzero(has)
    facts = dict(parts.facts) | _facts(pieces)
    columns_of = list(pieces[0].arrays)
    arrays: dict[str, Any] = {n: np.concatenate([p.arrays.pop(n) for p in pieces]) for n in columns_of}
    rows = np.r_[drawn[z_order(arrays["mx"][drawn], arrays["my"][drawn])], np.flatnonzero(~has)].astype(
        np.uint32
    )
    names: dict[str, Any] = {name: coders[name].sorted_names() for name in CODED}
    for name, columns in CODED.items():
        arrays |= {ours: coders[name].final(arrays[ours], kind) for _, ours, kind in columns}
    zone_sets = tuple(tuple(z.split(BETWEEN)) if z else () for z in coders["zone_sets"].names)
    zones = {str(i): str(k) for i, k in zip(registers.zones["zone_id"], registers.zones["kind"])}
    for name in arrays:  # one after the other: only one column lies there twice
        arrays[name] = np.ascontiguousarray(arrays[name][rows])
    return Frame(
        version=parts.version, located=len(drawn), **arrays, **names, zone_sets=zone_sets, zones=zones,
        **_sets(words), facts=facts, rows=rows,
    )  # fmt: skip


@dataclass(frozen=True)
class _Piece:
    """The rows of one file, not yet in Z-order, their names coded in the order they came."""

    arrays: dict[str, npt.NDArray[Any]]
    has: npt.NDArray[np.bool_]
    """Which have coordinates."""
    unlocated: dict[str, int]
    untyped: int
    undated: int
    first: datetime | None
    last: datetime | None


class Coder:
    """Codes of names that come bit by bit: first by arrival, at the end by the order of the names; −1 for none."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}

    def codes(self, column: pa.ChunkedArray) -> npt.NDArray[Any]:
        """Codes by arrival, of the smallest kind that holds them."""
        encoded = column.combine_chunks().cast(pa.string()).dictionary_encode()
        own = [self.names.setdefault(n, len(self.names)) for n in encoded.dictionary.to_pylist()]
        at = pc.fill_null(encoded.indices, len(own)).to_numpy(zero_copy_only=False)
        return np.array([*own, -1], _fitting(np.int16, len(self.names)))[at]

    def sorted_names(self) -> tuple[str, ...]:
        """The names in the order of their final codes."""
        return tuple(sorted(self.names))

    def final(self, codes: npt.NDArray[Any], kind: type) -> npt.NDArray[Any]:
        """Codes by arrival → codes by name, of ``kind`` unless there are more names than it can count."""
        place = {name: i for i, name in enumerate(self.sorted_names())}
        final = np.array([*(place[n] for n in self.names), -1], np.int32)
        return final.astype(_fitting(kind, len(place)))[codes]


def _fitting(kind: type, names: int) -> type:
    return kind if names <= np.iinfo(kind).max else np.int32


def _piece(cases: pa.Table, parts: Parts, words: Vocabulary, coders: Mapping[str, Coder]) -> _Piece:
    lon = cases.column("lon").cast(pa.float64()).to_numpy()
    lat = cases.column("lat").cast(pa.float64()).to_numpy()
    has = np.isfinite(lon) & np.isfinite(lat)
    fx, fy = world_fraction(np.where(has, lon, 0.0), np.where(has, lat, 0.0))
    closed, flags = _closure(cases, parts, words)
    arrays: dict[str, npt.NDArray[Any]] = {
        "mx": np.where(has, np.minimum(fx * WORLD, WORLD - 1), 0).astype(np.uint32),
        "my": np.where(has, np.minimum(fy * WORLD, WORLD - 1), 0).astype(np.uint32),
        "ckey": cases.column("ckey").to_numpy(), "found": _seconds(cases, "found_at"), "closed": closed,
        "deadline": _seconds(cases, "deadline_at"), "flags": flags,
    }  # fmt: skip
    for name, columns in CODED.items():
        arrays |= {ours: coders[name].codes(cases.column(c)) for c, ours, _ in columns}
    zones = pc.binary_join(pc.fill_null(cases.column("zones"), []), BETWEEN)
    arrays["zset"] = coders["zone_sets"].codes(zones)
    return _Piece(
        arrays, has, unlocated=_counts(cases.column("unlocated")), untyped=cases.column("problem_type").null_count,
        undated=cases.column("found_at").null_count, first=pc.min(cases.column("found_at")).as_py(),
        last=pc.max(cases.column("found_at")).as_py(),
    )  # fmt: skip


def _sets(words: Vocabulary) -> dict[str, Any]:
    return {
        "open_states": tuple(sorted(words.open_states())),
        "suspended_states": tuple(sorted(words.suspended_states())),
    }


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


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    counted = pc.value_counts(column).to_pylist()
    return {str(r["values"]): int(r["counts"]) for r in counted if r["values"] is not None}


def _facts(pieces: Sequence[_Piece]) -> dict[str, Any]:
    unlocated: Counter[str] = Counter()
    for piece in pieces:
        unlocated.update(piece.unlocated)
    first = min((p.first for p in pieces if p.first), default=None)
    last = max((p.last for p in pieces if p.last), default=None)
    return {
        "unlocated": dict(unlocated),
        "untyped": sum(p.untyped for p in pieces),
        "undated": sum(p.undated for p in pieces),
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
    """Arrays as .npy and the rest as JSON, in a folder beside it that takes its place whole: another process may
    make the same Frame at this moment, and one that has it open must never see its files change. Errors: disk-full,
    read-only.
    """
    aside = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    with plain_errors(folder):
        aside.mkdir(parents=True)
        try:
            _save_into(aside, frame)
            if not (folder / "frame.json").is_file():
                shutil.rmtree(folder, ignore_errors=True)  # what was left of one
                with contextlib.suppress(OSError):  # the other was quicker
                    aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _save_into(folder: Path, frame: Frame) -> None:
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(frame, name))
    write_json(folder / "frame.json", {k: v for k, v in vars(frame).items() if k not in (*ARRAYS, "gaps")})


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
    with contextlib.suppress(FileNotFoundError):  # another process forgets too
        old = sorted(
            (p for p in frames.iterdir() if p != keep), key=lambda p: p.stat().st_mtime, reverse=True
        )
        for path in old[KEEP_FRAMES:]:
            shutil.rmtree(path, ignore_errors=True)
