"""A question as it goes to a worker: small, and it opens the store by itself wherever it lands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from gis.filters import Filters
from gis.live import Loaded, opened
from gis.rebounds.ground import open_ground, points_of
from gis.rebounds.links import Points
from gis.select import Selection, select


@dataclass(frozen=True)
class Question:
    """What an answer is of. ``today``: the county's local day."""

    root: Path
    today: date
    version: str
    filters: Filters
    as_of: datetime

    @property
    def loaded(self) -> Loaded:
        """The store of this question."""
        return opened(self.root, self.today, self.version)

    def selection(self, name: str) -> Selection:
        """The cases of a set, of whatever state."""
        loaded, asked = self.loaded, self.filters.but(set=name, states=())
        return select(loaded.frame, asked, as_of=self.as_of, tz=loaded.county.tz)

    def points(self) -> Points:
        """What linking reads, at the question's radius."""
        loaded = self.loaded
        ground = open_ground(loaded.parts, loaded.frame, loaded.registers.metric)
        return points_of(loaded.frame, ground, loaded.vocabulary.group_of(), self.filters.radius)[0]
