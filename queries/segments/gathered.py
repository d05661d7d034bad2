"""Each person's counts, sums and extremes, from rows in batches. Quick where a person's rows lie together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from queries.segments.gathering import ROWS, Gather, How

TYPES = {
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}
Whole = NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Runs:
    """Rows of one person after the other in a batch: whose, and between which places. A person may have several."""

    people: NDArray[np.int32]
    begins: NDArray[np.intp]
    ends: NDArray[np.intp]


def gathered(frames: Iterable[pl.DataFrame], gathers: Iterable[Gather], *, people: int) -> pa.Table:
    """A row for each of the people: `user_no`, how many rows, and what is gathered of each column."""
    rows = np.zeros(people, np.int64)
    columns = [_Gathered(gather, people) for gather in gathers]
    for frame in frames:
        if frame.is_empty():
            continue
        runs = _runs(frame["user_no"].to_numpy())
        np.add.at(rows, runs.people, runs.ends - runs.begins)
        for gathering in columns:
            gathering.add(frame[gathering.name], runs)
    numbers = np.arange(people, dtype=np.int32)
    return pa.table({"user_no": numbers, ROWS: rows} | {one.name: one.found() for one in columns})


def _runs(whose: NDArray[np.int32]) -> _Runs:
    changes = np.flatnonzero(whose[1:] != whose[:-1]) + 1
    begins = np.insert(changes, 0, 0)
    return _Runs(whose[begins], begins, np.append(changes, len(whose)))


def _sums(values: Whole, runs: _Runs) -> Whole:
    """As differences of running sums, a third of adding up each run. Should those overflow, the differences hold."""
    until = np.cumsum(values, dtype=values.dtype)[runs.ends - 1]
    return np.diff(until, prepend=values.dtype.type(0)).astype(np.int64)


def _least(values: Whole, runs: _Runs) -> Whole:
    return values[runs.begins] if _rise(values, runs) else np.minimum.reduceat(values, runs.begins)


def _greatest(values: Whole, runs: _Runs) -> Whole:
    return values[runs.ends - 1] if _rise(values, runs) else np.maximum.reduceat(values, runs.begins)


def _rise(values: Whole, runs: _Runs) -> bool:
    """Never falling within a run, as days do where rows lie by time: then the last is the greatest."""
    falls = values[1:] < values[:-1]
    falls[runs.begins[1:] - 1] = False
    return not falls.any()


class _Gathered:
    """Of one column. Whoever's values are all unknown has none; of a count, 0."""

    def __init__(self, gather: Gather, people: int) -> None:
        self.name, self._is_count, self._type = gather.name, gather.how is How.COUNT, TYPES[gather.type]
        whole = np.dtype(f"int{self._type.bit_width}")
        # As which a row's value is read: a time as its number, of a count 0 and 1.
        self._whole = pl.Int64 if whole == np.int64 and not self._is_count else pl.Int32
        ends = np.iinfo(whole)
        self._of_runs, self._join, self._nothing = {
            How.COUNT: (_sums, np.add, 0),
            How.SUM: (_sums, np.add, 0),
            How.LEAST: (_least, np.minimum, ends.max),
            How.GREATEST: (_greatest, np.maximum, ends.min),
        }[gather.how]
        self._found = np.full(people, self._nothing, whole)
        self._is_known = np.zeros(people, np.bool_)

    def add(self, column: pl.Series, runs: _Runs) -> None:
        values = column.cast(self._whole)
        if values.null_count():
            known = np.logical_or.reduceat(values.is_not_null().to_numpy(), runs.begins)
            np.logical_or.at(self._is_known, runs.people, known)
            values = values.fill_null(self._nothing)
        else:
            self._is_known[runs.people] = True
        self._join.at(self._found, runs.people, self._of_runs(values.to_numpy(), runs))

    def found(self) -> pa.Array:
        return pa.array(self._found, mask=None if self._is_count else ~self._is_known).view(self._type)
