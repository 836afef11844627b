"""The committed demo county: what was planted after the inspection is found, and nothing else is a headline."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from gis.campaign import CampaignReport, campaigns
from gis.campaign.sentences import REFUSED, before_words, method_words, patrol_words, sentence
from gis.errors import GisError
from gis.filters import Filters
from gis.live import Loaded, load
from tests.cli import asked, gis


@cache
def opened(root: Path) -> tuple[Loaded, datetime]:
    """The county and its fixed present."""
    now = datetime(2026, 11, 22, 0, 42, tzinfo=UTC)
    return load(root, now.date()), now


@cache
def report(root: Path, event: str | None = None) -> CampaignReport:
    """The answer about an event, from all cases."""
    loaded, now = opened(root)
    return campaigns(loaded, Filters(), as_of=now, event_id=event)


def planted(root: Path, days: int) -> dict[str, tuple[float, float]]:
    """Group → (rise, level change: the mean over the days after, of which the first are at the campaign's level)."""
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))["inspection_rise"]
    late = days - truth["days_after_inspection"] + 1
    return {g: (v["rise"], (days - late + late * v["rise"]) / days) for g, v in truth["groups"].items()}


def test_the_newest_inspection_is_asked_about(demo_data):
    found = report(demo_data)
    assert found.event is not None and found.event.id == "CI2026" and found.refusal == ""
    assert found.sources == ("citizen", "collector", "hotline")
    assert (
        found.left_out == {"covert_inspection": "inspection"}
        and found.cases_left_out["covert_inspection"] > 0
    )
    assert found.patrols.change is not None and abs(found.patrols.change) < 0.1


def test_planted_rises_lie_in_their_intervals(demo_data):
    found = report(demo_data)
    answers = {a.group: a for a in found.groups}
    truth = planted(demo_data, found.heard["after"])
    risen = {g: t for g, t in truth.items() if t[0] > 1}
    for group, (rise, change) in risen.items():
        ratio = answers[group].vs_during
        assert ratio is not None and ratio.low < change < ratio.high, group
        if (turn := answers[group].turn) is not None:
            assert turn.since is not None and turn.since.low < rise < turn.since.high, group
            assert turn.low <= 9 <= turn.high, group
    assert {a.group for a in found.headlines} <= set(risen), "nothing that was not planted is a headline"
    assert {a.group for a in found.headlines} >= {"street_vending", "illegal_parking_motor"}


def test_most_groups_without_a_rise_hold_one(demo_data):
    found = report(demo_data)
    truth = planted(demo_data, found.heard["after"])
    ratios = [a.vs_during for a in found.groups if a.vs_during and truth[a.group or ""][0] == 1]
    assert len(ratios) >= 20 and np.mean([r.low < 1 < r.high for r in ratios]) >= 0.85


def test_an_event_cut_short_by_the_next_is_refused_in_words(demo_data):
    found, (loaded, now) = report(demo_data, "C1"), opened(demo_data)
    assert found.refusal == "next_event" and found.total is None and found.groups == ()
    text = sentence(found, None, loaded.vocabulary, "zh")
    assert "不足 28 天" in text and "2026年省级暗访" in text
    with pytest.raises(GisError, match="bad-value"):
        campaigns(loaded, Filters(), as_of=now, event_id="nothing")


def test_before_the_campaign_nothing_rose(demo_data):
    assert report(demo_data, "TA2026").headlines == ()


def test_sentences_have_their_number_and_interval(demo_data):
    found, (loaded, _) = report(demo_data), opened(demo_data)
    text = sentence(found, found.headlines[0], loaded.vocabulary, "zh")
    assert text.startswith("“2026年省级暗访”结束后，街头摊贩日均 ")
    assert "倍（95% 区间 " in text and "，自结束后第 " in text and text.endswith("天开始回升。")
    assert found.total is not None and found.total.turn is None
    for words in (before_words(found.total, "zh"), patrol_words(found, "zh"), method_words(found, "zh")):
        assert "{" not in words and "None" not in words
    for why in REFUSED:
        text = sentence(CampaignReport(**{**vars(found), "refusal": why}), None, loaded.vocabulary, "zh")
        assert text.endswith("。") and "{" not in text


def test_a_filter_narrows_the_question(demo_data):
    loaded, now = opened(demo_data)
    few = campaigns(loaded, Filters(types=("itinerant_vendor",), sources=("hotline",)), as_of=now)
    assert few.sources == ("hotline",) and [a.group for a in few.groups] == ["street_vending"]
    whole = next(a for a in report(demo_data).groups if a.group == "street_vending")
    assert 0 < few.groups[0].after.cases < whole.after.cases


def test_the_command(demo_data, tmp_path):
    out = tmp_path / "o.csv"
    alone = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # else it fights other tests for the cores
    told = asked("campaign", "--data", demo_data, "--event", "CI2026", "--out", out, **alone)
    assert told["refusal"] == "" and told["event"]["id"] == "CI2026"
    with out.open(encoding="utf-8-sig", newline="") as handle:
        rows = {r["group"]: r for r in csv.DictReader(handle) if r["total"] == "0"}
    vending = next(a for a in report(demo_data).groups if a.group == "street_vending")
    assert vending.vs_during is not None
    assert float(rows["street_vending"]["vs_during"]) == pytest.approx(vending.vs_during.value, rel=1e-4)
    assert rows["exposed_waste"]["turn_day"] == "" or rows["exposed_waste"]["rose"] == "1"
    assert "nothing" in gis("campaign", "--data", demo_data, "--event", "nothing", ok=False).stderr
