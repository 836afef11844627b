"""升温清单: units whose share of the county's cases is larger in the last weeks than in the weeks before.

Given the a + b cases of a unit and group, a in the last weeks and b before, a is drawn from the county's A + B of the
group: hypergeometric, the conditional exact test (Fisher; Lehmann & Romano, Testing Statistical Hypotheses, 4.5). So
season and campaigns, which move the whole county, heat no place. The groups together are held against each group's own
share of weeks (expectation Σ n_g A_g/(A_g + B_g)), or a summer's barbecues would heat every place that has barbecues.

A place's level wavers of itself: var(c) = v + α m² of the counts of single blocks of weeks before, α by moments over
all units. With α > 0 a is beta-binomial with intra-class correlation ρ = π(1 − π) α (1 + 1/blocks): the variance of
a log ratio of one block against the mean of the others, carried over to the share (delta method).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, betabinom, hypergeom

from gis.hotspots.fdr import LEVEL, adjusted, cut
from gis.hotspots.steps import Steps

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
