"""county.toml as people write it: what is wrong in it is one sentence, never a traceback."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gis.county import County, open_county
from gis.errors import GisError

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def opened(folder: Path, text: str) -> County:
    (folder / "county.toml").write_bytes(text.encode())
    return open_county(folder)


def test_a_byte_order_mark_and_unknown_keys_do_no_harm(tmp_path: Path) -> None:
    county = opened(tmp_path, '\ufefffuture = 1\nformat = 1\n[name]\nzh = "甲县"\n')
    assert (county.zh, county.en, county.present(NOW)) == ("甲县", "甲县", NOW)


def test_the_present_of_a_demo_without_an_offset_is_local(tmp_path: Path) -> None:
    county = opened(tmp_path, 'demo = true\nnow = "2026-01-01T08:00:30"\n')
    assert county.present(NOW) == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        'zone = "Mars/X"', 'name = "甲县"', "now = 2026-01-01T08:00:00", 'now = "x"', 'format = "a"',
        'segment_tolerance_m = "30"', "segment_tolerance_m = -1", "segment_tolerance_m = nan", 'basemap = "x"',
        "demo = 1", "metric_epsg = 3857", "metric_epsg = 4490", "metric_epsg = 1", "[name]\nzh = 3", "= 3",
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text: str, tmp_path: Path) -> None:
    with pytest.raises(GisError) as bad:
        opened(tmp_path, text)
    assert bad.value.code == "bad-county"
    assert "county.toml" in bad.value.sentence() and "{" not in bad.value.sentence()


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GisError, match="newer-format"):
        opened(tmp_path, "format = 2")
