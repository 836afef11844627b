"""From files to a batch: read, map, judge, write aside, and only then let the batch exist."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis import vocabulary
from gis.county import County
from gis.errors import GisError
from gis.intake import choose
from gis.intake import profile as profiles
from gis.intake.exported import exported_at as own_export_time
from gis.intake.parse import to_statements
from gis.intake.read import read_raw
from gis.intake.readers import suffixes
from gis.intake.seal import seal
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch, stamp
from gis.ledger.fates import fates, tally
from gis.ledger.files import digest, sha256, sweep_asides, write_aside, write_lock, write_table
from gis.ledger.store import STATEMENTS_A_BUCKET, STORED, Store, mark_format, open_store
from gis.registers import load as load_registers
from gis.schema import REJECTS, geoparquet

KINDS = ("full", "delta", "flags")


@dataclass(frozen=True)
class Order:
    """How a file is to be taken in."""

    profile: str | None = None
    crs: str | None = None
    exported_at: datetime | None = None
    kind: str | None = None
    """full, delta, flags; None: as the profile says."""
    dry_run: bool = False
    now: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    """Our own clock, given by the caller; written to the manifest alone."""
    into_demo: bool = False
    """Only the demo generator may write into a demo folder."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    path: str
    batch_id: str
    rows: int
    fates: dict[str, int]
    reasons: dict[str, int]
    unmapped: dict[str, dict[str, int]]
    notes: dict[str, int]
    again: bool = False
    """The very same file had been taken in before: nothing changed (or the retracted batch came back)."""
    restored: bool = False


def import_paths(county: County, paths: Sequence[Path], order: Order) -> list[Outcome]:
    """Take in files, and the readable files of folders in order of name; stop at the first that cannot be taken.

    The caches are not refreshed: ``gis.cases.refresh`` does that. Errors: demo-store, no-such-file, no-reader,
    no-profile, bad-profile, no-exported-at, disk-full, read-only, locked, unreadable; files taken before it stay.
    """
    if county.demo and not order.into_demo and not order.dry_run:
        raise GisError("demo-store", suggest=county.root.resolve().parent / "county-data")
    files = list(_expand(paths))
    if order.dry_run:
        return [_take(county, f, order) for f in files]
    with write_lock(county.points):
        sweep_asides(county.points)
        mark_format(county)
        return [_take(county, f, order) for f in files]


def _expand(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in suffixes())
        elif path.is_file():
            yield path
        else:
            raise GisError("no-such-file", path=path)


def _take(county: County, path: Path, order: Order) -> Outcome:
    registers = load_registers(county)
    store, local = open_store(county, registers.ranks), county.root / "profiles"
    profile = profiles.load(order.profile, local) if order.profile else choose(path, local)
    raw = read_raw(path, profile=profile, local=local)
    if order.crs:  # what a person says stands above what file and profile say
        profile, raw = replace(profile, crs=order.crs), replace(raw, crs="")
    exported_at = order.exported_at or own_export_time(profile, path, raw, county.tz)
    raw_sha, kind = sha256(path), order.kind or profile.kind
    batch_id = digest(raw_sha, profile.digest, profile.crs, profile.source, stamp(exported_at), kind)
    known = next((b for b in store.batches if b.batch_id == batch_id), None)
    if known is not None:
        return _again(county, known, path, order)
    parsed = to_statements(
        raw, replace(profile, kind=kind), exported_at=exported_at, vocabulary=vocabulary.load(county.root),
        unit_of_word=lambda words: [registers.unit_of_word(w) for w in words], zone=county.tz,
    )  # fmt: skip
    sealed = seal(parsed.statements)
    sealed = sealed.append_column("batch", pa.array([batch_id] * sealed.num_rows, pa.string())).cast(STORED)
    batch = Batch(
        batch_id=batch_id, source=profile.source, kind=kind, exported_at=stamp(exported_at),
        recorded_at=stamp(order.now), profile=profile.name, crs=profile.crs, file_name=path.name,
        rows=parsed.rows, unmapped=_counts(parsed.unmapped), notes=dict(parsed.notes),
        resight_days=profile.resight_days, rank=profile.rank,
    )  # fmt: skip
    batch = replace(batch, fates=tally(_fates(store, batch, sealed), parsed.rejects.num_rows))
    if not order.dry_run:
        _write(county, batch, sealed, parsed.rejects, path, raw_sha)
    return _outcome(batch, path, parsed.rejects)


def _fates(store: Store, batch: Batch, sealed: pa.Table) -> npt.NDArray[np.uint8]:
    """The fate of each row; bucket by bucket of the key, so that memory does not grow with the years."""
    sources = replace(store, batches=(*store.batches, batch)).sources
    keys = sealed.column("key").to_numpy()
    held = sum(int(b.statements.get("rows", 0)) for b in store.active)
    buckets = np.uint64(1 + held // STATEMENTS_A_BUCKET)
    out = np.empty(len(keys), np.uint8)
    for bucket in range(int(buckets)):
        rows = np.flatnonzero(keys % buckets == bucket)
        out[rows] = fates(store.statements(keys[rows]), sealed.take(pa.array(rows)), sources)
    return out


def _write(
    county: County, batch: Batch, sealed: pa.Table, rejects: pa.Table, path: Path, raw_sha: str
) -> None:
    """Raw file, rejects, statements, and last the manifest. Each step may be repeated after a kill."""
    points = county.points
    raw_file = f"raw/{raw_sha}{path.suffix.lower()}"
    if not (points / raw_file).is_file():
        write_aside(points / raw_file, lambda aside: _copy(path, aside))
    rejected, stated = f"rejects/{batch.batch_id}.parquet", f"statements/{batch.batch_id}.parquet"
    if rejects.num_rows:
        write_table(points / rejected, rejects.cast(REJECTS))
    write_table(points / stated, sealed.replace_schema_metadata(geoparquet(STORED).metadata))
    manifests.save(points, replace(
        batch, raw=raw_file,
        statements=_file(points, stated, sealed.num_rows),
        rejects=_file(points, rejected, rejects.num_rows) if rejects.num_rows else {},
    ))  # fmt: skip


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _file(points: Path, name: str, rows: int) -> dict[str, object]:
    path = points / name
    return {"file": name, "bytes": path.stat().st_size, "sha256": sha256(path), "rows": rows}


def _again(county: County, known: Batch, path: Path, order: Order) -> Outcome:
    """The same file once more: a retracted batch comes back, an active one stays as it is."""
    back = known.retracted and not order.dry_run
    if back:
        manifests.save(county.points, known.marked("restore", at=order.now, who="import", why=path.name))
    return Outcome(
        path=str(path), batch_id=known.batch_id, rows=known.rows, fates=known.fates, reasons={},
        unmapped=known.unmapped, notes=known.notes, again=True, restored=back,
    )  # fmt: skip


def _counts(unmapped: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The hundred commonest words of each field: a manifest is read whole."""
    return {
        field: dict(sorted(words.items(), key=lambda w: (-w[1], w[0]))[:100])
        for field, words in unmapped.items()
    }


def _outcome(batch: Batch, path: Path, rejects: pa.Table) -> Outcome:
    reasons = Counter(pc.fill_null(rejects.column("reason"), "").to_pylist())
    return Outcome(
        path=str(path), batch_id=batch.batch_id, rows=batch.rows, fates=batch.fates, reasons=dict(reasons),
        unmapped=batch.unmapped, notes=batch.notes,
    )  # fmt: skip


def touched(store: Store, batch_ids: Iterable[str]) -> np.ndarray:
    """Keys that these batches speak of: what a refresh of the caches must fold again."""
    wanted = set(batch_ids)
    chosen = tuple(b for b in store.batches if b.batch_id in wanted)
    return np.unique(store.statements(columns=["key"], chosen=chosen).column("key").to_numpy())
