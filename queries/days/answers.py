"""Questions about purchases that days alone decide, counted from kept days in a fraction of the time of their SQL.

The SQL of each says what is meant; a test holds these to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from queries.audience import Audience
from queries.days.accounts import active_months, lifecycle
from queries.days.asked import Asked
from queries.days.event_days import OutOfReach
from queries.days.purchases import Buyers
from queries.days.value import cohorts, window
from queries.days.waits import ladder, repurchase, waits
from queries.engines import Engine
from queries.engines.duck import DuckDBCursor, DuckDBEngine

BY_DAYS: Mapping[str, Callable[[Asked], pa.Table]] = {
    "retention/active_monthly": active_months,
    "retention/ladder": ladder,
    "retention/lifecycle": lifecycle,
    "retention/repurchase": repurchase,
    "retention/waits": waits,
    "retention/window": window,
    "value/cohorts": cohorts,
}
OF_MONEY = frozenset({"retention/window", "value/cohorts"})


def answer_by_days(name: str, engine: Engine, audience: Audience, values: Mapping[str, Any]) -> pa.Table | None:
    """The columns of the question; None where it is left to SQL.

    Raises `SegmentError`, and `Cancelled` once the cursor is.
    """
    if name not in BY_DAYS or type(audience) is not Audience or not isinstance(engine, DuckDBEngine | DuckDBCursor):
        return None
    try:
        buyers = Buyers(engine, audience, has_money=name in OF_MONEY)
        return BY_DAYS[name](Asked(buyers, engine.version.manifest.data_start, values))
    except OutOfReach:
        return None
