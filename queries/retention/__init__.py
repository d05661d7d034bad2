"""Who comes back: studies of starts and returns, the monthly triangle, repurchase and its waits, accounting."""

from __future__ import annotations

from queries.retention.apart import CurvesApart, ShareApart, compare_repurchase, others
from queries.retention.compare import Compared, Comparison, Difference, before_and_after, by_values, compare, in_and_out
from queries.retention.describe import describe_study
from queries.retention.found import Cell, Cohort, Retention, TrendPoint, trend
from queries.retention.frequency import ActivePeriods, active_periods
from queries.retention.lifecycle import Accounted, ActiveMonth, active_months, lifecycle
from queries.retention.people import people_in
from queries.retention.read import parse_study
from queries.retention.repurchase import Repurchase, repurchase, repurchase_elapsed
from queries.retention.retention import retention, study_sql
from queries.retention.study import Happening, Study
from queries.retention.waits import Bar, Gaps, Rung, gaps, ladder, repurchase_curve, repurchase_waits
from queries.retention.window import Buyers, Window, window

__all__ = [
    "Accounted",
    "ActiveMonth",
    "ActivePeriods",
    "Bar",
    "Buyers",
    "Cell",
    "Cohort",
    "Compared",
    "Comparison",
    "CurvesApart",
    "Difference",
    "Gaps",
    "Happening",
    "Repurchase",
    "Retention",
    "Rung",
    "ShareApart",
    "Study",
    "TrendPoint",
    "Window",
    "active_months",
    "active_periods",
    "before_and_after",
    "by_values",
    "compare",
    "compare_repurchase",
    "describe_study",
    "gaps",
    "in_and_out",
    "ladder",
    "lifecycle",
    "others",
    "parse_study",
    "people_in",
    "repurchase",
    "repurchase_curve",
    "repurchase_elapsed",
    "repurchase_waits",
    "retention",
    "study_sql",
    "trend",
    "window",
]
