"""The whole result of a campaign to a tenth of all people, a tenth of them kept back, beside statements by hand.

A rival only counts the people, the buyers and the money of each arm within the window; we also test, look back and
follow on. Nothing of ours is kept from one time to the next. Rivals must find the buyers and the money that we find.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from data.settings import Settings
from data.store import Version, open_version
from queries.audience import Audience
from queries.campaigns import CampaignEffect, campaign_effect
from queries.engines import DuckDBEngine
from tests.benchmarks.bench_build import measured
from tests.benchmarks.beside import Taken, apart, figure, taken
from tests.benchmarks.house import orders_store

AGAIN = 5
WINDOW = 7
SENT_BEFORE = timedelta(days=60)  # the end of the data
HOUR = 10
BY_HAND = """
select sent.arm as arm, count(*) as people, count(bought.user_no) as buyers, coalesce(sum(bought.cents), 0) as cents
from sent
join read_parquet('{users}') as users on users.user_no = sent.user_no and is_member and known_date <= {end}
left join (
    select orders.user_no, sum(paid_cents - case when refunded_date <= {end} then refunded_cents else 0 end) as cents
    from read_parquet('{orders}') as orders join sent on sent.user_no = orders.user_no
    where is_counted and ordered_date between {day} and {day} + {window} and ordered_at >= sent.assigned_at
        and (coalesce(refunded_date > {end}, true) or refunded_cents = 0 or refunded_cents < paid_cents)
    group by orders.user_no
) as bought on bought.user_no = sent.user_no
group by sent.arm"""


class Counted(NamedTuple):
    people: int
    buyers: int
    cents: int


Arms = dict[str, Counted]
Rival = Callable[[Version, pa.Table], Arms]


def bench_campaigns(people: int, folder: Path) -> list[dict[str, Any]]:
    version = orders_store(people, folder)
    sent = sent_in(version)
    engine = DuckDBEngine(version, Settings(home=folder / "segments-home"))
    expected = asked(engine, sent)
    rivals = {name: _theirs(version, sent, rival, expected) for name, rival in RIVALS.items()}
    best = Taken(*(min(median(apart(found)[which]) for found in rivals.values()) for which in (0, 1)))
    ours = [taken(asked, engine, sent) for _ in range(AGAIN)]
    engine.close()
    return [
        figure("campaigns: one result", ours, best) | ({"goal": 2.0} if people >= 10_000_000 else {}),
        *(figure(f"campaigns: one result: {name}", found, best) for name, found in rivals.items()),
        _alone(folder),
    ]


def sent_in(version: Version) -> pa.Table:
    """Who was assigned, drawn by a fixed seed; all at ten in the morning."""
    chance, people = np.random.default_rng(1), version.manifest.people
    chosen = np.sort(chance.choice(people, people // 10, replace=False))
    arms = np.where(chance.random(len(chosen)) < 0.1, "control", "A")
    at = pa.scalar(_moment(version), pa.timestamp("us", "UTC"))
    return pa.table({"user_no": pa.array(chosen, pa.int64()), "arm": arms, "assigned_at": pa.repeat(at, len(chosen))})


def asked(engine: DuckDBEngine, sent: pa.Table) -> CampaignEffect:
    return campaign_effect(engine, sent, Audience(engine.version.manifest.data_end), window_days=WINDOW)


def _day(version: Version) -> date:
    return version.manifest.data_end - SENT_BEFORE


def _moment(version: Version) -> datetime:
    day = _day(version)
    return datetime(day.year, day.month, day.day, HOUR, tzinfo=ZoneInfo(version.manifest.timezone))


def _theirs(version: Version, sent: pa.Table, rival: Rival, expected: CampaignEffect) -> list[Taken]:
    found = rival(version, sent)
    assert {arm: counted.people for arm, counted in found.items()} == expected.people
    assert {arm: counted.buyers for arm, counted in found.items()} == expected.buyers
    spent = {arm: counted.cents / counted.people for arm, counted in found.items()}
    assert expected.overall is not None
    assert expected.overall.money.difference.value is not None
    assert isclose(spent["A"] - spent["control"], expected.overall.money.difference.value, rel_tol=1e-9)
    return [taken(rival, version, sent) for _ in range(AGAIN)]


def by_duckdb(version: Version, sent: pa.Table) -> Arms:
    with duckdb.connect() as connection:
        connection.execute("set disabled_optimizers = 'partitioned_execution'")
        connection.execute("set timezone = 'UTC'")
        connection.register("drawn", sent)
        connection.execute(
            "create temp view sent as select user_no, arm, cast(assigned_at as timestamp) as assigned_at from drawn"
        )
        statement = BY_HAND.format(
            users=version.path("users"),
            orders=version.path("orders"),
            day=f"date '{_day(version)}'",
            end=f"date '{version.manifest.data_end}'",
            window=WINDOW,
        )
        return {arm: Counted(*map(int, counted)) for arm, *counted in connection.execute(statement).fetchall()}


def by_polars(version: Version, sent: pa.Table) -> Arms:
    end, day, col = version.manifest.data_end, _day(version), pl.col
    drawn = pl.LazyFrame(pl.from_arrow(sent)).with_columns(
        col("user_no").cast(pl.Int32), col("assigned_at").dt.replace_time_zone(None)
    )
    users = pl.scan_parquet(version.path("users")).filter("is_member", col("known_date") <= end).select("user_no")
    back = pl.when(col("refunded_date") <= end).then("refunded_cents").otherwise(0)
    orders = pl.scan_parquet(version.path("orders")).filter(
        "is_counted", col("ordered_date").is_between(day, day + timedelta(WINDOW))
    )
    bought = (
        orders.select("user_no", "ordered_at", "paid_cents", back=back)
        .filter((col("back") == 0) | (col("back") < col("paid_cents")))
        .join(drawn, on="user_no")
        .filter(col("ordered_at") >= col("assigned_at"))
        .group_by("user_no")
        .agg(cents=(col("paid_cents") - col("back")).sum())
    )
    found = drawn.join(users, on="user_no", how="semi").join(bought, on="user_no", how="left")
    counted = found.group_by("arm").agg(pl.len(), col("cents").count().alias("buyers"), col("cents").sum())
    return {arm: Counted(*rest) for arm, *rest in counted.collect(engine="streaming").rows()}


RIVALS: dict[str, Rival] = {"DuckDB by hand": by_duckdb, "Polars lazy": by_polars}


def _alone(folder: Path) -> dict[str, Any]:
    """Once, in a process of its own, with the draw of who was sent to, for its memory."""
    run = measured(ask_alone, folder)
    return {
        "name": "campaigns: one result, own process",
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mb": run.peak_mb,
    }


def ask_alone(folder: Path) -> None:
    settings = Settings(home=folder / "segments-home")
    version = open_version(settings)
    asked(DuckDBEngine(version, settings), sent_in(version))
