"""What the set ``rebound`` has besides in every format: the closed case a case came back to, how soon, how near."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis.cases import rows as case_rows
from gis.export import CAME_BACK
from gis.filters import Filters
from gis.live import Loaded
from gis.views.register import days_of, metres_of, origins


def came_back(loaded: Loaded, filters: Filters, rows: npt.NDArray[Any], table: pa.Table) -> pa.Table:
    """``table`` (these ``rows`` of the Frame, in their order) with CAME_BACK. Errors: damaged-file."""
    assert loaded.frame.rows is not None
    links = loaded.links(filters.radius)
    closed = np.asarray(loaded.frame.rows)[origins(links, rows)]
    found = case_rows.take(loaded.parts, closed, ["case_id"]).column("case_id")
    columns = (found, pa.array(days_of(links, rows).round(3)), pa.array(metres_of(links, rows).round(1)))
    for name, column in zip(CAME_BACK, columns):
        table = table.append_column(name, column)
    return table
