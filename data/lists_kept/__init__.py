"""Lists of people that somebody brought: kept as they were given, to be asked for in rules or to be left out."""

from __future__ import annotations

from data.lists_kept.identities import MATCH_LABELS, MatchOn
from data.lists_kept.keep import KeptList, keep_list, kept_list, kept_lists, lists_folder

__all__ = ["MATCH_LABELS", "KeptList", "MatchOn", "keep_list", "kept_list", "kept_lists", "lists_folder"]
