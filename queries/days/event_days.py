"""On which days each person did something: read in one pass over rows that lie by person, and kept as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from queries.catalog import Event
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments import leaves
from queries.segments.bind import BoundFilter
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows
from queries.segments.spans import Span

Days: TypeAlias = NDArray[np.uint16]  # counted from ORIGIN
Numbers: TypeAlias = NDArray[np.int32]
Rows: TypeAlias = "tuple[Numbers, Numbers]"  # numbers of people, days since 1970
Reader: TypeAlias = Callable[[], AbstractContextManager[Iterator[Rows]]]

ORIGIN = date(1920, 1, 1)
NO_DAY = 2**16 - 1  # in 2099
_ORIGIN = (ORIGIN - date(1970, 1, 1)).days


class OutOfReach(Exception):
    """A day before 1920 or after 2099, which only SQL can count."""


class _OutOfOrder(Exception):
    """Rows that do not lie by person and day."""


@dataclass(frozen=True, eq=False)
class EventDays:
    """The person `user_no` did it on `days[begins[user_no]:begins[user_no + 1]]`, ascending, once for each time."""

    begins: NDArray[np.int64]
    days: Days

    @property
    def nbytes(self) -> int:
        return self.begins.nbytes + self.days.nbytes


def event_days(
    engine: DuckDBEngine | DuckDBCursor, event: Event, where: Sequence[BoundFilter], as_of: date
) -> EventDays:
    """Of everybody, as known at the end of the day. Kept under the text of its SQL, with what segments keep.

    Raises `OutOfReach`, and `Cancelled` once the cursor is.
    """
    of = EventRows(event, Span(None, as_of), as_of)
    query = of.select(
        of.value_of(event.day).as_("day"),
        where=filters_of(where, of),
        tables={found.field.table for found in where},
    )
    sql = query.sql(engine.dialect)
    manifest = engine.version.manifest

    def read() -> EventDays:
        return gathered(
            lambda: _rows(engine, sql, is_plain=not where),
            people=manifest.people,
            most=manifest.tables[event.table].rows,
        )

    return leaves.KEPT.get((engine.version.folder, f"days; {sql}"), read, limit=engine.cache_limit)


@contextmanager
def _rows(engine: DuckDBEngine | DuckDBCursor, sql: str, *, is_plain: bool) -> Iterator[Iterator[Rows]]:
    """Polars reads what only compares columns with days and flags, in half of DuckDB's time."""
    cursor = engine.cursor() if isinstance(engine, DuckDBEngine) else engine
    if is_plain:
        with cursor.scan(sql) as frames:
            yield ((frame["user_no"].to_numpy(), frame["day"].to_physical().to_numpy()) for frame in frames)
    else:
        with cursor.stream(sql) as batches:
            yield ((batch["user_no"].to_numpy(), batch["day"].cast(pa.int32()).to_numpy()) for batch in batches)


def gathered(reader: Reader, *, people: int, most: int) -> EventDays:
    """Of so many people and at most so many rows; read once more where these do not lie in order.

    Messages lie by the time of sending, and clocks put back at midnight repeat a day.
    """
    try:
        with reader() as rows:
            return _in_order(rows, people, most)
    except _OutOfOrder:
        with reader() as rows:
            return _sorted(rows, people)


def _in_order(rows: Iterator[Rows], people: int, most: int) -> EventDays:
    """Each batch is done with while it lies in the processor's cache."""
    days, lengths = np.empty(most, np.uint16), np.zeros(people + 1, np.int64)
    place, last = 0, (-1, 0)
    for numbers, dates in rows:
        if len(dates):
            begins = _begins(numbers, dates, last)
            lengths[numbers.take(begins) + 1] += np.diff(begins, append=len(dates))
            days[place : place + len(dates)] = _since_origin(dates)
            place, last = place + len(dates), (int(numbers[-1]), int(dates[-1]))
    return EventDays(np.cumsum(lengths, out=lengths), days[:place])


def _begins(numbers: Numbers, dates: Numbers, last: tuple[int, int]) -> NDArray[np.intp]:
    """Where the rows of each person begin, of a batch that follows a person and a date."""
    is_next = np.empty(len(numbers), np.bool_)
    is_next[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=is_next[1:])
    begins = np.flatnonzero(is_next)
    is_back_in_time = (dates[1:] < dates[:-1]) > is_next[1:]
    is_back = (np.diff(numbers.take(begins)) < 0).any() or (int(numbers[0]), int(dates[0])) < last
    if is_back or is_back_in_time.any():
        raise _OutOfOrder
    return begins


def _since_origin(dates: Numbers) -> Days:
    if dates.min() < _ORIGIN or dates.max() >= _ORIGIN + NO_DAY:
        raise OutOfReach
    since = dates.astype(np.uint16)
    since -= np.uint16(_ORIGIN % 2**16)
    return since


def _sorted(rows: Iterator[Rows], people: int) -> EventDays:
    parts = [(numbers.astype(np.int64) << 16) | _since_origin(dates) for numbers, dates in rows if len(dates)]
    keys = np.concatenate([np.empty(0, np.int64), *parts])
    keys.sort()
    begins = np.searchsorted(keys, np.arange(people + 1, dtype=np.int64) << 16)
    return EventDays(begins, (keys & NO_DAY).astype(np.uint16))
