"""Saved segments by name, every version kept; in a SQLite file or a PostgreSQL database."""

from __future__ import annotations

from data.library.database import library_engine
from data.library.files import FiledSegment, read_segments_file, segments_file
from data.library.keeping import (
    Renamed,
    archive_segment,
    delete_segment,
    describe_saved,
    duplicate_segment,
    rename_segment,
    restore_version,
    tag_segment,
    unarchive_segment,
    used_by,
)
from data.library.mentions import MENTIONING_MEASURE, Use, mentioned
from data.library.saved import CameBy, SavedSegment
from data.library.segments import list_segments, load_segment, save_segment, segment_history
from data.library.taking_in import Clash, TakenIn, take_in

__all__ = [
    "MENTIONING_MEASURE",
    "CameBy",
    "Clash",
    "FiledSegment",
    "Renamed",
    "SavedSegment",
    "TakenIn",
    "Use",
    "archive_segment",
    "delete_segment",
    "describe_saved",
    "duplicate_segment",
    "library_engine",
    "list_segments",
    "load_segment",
    "mentioned",
    "read_segments_file",
    "rename_segment",
    "restore_version",
    "save_segment",
    "segment_history",
    "segments_file",
    "tag_segment",
    "take_in",
    "unarchive_segment",
    "used_by",
]
