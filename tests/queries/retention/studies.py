"""Random studies as documents: every measure, cohort and period, filters, days, segments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.queries.retention.oracle import TIMELESS, WEEKDAYS
from tests.queries.segments.saved import BUYERS

Document = dict[str, Any]
GOLD: Document = {
    "version": 1,
    "match": "all",
    "conditions": [{"measure": "users.tier", "operator": "equals", "value": "gold"}],
}
FILTERS: dict[str, list[Document]] = {
    "orders": [
        {"column": "channel", "operator": "equals", "value": "app"},
        {"column": "net_revenue", "operator": "at_least", "value": 10},
        {"column": "channel", "operator": "not_equals", "value": "app"},
    ],
    "items": [{"column": "category", "operator": "equals", "value": "美妆"}],
    "interactions": [{"column": "interaction_kind", "operator": "in_list", "value": ["view", "cart"]}],
    "messages": [{"column": "campaign_id", "operator": "equals", "value": "c1"}],
    "clicks": [{"column": "campaign_id", "operator": "equals", "value": "c1"}],
    "surveys": [],
    "snapshots": [],
    "refunds": [],
    "joined": [],
}
MEASURES = ("on", "on_or_after", "brackets", "at_least", "churned", "streak", "value")
COHORTS = ("first_time", "first_ever", "recurring")


@st.composite
def happenings(draw: st.DrawFn, events: tuple[str, ...], *, plain: bool) -> Document:
    event = draw(st.sampled_from(events))
    where = draw(st.lists(st.sampled_from(FILTERS[event]), max_size=1)) if FILTERS[event] and not plain else []
    return {"event": event, **({"where": where} if where else {})}


@st.composite
def studies(
    draw: st.DrawFn, first: date, last: date, measures: tuple[str, ...] = MEASURES, plain: tuple[str, ...] = ()
) -> Document:
    """With `plain` only of these events, all their rows, and of everybody."""
    period = draw(st.sampled_from(("day", "week", "week", "month", "month", "quarter", "rolling_day")))
    measure = draw(st.sampled_from(measures))
    events = tuple(event for event in plain or FILTERS if period != "rolling_day" or event not in TIMELESS)
    returns = ("orders",) if measure == "value" else tuple(event for event in events if event != "joined")
    start = draw(happenings(events, plain=bool(plain)))
    is_the_same = start["event"] in returns and draw(st.booleans())
    document: Document = {
        "version": 1,
        "start": start,
        "return": start if is_the_same else draw(happenings(returns, plain=bool(plain))),
        "period": period,
        "measure": measure,
        "cohort": draw(st.sampled_from(COHORTS[: 2 if measure == "value" else 3])),
        "periods": draw(st.integers(1, 6)),
        **draw(_terms(measure)),
    }
    if period == "week":
        document["week_starts"] = draw(st.sampled_from(WEEKDAYS))
    if draw(st.integers(0, 3)) == 0:
        days = sorted(draw(st.tuples(*[st.integers(-5, (last - first).days + 5)] * 2)))
        document |= {"since": str(first + timedelta(days=days[0])), "until": str(first + timedelta(days=days[1]))}
    if period not in ("day", "rolling_day") and not plain:
        document |= draw(st.sampled_from(({}, {}, {}, {"segment": GOLD}, {"segment": BUYERS}, ENTERED)))
    return document


ENTERED: Document = {"start": {"event": "entered", "segment": "买过 O'Hare"}}


def _terms(measure: str) -> st.SearchStrategy[Document]:
    stepwise = st.sampled_from(({}, {"relative_to": "previous"}))
    match measure:
        case "on_or_after":
            return st.sampled_from(({}, {"horizon_days": 0}, {"horizon_days": 9}, {"horizon_days": 40}))
        case "brackets":
            return st.sampled_from(({"brackets": [[1, 2], [4, 6]]}, {"brackets": [[1, 1]]}, {"brackets": [[3, 9]]}))
        case "at_least":
            return st.tuples(st.integers(1, 3), stepwise).map(lambda drawn: {"times": drawn[0], **drawn[1]})
        case "on" | "churned":
            return stepwise
        case _:
            return st.just({})
