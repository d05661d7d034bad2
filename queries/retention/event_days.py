"""On which days each person did something: read in one pass over rows that lie by person, and kept as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.retention.bind import BoundHappening
from queries.segments import leaves
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows
from queries.segments.spans import Span

Days: TypeAlias = NDArray[np.uint16]  # counted from ORIGIN
Rows: TypeAlias = "tuple[NDArray[np.int32], NDArray[np.int32]]"  # numbers of people, days since 1970

ORIGIN = date(1920, 1, 1)
NO_DAY = 2**16 - 1  # in 2099
_ORIGIN = (ORIGIN - date(1970, 1, 1)).days


class OutOfReach(Exception):
    """A day before 1920 or after 2099, which only SQL can count."""


@dataclass(frozen=True, eq=False)
class EventDays:
    """The person `user_no` did it on `days[begins[user_no]:begins[user_no + 1]]`, ascending, once for each time."""

    begins: NDArray[np.int64]
    days: Days

    @property
    def nbytes(self) -> int:
        return self.begins.nbytes + self.days.nbytes


def event_days(engine: DuckDBEngine | DuckDBCursor, happening: BoundHappening, as_of: date) -> EventDays:
    """Of everybody, as known at the end of the day. Kept under the text of its SQL, with what segments keep.

    Raises `OutOfReach`, and `Cancelled` once the cursor is.
    """
    assert happening.event is not None
    of = EventRows(happening.event, Span(None, as_of), as_of)
    query = of.select(
        of.value_of(happening.event.day).as_("day"),
        where=filters_of(happening.where, of),
        tables={found.field.table for found in happening.where},
    )
    sql = query.sql(engine.dialect)

    def read() -> EventDays:
        with _rows(engine, sql, is_plain=not happening.where) as rows:
            return _gathered(rows, engine.version.manifest.people)

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


@dataclass(frozen=True, eq=False)
class _Runs:
    """Rows of one person after the other: whose they are, where they begin, and the days of all."""

    people: NDArray[np.int32]
    begins: NDArray[np.int64]
    days: Days


def _gathered(rows: Iterable[Rows], people: int) -> EventDays:
    runs = _united(rows)
    if not _lie_in_order(runs):
        runs = _sorted(runs)
    lengths = np.zeros(people + 1, np.int64)
    lengths[runs.people + 1] = np.diff(runs.begins, append=len(runs.days))
    return EventDays(np.cumsum(lengths, out=lengths), runs.days)


def _united(rows: Iterable[Rows]) -> _Runs:
    """A person whose rows lie in two batches is one run."""
    parts = [_Runs(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.uint16))]
    place, last = 0, -1
    for numbers, days in rows:
        if len(days):
            parts.append(_runs(numbers, _since_origin(days), place, last))
            place, last = place + len(days), int(numbers[-1])
    names = ("people", "begins", "days")
    return _Runs(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _since_origin(days: NDArray[np.int32]) -> Days:
    if days.min() < _ORIGIN or days.max() >= _ORIGIN + NO_DAY:
        raise OutOfReach
    since = days.astype(np.uint16)
    since -= np.uint16(_ORIGIN % 2**16)
    return since


def _runs(numbers: NDArray[np.int32], days: Days, place: int, last: int) -> _Runs:
    """Of a batch that begins at a place, after a row of the person `last`."""
    is_next = np.empty(len(numbers), np.bool_)
    is_next[0] = numbers[0] != last
    np.not_equal(numbers[1:], numbers[:-1], out=is_next[1:])
    begins = np.flatnonzero(is_next)
    return _Runs(numbers.take(begins), begins + place, days)


def _lie_in_order(runs: _Runs) -> bool:
    """Some do not: messages lie by the time of sending, and clocks put back at midnight repeat a day."""
    if not len(runs.days):
        return True
    is_ascending = np.ones(len(runs.days), np.bool_)
    np.greater_equal(runs.days[1:], runs.days[:-1], out=is_ascending[1:])
    is_ascending[runs.begins] = True
    return bool((np.diff(runs.people) > 0).all() and is_ascending.all())


def _sorted(runs: _Runs) -> _Runs:
    keys = np.repeat(runs.people.astype(np.int64) << 16, np.diff(runs.begins, append=len(runs.days)))
    keys |= runs.days
    keys.sort()
    return _runs((keys >> 16).astype(np.int32), (keys & NO_DAY).astype(np.uint16), 0, -1)
