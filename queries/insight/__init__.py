"""What stands behind a segment's number: why somebody is in it, who they are, and how it came and went."""

from __future__ import annotations

from queries.insight.changes import CAUSE_LABELS, Cause, Changes, Moved, Turned, changes
from queries.insight.history import STEP_LABELS, Size, Step, past_days, sizes

__all__ = [
    "CAUSE_LABELS",
    "STEP_LABELS",
    "Cause",
    "Changes",
    "Moved",
    "Size",
    "Step",
    "Turned",
    "changes",
    "past_days",
    "sizes",
]
