"""Counts in, judged numbers out: rates, differences, curves, waits, checks of experiments."""

from __future__ import annotations

from queries.stats.compared import LogRank, log_rank
from queries.stats.curves import CurvePoint, Observed, pooled_curve
from queries.stats.estimate import ENOUGH_PEOPLE, Estimate, Status, unknown
from queries.stats.experiments import SampleRatio, Sums, mean_difference, srm
from queries.stats.parts import mean, mean_against_whole, ratio_against_whole, share_against_whole
from queries.stats.rates import newcombe, rate, rate_difference, rate_test, rates, wilson
from queries.stats.ratios import RatioSums, clustered_share, ratio
from queries.stats.several import holm
from queries.stats.survival import Survival, Waits, restricted_mean_difference, survival

__all__ = [
    "ENOUGH_PEOPLE",
    "CurvePoint",
    "Estimate",
    "LogRank",
    "Observed",
    "RatioSums",
    "SampleRatio",
    "Status",
    "Sums",
    "Survival",
    "Waits",
    "clustered_share",
    "holm",
    "log_rank",
    "mean",
    "mean_against_whole",
    "mean_difference",
    "newcombe",
    "pooled_curve",
    "rate",
    "rate_difference",
    "rate_test",
    "rates",
    "ratio",
    "ratio_against_whole",
    "restricted_mean_difference",
    "share_against_whole",
    "srm",
    "survival",
    "unknown",
    "wilson",
]
