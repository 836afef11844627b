"""Where the cases lie in metres, kept on disk by data version, and what of them linking can use.

Files: ``<points>/cache/rebounds/<version>/ground/{x_mm,y_mm,accuracy_dm}.npy`` and ``ground.json``, written last.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis.cases.frame import NONE_S, NOT_COUNTED, UNDATED_CLOSURE, Frame
from gis.cases.parts import Parts
from gis.crs import Metric, from_world_fraction
from gis.ledger.files import read_json, read_table, write_aside, write_json, write_lock
from gis.rebounds.links import I32, Bools, Links, Points

U16 = npt.NDArray[np.uint16]
NO_MM = np.int32(-(2**31))
"""No place."""
NOT_STATED = np.uint16(65535)
CODE = 1
"""Raise it when the same cases begin to lie elsewhere."""
KEEP_VERSIONS = 3
KM = 1000


@dataclass(frozen=True, eq=False)
class Ground:
    """One entry a row of the Frame."""

    x_mm: I32
    """Easting in the county's metric CRS less ``origin_m[0]``, in whole millimetres; NO_MM without a place, or one
    more than 2,147 km from the origin."""
    y_mm: I32
    """Northing likewise."""
    accuracy_dm: U16
    """Stated accuracy in decimetres, rounded up, at most 65534; 65535: not stated."""
    origin_m: tuple[int, int]
    """Whole kilometres, in metres: where the middle case lies."""


@dataclass(frozen=True)
class LeftOut:
    """Counted cases and what became of them, each under the first of these that applies, in this order.

    ``no_place + no_group + no_time + inaccurate + duplicates + taken = cases``, and
    ``undated + before_found + still_open + closures = taken``. Void cases and those with ``duplicate_of`` are no cases.
    """

    cases: int
    no_place: int
    no_group: int
    """Without a problem type, or of one that no rebound group has."""
    no_time: int
    """Without a time found."""
    inaccurate: int
    """Stated to be less accurate than the radius. Where nothing is stated, the place is taken as it is."""
    duplicates: int
    """Told twice within the hour."""
    taken: int
    """Cases that can be a return."""
    undated: int
    """Of these closed without a date: never a closure."""
    before_found: int
    """Of these closed before they were found: never a closure."""
    still_open: int
    closures: int
    """Of these closed at a stated time: what something can come back to."""

    def facts(self) -> dict[str, int]:
        """Name → count."""
        return asdict(self)


def folder_of(parts: Parts) -> Path:
    """Where everything about the rebounds of this data version is kept."""
    return parts.folder.parent / "rebounds" / parts.version


def open_ground(parts: Parts, frame: Frame, metric: Metric) -> Ground:
    """The ground of this data version: mapped from its files, which are made on the first call.

    Errors: damaged-file (a case file), locked, read-only, disk-full.
    """
    folder = folder_of(parts) / "ground"
    held = _held(folder, frame, metric)
    if held is None:
        with write_lock(folder, timeout_s=600):
            held = _held(folder, frame, metric)
            if held is None:
                _save(folder, make_ground(parts, frame, metric), metric)
                forget(folder.parent, KEEP_VERSIONS)
                held = _held(folder, frame, metric)
    assert held is not None
    return held


def make_ground(parts: Parts, frame: Frame, metric: Metric) -> Ground:
    """Project the cases of the case files, file by file, and lay them out as the Frame does."""
    assert frame.rows is not None, "a frame made by hand has no case files"
    origin = _origin(frame, metric)
    x, y = (np.full(len(frame), NO_MM, np.int32) for _ in range(2))
    accuracy = np.full(len(frame), NOT_STATED, np.uint16)
    begin = 0
    for path in parts.paths:
        table = read_table(path, ["lon", "lat", "accuracy_m"])
        lon, lat, stated = (c.cast(pa.float64()).to_numpy() for c in table.columns)
        here = slice(begin, begin + table.num_rows)
        x[here], y[here] = _to_mm(lon, lat, metric, origin)
        accuracy[here] = _to_dm(stated)
        begin += table.num_rows
    return Ground(x[frame.rows], y[frame.rows], accuracy[frame.rows], origin)


def points_of(
    frame: Frame, ground: Ground, group_of: Mapping[str, str], radius_m: int
) -> tuple[Points, tuple[str, ...]]:
    """What linking reads, and the names of the groups its codes stand for. ``group_of``: problem type → rebound group.

    Not usable: void or ``duplicate_of``, without group, time found or place, or stated less accurate than the radius.
    """
    names, group = _groups(frame, group_of)
    found, closed, flags = np.asarray(frame.found), np.asarray(frame.closed), np.asarray(frame.flags)
    usable = (
        _counted(frame) & (group >= 0) & (found != NONE_S) & _placed(ground) & _accurate(ground, radius_m)
    )
    dated = (closed != NONE_S) & (closed >= found) & ((flags & UNDATED_CLOSURE) == 0)
    points = Points(ground.x_mm, ground.y_mm, found, closed, group, np.asarray(frame.ckey), usable, dated)
    return points, names


def left_out(
    frame: Frame, ground: Ground, group_of: Mapping[str, str], links: Links, mask: Bools | None = None
) -> LeftOut:
    """What became of the counted cases that ``mask`` keeps (bool by row; None: all)."""
    left = _counted(frame) if mask is None else _counted(frame) & mask
    counts = {"cases": int(np.count_nonzero(left))}

    def take(name: str, hit: Bools) -> None:
        nonlocal left
        counts[name] = int(np.count_nonzero(left & hit))
        left = left & ~hit

    take("no_place", ~_placed(ground))
    take("no_group", _groups(frame, group_of)[1] < 0)
    take("no_time", np.asarray(frame.found) == NONE_S)
    take("inaccurate", ~_accurate(ground, links.radius_m))
    take("duplicates", links.duplicate)
    counts["taken"] = int(np.count_nonzero(left))
    take("undated", (np.asarray(frame.flags) & UNDATED_CLOSURE) != 0)
    take("before_found", np.asarray(frame.closed) < np.asarray(frame.found))
    take("still_open", np.asarray(frame.closed) == NONE_S)
    return LeftOut(**counts, closures=int(np.count_nonzero(left)))


def forget(folder: Path, keep: int, names: str = "*") -> None:
    """Remove the folders beside ``folder`` that are called like ``names``, but for the ``keep`` written last."""
    beside = (p for p in folder.parent.glob(names) if p.is_dir() and p != folder)
    old = sorted(beside, key=_age, reverse=True)
    for path in old[keep:]:
        shutil.rmtree(path, ignore_errors=True)


def _age(folder: Path) -> float:
    """When it was last written or asked for: by the small file that is written last, if there is one."""
    marks = [p.stat().st_mtime for p in (folder, *folder.glob("*.json"))]
    return max(marks)


def _origin(frame: Frame, metric: Metric) -> tuple[int, int]:
    """The middle of the cases, down to whole kilometres; a few that lie across the world do not move it."""
    if not frame.located:
        return 0, 0
    fx, fy = (np.median(np.asarray(a[: frame.located])) / 2**32 for a in (frame.mx, frame.my))
    east, north = metric.forward(*from_world_fraction(fx, fy))
    return int(east // KM) * KM, int(north // KM) * KM


def _to_mm(
    lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], metric: Metric, origin: tuple[int, int]
) -> tuple[I32, I32]:
    east, north = metric.forward(lon, lat)
    x, y = np.rint((east - origin[0]) * 1000), np.rint((north - origin[1]) * 1000)
    with np.errstate(invalid="ignore"):
        near = (np.abs(x) < 2**31) & (np.abs(y) < 2**31)  # NaN is not near
        return np.where(near, x, NO_MM).astype(np.int32), np.where(near, y, NO_MM).astype(np.int32)


def _to_dm(accuracy_m: npt.NDArray[np.float64]) -> U16:
    stated = np.isfinite(accuracy_m) & (accuracy_m >= 0)
    out = np.ceil(np.where(stated, accuracy_m, 0) * 10).clip(0, int(NOT_STATED) - 1)
    return np.where(stated, out, NOT_STATED).astype(np.uint16)


def _counted(frame: Frame) -> Bools:
    return (np.asarray(frame.flags) & NOT_COUNTED) == 0


def _placed(ground: Ground) -> Bools:
    return np.asarray(ground.x_mm) != NO_MM


def _accurate(ground: Ground, radius_m: int) -> Bools:
    accuracy = np.asarray(ground.accuracy_dm)
    return (accuracy == NOT_STATED) | (accuracy <= np.uint16(min(radius_m * 10, int(NOT_STATED) - 2)))


def _groups(frame: Frame, group_of: Mapping[str, str]) -> tuple[tuple[str, ...], npt.NDArray[np.int16]]:
    """Names of the groups of the Frame's types, and the group of each row, −1 for none."""
    names = tuple(sorted({group_of[t] for t in frame.types if group_of.get(t)}))
    code = [names.index(group_of[t]) if group_of.get(t) else -1 for t in frame.types]
    return names, np.array([*code, -1], np.int16)[np.asarray(frame.type_)]


def _save(folder: Path, ground: Ground, metric: Metric) -> None:
    for name in ("x_mm", "y_mm", "accuracy_dm"):
        save_array(folder / f"{name}.npy", getattr(ground, name))
    facts = {
        "code": CODE, "metric": metric.definition, "cases": len(ground.x_mm), "origin_m": list(ground.origin_m),
    }  # fmt: skip
    write_json(folder / "ground.json", facts)


def _held(folder: Path, frame: Frame, metric: Metric) -> Ground | None:
    """What is kept, mapped; None where it is not, or not of these cases. A cache that cannot be read is made again."""
    if not (folder / "ground.json").is_file():
        return None
    try:
        facts = read_json(folder / "ground.json")
        if (facts["code"], facts["metric"], facts["cases"]) != (CODE, metric.definition, len(frame)):
            return None
        x, y, accuracy = (mapped(folder / f"{n}.npy", len(frame)) for n in ("x_mm", "y_mm", "accuracy_dm"))
        return Ground(x, y, accuracy, (int(facts["origin_m"][0]), int(facts["origin_m"][1])))
    except Exception:
        return None


def save_array(path: Path, array: npt.NDArray[Any]) -> None:
    """One .npy file, whole or not at all. Errors: disk-full, read-only."""
    write_aside(path, lambda aside: np.save(aside, array))


def mapped(path: Path, size: int) -> npt.NDArray[Any]:
    """A .npy file of ``size`` entries, mapped read-only: processes share its pages. Errors: ValueError, OSError."""
    mode: Literal["r"] | None = "r" if size else None  # an empty file cannot be mapped
    array: npt.NDArray[Any] = np.load(path, mmap_mode=mode)
    if len(array) != size:
        raise ValueError(path)
    return array
