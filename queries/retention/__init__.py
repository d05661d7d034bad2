"""Who comes back: studies of starts and returns, the monthly triangle, and repurchase within so many days."""

from __future__ import annotations

from queries.retention.describe import describe_study
from queries.retention.found import Retention, TrendPoint, trend
from queries.retention.people import people_in
from queries.retention.read import parse_study
from queries.retention.repurchase import Repurchase, repurchase, repurchase_elapsed
from queries.retention.retention import retention
from queries.retention.study import Happening, Study
from queries.retention.triangle import Cell, Cohort, Triangle, triangle

__all__ = [
    "Cell",
    "Cohort",
    "Happening",
    "Repurchase",
    "Retention",
    "Study",
    "TrendPoint",
    "Triangle",
    "describe_study",
    "parse_study",
    "people_in",
    "repurchase",
    "repurchase_elapsed",
    "retention",
    "trend",
    "triangle",
]
