"""Counts in, judged numbers out: rates, differences, curves, checks of experiments."""

from __future__ import annotations

from queries.stats.curves import CurvePoint, Observed, pooled_curve
from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import SampleRatio, Sums, mean_difference, srm
from queries.stats.parts import (
    RatioSums,
    mean,
    mean_against_whole,
    ratio,
    ratio_against_whole,
    share_against_whole,
)
from queries.stats.rates import newcombe, rate, rate_difference, wilson

__all__ = [
    "ENOUGH_PEOPLE",
    "CurvePoint",
    "Estimate",
    "Observed",
    "RatioSums",
    "SampleRatio",
    "Status",
    "Sums",
    "mean",
    "mean_against_whole",
    "mean_difference",
    "newcombe",
    "pooled_curve",
    "rate",
    "rate_difference",
    "ratio",
    "ratio_against_whole",
    "share_against_whole",
    "srm",
    "unknown",
    "wilson",
]
