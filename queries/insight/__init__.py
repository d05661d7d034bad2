"""What stands behind a segment's number: why somebody is in it, who they are, and how it came and went."""

from __future__ import annotations

from queries.insight.back_test import HORIZONS, Afterwards, PastDay, back_test
from queries.insight.changes import CAUSE_LABELS, Cause, Changes, Moved, Turned, changes
from queries.insight.combine import JOIN_LABELS, Join, combined, exactly
from queries.insight.evidence import Evidence
from queries.insight.explain import Explanation, Judged, explain
from queries.insight.figures import Figures, figures
from queries.insight.history import STEP_LABELS, Size, Step, past_days, sizes
from queries.insight.portrait import Portrait, ValueShare, portrait, telling
from queries.insight.search import FoundPerson, find_people
from queries.insight.trade import FIGURE_LABELS, FIGURE_TYPES, Compared, Figure

__all__ = [
    "CAUSE_LABELS",
    "FIGURE_LABELS",
    "FIGURE_TYPES",
    "HORIZONS",
    "JOIN_LABELS",
    "STEP_LABELS",
    "Afterwards",
    "Cause",
    "Changes",
    "Compared",
    "Evidence",
    "Explanation",
    "Figure",
    "Figures",
    "FoundPerson",
    "Join",
    "Judged",
    "Moved",
    "PastDay",
    "Portrait",
    "Size",
    "Step",
    "Turned",
    "ValueShare",
    "back_test",
    "changes",
    "combined",
    "exactly",
    "explain",
    "figures",
    "find_people",
    "past_days",
    "portrait",
    "sizes",
    "telling",
]
