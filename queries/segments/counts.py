"""How many people each condition selects, alone and after those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from queries.catalog import catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments.bind import BoundCondition, BoundGroup, bind
from queries.segments.leaves import Leaves
from queries.segments.people import count, joined
from queries.segments.tree import Match, Segment


@dataclass(frozen=True)
class ConditionCount:
    """`alone`: people this condition or group selects by itself. `running`: people selected once it joins those
    before it; only the outermost conditions have one, and none has where "at least k" joins them."""

    place: str
    alone: int
    running: int | None


@dataclass(frozen=True)
class SegmentCounts:
    """`everyone` is the base that `people` is a share of. `before_limit`: whom the conditions select, if a limit
    takes only some of them."""

    people: int
    everyone: int
    conditions: tuple[ConditionCount, ...]
    before_limit: int | None = None


def condition_counts(engine: DuckDBEngine | DuckDBCursor, segment: Segment, *, as_of: date) -> SegmentCounts:
    """Exact counts as of a day. Raises `SegmentError`, and `Cancelled` once the cursor is."""
    root = bind(segment, catalog(engine.version))
    leaves = Leaves(engine, as_of)
    people = leaves.group(root)
    running = dict(_running(root, leaves))
    return SegmentCounts(
        people=count(people),
        everyone=count(leaves.everyone),
        conditions=tuple(
            ConditionCount(member.place, count(leaves.everyone & leaves.member(member)), running.get(member.place))
            for member in _members(root)
        ),
        before_limit=count(leaves.group(replace(root, limit=None))) if root.limit else None,
    )


def _members(group: BoundGroup) -> Iterator[BoundCondition | BoundGroup]:
    for member in group.members:
        yield member
        if isinstance(member, BoundGroup):
            yield from _members(member)


def _running(root: BoundGroup, leaves: Leaves) -> Iterator[tuple[str, int]]:
    if root.match is Match.AT_LEAST:
        return
    so_far = leaves.everyone
    for number, member in enumerate(root.members):
        if root.match is Match.ANY and number:
            so_far = joined(root.match, [so_far, leaves.member(member)], None, leaves.everyone)
        else:
            so_far = joined(root.match, [leaves.member(member)], None, so_far)
        yield member.place, count(so_far)
