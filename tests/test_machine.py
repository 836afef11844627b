"""What the machine decides: settings reach DuckDB, a bad clock and a log that cannot be written are no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from gis import log, words
from gis.duck import open_duckdb
from gis.errors import GisError
from gis.settings import now_override


def test_settings_reach_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANGRID_THREADS", "1")
    monkeypatch.setenv("CLEANGRID_MEMORY_MB", "200")
    with open_duckdb() as con:
        said = con.sql("SELECT current_setting('threads'), current_setting('memory_limit')").fetchall()
    assert said == [(1, "190.7 MiB")]


def test_a_present_that_is_no_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANGRID_NOW", "gestern")
    with pytest.raises(GisError, match="bad-setting"):
        now_override()


def test_a_log_that_cannot_be_written_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = log.log_fault(tmp_path, ValueError("first"))
    assert "first" in path.read_text(encoding="utf-8")
    (handler,) = log.logger(tmp_path).handlers
    handler.close()
    path.unlink()
    path.mkdir()  # as a full disk would: it cannot be opened
    log.logger(tmp_path).error("second")
    assert capsys.readouterr().err == ""


def test_languages_nobody_speaks_take_no_memory() -> None:
    words.say("总览", "en")
    held = words.catalogue.cache_info().currsize
    assert [words.say("总览", f"x{n}") for n in range(5)] == ["总览"] * 5
    assert words.catalogue.cache_info().currsize == held
