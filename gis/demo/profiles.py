"""The import profile of each source's exports."""

from __future__ import annotations

from pathlib import Path

from gis.demo.exports import COLUMNS

FIELD = {
    "found": "found_at", "closed": "closed_at", "due": "deadline_at", "state": "state", "type": "problem_type",
    "text": "description", "address": "address", "unit": "responsible_unit", "lon": "x", "lat": "y",
    "channel": "channel", "street": "street_text", "community": "community_text", "grid": "grid_text",
    "extended": "extended_count", "rework": "rework_count",
}  # fmt: skip
"""What a column is → the statement's field. The major class, the collector's post and 事件/部件 are not taken."""


def write_profiles(folder: Path) -> None:
    """profiles/demo_<source>.toml, one a source."""
    folder.mkdir(parents=True, exist_ok=True)
    for source, columns in COLUMNS.items():
        named = dict(columns)
        lines = [
            f"# {source}: what the demo county's exports are read with. Synthetic data.", "",
            f'source = "{source}"', 'kind = "delta"', 'zone = "Asia/Shanghai"', 'crs = "wgs84"', f'id = "{named["id"]}"',
            'exported_at = "(20\\\\d{6}-?\\\\d{4})"', "coordinate_digits = 6", "", "[accepts]",
            f'name = "{source}_*"', f'columns = ["{named["id"]}", "{named["found"]}", "{named["lon"]}", "{named["lat"]}"]',
            "", "[columns]",
        ]  # fmt: skip
        lines += [f'{FIELD[key]} = "{column}"' for key, column in columns if key in FIELD]
        (folder / f"demo_{source}.toml").write_bytes(("\n".join(lines) + "\n").encode())
