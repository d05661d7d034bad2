"""Arrays into Parquet files of an export: exact money, UTC times, texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from data.contract import table
from data.demo.seasons import DAY_SECONDS, EPOCH_DAY, UTC_OFFSET_SECONDS

NEVER = np.iinfo(np.int64).min
"""In an array of times: it has not happened."""


def money(cents: NDArray[np.int64]) -> pl.Series:
    """DECIMAL(18,2) of currency units, without passing through floats."""
    halves = np.empty((len(cents), 2), dtype=np.int64)
    halves[:, 0], halves[:, 1] = cents, cents >> 63
    exact = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(halves)])
    return pl.Series(exact)


def times(local_seconds: NDArray[np.int64]) -> pl.Series:
    """UTC instants of local seconds since the first day began; `NEVER` becomes null."""
    happened = local_seconds != NEVER
    utc_seconds = np.where(happened, local_seconds + EPOCH_DAY * DAY_SECONDS - UTC_OFFSET_SECONDS, 0)
    instants = pl.Series(utc_seconds * 1_000_000).cast(pl.Datetime("us", "UTC"))
    return instants if happened.all() else only(instants, happened)


def dates(day: NDArray[np.int64]) -> pl.Series:
    """Local dates of day numbers; `NEVER` becomes null."""
    happened = day != NEVER
    written = pl.Series(np.where(happened, day + EPOCH_DAY, 0).astype(np.int32)).cast(pl.Date)
    return only(written, happened)


def words(vocabulary: tuple[str, ...], chosen: NDArray[np.int64]) -> pl.Series:
    return pl.Series(vocabulary, dtype=pl.String).gather(chosen)


def only(values: pl.Series, keep: NDArray[np.bool_]) -> pl.Series:
    """Null where not kept."""
    return pl.select(pl.when(pl.Series(keep)).then(values)).to_series()


def numbered(prefix: str, numbers: NDArray[np.int64], digits: int) -> pl.Series:
    """Ids such as `M00000012`."""
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String).str.zfill(digits)).to_series()


def write_table(folder: Path, name: str, part: int, columns: Mapping[str, pl.Series]) -> int:
    """Write one file of a table, under contract names in contract order; answers the rows written."""
    declared = [column.name for column in table(name).columns]
    unknown = set(columns) - set(declared)
    assert not unknown, f"{name} has no {unknown}"
    rows = pl.DataFrame({column: columns[column] for column in declared if column in columns})
    rows.write_parquet(folder / f"{name}-{part:04d}.parquet", compression="zstd", compression_level=1)
    return rows.height
