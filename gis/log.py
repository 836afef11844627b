"""The log file of a data folder: what a person need not see but an administrator must be able to send."""

from __future__ import annotations

import logging
import shutil
import tempfile
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOW_DISK_BYTES = 2 * 1024**3
"""Below this a warning stands on the data-health page."""


def log_path(data: Path) -> Path:
    """Where the log lies: under the data, else (unwritable) in the system's temporary folder."""
    folder = data / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / "cleangrid.log"
        with probe.open("a", encoding="utf-8"):
            pass
    except OSError:
        return Path(tempfile.gettempdir()) / "cleangrid.log"
    return probe


class _Quiet(RotatingFileHandler):
    """A log that cannot be written (a full disk) says nothing: a person sees the sentence, never a traceback."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Pass over it."""


def logger(data: Path) -> logging.Logger:
    """A rotating log of 5 × 2 MB."""
    path = log_path(data)
    log = logging.getLogger(f"cleangrid.{path}")
    if not log.handlers:
        handler = _Quiet(path, maxBytes=2_000_000, backupCount=5, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
    return log


def log_fault(data: Path, fault: BaseException) -> Path:
    """Write a fault with its trace; gives the log's path for the sentence a person sees."""
    logger(data).error("".join(traceback.format_exception(fault)))
    return log_path(data)


def free_bytes(data: Path) -> int:
    """Free space of the disk that holds the data."""
    return shutil.disk_usage(data).free
