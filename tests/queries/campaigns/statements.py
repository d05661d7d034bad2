"""Every statement behind campaigns, with something given for each of its names, and a second engine to ask it of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from queries.audience import Audience
from queries.campaigns import assignments as ledger
from queries.campaigns.assignments import ledger_statement
from queries.campaigns.behaviour import MEASURES, measure_statement
from queries.campaigns.credit import _lasts_until
from queries.campaigns.funnel import EVERYTHING
from queries.engines import DuckDBEngine
from tests.engines.clickhouse import ClickHouseEngine

LEDGER = Path(ledger.__file__).parent / "ledger"
FILES = {f"{folder.name}/{path.stem}": path for folder in (LEDGER, MEASURES) for path in sorted(folder.glob("*.sql"))}
Given = Mapping[str, Any]
Beside = Mapping[str, pa.Table]

_REACH: Given = {"first_date": date(2025, 1, 1), "last_date": date(2025, 4, 30)}
GIVEN: Mapping[str, Given] = {
    "ledger/assigned": {"campaign": ""},
    "ledger/arms": vars(EVERYTHING),
    "ledger/messages": {
        **vars(EVERYTHING),
        "settled_by": datetime(2025, 4, 17),
        "part": exp.column("channel", table="settled"),
    },
    "ledger/fatigue": {
        "since": date(2025, 2, 1),
        "settled_by": datetime(2025, 4, 17),
        "window_days": 7,
        "most": 20,
        "has_arrived": exp.true(),
    },
    "ledger/pressure": {"days": 30, "has_arrived": exp.true()},
    "ledger/overlap": {"campaign": "", "since": date(2025, 1, 1), "window_days": 30},
    "ledger/programme": {"first": date(2025, 2, 1), "last": date(2025, 3, 31)},
    "ledger/credit": {
        "since": date(2025, 1, 6),
        "contacts_since": date(2024, 12, 1),
        "click_lasts_until": _lasts_until("clicked_at", 90, {"sms": 30}),
        "delivery_lasts_until": _lasts_until("delivered_at", 9, {}),
    },
    "measures/after": {"follow_days": 90, **_REACH},
    "measures/behaviour": {"window_days": 7, "before_days": 90, "follow_days": 90, **_REACH},
    "measures/discounts": {"window_days": 30, **_REACH},
    "measures/leaving": {"window_days": 30, **_REACH},
    "measures/others": {},
    "measures/present": {},
    "measures/reached": {"campaign": "spring"},
    "measures/won": {"window_days": 30, "follow_days": 90},
}


def statement(name: str, engine: Any, audience: Audience, given: Given) -> exp.Query:
    """`name` is folder/file. Complete but for relations in memory."""
    folder, _, file = name.partition("/")
    return (ledger_statement if folder == LEDGER.name else measure_statement)(file, engine, audience, **given)


def by_both(
    name: str, engine: DuckDBEngine, audience: Audience, given: Given, beside: Beside, folder: Path
) -> tuple[pa.Table, pa.Table]:
    """The answer, and what ClickHouse says. `folder` is for the relations in memory, which the latter reads there."""
    own = engine.query(statement(name, engine, audience, given).sql("duckdb", pretty=True), beside)
    second = ClickHouseEngine(engine.version)
    tree = _from_files(statement(name, second, audience, given), folder, beside)
    return own, second.query(tree.sql("clickhouse", pretty=True))


def _from_files(tree: exp.Query, folder: Path, beside: Beside) -> exp.Query:
    for name, rows in beside.items():
        pq.write_table(rows, folder / f"{name}.parquet")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tuple(tree.find_all(exp.Table)):
        if table.name in beside.keys() - own:
            named = [exp.Literal.string(str(folder / f"{table.name}.parquet")), exp.Literal.string("Parquet")]
            alias = exp.TableAlias(this=exp.to_identifier(table.alias_or_name))
            table.replace(exp.Table(this=exp.Anonymous(this="file", expressions=named), alias=alias))
    return tree


def comparable(table: pa.Table) -> list[str]:
    """Rows in any order; the second engine says 1 for true, and that its times are UTC."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in table.to_pylist()]
    return sorted(json.dumps(row) for row in rows)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return int(value) if isinstance(value, bool | Decimal) else value.isoformat() if isinstance(value, date) else value
