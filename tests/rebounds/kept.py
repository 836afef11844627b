"""A few cases given by hand, as case files with their Frame: what the ground and the links are made from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gis.cases import parts as listing
from gis.cases.frame import Frame
from gis.cases.parts import Parts
from tests.frames import frame_of

GROUP_OF = {
    "itinerant_vendor": "street_vending", "shopfront_overflow": "street_vending", "exposed_waste": "exposed_waste",
}  # fmt: skip
"""Not of any group: small_ads, dust."""


def kept(folder: Path, cases: list[dict[str, Any]], version: str = "v1") -> tuple[Parts, Frame]:
    """Case files of ``cases`` (see tests.frames.frame_of; also accuracy_m), two a file, and their Frame."""
    frame = frame_of([{**c, "ckey": i} for i, c in enumerate(cases)], version)
    columns = ("lon", "lat", "accuracy_m")
    table = pa.table({n: pa.array([c.get(n) for c in cases], pa.float64()) for n in columns})
    files, rows = {}, {}
    for k in range(0, len(cases), 2):
        piece, part = table.slice(k, 2), f"{k:06}.0"
        files[part] = listing.write_part(folder / "cases", part, piece, version=version)
        rows[part] = piece.num_rows
    parts = Parts(folder / "cases", version, "s", "b", (), 1, files, rows, {})
    return parts, replace(frame, rows=frame.ckey.astype(np.uint32))
