"""Things worked out once and kept as long as their owner lives."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memo:
    """Values by key, each made once however many threads ask; a thread that asks meanwhile waits for it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._held: dict[Hashable, Any] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of ``key``, made by ``make`` the first time; nothing is kept when it raises."""
        held = self._held.get(key, self)  # reading a dict is atomic: the lock is for making only
        if held is not self:
            return cast(T, held)
        with self._lock:
            if key not in self._held:
                self._held[key] = make()
            return cast(T, self._held[key])
