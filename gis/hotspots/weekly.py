"""Cases by unit, group and complete week: what the 升温清单 is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from gis.cases.frame import NONE_S, NOT_COUNTED, Frame
from gis.filters import Filters
from gis.hotspots.steps import Steps, steps_of
from gis.hotspots.units import Units
from gis.hotspots.windows import asked_rows, last_weeks

I64 = npt.NDArray[np.int64]

LONGEST = 78
"""Weeks looked back over: a year, and half a year for how long a place has been on the list."""


@dataclass(frozen=True, eq=False)
class Weekly:
    """One entry a case that lies in a unit."""

    steps: Steps
    groups: tuple[str, ...]
    """The last is "": types without a group, and cases without a type."""
    unit: I64
    group: I64
    week: I64
    """Index into steps."""
    elsewhere: int
    """Cases of these weeks in no unit: not in any figure."""

    def at(self, rows: npt.NDArray[np.bool_]) -> Weekly:
        """Some of the cases."""
        return replace(self, unit=self.unit[rows], group=self.group[rows], week=self.week[rows])


def weekly_of(
    units: Units,
    frame: Frame,
    filters: Filters,
    *,
    as_of: datetime,
    tz: ZoneInfo,
    group_of: Mapping[str, str],
) -> Weekly:
    """The counted cases ``asked_rows`` gives of the complete weeks before ``as_of``, at most 78 and none before the
    first counted case of the frame; ``group_of``: type → group. Errors: bad-time."""
    steps = last_weeks(filters, LONGEST, as_of=as_of, tz=tz)
    found = np.asarray(frame.found)
    dated = ((np.asarray(frame.flags) & NOT_COUNTED) == 0) & (found != NONE_S)
    if dated.any() and int(found[dated].min()) > steps.edges[0]:
        first = datetime.fromtimestamp(int(found[dated].min()), tz).date()
        steps = steps_of("week", first, as_of=datetime.fromtimestamp(int(steps.edges[-1]), tz), tz=tz)
    rows = asked_rows(frame, filters, steps)
    names = (*sorted({group_of.get(t, "") for t in frame.types} - {""}), "")
    of_type = np.array([names.index(group_of.get(t, "")) for t in (*frame.types, "")], np.int64)
    unit = units.unit_of[rows].astype(np.int64)
    held = unit >= 0
    kept = rows[held]
    return Weekly(
        steps, names, unit[held], of_type[np.asarray(frame.type_)[kept]], steps.of(found[kept]),
        int((~held).sum()),
    )  # fmt: skip
