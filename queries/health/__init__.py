"""Whether the data are there: how fresh, how much a day, how well filled."""

from __future__ import annotations

from queries.health.coverage import ColumnCoverage, coverage
from queries.health.freshness import TableFreshness, freshness

__all__ = ["ColumnCoverage", "TableFreshness", "coverage", "freshness"]
