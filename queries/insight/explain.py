"""Why one person is in a segment or out of it: each condition with the value found and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlglot import exp

from data.access import Action, Person, require
from data.contract import Sensitivity
from data.sentence import Gap, Sentence
from queries.catalog import ValueType, catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.insight.evidence import Evidence, evidence, values_counted
from queries.insight.search import FoundPerson
from queries.insight.shown import as_gap
from queries.lists.columns import masked
from queries.segments import OPERATORS, Group, Match, Segment, bind, describe_conditions, evaluate
from queries.segments.bind import BoundCondition, BoundGroup
from queries.segments.compile import Measuring
from queries.segments.leaves import Leaves
from queries.segments.operator_row import Standing
from queries.segments.rows import column, stored

Engine = DuckDBEngine | DuckDBCursor
_CAREFUL = frozenset({Sensitivity.PERSONAL, Sensitivity.CONTACT})


@dataclass(frozen=True)
class Judged:
    """A condition, or a group of `members`, for one person. `found` is None where the person has no value; a group,
    a draw, a saved segment or a list ask for none (`asks_value`)."""

    place: str
    holds: bool
    words: Sentence
    asks_value: bool = False
    found: Gap = None
    evidence: Evidence | None = None
    members: tuple[Judged, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """`verdict` says in a sentence why; `members` are the outermost conditions and groups."""

    who: FoundPerson
    is_in: bool
    verdict: Sentence
    members: tuple[Judged, ...]


def explain(engine: Engine, segment: Segment, who: FoundPerson, *, as_of: date, person: Person) -> Explanation:
    """Exact, as of the end of the day. Names and contact details are masked for everybody: whoever sees them whole
    does so where it is put on record.

    Raises `Forbidden`, `SegmentError`, and `Cancelled` once the cursor is.
    """
    require(person, Action.SEE_MEMBERS)
    root = bind(segment, catalog(engine.version))
    judging = _Judging(engine, segment, who.user_no, as_of)
    is_in = judging.is_among(evaluate(engine, segment, as_of=as_of).bits)
    is_known = judging.is_among(Leaves(engine, as_of).everyone)
    members = judging.members(root)
    return Explanation(who, is_in, _verdict(root, members, who, is_in=is_in, is_known=is_known, as_of=as_of), members)


class _Judging:
    """One rule and one person."""

    def __init__(self, engine: Engine, segment: Segment, user_no: int, as_of: date) -> None:
        self.engine, self.segment, self.user_no, self.as_of = engine, segment, user_no, as_of
        self.words = describe_conditions(segment, catalog=catalog(engine.version), as_of=as_of)
        self.conditions = dict(segment.conditions())
        bound = bind(segment, catalog(engine.version))
        self.values = self._values(tuple(bound.conditions()))

    def is_among(self, bits: Any) -> bool:
        return bool(bits[self.user_no // 8] >> (7 - self.user_no % 8) & 1)

    def members(self, group: BoundGroup) -> tuple[Judged, ...]:
        return tuple(
            self._group(member) if isinstance(member, BoundGroup) else self._condition(member)
            for member in group.members
        )

    def _group(self, group: BoundGroup) -> Judged:
        members = self.members(group)
        return Judged(group.place, _holds(group, members), _group_words(group, members), members=members)

    def _condition(self, condition: BoundCondition) -> Judged:
        alone = replace(self.segment, root=Group(Match.ALL, (self.conditions[condition.place],)))
        return Judged(
            condition.place,
            self.is_among(evaluate(self.engine, alone, as_of=self.as_of).bits),
            self.words[condition.place],
            condition.type not in _ASKS_NONE,
            self._value(condition),
            evidence(self.engine, condition, self.user_no, as_of=condition.day(self.as_of)),
        )

    def _value(self, condition: BoundCondition) -> Gap:
        if condition.type is ValueType.TAGS and condition.measure.behaviour is not None:
            held = values_counted(self.engine, condition, self.user_no, as_of=condition.day(self.as_of))
            return as_gap(held, ValueType.TAGS, condition.measure.choices)
        return self.values.get(condition.place)

    def _values(self, conditions: Sequence[BoundCondition]) -> dict[str, Gap]:
        """Every condition's value at once, by its place."""
        measuring = Measuring(self.as_of)
        columns = {
            f"{name}_{number}": value
            for number, condition in enumerate(conditions)
            for name, value in self._asked(measuring, condition)
        }
        if not columns:
            return {}
        theirs = exp.EQ(this=column("user_no", "users"), expression=exp.Literal.number(self.user_no))
        query = measuring.people(*(value.as_(name) for name, value in columns.items())).where(theirs)
        rows = self.engine.query(query.sql(self.engine.dialect)).to_pylist()
        if not rows:
            return {}
        return {found.place: _found(found, number, rows[0]) for number, found in enumerate(conditions)}

    def _asked(self, measuring: Measuring, condition: BoundCondition) -> Iterator[tuple[str, exp.Expr]]:
        measure = condition.measure
        if condition.type is ValueType.TAGS and measure.attribute is not None:
            yield "value", stored(measure.attribute)
        if condition.type in _NO_VALUE:
            return
        plain = replace(condition, operator=OPERATORS["is_set"], value=None)
        value = measuring.value(plain)
        yield "value", masked(value, measure) if measure.sensitivity in _CAREFUL else value
        if condition.operator.standing in _STANDING_WORDS:
            yield "standing", measuring.value(condition)


# These ask who the person is; sets ask for more than one column of the person's row can hold.
_ASKS_NONE = frozenset({ValueType.DRAW, ValueType.SEGMENT, ValueType.LIST, ValueType.QUERY})
_NO_VALUE = _ASKS_NONE | {ValueType.TAGS}
_STANDING_WORDS = {
    Standing.PLACE_FROM_TOP: Sentence("{value}, place {standing} from the top"),
    Standing.PLACE_FROM_BOTTOM: Sentence("{value}, place {standing} from the bottom"),
    Standing.PERCENT_GREATER: Sentence("{value}; {standing}% of those with a value have more"),
    Standing.PERCENT_SMALLER: Sentence("{value}; {standing}% of those with a value have less"),
}


def _found(condition: BoundCondition, number: int, row: dict[str, Any]) -> Gap:
    value, measure = row.get(f"value_{number}"), condition.measure
    is_masked_day = condition.type is ValueType.DATE and isinstance(value, str)
    shown = as_gap(value, ValueType.TEXT if is_masked_day else condition.type, measure.choices)
    standing = row.get(f"standing_{number}")
    if standing is None or condition.operator.standing is None:
        return shown
    words = _STANDING_WORDS[condition.operator.standing]
    return Sentence(words.text, {"value": shown, "standing": as_gap(float(standing), ValueType.NUMBER)})


def _holds(group: BoundGroup, members: Sequence[Judged]) -> bool:
    held = sum(member.holds for member in members)
    match group.match:
        case Match.ALL:
            return held == len(members)
        case Match.ANY:
            return held > 0
        case Match.NONE:
            return held == 0
        case Match.AT_LEAST:
            return held >= (group.k or 1)


def _group_words(group: BoundGroup, members: Sequence[Judged]) -> Sentence:
    held = sum(member.holds for member in members)
    gaps: dict[str, Gap] = {"held": held, "all": len(members), "k": group.k}
    match group.match:
        case Match.ALL:
            return Sentence("all of these must hold: {held} of {all} do", gaps)
        case Match.ANY:
            return Sentence("at least one of these must hold: {held} of {all} do", gaps)
        case Match.NONE:
            return Sentence("none of these may hold: {held} of {all} do", gaps)
        case Match.AT_LEAST:
            return Sentence("at least {k} of these must hold: {held} of {all} do", gaps)


def _verdict(
    root: BoundGroup, members: Sequence[Judged], who: FoundPerson, *, is_in: bool, is_known: bool, as_of: date
) -> Sentence:
    gaps: dict[str, Gap] = {"person": who.user_id, "day": as_of, "why": _group_words(root, members)}
    if not is_known:
        return Sentence("{person} is out: nobody knew them yet on {day}, they joined or ordered later.", gaps)
    if is_in:
        return Sentence("{person} is in: {why}.", gaps)
    if _holds(root, members):
        return Sentence("{person} fits the rule and is out: the limit of the segment takes others first.", gaps)
    decisive = [member.place for member in members if member.holds is (root.match is Match.NONE)]
    gaps["places"] = ", ".join(decisive)
    return Sentence("{person} is out: {why}. What keeps them out: {places}.", gaps)
