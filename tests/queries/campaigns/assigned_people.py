"""Small brands with a campaign: people, their orders, and who was assigned to which arm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from queries.engines import DuckDBEngine

SENT = datetime(2025, 6, 1, 4)  # noon of the first of June in Shanghai
DAY = date(2025, 6, 30)

EngineOf = Callable[..., DuckDBEngine]


def order(person: int, day: str | datetime, cents: int = 1_000, **more: Any) -> dict[str, Any]:
    moment = {"ordered_date": date.fromisoformat(day)} if isinstance(day, str) else {"ordered_at": day}
    key = f"o{person}-{day}-{cents}"
    return {"order_id": key, "user_id": f"u{person:05}", "paid_cents": cents, **moment, **more}


def numbers(engine: DuckDBEngine) -> dict[str, int]:
    rows = engine.query(f"select user_id, user_no from '{engine.version.path('users')}'")
    return dict(zip(rows["user_id"].to_pylist(), rows["user_no"].to_pylist(), strict=True))


def assigned(engine: DuckDBEngine, arms: dict[int, str] | list[tuple[int, str]], at: Any = SENT) -> pa.Table:
    """Person number and arm; `at` a moment, or one for each."""
    pairs = list(arms.items()) if isinstance(arms, dict) else arms
    known = numbers(engine)
    moments = at if isinstance(at, list) else [at] * len(pairs)
    return pa.table(
        {
            "user_no": [known[f"u{person:05}"] for person, _ in pairs],
            "arm": [arm for _, arm in pairs],
            "assigned_at": pa.array(moments, pa.timestamp("us")).cast(pa.timestamp("us", "UTC")),
        },
        schema=pa.schema([("user_no", pa.int64()), ("arm", pa.string()), ("assigned_at", pa.timestamp("us", "UTC"))]),
    )


def split(treated: int, control: int) -> dict[int, str]:
    return {number: "A" if number < treated else "control" for number in range(treated + control)}
