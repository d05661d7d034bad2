"""Saved segments that the random rules of the tests name: one plain, one with a limit, one that names both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.uploaded import UploadedList
from queries.catalog import Catalog
from queries.segments import Beside, Group, Segment, parse_segment
from queries.segments.shelf import Finding

Document = dict[str, Any]

BUYERS: Document = {
    "version": 1,
    "match": "all",
    "conditions": [
        {
            "measure": "orders.count",
            "operator": "at_least",
            "value": 1,
            "window": {"kind": "last_days", "days": 30},
        }
    ],
}
BEST: Document = {
    "version": 1,
    "match": "none",
    "conditions": [{"measure": "users.city", "operator": "equals", "value": "上海"}],
    "limit": {"count": 4, "by": "orders.net_revenue", "per": "users.tier"},
}
BOTH: Document = {
    "version": 1,
    "match": "any",
    "conditions": [
        {"measure": "people.segment", "operator": "in_segment", "value": ["买过 O'Hare"]},
        {"measure": "people.segment", "operator": "left_segment", "value": ["best", 7]},
    ],
}
SAVED: dict[str, Document] = {"买过 O'Hare": BUYERS, "best": BEST, "both": BOTH}


@dataclass(frozen=True)
class Kept:
    document: Mapping[str, Any]
    version: int = 3


@dataclass(frozen=True)
class SomeShelf:
    """A library of given documents."""

    segments: Mapping[str, Kept]
    archived: Mapping[str, Kept] = field(default_factory=dict)
    lists: Mapping[str, UploadedList] = field(default_factory=dict)
    may_ask_sql: bool = True

    def beside(self, root: Group) -> Beside:
        return Finding(self).beside(root)


def shelf(documents: Mapping[str, Document]) -> SomeShelf:
    return SomeShelf({name: Kept(document) for name, document in documents.items()})


SHELF = shelf(SAVED)


def rule_of(document: Document | str, catalog: Catalog | None = None) -> Segment:
    """The rule with the segments above beside it."""
    return parse_segment(document, catalog, shelf=SHELF)
