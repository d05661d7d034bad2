"""How many people each condition selects, alone and after those before it, in one pass over the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from queries.catalog import catalog
from queries.engines import Engine
from queries.segments.bind import BoundCondition, BoundGroup, bind
from queries.segments.compile import Measuring, added
from queries.segments.rows import column
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
    """`everyone` is the base that `people` is a share of."""

    people: int
    everyone: int
    conditions: tuple[ConditionCount, ...]


def condition_counts(engine: Engine, segment: Segment, *, as_of: date) -> SegmentCounts:
    """Exact counts as of a day. Raises `SegmentError`."""
    root = bind(segment, catalog(engine.version))
    members = _members(root)
    rows = engine.query(counting(root, as_of).sql(engine.dialect)).to_pylist()
    decided = {row["decided_by"]: row["everyone"] for row in rows}
    running = _running(root, decided)
    return SegmentCounts(
        people=_people(root, decided),
        everyone=sum(decided.values()),
        conditions=tuple(
            ConditionCount(member.place, sum(row[_name(member)] for row in rows), running.get(member.place))
            for member in members
        ),
    )


def counting(root: BoundGroup, as_of: date) -> exp.Select:
    """Each person judged once by every condition, then one row per outermost condition that settled their case."""
    measuring = Measuring(as_of)
    members = _members(root)
    judged = measuring.people(*[_flag(measuring.member(member)).as_(_name(member)) for member in members])
    flags = [column(_name(member), "judged").as_(_name(member)) for member in members]
    settled = exp.select(_decided_by(root).as_("decided_by"), *flags).from_("judged")
    return (
        exp.select(
            column("decided_by", "settled").as_("decided_by"),
            exp.Count(this=exp.Star()).as_("everyone"),
            *[
                exp.cast(exp.Sum(this=column(_name(member), "settled")), exp.DataType.Type.BIGINT).as_(_name(member))
                for member in members
            ],
        )
        .from_("settled")
        .group_by(column("decided_by", "settled"))
        .with_("judged", as_=judged)
        .with_("settled", as_=settled)
    )


def _members(group: BoundGroup) -> list[BoundCondition | BoundGroup]:
    found: list[BoundCondition | BoundGroup] = []
    for member in group.members:
        found.append(member)
        if isinstance(member, BoundGroup):
            found += _members(member)
    return found


def _name(member: BoundCondition | BoundGroup) -> str:
    return "condition_" + member.place.replace(".", "_")


def _flag(predicate: exp.Expr) -> exp.Expr:
    return exp.Case().when(predicate, exp.Literal.number(1)).else_(exp.Literal.number(0))


def _decided_by(root: BoundGroup) -> exp.Expr:
    """The number of the first outermost condition that failed, under any and none that held; else one past the last.

    "At least k" is settled by no single condition: 1 where enough held, else 2.
    """
    flags = [column(_name(member), "judged") for member in root.members]
    if root.match is Match.AT_LEAST:
        enough = exp.GTE(this=added(flags), expression=exp.Literal.number(root.k or 1))
        return exp.Case().when(enough, exp.Literal.number(1)).else_(exp.Literal.number(2))
    decisive = exp.Literal.number(0 if root.match is Match.ALL else 1)
    decided = exp.Case()
    for number, flag in enumerate(flags, 1):
        decided = decided.when(exp.EQ(this=flag, expression=decisive.copy()), exp.Literal.number(number), copy=False)
    return decided.else_(exp.Literal.number(len(flags) + 1))


def _people(root: BoundGroup, decided: dict[int, int]) -> int:
    undecided = len(root.members) + 1
    match root.match:
        case Match.ALL | Match.NONE:
            return decided.get(undecided, 0)
        case Match.ANY:
            return sum(decided.values()) - decided.get(undecided, 0)
        case Match.AT_LEAST:
            return decided.get(1, 0)


def _running(root: BoundGroup, decided: dict[int, int]) -> dict[str, int]:
    if root.match is Match.AT_LEAST:
        return {}
    everyone, settled = sum(decided.values()), 0
    running = {}
    for number, member in enumerate(root.members, 1):
        settled += decided.get(number, 0)
        running[member.place] = settled if root.match is Match.ANY else everyone - settled
    return running
