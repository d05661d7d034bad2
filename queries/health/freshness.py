"""Door of freshness: how far each table reaches, and its rows on the last days."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from data.contract import CONTRACT
from data.sentence import Label
from queries.audience import Audience
from queries.question import Ask


@dataclass(frozen=True)
class DayRows:
    """Rows of one table on one local day; 0 is an answer."""

    day: date
    rows: int


@dataclass(frozen=True)
class TableFreshness:
    """One delivered table. `days_behind` counts from its last row to the end of the data; None for undated tables."""

    table: str
    label: Label
    rows: int
    first_date: date | None
    last_date: date | None
    days_behind: int | None
    last_days: tuple[DayRows, ...]


def freshness(ask: Ask, *, days: int = 30) -> tuple[TableFreshness, ...]:
    """Every delivered table, in the contract's order. Always as of the end of the data."""
    manifest = ask.version.manifest
    by_table: defaultdict[str, list[DayRows]] = defaultdict(list)
    for row in ask("health/daily_rows", Audience(manifest.data_end), days=days).rows:
        by_table[row["table_name"]].append(DayRows(row["day_date"], row["row_count"]))
    return tuple(
        TableFreshness(
            table=declared.name,
            label=declared.label,
            rows=facts.rows,
            first_date=facts.first_date,
            last_date=facts.last_date,
            days_behind=(manifest.data_end - facts.last_date).days if facts.last_date else None,
            last_days=tuple(by_table[declared.name]),
        )
        for declared in CONTRACT
        if (facts := manifest.tables[declared.name]).delivered
    )
