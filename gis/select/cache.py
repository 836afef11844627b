"""The selections a process holds: one for each question of late, shared by pages, tiles and routes."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from gis.cases.frame import Frame
from gis.filters import Filters
from gis.select.memo import Memo
from gis.select.period import minute
from gis.select.selection import Selection, select

Key = tuple[str, Filters, datetime, str]


class Selections:
    """The latest ``maxsize`` selections of one data version; a new version drops those of the old one.

    One belongs to a process (``gis.live``), none to a module. A selection holds one byte a case.
    """

    def __init__(self, maxsize: int = 16) -> None:
        self.maxsize = maxsize
        self._lock = Lock()
        self._version: str | None = None
        self._ground = Memo()
        self._held: OrderedDict[Key, Memo] = OrderedDict()

    def get(self, frame: Frame, filters: Filters, *, as_of: datetime, tz: ZoneInfo) -> Selection:
        """``select`` with these arguments, worked out once a minute of ``as_of``. Errors: bad-time."""
        key = (frame.version, filters, minute(as_of), tz.key)
        with self._lock:
            if frame.version != self._version:
                self._version, self._ground = frame.version, Memo()
                self._held.clear()
            place = self._held.setdefault(key, Memo())
            self._held.move_to_end(key)
            while len(self._held) > self.maxsize:
                self._held.popitem(last=False)
            ground = self._ground
        return place.get(0, lambda: select(frame, filters, as_of=as_of, tz=tz, ground=ground))

    def __len__(self) -> int:
        return len(self._held)
