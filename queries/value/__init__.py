"""What members bring in over time, and what it cost to win them."""

from __future__ import annotations

from queries.value.cohorts import Cell, Cohort, CohortValue, Payback, Point, cohort_value, complete_on

__all__ = ["Cell", "Cohort", "CohortValue", "Payback", "Point", "cohort_value", "complete_on"]
