"""On which days each person did something: read in one pass over rows that lie by person, and kept as numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl
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
Cents: TypeAlias = NDArray[np.uint32]
Rows: TypeAlias = "tuple[Numbers, Numbers, NDArray[np.int64] | None]"  # people, days since 1970, amounts if asked for
Reader: TypeAlias = Callable[[], AbstractContextManager[Iterator[Rows]]]

ORIGIN = date(1920, 1, 1)
NO_DAY = 2**16 - 1  # in 2099
_ORIGIN = (ORIGIN - date(1970, 1, 1)).days


class OutOfReach(Exception):
    """A day before 1920 or after 2099, or an amount of tens of millions, which only SQL can count."""


class _OutOfOrder(Exception):
    """Rows that do not lie by person and day."""


@dataclass(frozen=True, eq=False)
class EventDays:
    """The person `user_no` did it on `days[begins[user_no]:begins[user_no + 1]]`, ascending, once for each time.

    `cents` stand beside the days where they were asked for; else there are none.
    """

    begins: NDArray[np.int64]
    days: Days
    cents: Cents

    @property
    def nbytes(self) -> int:
        return self.begins.nbytes + self.days.nbytes + self.cents.nbytes


def event_days(
    engine: DuckDBEngine | DuckDBCursor,
    event: Event,
    where: Sequence[BoundFilter],
    as_of: date,
    *,
    amount: str | None = None,
) -> EventDays:
    """Of everybody, as known at the end of the day. Kept under the text of its SQL, with what segments keep.

    `amount` is a column of money that stands beside the days.

    Raises `OutOfReach`, and `Cancelled` once the cursor is.
    """
    of = EventRows(event, Span(None, as_of), as_of)
    columns = {"day": event.day} | ({} if amount is None else {"cents": amount})
    query = of.select(
        *(of.value_of(column).as_(name) for name, column in columns.items()),
        where=filters_of(where, of),
        tables={found.field.table for found in where},
    )
    sql = query.sql(engine.dialect)
    manifest = engine.version.manifest

    def read() -> EventDays:
        return gathered(
            lambda: _rows(engine, sql, is_plain=not where and event.told is None),
            people=manifest.people,
            most=manifest.tables[event.table].rows + (event.told.rows if event.told else 0),
        )

    return leaves.KEPT.get((engine.version.folder, f"days; {sql}"), read, limit=engine.cache_limit)


@contextmanager
def _rows(engine: DuckDBEngine | DuckDBCursor, sql: str, *, is_plain: bool) -> Iterator[Iterator[Rows]]:
    """Polars reads what only compares columns with days and flags, in half of DuckDB's time."""
    cursor = engine.cursor() if isinstance(engine, DuckDBEngine) else engine
    if is_plain:
        with cursor.scan(sql) as frames:
            yield (_of_frame(frame) for frame in frames)
    else:
        with cursor.stream(sql) as batches:
            yield (_of_batch(batch) for batch in batches)


def _of_frame(frame: pl.DataFrame) -> Rows:
    cents = frame["cents"].to_numpy() if "cents" in frame.columns else None
    return frame["user_no"].to_numpy(), frame["day"].to_physical().to_numpy(), cents


def _of_batch(batch: pa.RecordBatch) -> Rows:
    cents = batch["cents"].to_numpy() if "cents" in batch.schema.names else None
    return batch["user_no"].to_numpy(), batch["day"].cast(pa.int32()).to_numpy(), cents


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
    days, cents, lengths = np.empty(most, np.uint16), np.empty(most, np.uint32), np.zeros(people + 1, np.int64)
    place, last, priced = 0, (-1, 0), 0
    for numbers, dates, amounts in rows:
        if len(dates):
            begins = _begins(numbers, dates, last)
            lengths[numbers.take(begins) + 1] += np.diff(begins, append=len(dates))
            days[place : place + len(dates)] = _since_origin(dates)
            if amounts is not None:
                priced = place + len(dates)
                cents[place:priced] = _small(amounts)
            place, last = place + len(dates), (int(numbers[-1]), int(dates[-1]))
    return EventDays(np.cumsum(lengths, out=lengths), days[:place], cents[:priced])


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


def _small(amounts: NDArray[np.int64]) -> Cents:
    if amounts.min() < 0 or amounts.max() >= 2**32:
        raise OutOfReach
    return amounts.astype(np.uint32)


def _sorted(rows: Iterator[Rows], people: int) -> EventDays:
    keys, cents = [np.empty(0, np.int64)], [np.empty(0, np.uint32)]
    for numbers, dates, amounts in rows:
        if len(dates):
            keys.append((numbers.astype(np.int64) << 16) | _since_origin(dates))
            cents += [] if amounts is None else [_small(amounts)]
    unsorted, amounts_of_all = np.concatenate(keys), np.concatenate(cents)
    order = np.argsort(unsorted, kind="stable")
    ordered = unsorted.take(order)
    begins = np.searchsorted(ordered, np.arange(people + 1, dtype=np.int64) << 16)
    days = (ordered & NO_DAY).astype(np.uint16)
    return EventDays(begins, days, amounts_of_all.take(order) if len(amounts_of_all) else amounts_of_all)
