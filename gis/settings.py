"""What the machine decides: where the data lies, address and port, language. The only reader of the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from gis.errors import GisError

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """One value a field; each is read from ``CLEANGRID_<NAME>``."""

    data: Path = ROOT / "data"
    """The data folder: county.toml, grids.geojson, points/, registers/, basemap/."""
    host: str = "127.0.0.1"
    """The address the app listens on; 0.0.0.0 opens it to the intranet."""
    port: int = 8501
    """The port the app listens on."""
    lang: str = "zh"
    """Language of the command line and of a page opened without one."""
    memory_mb: int = 1024
    """Memory limit of one DuckDB connection, in MB."""
    threads: int = 2
    """Threads of one DuckDB connection."""
    workers: int = 1
    """Processes that answer heavy questions (反弹, 热点) beside the pages."""
    basemap_key: str = ""
    """Key put into the basemap template of county.toml as {key} (天地图); never stored in the data."""


def load(environ: dict[str, str] | None = None) -> Settings:
    """Settings from the environment; an empty or absent variable means the default. Errors: bad-setting."""
    env = os.environ if environ is None else environ
    given: dict[str, object] = {}
    for field in fields(Settings):
        raw = env.get(f"CLEANGRID_{field.name.upper()}", "").strip()
        if raw:
            try:
                given[field.name] = type(getattr(Settings, field.name))(raw)
            except ValueError as bad:
                raise GisError("bad-setting", name=f"CLEANGRID_{field.name.upper()}", value=raw) from bad
    return Settings(**given)  # type: ignore[arg-type]


def child_environment(**more: str) -> dict[str, str]:
    """The environment of this process with ``more``, for a command started beside it."""
    return {**os.environ, "PYTHONUTF8": "1", **more}


def now_override() -> datetime | None:
    """A fixed present (``CLEANGRID_NOW``, ISO 8601, UTC without an offset) for tests and the demo's own day; None:
    ask the clock. Errors: bad-setting.
    """
    raw = os.environ.get("CLEANGRID_NOW", "").strip()
    if not raw:
        return None
    try:
        value = datetime.fromisoformat(raw)
    except ValueError as bad:
        raise GisError("bad-setting", name="CLEANGRID_NOW", value=raw) from bad
    return value if value.tzinfo else value.replace(tzinfo=UTC)
