"""Profiles: what they may say, which one takes a file, and that every key is explained."""

from __future__ import annotations

import pickle
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gis import vocabulary
from gis.errors import GisError
from gis.intake import Profile, choose, exported_at, read_raw
from gis.intake import profile as profiles
from gis.intake.exported import from_name
from gis.intake.meaning import Meaning
from tests.intake.made import SHANGHAI, csv_text, profile, row, save

GOOD = 'source = "s"\nid = "任务号"\n[columns]\nfound_at = "上报时间"\n'


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    return save(folder, text, name)


def test_shipped_profiles_are_whole_and_their_words_mean_something() -> None:
    shipped = list(profiles.every())
    assert [p.name for p in shipped] == ["digital_cg", "nyc_vendor", "stuttgart"]
    for one in shipped:
        Meaning(one, vocabulary.load(), None)  # raises where a word means what the vocabulary does not have
        assert pickle.loads(pickle.dumps(one)) == one
    assert len({p.digest for p in shipped}) == len(shipped)


def test_every_key_is_explained_in_the_readme() -> None:
    readme = (profiles.SHIPPED / "README.md").read_text(encoding="utf-8")
    wanted = {f.name for f in fields(Profile)} - {"name"}
    assert {key for key in wanted if f"| `{key}` |" not in readme} == set()
    for name in profiles.profile_check.COLUMNS:
        assert f"`{name}`" in readme, name


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (GOOD.replace("source", "sauce"), "sauce"),
        ("x = 1\n" + GOOD, "x"),
        (GOOD + 'foundat = "a"\n', "columns.foundat"),
        (GOOD + '[words.colour]\n"a" = "b"\n', "words.colour"),
        (GOOD + "[accepts]\nfolder = 1\n", "accepts.folder"),
        ('id = "a"\n', "source"),
        ('source = "s"\n', "identity"),
        ('identity = ["a"]\n' + GOOD, "identity"),
        ("resight_days = 3.5\n" + GOOD, "resight_days"),
        ("header_row = true\n" + GOOD, "header_row"),
        ('kind = "most"\n' + GOOD, "kind"),
        ('empty = "null"\n' + GOOD, "empty"),
        ('zone = "Asia/Yuncheng"\n' + GOOD, "zone"),
        ('zone = "../etc"\n' + GOOD, "zone"),
        ('encoding = "utf-9"\n' + GOOD, "encoding"),
        ('delimiter = "::"\n' + GOOD, "delimiter"),
        ('exported_at = "("\n' + GOOD, "exported_at"),
        ('times = ["%d.%m.%y"]\n' + GOOD, "times"),
        (GOOD + 'x = "X坐标"\n', "columns.y"),
        (GOOD + 'standard_code = "代码"\n', "scheme"),
        (GOOD + '[constants]\nfound_at = "2026-01-01"\n', "constants.found_at"),
        (GOOD + "state = 5\n", "columns.state"),
        ("source = \n", "mine.toml"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(GisError) as caught:
        profiles.load(write(tmp_path, text))
    assert caught.value.code == "bad-profile"
    assert named in caught.value.sentence() and "GisError" not in caught.value.sentence()


def test_an_unknown_system_is_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(GisError, match="unknown-crs"):
        profiles.load(write(tmp_path, 'crs = "mars"\n' + GOOD))


def test_load_by_name_or_file_and_the_countys_own_first(tmp_path: Path) -> None:
    assert profiles.load("stuttgart").source == "stuttgart_gelbe_karten"
    write(tmp_path, GOOD, "stuttgart.toml")
    assert profiles.load("stuttgart", tmp_path).source == "s"
    assert len(list(profiles.every(tmp_path))) == len(list(profiles.every()))
    with pytest.raises(GisError) as caught:
        profiles.load("nobody")
    assert "stuttgart" in caught.value.sentence()
    with pytest.raises(GisError, match="no-such-file"):
        profiles.load(tmp_path / "nobody.toml")


def test_exactly_one_profile_takes_a_file(tmp_path: Path) -> None:
    header = ["first_seen_at_timestamp", "category", "location", "lat", "lon"]
    assert profiles.find(Path("Gelbe_Karten_2021.csv"), header).name == "stuttgart"
    with pytest.raises(GisError) as caught:
        profiles.find(Path("other.csv"), header)
    assert caught.value.code == "no-profile" and "stuttgart" in caught.value.sentence()
    write(tmp_path, GOOD, "a.toml")
    assert profiles.find(Path("x.csv"), ["任务号", "上报时间"], tmp_path).name == "a"
    write(tmp_path, GOOD, "b.toml")
    with pytest.raises(GisError) as caught:
        profiles.find(Path("x.csv"), ["任务号", "上报时间"], tmp_path)
    assert caught.value.code == "many-profiles" and "a, b" in caught.value.sentence()


def test_a_file_is_found_by_the_header_line_of_its_profile(tmp_path: Path) -> None:
    write(tmp_path, "header_row = 2\n" + GOOD, "titled.toml")
    path = save(tmp_path, "某区案卷表\r\n" + csv_text([row()]), encoding="gb18030")
    assert choose(path, tmp_path).name == "titled"
    raw = read_raw(path, local=tmp_path)
    assert "上报时间" in raw.header and raw.rows == 1
    with pytest.raises(GisError, match="no-profile"):
        choose(path)
    write(tmp_path, 'encoding = "utf-16-le"\n' + GOOD, "wide.toml")
    assert choose(save(tmp_path, csv_text([row()]), "wide.csv", "utf-16-le"), tmp_path).name == "wide"
    with pytest.raises(GisError, match="not-text"):
        choose(save(tmp_path, b"PK\x03\x04\x00\x00", "x.csv"), tmp_path)


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("案卷20260105.csv", datetime(2026, 1, 4, 16, tzinfo=UTC)),
        ("案卷_20260105_0803.csv", datetime(2026, 1, 5, 0, 3, tzinfo=UTC)),
        ("20260105080300导出.csv", datetime(2026, 1, 5, 0, 3, tzinfo=UTC)),
        ("案卷20261305.csv", None),
        ("案卷.csv", None),
    ],
)
def test_the_export_time_in_a_name(name: str, moment: datetime | None) -> None:
    assert from_name(profiles.load("digital_cg"), Path(name), SHANGHAI) == moment


def test_the_export_time_of_rows_with_times_is_the_latest(tmp_path: Path) -> None:
    path = save(tmp_path, csv_text([row("1", 上报时间="2026-01-06"), row("2"), row("3", 上报时间="?")]))
    raw, sightings = read_raw(path), profile(resight_days=3)
    assert exported_at(sightings, path, raw, SHANGHAI) == datetime(2026, 1, 5, 16, tzinfo=UTC)
    with pytest.raises(GisError, match="no-exported-at"):
        exported_at(profile(), path, raw, SHANGHAI)


def test_the_digest_changes_with_the_content_alone() -> None:
    one = profile()
    assert one.digest == profile().digest != replace(one, crs="gcj02").digest
