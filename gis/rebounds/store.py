"""Links on disk, one folder a data version and radius: ``<points>/cache/rebounds/<version>/r<radius>/``.

Each field of ``Links`` is a .npy, mapped read-only by every process; links.json is written last. ``find`` opens what
is there and loads no compiler; ``ensure`` makes it first where it is not. All of it may be deleted at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from gis.cases.frame import Frame
from gis.cases.parts import Parts
from gis.crs import Metric
from gis.ledger.files import digest, read_json, write_json, write_lock
from gis.rebounds.ground import folder_of, forget, mapped, open_ground, points_of, save_array
from gis.rebounds.links import FIELDS, Links

CODE = 1
"""Raise it when the same cases begin to be linked otherwise."""
KEEP_RADII = 6
"""Radii of one data version, those asked for last, beside the one just made."""


def find(parts: Parts, radius_m: int, group_of: Mapping[str, str]) -> Links | None:
    """The links of this data version and radius, mapped read-only; None where they must be made."""
    folder = _folder(parts, radius_m)
    mark = folder / "links.json"
    if not mark.is_file():
        return None
    cases = sum(parts.rows.values())
    try:
        if read_json(mark) != _facts(parts, radius_m, group_of):
            return None
        arrays = {name: mapped(folder / f"{name}.npy", cases) for name in FIELDS}
    except Exception:  # a cache that cannot be read is no error: it is made again
        return None
    with suppress(OSError):
        mark.touch()  # those asked for last are kept
    return Links(radius_m, **arrays)  # type: ignore[arg-type]


def ensure(frame: Frame, parts: Parts, metric: Metric, group_of: Mapping[str, str], radius_m: int) -> Links:
    """``find``, made first where needed, in this process; two processes do not make the same twice.

    ``group_of``: problem type → rebound group. Errors: damaged-file, read-only, disk-full, locked.
    """
    held = find(parts, radius_m, group_of)
    if held is not None:
        return held
    folder = _folder(parts, radius_m)
    with write_lock(folder, timeout_s=600):
        held = find(parts, radius_m, group_of)
        if held is None:
            links = _make(frame, parts, metric, group_of, radius_m)
            _save(folder, links, _facts(parts, radius_m, group_of))
            forget(folder, KEEP_RADII, "r*")
            held = find(parts, radius_m, group_of) or links
    return held


def _make(frame: Frame, parts: Parts, metric: Metric, group_of: Mapping[str, str], radius_m: int) -> Links:
    from gis.rebounds.linking import link  # brings numba, which those who only read do without

    points, _ = points_of(frame, open_ground(parts, frame, metric), group_of, radius_m)
    return link(points, radius_m)


def _folder(parts: Parts, radius_m: int) -> Path:
    return folder_of(parts) / f"r{radius_m}"


def _facts(parts: Parts, radius_m: int, group_of: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": CODE, "radius_m": radius_m, "groups": digest(dict(group_of)), "cases": sum(parts.rows.values()),
    }  # fmt: skip


def _save(folder: Path, links: Links, facts: dict[str, object]) -> None:
    for name in FIELDS:
        save_array(folder / f"{name}.npy", np.asarray(getattr(links, name)))
    write_json(folder / "links.json", facts)
