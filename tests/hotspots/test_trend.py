"""Mann–Kendall by hand and beside the published figures."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis.hotspots.trend import mann_kendall
from tests.cli import ROOT

REFERENCE = ROOT.parent / "shared" / "data" / "reference"


def test_by_hand() -> None:
    """1 2 2 3: five pairs rise, one ties: S = 5; var = (4·3·13 − 2·1·9) / 18 = 23/3; z = 4 / √(23/3)."""
    found = mann_kendall(np.array([[1.0, 2, 2, 3], [3, 2, 2, 1], [7, 7, 7, 7], [1, np.nan, 2, 3]]))
    assert found.s.tolist() == [5, -5, 0, 3] and found.n.tolist() == [4, 4, 4, 3]
    assert found.var_s[:2] == pytest.approx([23 / 3, 23 / 3])
    assert found.z[:3] == pytest.approx([4 / (23 / 3) ** 0.5, -4 / (23 / 3) ** 0.5, 0])
    assert found.p[0] == pytest.approx(0.1486, abs=1e-4) and found.p[2] == 1
    assert found.tau[0] == pytest.approx(5 / 6)


@pytest.mark.real
@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference data are not beside the checkout")
def test_published_table() -> None:
    table = json.loads((REFERENCE / "expected_values.json").read_text(encoding="utf-8"))["mann_kendall"]
    values = pd.read_csv(REFERENCE / "pymannkendall" / "arbitrary_1d.csv")["value"].to_numpy(np.float64)
    found = mann_kendall(np.stack([values, np.full(360, 20.0)]))
    wanted, constant = table["original_test"], table["constant_series"]
    for name, key in (("p", "p"), ("z", "z"), ("tau", "Tau"), ("s", "s"), ("var_s", "var_s")):
        assert getattr(found, name)[0] == pytest.approx(wanted[key], rel=1e-12)
    assert (found.p[1], found.z[1], found.s[1]) == (constant["p"], constant["z"], constant["s"])


@given(arrays(np.float64, (3, 9), elements=st.one_of(st.integers(0, 4).map(float), st.just(np.nan))))
def test_pairs_one_by_one(series: np.ndarray) -> None:
    """S and the ties as they are defined; the mirrored series has the opposite S and the same variance."""
    found, mirrored = mann_kendall(series), mann_kendall(-series)
    for row, values in enumerate(series):
        held = values[~np.isnan(values)]
        n, ties = len(held), np.unique(held, return_counts=True)[1]
        assert found.s[row] == sum(np.sign(b - a) for a, b in combinations(held, 2))
        assert found.var_s[row] * 18 == pytest.approx(
            n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()
        )
    assert (found.s == -mirrored.s).all() and (found.p == mirrored.p).all()


def test_false_trends_are_one_in_twenty() -> None:
    r = np.random.default_rng(3)
    share = (mann_kendall(r.poisson(1.2, (4000, 52)).astype(np.float64)).p < 0.05).mean()
    assert 0.035 < share < 0.06
