"""The located cases on disk, by month of finding and bucket of key, and the list of files that make the present state.

Files are never changed, only replaced by others under another name; a reader that holds a list keeps its files
until the next but one refresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from gis.ledger.files import read_json, read_table, write_json, write_table

UNDATED = "none"
NO_MONTH = -1_000_000


@dataclass(frozen=True)
class Parts:
    """The list: which files, of which statements, registers, vocabulary and code."""

    folder: Path
    version: str
    """Data version: digest of everything the cases are made from."""
    store_version: str
    basis: str
    """Digest of registers, vocabulary, code and the registers' present day; another one means: make all anew."""
    batches: tuple[str, ...]
    buckets: int
    files: dict[str, str]
    """part (month.bucket) → file name"""
    rows: dict[str, int]
    facts: dict[str, Any]

    @property
    def paths(self) -> list[Path]:
        """In order of part: a case's row number counts through them."""
        return [self.folder / self.files[m] for m in sorted(self.files)]

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """All cases, in row order."""
        tables = [read_table(p, columns) for p in self.paths]
        return pa.concat_tables(tables) if tables else pa.table({})


def load(folder: Path) -> Parts | None:
    """The list as it stands; None where there is none yet or it cannot be read (a cache is made again)."""
    path = folder / "parts.json"
    if not path.is_file():
        return None
    try:
        raw = read_json(path)
        parts = Parts(folder=folder, **(raw | {"batches": tuple(raw["batches"])}))
    except Exception:  # a cache of another age is no error: it is made again
        return None
    return parts if all(p.is_file() for p in parts.paths) else None


def save(parts: Parts) -> None:
    """Write the list, then clear away files that neither it nor its predecessor names."""
    old = load(parts.folder)
    keep = set(parts.files.values()) | (set(old.files.values()) if old else set())
    fields = {k: v for k, v in vars(parts).items() if k != "folder"}
    write_json(parts.folder / "parts.json", fields | {"batches": list(parts.batches)})
    for path in parts.folder.glob("*.parquet"):
        if path.name not in keep:
            path.unlink(missing_ok=True)


def part_of(cases: pa.Table, buckets: int) -> pa.DictionaryArray:
    """The part each case belongs to: UTC month of found_at (``none`` without one) and the bucket of its key."""
    found = cases.column("found_at").cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    months = found.fill_null(0).to_numpy().astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    months[found.is_null().to_numpy()] = NO_MONTH
    bucket = (cases.column("key").to_numpy() % np.uint64(buckets)).astype(np.int64)
    held, places = np.unique(months * buckets + bucket, return_inverse=True)
    names = [f"{_month(int(code // buckets))}.{code % buckets}" for code in held]
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(names, pa.string()))


def _month(number: int) -> str:
    """``202603``; a name of its own for none."""
    return UNDATED if number == NO_MONTH else f"{1970 + number // 12:04d}{number % 12 + 1:02d}"


def write(
    folder: Path, cases: pa.Table, *, version: str, buckets: int
) -> tuple[dict[str, str], dict[str, int]]:
    """One file a part; the data version in the name keeps it apart from the part it replaces."""
    encoded = part_of(cases, buckets)
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    files: dict[str, str] = {}
    rows: dict[str, int] = {}
    for code, part in enumerate(encoded.dictionary.to_pylist()):
        chosen = cases.take(pa.array(np.flatnonzero(codes == code)))
        files[part], rows[part] = write_part(folder, part, chosen, version=version), chosen.num_rows
    return files, rows


def write_part(folder: Path, part: str, cases: pa.Table, *, version: str) -> str:
    """The cases of one part; returns the name of their file."""
    name = f"{part}-{version}.parquet"
    write_table(folder / name, cases)
    return name
