"""A batch: one file's statements and everything known about how they came in. It exists when its manifest does."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from gis.errors import GisError
from gis.ledger.files import read_json, write_json


@dataclass(frozen=True)
class Batch:
    """The manifest. Times are ISO 8601 with offset (UTC); paths are relative to the ledger's folder."""

    batch_id: str
    source: str
    kind: str
    """full, delta, flags, manual"""
    exported_at: str
    recorded_at: str
    """When we took it in: the only place where our own clock is written."""
    profile: str
    crs: str
    file_name: str
    raw: str = ""
    rows: int = 0
    fates: dict[str, int] = field(default_factory=dict)
    statements: dict[str, Any] = field(default_factory=dict)
    """file, bytes, sha256, rows"""
    rejects: dict[str, Any] = field(default_factory=dict)
    tables: tuple[dict[str, Any], ...] = ()
    """Files of the other tables: table, file, bytes, sha256, rows."""
    unmapped: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    resight_days: float | None = None
    rank: int | None = None
    erased: int = 0
    """How many times rows of it were erased as the law requires; changes the data version."""
    history: tuple[dict[str, str], ...] = ()
    """Retractions and their undoing, oldest first: {at, action, who, why}."""

    @property
    def retracted(self) -> bool:
        """Whether its statements are out of the fold."""
        undone = [line["action"] for line in self.history if line["action"] != "erase"]
        return bool(undone) and undone[-1] == "retract"

    @property
    def exported_us(self) -> int:
        """Export time in microseconds since 1970 UTC."""
        return int(datetime.fromisoformat(self.exported_at).timestamp() * 1_000_000)

    def marked(self, action: str, *, at: datetime, who: str, why: str) -> Self:
        """The same batch with one more line of history."""
        line = {"at": stamp(at), "action": action, "who": who, "why": why}
        return replace(self, history=(*self.history, line))


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC, to the second unless finer."""
    return moment.astimezone(UTC).isoformat()


def folder(points: Path) -> Path:
    """Where the manifests lie."""
    return points / "batches"


def save(points: Path, batch: Batch) -> None:
    """Write the manifest: the moment the batch begins to exist."""
    write_json(folder(points) / f"{batch.batch_id}.json", asdict(batch))


def load_all(points: Path) -> tuple[Batch, ...]:
    """Every batch, in the order of recording. Errors: damaged-file."""
    return tuple(
        sorted((_load(p) for p in folder(points).glob("*.json")), key=lambda b: (b.recorded_at, b.batch_id))
    )


def load_one(points: Path, batch_id: str) -> Batch:
    """Errors: unknown-batch, damaged-file."""
    path = folder(points) / f"{batch_id}.json"
    if not batch_id.isalnum() or not path.is_file():
        raise GisError("unknown-batch", batch=batch_id)
    return _load(path)


def _load(path: Path) -> Batch:
    raw = read_json(path)
    try:
        raw["history"] = tuple(raw.get("history", ()))
        raw["tables"] = tuple(raw.get("tables", ()))
        return Batch(**{k: v for k, v in raw.items() if k in Batch.__dataclass_fields__})
    except (TypeError, AttributeError) as bad:
        raise GisError("damaged-file", path=path, detail=bad) from bad
