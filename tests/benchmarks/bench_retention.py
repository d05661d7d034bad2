"""The monthly triangle of everyone, beside statements by hand over the same Parquet files in the same run.

A rival counts people per month of first purchase and month since: "by join" joins the months of each person to the
first of them, "by bits" holds them as the bits of a number. "By order of rows" knows, as we do, that the rows of a
person lie together by time; it is right over such a file only. All triangles must be equal. Then other studies of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias

import chdb
import polars as pl

from data.settings import Settings
from data.store import Version, open_version
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.retention import Retention, Study, retention
from queries.retention.study import Measure, Period, RelativeTo
from queries.segments import leaves, parse_segment
from queries.segments.kept import Kept
from tests.benchmarks.bench_build import measured
from tests.benchmarks.beside import Taken, apart, figure, taken
from tests.benchmarks.beside_accounts import account_rows
from tests.benchmarks.by_hand import BEFORE, MONTH, by_duckdb, live
from tests.benchmarks.house import orders_store

Triangle: TypeAlias = "list[tuple[int, int, int]]"
AGAIN = 3
JOIN = """
with bought as (select distinct user_no, {month} as m from {orders} where {live}),
firsts as (select user_no, min(m) as c from bought group by user_no)
select firsts.c as c, m - c as k, count(*) as n
from bought join firsts on bought.user_no = firsts.user_no group by c, k order by c, k"""
BITS_OF_DUCKDB = """
with words as (
    select user_no, min({month}) as c, bit_or(1::bigint << {month}::integer) as w
    from {orders} where {live} group by user_no
),
alike as (select c, w, count(*) as n from words group by c, w)
select c, k, cast(sum(n) as bigint) as n from alike cross join range(0, 36) as ks(k)
where c + k < 36 and (w >> (c + k)::integer) & 1 = 1 group by c, k order by c, k"""
BITS_OF_CLICKHOUSE = """
with words as (
    select user_no, min(toUInt8({month})) as c, groupBitOr(bitShiftLeft(toUInt64(1), {month})) as w
    from {orders} where {live} group by user_no
),
alike as (select c, w, count() as n from words group by c, w)
select c, k, sum(n) as n from alike array join range(36) as k
where c + k < 36 and bitTest(w, least(c + k, 63)) = 1 group by c, k order by c, k"""
STUDIES = {
    "weeks": Study(period=Period.WEEK),
    "ninety days": Study(period=Period.DAY, periods=90),
    "on or after": Study(measure=Measure.ON_OR_AFTER),
    "at least twice": Study(measure=Measure.AT_LEAST, times=2),
    "streak": Study(measure=Measure.STREAK),
    "churned, of the month before": Study(measure=Measure.CHURNED, relative_to=RelativeTo.PREVIOUS),
}


def bench_retention(people: int, folder: Path) -> list[dict[str, Any]]:
    version = orders_store(people, folder)
    engine = DuckDBEngine(version, Settings(home=folder / "segments-home"))
    expected = _triangle(_found(engine, Study()))
    rivals = {name: _theirs(version, rival, expected) for name, rival in RIVALS.items()}
    best = Taken(*(min(median(apart(found)[which]) for found in rivals.values()) for which in (0, 1)))
    rows = [
        _cold(folder, best),
        *(figure(f"retention: months, {name}", of, best) for name, of in _ours(engine).items()),
    ]
    rows += [figure(f"retention: months: {name}", found, best) for name, found in rivals.items()]
    ordered = _theirs(version, by_order_of_rows, expected)
    rows.append(figure("retention: months: Polars by order of rows", ordered, best))
    for name, study in STUDIES.items():
        rows.append(figure(f"retention: {name}, from days kept", _again(engine, study)))
    rows += account_rows(engine)
    engine.close()
    return rows


def _found(engine: DuckDBEngine, study: Study, segment: Any = None) -> Retention:
    return retention(engine, study, Audience(engine.version.manifest.data_end, segment))


def _triangle(found: Retention) -> Triangle:
    return [
        (place, cell.index, cell.counted)
        for place, cohort in enumerate(found.cohorts)
        for cell in cohort.cells
        if cell.counted
    ]


def _ours(engine: DuckDBEngine) -> dict[str, list[Taken]]:
    first = []
    for _ in range(AGAIN):
        leaves.KEPT = Kept()
        first.append(taken(_found, engine, Study()))
    conditions = [{"measure": "users.tier", "operator": "in_list", "value": ["gold", "silver"]}]
    segment = parse_segment({"version": 1, "match": "all", "conditions": conditions})
    return {
        "first asked": first,
        "from days kept": _again(engine, Study()),
        "of a segment, from days kept": _again(engine, Study(), segment),
    }


def _again(engine: DuckDBEngine, study: Study, segment: Any = None) -> list[Taken]:
    _found(engine, study, segment)
    return [taken(_found, engine, study, segment) for _ in range(AGAIN)]


def _cold(folder: Path, best: Taken) -> dict[str, Any]:
    """In a process of its own, with opening the store, and its memory."""
    run = measured(ask_once, folder)
    cold = figure("retention: months, own process", [Taken(run.seconds, run.cpu_seconds)] * 2, best)
    return cold | {"peak_mb": run.peak_mb, "goal": 3.0}


def ask_once(folder: Path) -> None:
    settings = Settings(home=folder / "segments-home")
    _found(DuckDBEngine(open_version(settings), settings), Study())


def _theirs(version: Version, rival: Callable[[Version], Triangle], expected: Triangle) -> list[Taken]:
    assert rival(version) == expected, rival
    return [taken(rival, version) for _ in range(AGAIN)]


def by_clickhouse(statement: str, version: Version) -> Triangle:
    orders = f"file('{version.path('orders').resolve()}', Parquet)"
    text = statement.format(month=MONTH, orders=orders, live=live(version.manifest.data_end))
    answered = str(chdb.query(text, "TabSeparated"))  # type: ignore[no-untyped-call]
    return [(int(c), int(k), int(n)) for c, k, n in (line.split("\t") for line in answered.splitlines())]


def by_polars(version: Version) -> Triangle:
    month, col = pl.col("m"), pl.col
    words = _bought(version).group_by("user_no").agg(c=month.min(), w=pl.lit(2, pl.UInt64).pow(month).bitwise_or())
    alike = words.group_by("c", "w").agg(n=pl.len())
    months = pl.LazyFrame({"k": range(36)}, schema={"k": pl.UInt8})
    has_bought = col("w") // pl.lit(2, pl.UInt64).pow(col("c") + col("k")) % 2 == 1
    cells = alike.join(months, how="cross").filter(col("c") + col("k") < 36).filter(has_bought)
    return _rows(cells.group_by("c", "k").agg(col("n").sum()))


def by_order_of_rows(version: Version) -> Triangle:
    col = pl.col
    is_next = (col("user_no") != col("user_no").shift(1)).fill_null(True)
    months = _bought(version).filter(is_next | (col("m") != col("m").shift(1)))
    first = months.with_columns(c=pl.when(is_next).then("m").forward_fill())
    return _rows(first.group_by("c", k=col("m") - col("c")).agg(n=pl.len()))


def _bought(version: Version) -> pl.LazyFrame:
    end, day = version.manifest.data_end, pl.col("ordered_date")
    month = day.dt.year().cast(pl.Int32) * 12 + day.dt.month().cast(pl.Int32) - BEFORE
    orders = pl.scan_parquet(version.path("orders"))
    live = orders.filter(pl.col("user_no").is_not_null(), day <= end, pl.col("counted_until") >= end)
    return live.select("user_no", m=month.cast(pl.UInt8))


def _rows(cells: pl.LazyFrame) -> Triangle:
    return [(c, k, n) for c, k, n in cells.sort("c", "k").collect(engine="streaming").rows()]


RIVALS: dict[str, Callable[[Version], Triangle]] = {
    "DuckDB by join": partial(by_duckdb, JOIN),
    "DuckDB by bits": partial(by_duckdb, BITS_OF_DUCKDB),
    "ClickHouse (chdb) by bits": partial(by_clickhouse, BITS_OF_CLICKHOUSE),
    "Polars by bits": by_polars,
}
