"""Writing so that a kill, a full disk or a read-only folder never leaves half a file."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from gis.errors import GisError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DENIED = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn the system's refusals into one clear sentence. Errors: disk-full, read-only."""
    try:
        yield
    except OSError as bad:
        if bad.errno in FULL:
            raise GisError("disk-full", path=path) from bad
        if bad.errno in DENIED:
            raise GisError("read-only", path=path) from bad
        raise


def write_aside(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a file beside ``path``, force it to disk, then take its place in one step.

    Errors: disk-full, read-only; then ``path`` is as it was and nothing is left beside it.
    """
    aside = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}.tmp{path.suffix}")
    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            write(aside)
            with aside.open("rb+") as handle:
                os.fsync(handle.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder; the rename itself is durable there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes) -> None:
    """Whole or not at all."""
    write_aside(path, lambda aside: _write(aside, data))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def write_json(path: Path, value: Any) -> None:
    """Whole or not at all; sorted keys, UTF-8, two spaces."""
    write_bytes(path, (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode())


def read_json(path: Path) -> Any:
    """Errors: damaged-file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as bad:
        raise GisError("damaged-file", path=path, detail=bad) from bad


def write_table(path: Path, table: pa.Table) -> None:
    """One Parquet file (zstd), whole or not at all."""
    write_aside(path, lambda aside: pq.write_table(table, aside, compression="zstd", row_group_size=250_000))


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Errors: damaged-file."""
    try:
        return pq.read_table(path, columns=columns, partitioning=None)
    except (pa.ArrowException, OSError, KeyError) as bad:
        raise GisError("damaged-file", path=path, detail=str(bad).splitlines()[0][:200]) from bad


def sha256(path: Path) -> str:
    """Of the file's bytes, 64 hex digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def digest(*parts: object, size: int = 8) -> str:
    """Hex digest of ``parts`` in order; equal parts give equal digests on every machine."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()


def sweep_asides(folder: Path) -> None:
    """Remove what a killed writer left beside files; the caches have a lock of their own and are left alone. Only
    the holder of the write lock may call it.
    """
    for left in folder.rglob(".*.tmp*"):
        if left.relative_to(folder).parts[0] != "cache":
            left.unlink(missing_ok=True)


@contextmanager
def write_lock(folder: Path, timeout_s: float = 30.0) -> Iterator[None]:
    """One writer a store. Errors: locked, read-only, disk-full."""
    path = folder / "lock"
    with plain_errors(path):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=timeout_s)
        except Timeout as busy:
            raise GisError("locked", path=folder) from busy
    try:
        yield
    finally:
        lock.release()
