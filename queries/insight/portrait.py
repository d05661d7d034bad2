"""Who the people of a segment are: which values are more, and which less, frequent among them than among everyone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from sqlglot import exp

from data.contract import Sensitivity
from data.progress import Progress, silent
from data.sentence import Gap, Sentence
from queries.catalog import Aggregate, Catalog, Measure, ValueType, catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.insight.bands import Counted, banded
from queries.insight.shown import as_gap
from queries.segments import Segment, evaluate
from queries.segments.compile import Measuring
from queries.segments.leaves import Leaves
from queries.segments.people import Bits, count
from queries.segments.rows import EventRows, column
from queries.segments.windows import Span
from queries.stats import Estimate, rate, share_against_whole

VALUES_SHOWN = 20
CHANCE = 0.05  # that any of all the intervals is wrong (Bonferroni)
_SCALES = frozenset({ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE, ValueType.DATE})
_WORDS = frozenset({ValueType.TEXT, ValueType.BOOLEAN, ValueType.TAGS})
_WITHOUT_VALUE = Sentence("without a value")
# Behaviour is looked at over all time; a measure not named here can be asked for by its key.
_TELLING = (
    "layers.rfm_type",
    "layers.lifecycle",
    "layers.aipl",
    "orders.count",
    "orders.net_revenue",
    "orders.average_value",
    "orders.days_since_last",
    "orders.first_channel",
    "orders.last_channel",
    "items.categories",
    "items.brands",
    "interactions.days",
    "interactions.kinds",
    "messages.count",
    "opens.count",
    "surveys.last_score",
    "activated_referrals.count",
)


@dataclass(frozen=True)
class ValueShare:
    """One value, or one band of values: how many of the segment and of everyone have it, and the difference."""

    measure: Measure
    value: Gap
    has_value: bool
    people: int
    everyone: int
    share: Estimate
    base: Estimate
    difference: Estimate

    @property
    def is_over(self) -> bool:
        """Told apart from chance, with all the others compared at the same time."""
        return self.difference.ci_low is not None and self.difference.ci_low > 0

    @property
    def is_under(self) -> bool:
        return self.difference.ci_high is not None and self.difference.ci_high < 0


@dataclass(frozen=True)
class Portrait:
    """`values` from the most over-represented to the most under-represented. All `compared` intervals hold together
    with 95 %: each by itself is that much wider."""

    people: int
    everyone: int
    compared: int
    values: tuple[ValueShare, ...]


def telling(known: Catalog) -> tuple[str, ...]:
    """The measures a portrait shows unless it is asked for others: open attributes, layers and behaviour."""
    attributes = (
        measure.key
        for measure in known.available()
        if measure.attribute is not None
        and measure.type in _SCALES | _WORDS
        and measure.sensitivity is Sensitivity.OPEN
    )
    others = (key for key in _TELLING if key in known.measures and known.measures[key].is_available)
    return (*attributes, *others)


def portrait(
    engine: DuckDBEngine | DuckDBCursor,
    segment: Segment,
    *,
    as_of: date,
    measures: Sequence[str] = (),
    progress: Progress = silent,
) -> Portrait:
    """Exact counts as of the end of the day. Raises `SegmentError`, and `Cancelled` once the cursor is."""
    known = catalog(engine.version)
    people, everyone = evaluate(engine, segment, as_of=as_of).bits, Leaves(engine, as_of).everyone
    members = _members(people, everyone, engine.version.manifest.people)
    asked = [known.measures[key] for key in measures or telling(known)]
    counted: list[tuple[Measure, Counted]] = []
    for number, measure in enumerate(asked):
        progress("portrait", number / len(asked), Sentence("{measure} …", {"measure": measure.label}))
        counted += ((measure, found) for found in _counted(engine, measure, members, as_of))
    progress("portrait", 1.0, Sentence("All values are compared."))
    return _judged(counted, count(people), count(everyone))


def _judged(counted: Sequence[tuple[Measure, Counted]], people: int, everyone: int) -> Portrait:
    confidence = 1 - CHANCE / max(len(counted), 1)
    values = [_share(measure, found, people, everyone, confidence) for measure, found in counted]
    values.sort(key=lambda found: -(found.people / max(people, 1) - found.everyone / max(everyone, 1)))
    return Portrait(people, everyone, len(values), tuple(values))


def _share(measure: Measure, found: Counted, people: int, everyone: int, confidence: float) -> ValueShare:
    return ValueShare(
        measure,
        _named(measure, found),
        found.low is not None,
        found.people,
        found.everyone,
        rate(found.people, people),
        rate(found.everyone, everyone),
        share_against_whole(found.people, people, found.everyone, everyone, confidence=confidence),
    )


def _named(measure: Measure, found: Counted) -> Gap:
    if found.low is None:
        return _WITHOUT_VALUE
    one_value = ValueType.TEXT if measure.type is ValueType.TAGS else measure.type
    low, high = (as_gap(value, one_value, measure.choices) for value in (found.low, found.high))
    return low if found.low == found.high else Sentence("{low} to {high}", {"low": low, "high": high})


def _members(people: Bits, everyone: Bits, of: int) -> pa.Table:
    """Everyone known on the day, and whether they are in the segment."""
    numbers = np.flatnonzero(np.unpackbits(everyone, count=of)).astype(np.int32)
    return pa.table({"user_no": numbers, "is_in": np.unpackbits(people, count=of)[numbers].astype(np.int64)})


def _counted(
    engine: DuckDBEngine | DuckDBCursor, measure: Measure, members: pa.Table, as_of: date
) -> Iterator[Counted]:
    value = column("value", "held")
    people = exp.cast(exp.Sum(this=column("is_in", "members")), exp.DataType.Type.BIGINT).as_("people")
    query = (
        exp.select(value.as_("value"), people, exp.Count(this=exp.Star()).as_("everyone"))
        .from_(_held(measure, as_of).subquery("held"))
        .join("members", on=exp.EQ(this=column("user_no", "held"), expression=column("user_no", "members")))
        .group_by(value.copy())
        .order_by(exp.Ordered(this=value.copy(), nulls_first=False))
    )
    rows = engine.query(query.sql(engine.dialect), {"members": members}).to_pylist()
    values = [Counted(row["value"], row["value"], row["people"], row["everyone"]) for row in rows]
    known = [found for found in values if found.low is not None]
    yield from banded(known) if measure.type in _SCALES else _most_frequent(known)
    yield from (found for found in values if found.low is None)


def _most_frequent(values: Sequence[Counted]) -> Sequence[Counted]:
    return sorted(values, key=lambda found: -found.everyone)[:VALUES_SHOWN]


def _held(measure: Measure, as_of: date) -> exp.Select:
    """One row per person and value: a person has one value, or of a set several, or none."""
    measuring = Measuring(as_of)
    user_no = column("user_no", "users").as_("user_no")
    if measure.type is not ValueType.TAGS:
        value = measuring.plain_value(measure)
        return measuring.people(user_no, value.as_("value"))
    if measure.attribute is not None:
        tags = exp.func("unnest", exp.func("list_distinct", measuring.plain_value(measure)))
        return measuring.people(user_no, tags.as_("value"))
    behaviour = measure.behaviour
    assert behaviour is not None
    assert behaviour.column is not None
    assert behaviour.aggregate is Aggregate.SET
    rows = EventRows(behaviour.event, Span(None, as_of), as_of)
    x = rows.value_of(behaviour.column)
    known = exp.not_(exp.Is(this=x.copy(), expression=exp.null()))
    table = behaviour.column.rpartition(".")[0]
    return rows.select(x.as_("value"), where=[known], tables={table}).distinct()
