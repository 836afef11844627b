"""The store: what lies in points/, read by an explicit list from the manifests, never by a glob."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gis.county import STORE_FORMAT, County
from gis.duck import open_duckdb
from gis.errors import GisError
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch
from gis.ledger.files import digest, read_json, read_table, write_json
from gis.ledger.fold import Sources
from gis.schema import STATEMENTS, TEXT

STORED = pa.schema([*STATEMENTS, ("batch", TEXT)])
"""A statement as it lies on disk: which batch brought it stays with it through compaction."""
STATEMENTS_A_BUCKET = 3_000_000
"""Statements taken into memory at a time, by bucket of key: what bounds a fold and a look at what is held."""

U64 = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Store:
    """One data folder's ledger as it stood when opened."""

    county: County
    batches: tuple[Batch, ...]
    ranks: dict[str, int]

    @property
    def points(self) -> Path:
        """The ledger's folder."""
        return self.county.points

    @cached_property
    def active(self) -> tuple[Batch, ...]:
        """The batches whose statements are in the fold."""
        return tuple(b for b in self.batches if not b.retracted)

    @cached_property
    def version(self) -> str:
        """Changes when and only when the set of statements in the fold does; arrival order does not matter."""
        return digest(sorted((b.batch_id, b.erased) for b in self.active))

    @cached_property
    def sources(self) -> Sources:
        """What the fold must know of the speakers."""
        days: dict[str, float] = {}
        for b in self.active:
            if b.resight_days is not None:
                days[b.source] = max(days.get(b.source, 0.0), b.resight_days)
        exported = {b.batch_id: b.exported_us for b in self.active if b.kind != "manual"}
        by_export = sorted(self.active, key=lambda b: (b.exported_us, b.batch_id))  # not by arrival
        ranks = {b.source: b.rank for b in by_export if b.rank is not None} | self.ranks
        return Sources(ranks=ranks, resight_days=days, exported=exported)

    def files(self, chosen: Iterable[Batch] | None = None) -> list[Path]:
        """Statement files of ``chosen`` batches (default: active), each once."""
        taken = self.active if chosen is None else chosen
        return sorted({self.points / b.statements["file"] for b in taken if b.statements})

    def statements(
        self,
        keys: U64 | None = None,
        *,
        columns: list[str] | None = None,
        chosen: Iterable[Batch] | None = None,
    ) -> pa.Table:
        """Statements of ``chosen`` batches (default: active), all or of ``keys``; columns of STORED. Errors:
        damaged-file."""
        taken = self.active if chosen is None else tuple(chosen)
        files = self.files(taken)
        names = columns or STORED.names
        if not files:
            return pa.schema([STORED.field(n) for n in names]).empty_table()
        held = [(b.batch_id, str(self.points / b.statements["file"])) for b in taken if b.statements]
        with open_duckdb(self.points / "cache" / "tmp") as con:
            con.register("ids", pa.table({"batch": [b for b, _ in held], "file": [f for _, f in held]}))
            where = "(batch, filename) IN (SELECT (batch, file) FROM ids)"
            if keys is not None:
                con.register("keys", pa.table({"key": pa.array(np.unique(keys), pa.uint64())}))
                where += " AND key IN (SELECT key FROM keys)"
            picked = ", ".join(f'"{n}"' for n in names)
            try:
                got = con.sql(
                    f"SELECT {picked} FROM read_parquet($1, filename=true) WHERE {where}",
                    params=[[str(f) for f in files]],
                ).to_arrow_table()
            except Exception as bad:
                raise self._damaged(files, bad) from bad
        return got.cast(pa.schema([STORED.field(n) for n in names]))

    def _damaged(self, files: list[Path], bad: Exception) -> GisError:
        """Find the file that cannot be read, so that the sentence can name it."""
        for path in files:
            if not path.is_file():
                return GisError("damaged-file", path=path, detail="missing")
            try:
                read_table(path)
            except GisError as named:
                return named
        return GisError("damaged-file", path=self.points, detail=str(bad).splitlines()[0])


def open_store(county: County, ranks: dict[str, int] | None = None) -> Store:
    """The ledger as it stands now. ``ranks`` are the register's; a batch's own rank stands in where it has none.

    Errors: newer-format, damaged-file.
    """
    marker = county.points / "format.json"
    if marker.is_file() and int(read_json(marker)["format"]) > STORE_FORMAT:
        raise GisError("newer-format", found=read_json(marker)["format"], known=STORE_FORMAT)
    return Store(county=county, batches=manifests.load_all(county.points), ranks=dict(ranks or {}))


def mark_format(county: County) -> None:
    """Write the store's format number where there is none yet."""
    marker = county.points / "format.json"
    if not marker.is_file():
        write_json(marker, {"format": STORE_FORMAT})
