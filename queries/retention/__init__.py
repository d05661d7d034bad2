"""Who comes back: the monthly triangle, its pooled curve, and repurchase within so many days."""

from __future__ import annotations

from queries.retention.repurchase import Repurchase, repurchase, repurchase_elapsed
from queries.retention.triangle import Cell, Cohort, Triangle, triangle

__all__ = ["Cell", "Cohort", "Repurchase", "Triangle", "repurchase", "repurchase_elapsed", "triangle"]
