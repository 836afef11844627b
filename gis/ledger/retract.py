"""Undo of a batch, and the undoing of the undo: a line in the manifest, never a deletion."""

from __future__ import annotations

from datetime import datetime

from gis.county import County
from gis.ledger import batches as manifests
from gis.ledger.batches import Batch
from gis.ledger.files import write_lock


def retract(county: County, batch_id: str, *, now: datetime, who: str = "", why: str = "") -> Batch:
    """Take a batch's statements out of the fold; later batches keep their effect. Retracting twice is once.

    Errors: unknown-batch, locked, read-only.
    """
    return _mark(county, batch_id, "retract", now=now, who=who, why=why)


def restore(county: County, batch_id: str, *, now: datetime, who: str = "", why: str = "") -> Batch:
    """Put a retracted batch back. Errors: unknown-batch, locked, read-only."""
    return _mark(county, batch_id, "restore", now=now, who=who, why=why)


def _mark(county: County, batch_id: str, action: str, *, now: datetime, who: str, why: str) -> Batch:
    with write_lock(county.points):
        batch = manifests.load_one(county.points, batch_id)
        if batch.retracted == (action == "retract"):
            return batch
        marked = batch.marked(action, at=now, who=who, why=why)
        manifests.save(county.points, marked)
        return marked
