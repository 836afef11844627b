"""Areas that change over time: each point is asked only among the versions valid when it counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from gis.locate.cells import I32
from gis.registers.dated import covered, epochs_of, instants_of, marks_of

I64 = npt.NDArray[np.int64]
NO_TIME = np.iinfo(np.int64).min
"""In a column of microseconds: no time. Such a case is taken as of today."""


class Versions:
    """Which rows of a layer are valid in which epoch; epochs with the same rows share a number."""

    def __init__(self, layer: gpd.GeoDataFrame) -> None:
        spans = list(zip(layer["valid_from"], layer["valid_to"], strict=True))
        self.marks = marks_of(spans)
        valid = np.zeros((len(self.marks) + 1, len(spans)), np.bool_)
        for row, span in enumerate(spans):
            valid[covered(span, self.marks), row] = True
        numbers: dict[bytes, int] = {}
        self.stage: Sequence[int] = [numbers.setdefault(v.tobytes(), len(numbers)) for v in valid]
        """Epoch → number of its set of valid rows."""
        self.rows: list[I64] = [np.flatnonzero(np.frombuffer(key, np.bool_)) for key in numbers]

    def stage_on(self, day: date) -> int:
        """The stage of one local day."""
        return self.stage[int(epochs_of(np.array([day], dtype="datetime64[D]"), self.marks)[0])]

    def stages(self, micros: I64, zone: ZoneInfo, today: date) -> I32:
        """The stage of each instant (microseconds UTC, NO_TIME: today)."""
        if len(self.rows) == 1:
            return np.zeros(len(micros), np.int32)
        stages = np.array(self.stage, np.int32)[epochs(micros, self.marks, zone)]
        stages[micros == NO_TIME] = self.stage_on(today)
        return stages

    def groups(self, stages: I32) -> Iterator[tuple[I64, npt.NDArray[np.int64] | slice]]:
        """For each stage that occurs: the rows of the layer, and the points."""
        if len(self.rows) == 1:
            yield self.rows[0], slice(None)
            return
        for stage in np.unique(stages):
            yield self.rows[stage], np.flatnonzero(stages == stage)


def epochs(micros: I64, marks: tuple[date, ...], zone: ZoneInfo) -> I64:
    """The epoch of each instant among local days ``marks``."""
    return np.searchsorted(instants_of(marks, zone), micros, side="right")


def epochs_or_today(micros: I64, marks: tuple[date, ...], zone: ZoneInfo, today: date) -> I64:
    """As ``epochs``; an instant that is missing counts as today."""
    now = int(epochs_of(np.array([today], dtype="datetime64[D]"), marks)[0])
    return (
        np.where(micros == NO_TIME, now, epochs(micros, marks, zone))
        if marks
        else np.zeros(len(micros), np.int64)
    )
