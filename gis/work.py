"""Heavy questions in processes of their own: a page thread that computes would take the tiles' turns.

What is sent is a function of a module and small arguments; what comes back is a small answer. Large data go by
files, which every process maps. The worker keeps the store it opened last.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from threading import Lock, Thread
from typing import TypeVar

import psutil
from loky import ProcessPoolExecutor
from loky.backend import get_context

from gis.errors import GisError

T = TypeVar("T")
LOOK_EVERY_S = 3.0
ALONE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LOKY_MAX_MEMORY_LEAK_SIZE": "3e9"}
"""What a worker finds in its environment. Many small products are quicker without threads that fight for two cores;
and the store it keeps open is no leak: loky's own 300 MB would have it begin anew, cold, every second question."""
IDLE_S = 1800
"""A worker that had nothing to do for so long ends; the next question starts another."""


class Work:
    """The pool of one process. Workers start with the first question and do not import the main script."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None

    def ask(self, function: Callable[..., T], *arguments: object) -> T:
        """``function(*arguments)`` worked out beside this process; the calling thread waits.

        A worker that was killed is replaced and asked once more. Errors: worker-lost, and those of ``function``.
        """
        for _ in range(2):
            pool = self._held()
            try:
                return pool.submit(function, *arguments).result()  # type: ignore[no-any-return]
            except BrokenProcessPool:
                self._drop(pool)
        raise GisError("worker-lost")

    def begin(self, function: Callable[..., object], *arguments: object) -> None:
        """Have ``function(*arguments)`` worked out and its answer thrown away: a worker that is warm answers sooner."""
        self._held().submit(function, *arguments)

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._drop(self._pool)

    def _held(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(
                    max_workers=self.workers, timeout=IDLE_S, context=get_context("loky"),
                    initializer=_end_with, initargs=(os.getpid(),), env=ALONE,
                )  # fmt: skip
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        pool.shutdown(wait=False, kill_workers=True)


def _end_with(parent: int) -> None:
    """In a worker: end soon after the process it works for, also when that was killed and could say nothing."""
    held = psutil.Process(parent)

    def alive() -> bool:
        try:  # is_running: false for another process under the same number
            return held.is_running() and held.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    def watch() -> None:
        while alive():
            time.sleep(LOOK_EVERY_S)
        os._exit(0)

    Thread(target=watch, daemon=True).start()
