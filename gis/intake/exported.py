"""When a file was written, as far as it tells itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from gis.errors import GisError
from gis.intake import cells, times
from gis.intake.profile import Profile
from gis.intake.raw import Raw

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def exported_at(profile: Profile, path: Path, raw: Raw, zone: ZoneInfo) -> datetime:
    """When the file was exported: by its name, else the latest time its rows were stated (with zone).

    Rows have such times where the profile names a column ``stated_at`` or is of sightings. ``zone``: the
    county's.
    Errors: no-exported-at.
    """
    named = from_name(profile, path, zone)
    if named is not None:
        return named
    names = (
        profile.columns["found_at"]
        if profile.resight_days is not None
        else profile.columns.get("stated_at", ())
    )
    for name in names:
        if name in raw.header:
            column = cells.clean(raw.table[name], profile.blanks)
            stamps, _ = times.parse(column, profile.tz(zone), profile.times)
            latest = pc.max(stamps.cast(pa.int64())).as_py()
            if latest is not None:
                return EPOCH + timedelta(microseconds=latest)
            break
    raise GisError("no-exported-at", path=path)


def from_name(profile: Profile, path: Path, zone: ZoneInfo) -> datetime | None:
    """The time in a file's name (with zone), None where no pattern of the profile fits it."""
    hit = re.search(profile.exported_at, path.name) if profile.exported_at else None
    if hit is None:
        return None
    digits = re.sub(r"\D", "", hit.group(1) if hit.groups() else hit.group())
    forms = {14: "%Y%m%d%H%M%S", 12: "%Y%m%d%H%M", 10: "%Y%m%d%H", 8: "%Y%m%d"}
    try:
        return datetime.strptime(digits, forms[len(digits)]).replace(tzinfo=profile.tz(zone))
    except (KeyError, ValueError):
        return None
