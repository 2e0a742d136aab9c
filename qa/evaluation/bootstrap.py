"""Confidence intervals by the percentile bootstrap (Efron 1979): resample the questions, take the middle 95 % of the means."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RESAMPLES = 2_000
LEVEL = 0.95
# Fixed, so that the same scores have the same interval.
SEED = 20_240_619


def interval(scores: Sequence[float]) -> tuple[float, float]:
    """The interval of the mean of ``scores``, of which there is one or more."""
    values = np.asarray(scores, float)
    drawn = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    edges = (1 - LEVEL) / 2 * 100
    low, high = np.percentile(values[drawn].mean(axis=1), [edges, 100 - edges])
    return float(low), float(high)
