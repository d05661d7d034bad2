"""What stands behind a segment's number: why somebody is in it, who they are, and how it came and went."""

from __future__ import annotations

from queries.insight.changes import CAUSE_LABELS, Cause, Changes, Moved, Turned, changes
from queries.insight.evidence import Evidence
from queries.insight.explain import Explanation, Judged, explain
from queries.insight.history import STEP_LABELS, Size, Step, past_days, sizes
from queries.insight.search import FoundPerson, find_people

__all__ = [
    "CAUSE_LABELS",
    "STEP_LABELS",
    "Cause",
    "Changes",
    "Evidence",
    "Explanation",
    "FoundPerson",
    "Judged",
    "Moved",
    "Size",
    "Step",
    "Turned",
    "changes",
    "explain",
    "find_people",
    "past_days",
    "sizes",
]
