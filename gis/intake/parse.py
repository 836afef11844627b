"""Raw cells → statements and rejects, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from gis.errors import GisError
from gis.intake import identity, rejects, said, times
from gis.intake.codes import Look
from gis.intake.columns import Columns, pick
from gis.intake.digits import Bool
from gis.intake.meaning import Meaning
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.intake.rejects import Refusal
from gis.schema import FIELDS, HEAD, STATEMENTS, UTC_US
from gis.vocabulary import Vocabulary

DAY_US = 86_400_000_000
NULLS = 1 << 16


@dataclass(frozen=True)
class Parsed:
    """What a file says. ``rows`` = statements + rejects, always."""

    statements: pa.Table
    """Of schema STATEMENTS in order of the file; ``key`` and ``row_hash`` are null until ``seal``."""
    rejects: pa.Table
    """Of schema REJECTS in order of the file."""
    rows: int
    unmapped: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Field → word that no vocabulary entry answers to → in how many rows."""
    notes: Mapping[str, int] = field(default_factory=dict)
    """What was kept but is doubtful → in how many rows: ``bad_coordinates``, ``off_earth`` …"""
    silent: tuple[str, ...] = ()
    """Fields the profile knows but the file has no column for."""


def to_statements(
    raw: Raw,
    profile: Profile,
    *,
    exported_at: datetime | None,
    vocabulary: Vocabulary,
    unit_of_word: Look | None,
    zone: ZoneInfo,
) -> Parsed:
    """What the rows of ``raw`` say by ``profile``.

    ``exported_at``: when the file was written (with zone); None is enough where every row has its own time.
    ``unit_of_word``: distinct words → unit ids, None where no unit answers (the word then stays as it is);
    None: all words stay. ``zone``: the county's, for local times where the profile names none.
    Errors: missing-columns, no-exported-at, bad-profile (its words mean what the vocabulary does not have).
    """
    columns = pick(raw, profile)
    local = profile.tz(zone)
    ids, refusals = identity.of_rows(columns)
    found, found_refusals = _found_at(columns, local)
    stated, late, bad_stated = _stated_at(columns, found, exported_at, local)
    refusals += found_refusals + [r for r in late if r.rows.any()]
    listed, stays = rejects.table(raw, refusals)
    row_no = raw.row_no
    if not stays.all():
        keep = pa.array(stays)
        columns, ids, stated = columns.filter(keep), ids.filter(keep), stated.filter(keep)
        found = found.filter(keep) if found is not None else None
        row_no, bad_stated = row_no[stays], bad_stated[stays]
    fields = said.fields(columns, local, found, Meaning(profile, vocabulary, unit_of_word))
    head = {
        "source": _same(profile.source, len(row_no)),
        "source_case_id": ids,
        "said_by": _same(profile.source, len(row_no)),
        "stated_at": stated,
        "row_no": pa.chunked_array([pa.array(row_no, pa.int32())]),
        "says": fields.says,
    }
    notes = {**fields.notes, "bad_stated_at": int(bad_stated.sum()), "bad_characters": raw.damaged}
    return Parsed(
        statements=_assemble({**head, **fields.values}, len(row_no)),
        rejects=listed,
        rows=raw.rows,
        unmapped={name: words for name, words in sorted(fields.unmapped.items()) if words},
        notes={name: count for name, count in sorted(notes.items()) if count},
        silent=columns.silent,
    )


def _found_at(columns: Columns, local: ZoneInfo) -> tuple[pa.ChunkedArray | None, list[Refusal]]:
    """The times found (None: the file has no such column) and the rows that lack one they need."""
    cells = columns.get("found_at")
    if cells is None:
        return None, []
    found, bad = times.parse(cells, local, columns.profile.times)
    name = columns.names.get("found_at", ())
    out = [Refusal("bad_time", bad, name)] if bad.any() else []
    if columns.profile.required and cells.null_count:
        out.insert(0, Refusal("no_time", cells.is_null().to_numpy(), name))
    return found, out


def _stated_at(
    columns: Columns, found: pa.ChunkedArray | None, exported_at: datetime | None, local: ZoneInfo
) -> tuple[pa.ChunkedArray, list[Refusal], Bool]:
    """When each row was stated, the rows from the future, and the rows whose own time is unreadable.

    The row's own update time if the profile names one, the sighting time of a re-sighted source, else the
    export time; a row from more than a day after the export is of the future.
    """
    unreadable = np.zeros(columns.rows, np.bool_)
    own: pa.ChunkedArray | None = None
    name = columns.names.get("found_at", ())
    if columns.profile.resight_days is not None:
        own = found
    elif (cells := columns.get("stated_at")) is not None:
        own, unreadable = times.parse(cells, local, columns.profile.times)
        name = columns.names["stated_at"]
    if exported_at is None:
        refused = columns.profile.resight_days is not None and found is not None
        if own is None or (own.null_count and not refused):
            raise GisError("no-exported-at", path=columns.path)
        return own, [], unreadable
    if exported_at.tzinfo is None:
        raise GisError("bad-time", value=exported_at)
    export = pa.scalar(exported_at, UTC_US)
    limit = export.value + DAY_US
    late = [Refusal("future", _later(found, limit), columns.names.get("found_at", ()))]
    if own is None:
        return pa.chunked_array([pa.repeat(export, columns.rows)], UTC_US), late, unreadable
    late.append(Refusal("future", _later(own, limit), name))
    return own.fill_null(export), late, unreadable


def _later(column: pa.ChunkedArray | None, limit: int) -> Bool:
    if column is None:
        return np.zeros(0, np.bool_)
    values = column.cast(pa.int64())
    numbers = (values.fill_null(0) if values.null_count else values).to_numpy()
    later: Bool = numbers > limit
    return later


def _same(value: str, rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.repeat(pa.scalar(value, pa.string()), rows)], pa.string())


def _assemble(values: dict[str, pa.ChunkedArray], rows: int) -> pa.Table:
    kinds = {**HEAD, **FIELDS}
    unsaid = {kind: _nothing(kind, rows) for kind in dict.fromkeys(kinds.values())}
    return pa.table([values.get(n, unsaid[kind]) for n, kind in kinds.items()], schema=STATEMENTS)


def _nothing(kind: pa.DataType, rows: int) -> pa.ChunkedArray:
    """A column of nulls that takes no memory to speak of: one short array, many times."""
    whole, rest = divmod(rows, NULLS)
    some = pa.nulls(min(rows, NULLS), kind)
    return pa.chunked_array([some] * whole + [some[:rest]] * (rest > 0), kind)
