"""Saved documents by name, every version kept."""

from __future__ import annotations

from data.library.segments import (
    SavedSegment,
    list_segments,
    load_segment,
    save_segment,
    segment_history,
)

__all__ = ["SavedSegment", "list_segments", "load_segment", "save_segment", "segment_history"]
