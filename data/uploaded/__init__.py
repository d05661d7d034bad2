"""Lists of people that somebody brought: kept as they were given, to be asked for in rules or to be left out."""

from __future__ import annotations

from data.uploaded.identities import MATCH_LABELS, MatchOn
from data.uploaded.keeping import (
    UploadedList,
    delete_uploaded,
    every_upload,
    forget_name,
    lists_folder,
    rename_uploaded,
    replace_uploaded,
    segments_naming,
    upload_list,
    uploaded_list,
    uploaded_lists,
)

__all__ = [
    "MATCH_LABELS",
    "MatchOn",
    "UploadedList",
    "delete_uploaded",
    "every_upload",
    "forget_name",
    "lists_folder",
    "rename_uploaded",
    "replace_uploaded",
    "segments_naming",
    "upload_list",
    "uploaded_list",
    "uploaded_lists",
]
