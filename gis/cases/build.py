"""Keep the located cases in step with the ledger: all anew, or only those that a batch spoke of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.cases import parts as listing
from gis.cases.parts import Parts
from gis.county import County
from gis.duck import open_duckdb
from gis.ledger.files import digest, read_table, write_lock
from gis.ledger.fold import fold
from gis.ledger.importing import touched
from gis.ledger.store import STATEMENTS_A_BUCKET, Store, open_store
from gis.locate import locate
from gis.registers import Registers
from gis.registers import load as load_registers
from gis.vocabulary import load as load_vocabulary

CODE = 1
"""Raise it when fold, locate or this file begin to give another answer for the same statements."""
ERASED = "-"
U64 = npt.NDArray[np.uint64]


def refresh(county: County, *, today: date, wait: bool = True) -> Parts:
    """The located cases of everything in the ledger, made or mended as needed. ``today`` is the county's local day.

    Errors: damaged-file, locked, read-only, disk-full.
    """
    parts = current_parts(county, today=today)
    if parts is not None:
        return parts
    registers, store, basis = _basis(county, today)
    with write_lock(county.points / "cache", timeout_s=600 if wait else 1):
        parts = listing.load(_folder(county))
        if parts is None or not _current(parts, store, basis):
            parts = _make(store, registers, parts, basis, today)
            listing.save(parts)
        return parts


def current_parts(county: County, *, today: date) -> Parts | None:
    """The located cases if they are in step with ledger, registers and vocabulary; None where they must be made."""
    parts = listing.load(_folder(county))
    if parts is None:
        return None
    _, store, basis = _basis(county, today)
    return parts if _current(parts, store, basis) else None


def _folder(county: County) -> Path:
    return county.points / "cache" / "cases"


def _basis(county: County, today: date) -> tuple[Registers, Store, str]:
    """Registers and store as they stand, and the digest of all that cases depend on beside statements."""
    registers = load_registers(county)
    words = load_vocabulary(county.root)
    store = open_store(county, registers.ranks)
    speakers = [sorted(d.items()) for d in (store.sources.ranks, store.sources.resight_days)]
    day = _day_key(registers, today)
    return registers, store, digest(CODE, registers.version, words.version, day, speakers)


def _current(parts: Parts, store: Store, basis: str) -> bool:
    return parts.store_version == store.version and parts.basis == basis


def _day_key(registers: Registers, today: date) -> int:
    """How many validity borders lie before ``today``: the present state of registers changes only there."""
    days: set[date] = set()
    for table in (
        registers.grids, registers.zones, registers.segments, registers.responsibility, registers.type_unit,
    ):  # fmt: skip
        for column in ("valid_from", "valid_to"):
            days |= {d for d in table[column] if isinstance(d, date)} if column in table else set()
    return sum(d <= today for d in days)


def _make(store: Store, registers: Registers, parts: Parts | None, basis: str, today: date) -> Parts:
    if parts is None or parts.basis != basis or not parts.files:
        return _all_anew(store, registers, basis, today)
    changed = {mark.split(ERASED)[0] for mark in set(_marks(store)) ^ set(parts.batches)}
    gone = changed - {b.batch_id for b in store.batches}  # its manifest was taken away: nobody knows its keys
    keys = touched(store, changed)
    if gone or len(keys) > 0.3 * max(sum(parts.rows.values()), 1):
        return _all_anew(store, registers, basis, today)
    return _mend(store, registers, parts, keys, today)


def _marks(store: Store) -> tuple[str, ...]:
    """The active batches by id; one with erased rows is another one than before."""
    return tuple(sorted(f"{b.batch_id}{ERASED}{b.erased}" if b.erased else b.batch_id for b in store.active))


def _version(store: Store, basis: str, buckets: int) -> str:
    """One version, one order of the rows: the Frame of a version may lie on disk from an earlier time."""
    return digest(store.version, basis, buckets)


def _all_anew(store: Store, registers: Registers, basis: str, today: date) -> Parts:
    folder = store.points / "cache" / "cases"
    total = sum(int(b.statements.get("rows", 0)) for b in store.active)
    buckets = 1 + total // STATEMENTS_A_BUCKET
    version = _version(store, basis, buckets)
    files: dict[str, str] = {}
    rows: dict[str, int] = {}
    keys = store.statements(columns=["key"]).column("key").to_numpy() if buckets > 1 else None
    for bucket in range(buckets):
        chosen = None if keys is None else keys[keys % np.uint64(buckets) == bucket]
        cases = located(store, registers, chosen, today)
        made, counts = listing.write(folder, cases, version=version, buckets=buckets)
        files |= made
        rows |= counts
    return _listed(store, registers, files, rows, basis=basis, version=version, buckets=buckets)


def _mend(store: Store, registers: Registers, parts: Parts, keys: U64, today: date) -> Parts:
    """Fold the touched keys again and rewrite only the parts that held or now hold them, each in order of case_id
    as if made anew."""
    version = _version(store, parts.basis, parts.buckets)
    fresh = located(store, registers, keys, today)
    value_set = pa.array(np.unique(keys), pa.uint64())
    where = listing.part_of(fresh, parts.buckets)
    homes = set(where.to_pylist()) | set(_holding(parts, value_set))
    files = {m: f for m, f in parts.files.items() if m not in homes}
    rows = {m: n for m, n in parts.rows.items() if m not in homes}
    made: dict[str, str] = {}
    counts: dict[str, int] = {}
    for part in sorted(homes):  # one after the other: a night touches many months, and each is large
        cases = fresh.filter(pc.equal(where.cast(pa.string()), part))
        if part in parts.files:
            old = read_table(parts.folder / parts.files[part])
            old = old.filter(pc.invert(pc.is_in(old.column("key"), value_set=value_set)))
            cases = pa.concat_tables([old, cases]).sort_by("case_id")
        if cases.num_rows:
            made[part] = listing.write_part(parts.folder, part, cases, version=version)
            counts[part] = cases.num_rows
    return _listed(
        store,
        registers,
        files | made,
        rows | counts,
        basis=parts.basis,
        version=version,
        buckets=parts.buckets,
    )


def _holding(parts: Parts, keys: pa.Array) -> Iterable[str]:
    for part, name in parts.files.items():
        column = read_table(parts.folder / name, ["key"]).column("key")
        if pc.any(pc.is_in(column, value_set=keys)).as_py():
            yield part


def located(store: Store, registers: Registers, keys: U64 | None, today: date) -> pa.Table:
    """The cases of ``keys`` (None: all), folded, settled and located; sorted by case_id."""
    current = _settled(fold(store.statements(keys), store.sources))
    cases = locate(current, registers, store.county, today)
    with open_duckdb() as con:
        con.register("ids", cases.select(["case_id"]))
        ckey = con.sql("SELECT md5_number_lower(case_id) AS ckey FROM ids").to_arrow_table().column(0)
    return cases.append_column("ckey", ckey.cast(pa.uint64()))


def _settled(current: pa.Table) -> pa.Table:
    """A case whose state nobody ever said is closed where it has a closing time, else reported."""
    guessed = pc.if_else(pc.is_valid(current.column("closed_at")), "closed", "reported")
    state = pc.coalesce(current.column("state"), guessed)
    return current.set_column(current.column_names.index("state"), "state", state)


def _listed(
    store: Store, registers: Registers, files: dict[str, str], rows: dict[str, int], *, basis: str, version: str,
    buckets: int,
) -> Parts:  # fmt: skip
    full: dict[str, list[int]] = {}
    for b in store.active:
        if b.kind == "full":
            full.setdefault(b.source, []).append(b.exported_us)
    exported = [b.exported_at for b in store.active if b.kind != "manual"]  # a click makes no export newer
    facts = {
        "full_exports": {s: sorted(t) for s, t in full.items()},
        "newest_export_at": max(exported, default=None),
        "last_recorded_at": max((b.recorded_at for b in store.batches), default=None),
        "batches": len(store.batches),
        "retracted": len(store.batches) - len(store.active),
        "rejected": sum(b.fates.get("rejected", 0) for b in store.active),
    }
    return Parts(
        folder=store.points / "cache" / "cases", version=version, store_version=store.version, basis=basis,
        batches=_marks(store), buckets=buckets, files=files, rows=rows, facts=facts,
    )  # fmt: skip
