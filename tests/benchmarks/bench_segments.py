"""How fast an edited rule is counted, beside statements by hand over the same Parquet files in the same run.

A rival counts the edited condition alone, we the whole rule of six with every condition's own count; the rule that
nobody has asked yet is counted whole by all. All counts must be equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import chdb
import duckdb
import pandas as pd
import polars as pl

from data.settings import Settings
from data.store import Version, open_version
from queries.engines import DuckDBEngine
from queries.segments import Segment, SegmentCounts, condition_counts, leaves, overlaps, parse_segment, plans
from queries.segments.kept import Kept
from tests.benchmarks.bench_build import measured
from tests.benchmarks.beside import Taken, apart, figure, taken
from tests.benchmarks.house import orders_store

PANDAS_AT_MOST = 100_000  # people; it holds every row in memory
WARM, RIVALS, COLD = 30, 5, 5


@dataclass(frozen=True)
class Rule:
    """What is edited, and the place of the edited condition."""

    city: str = "city 5"
    money: int = 1_000
    days: int = 90

    def count(self, engine: DuckDBEngine, as_of: date) -> SegmentCounts:
        recent = {"kind": "last_days", "days": self.days}
        conditions: list[dict[str, Any]] = [
            {"measure": "users.city", "operator": "equals", "value": self.city},
            {"measure": "orders.net_revenue", "operator": "at_least", "value": self.money},
            {"measure": "orders.count", "operator": "at_least", "value": 2, "window": recent},
            {"measure": "users.tier", "operator": "in_list", "value": ["gold", "silver"]},
            {"measure": "orders.days_since_last", "operator": "at_most", "value": 200},
            {"measure": "users.points", "operator": "at_least", "value": 1_000},
        ]
        rule = parse_segment({"version": 1, "match": "all", "conditions": conditions})
        return condition_counts(engine, rule, as_of=as_of)

    def either(self) -> Segment:
        """Who is of the city or has spent the money."""
        conditions = [
            {"measure": "users.city", "operator": "equals", "value": self.city},
            {"measure": "orders.net_revenue", "operator": "at_least", "value": self.money},
        ]
        return parse_segment({"version": 1, "match": "any", "conditions": conditions})


CITY, MONEY, RECENT, WHOLE = 0, 1, 2, None
Rival = Callable[[Version, Rule, int | None], int]
Errand = tuple[str, int | None, Callable[[int], Rule], tuple[float, float] | None]  # goals below and from 10M people
ERRANDS: tuple[Errand, ...] = (
    ("another city", CITY, lambda n: Rule(city=f"city {n}"), (0.015, 0.060)),
    ("another amount of money", MONEY, lambda n: Rule(money=1_000 + n), (0.015, 0.060)),
    ("orders in another window", RECENT, lambda n: Rule(days=90 + n), (0.100, 0.600)),
    ("six conditions not asked before", WHOLE, lambda n: Rule(), None),
)


def bench_segments(people: int, folder: Path) -> list[dict[str, Any]]:
    version = orders_store(people, folder)
    engine = DuckDBEngine(version, Settings(home=folder / "segments-home"))
    rivals: dict[str, Rival] = {
        "DuckDB by hand": by_duckdb,
        "ClickHouse (chdb) by hand": by_clickhouse,
        "Polars lazy": by_polars,
    }
    if people <= PANDAS_AT_MOST:
        rivals["pandas"] = by_pandas
    rows: list[dict[str, Any]] = []
    for errand in ERRANDS:
        rows += _beside(errand, engine, rivals, people)
    return [*rows, _overlaps(engine), _alone(folder)]


def _beside(errand: Errand, engine: DuckDBEngine, rivals: dict[str, Rival], people: int) -> Iterator[dict[str, Any]]:
    name, place, rule, goals = errand
    as_of = engine.version.manifest.data_end
    expected = _asked_of(rule(1).count(engine, as_of), place)
    ours = _ours(engine, place, rule)
    theirs = {rival: _theirs(engine.version, rule(1), place, count, expected) for rival, count in rivals.items()}
    best = Taken(*(min(median(apart(found)[which]) for found in theirs.values()) for which in (0, 1)))
    at_goal = {} if goals is None else {"goal": goals[people >= 10_000_000]}
    yield figure(f"segments: {name}", ours, best) | at_goal
    for rival, found in theirs.items():
        yield figure(f"segments: {name}: {rival}", found, best)


def _ours(engine: DuckDBEngine, place: int | None, rule: Callable[[int], Rule]) -> list[Taken]:
    as_of, found = engine.version.manifest.data_end, []
    for number in range(2, 2 + (COLD if place is WHOLE else WARM)):
        if place is WHOLE:
            _forget()
        found.append(taken(lambda asked: asked.count(engine, as_of), rule(number)))
    return found


def _forget() -> None:
    leaves.KEPT = Kept()
    plans._plan.cache_clear()


def _asked_of(counts: SegmentCounts, place: int | None) -> int:
    return counts.people if place is None else counts.conditions[place].alone


def _theirs(version: Version, rule: Rule, place: int | None, count: Rival, expected: int) -> list[Taken]:
    assert count(version, rule, place) == expected
    return [taken(count, version, rule, place) for _ in range(RIVALS)]


def _overlaps(engine: DuckDBEngine) -> dict[str, Any]:
    """Every pair and every combination of fifty segments whose people are known."""
    segments = {f"{number}": Rule(city=f"city {number}", money=20 * number).either() for number in range(50)}
    as_of = engine.version.manifest.data_end
    overlaps(engine, segments, as_of=as_of)
    found = [taken(lambda: overlaps(engine, segments, as_of=as_of)) for _ in range(COLD)]
    return figure("segments: overlaps of fifty", found) | {"goal": 1.0}


def _alone(folder: Path) -> dict[str, Any]:
    """Every errand once, in a process of its own, for its memory."""
    run = measured(ask_everything, folder)
    return {
        "name": "segments: all errands, own process",
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "peak_mb": run.peak_mb,
    }


def ask_everything(folder: Path) -> None:
    settings = Settings(home=folder / "segments-home")
    engine = DuckDBEngine(open_version(settings), settings)
    for _, _, rule, _ in ERRANDS:
        for number in range(COLD):
            rule(number).count(engine, engine.version.manifest.data_end)


def _statement(rule: Rule, place: int | None, end: date, users: str, orders: str) -> str:
    """As someone would write it who knows both engines: one pass over the orders, nothing that is not needed."""
    day = f"date '{end}'"
    recent = f"ordered_date >= date '{end - timedelta(rule.days - 1)}'"
    live = f"from {orders} where user_no is not null and ordered_date <= {day} and counted_until >= {day}"
    back = f"case when refunded_date <= {day} then refunded_cents else 0 end"
    money = f"sum(case when paid_cents >= {back} then paid_cents - {back} else 0 end) >= {rule.money * 100}"
    members = f"from {users} as users where is_member and known_date <= {day}"
    match place:
        case 0:
            return f"select count(*) as people {members} and city = '{rule.city}'"
        case 1:
            having = f"select user_no {live} group by user_no having {money}"
        case 2:
            having = f"select user_no {live} and {recent} group by user_no having count(*) >= 2"
        case _:
            having = f"""select user_no {live} group by user_no having {money}
                and sum(case when {recent} then 1 else 0 end) >= 2
                and max(ordered_date) >= date '{end - timedelta(200)}'"""
            members += f" and city = '{rule.city}' and tier in ('gold', 'silver') and points >= 1000"
    return f"select count(*) as people {members} and user_no in ({having})"


def by_duckdb(version: Version, rule: Rule, place: int | None) -> int:
    with duckdb.connect() as connection:
        connection.execute("set disabled_optimizers = 'partitioned_execution'")
        files = (f"read_parquet('{version.path(name)}')" for name in ("users", "orders"))
        found = connection.execute(_statement(rule, place, version.manifest.data_end, *files)).fetchone()
    assert found is not None
    return int(found[0])


def by_clickhouse(version: Version, rule: Rule, place: int | None) -> int:
    files = (f"file('{version.path(name).resolve()}', Parquet)" for name in ("users", "orders"))
    return int(str(chdb.query(_statement(rule, place, version.manifest.data_end, *files), "TabSeparated")))  # type: ignore[no-untyped-call]


def by_polars(version: Version, rule: Rule, place: int | None) -> int:
    end, col = version.manifest.data_end, pl.col
    people = pl.scan_parquet(version.path("users")).filter("is_member", col("known_date") <= end)
    back = pl.when(col("refunded_date") <= end).then("refunded_cents").otherwise(0)
    money = (col("paid_cents") - back).clip(0).sum() >= rule.money * 100
    recent = col("ordered_date") > end - timedelta(rule.days)
    orders = pl.scan_parquet(version.path("orders")).filter(
        col("user_no").is_not_null(), col("ordered_date") <= end, col("counted_until") >= end
    )
    match place:
        case 0:
            return int(people.filter(col("city") == rule.city).select(pl.len()).collect().item())
        case 1:
            held = orders.group_by("user_no").agg(held=money)
        case 2:
            held = orders.filter(recent).group_by("user_no").agg(held=pl.len() >= 2)
        case _:
            last = col("ordered_date").max() >= end - timedelta(200)
            held = orders.group_by("user_no").agg(held=money & (recent.sum() >= 2) & last)
            people = people.filter(
                col("city") == rule.city, col("tier").is_in(["gold", "silver"]), col("points") >= 1_000
            )
    return int(people.join(held.filter("held"), on="user_no", how="semi").select(pl.len()).collect().item())


def by_pandas(version: Version, rule: Rule, place: int | None) -> int:
    end = version.manifest.data_end
    people = pd.read_parquet(
        version.path("users"), columns=["user_no", "is_member", "known_date", "city", "tier", "points"]
    )
    people = people[people["is_member"] & (people["known_date"] <= end)]
    if place == CITY:
        return int((people["city"] == rule.city).sum())
    columns = ["user_no", "counted_until", "ordered_date", "paid_cents", "refunded_cents", "refunded_date"]
    orders = pd.read_parquet(version.path("orders"), columns=columns)
    back = orders["refunded_cents"].where(orders["refunded_date"].notna() & ~(orders["refunded_date"] > end), 0)
    orders["net"] = (orders["paid_cents"] - back).clip(lower=0)
    is_counted = orders["counted_until"].notna() & (orders["counted_until"] >= end)
    orders = orders[is_counted & orders["user_no"].notna()]
    recent = orders[orders["ordered_date"] > end - timedelta(rule.days)].groupby("user_no").size()
    held = {RECENT: recent[recent >= 2].index}
    if place != RECENT:
        net = orders.groupby("user_no")["net"].sum()
        held[MONEY] = net[net >= rule.money * 100].index
    if place is WHOLE:
        last = orders.groupby("user_no")["ordered_date"].max()
        held[3] = last[last >= end - timedelta(200)].index
        people = people[
            (people["city"] == rule.city) & people["tier"].isin(["gold", "silver"]) & (people["points"] >= 1_000)
        ]
    for found in held.values() if place is WHOLE else [held[place]]:
        people = people[people["user_no"].isin(found)]
    return len(people)
