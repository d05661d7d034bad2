"""Random small brands full of what goes wrong: midnights, DST, leap days, ties, refunds, NULLs, test accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from data.store import Version
from queries.segments import Condition, Group, Match, Segment
from tests.stores import store_from_rows

DATA_START, DATA_END = date(2023, 12, 20), date(2025, 4, 30)
GOLD = Segment(Group(Match.ALL, (Condition("users.tier", "equals", "gold"),)))

_ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
_HOT_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2023-12-31", "2024-01-01", "2024-01-31", "2024-02-01", "2024-02-28", "2024-02-29", "2024-03-01",
        "2024-03-10", "2024-03-31", "2024-04-01", "2024-04-07", "2024-04-30", "2024-05-29", "2024-06-28",
        "2024-10-06", "2024-10-27", "2024-11-03", "2024-12-31", "2025-01-01", "2025-02-28", "2025-03-01",
    )
)  # fmt: skip
# Local midnights of the zones lie at these UTC hours, in winter and in summer.
_HOURS = (0, 3, 4, 5, 12, 13, 15, 16, 21, 22, 23)
# What a unit costs is known of one, unknown of another, and of a third nothing is known at all.
PRODUCTS: list[dict[str, Any]] = [
    {"product_id": "tea", "category": "drinks", "unit_cost_cents": 250},
    {"product_id": "cup", "category": None, "unit_cost_cents": None},
]
_USERS = tuple(f"u{number}" for number in range(7))
_CAMPAIGNS = ("spring", "summer", "flash")


@dataclass(frozen=True)
class SmallBrand:
    """Rows as delivered, under stored names; times are naive UTC."""

    timezone: str
    users: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    interactions: list[dict[str, Any]]
    campaigns: list[dict[str, Any]]
    touches: list[dict[str, Any]]
    order_items: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)

    def build(self, folder: Path) -> Version:
        return store_from_rows(
            folder,
            users=self.users,
            orders=self.orders,
            interactions=self.interactions,
            campaigns=self.campaigns,
            touches=self.touches,
            order_items=self.order_items,
            products=PRODUCTS,
            costs=self.costs,
            data_start=DATA_START,
            data_end=DATA_END,
            timezone=self.timezone,
        )


_offsets = st.sampled_from((0, 0, 0, 1, 7, 29, 30, 31, 59, 60, 61, 89, 90, 91, 179, 180, 181, 364, 365, 366))
days = st.builds(lambda day, offset: min(day + timedelta(days=offset), DATA_END), st.sampled_from(_HOT_DAYS), _offsets)
moments = st.builds(
    lambda day, hour, minute: datetime(day.year, day.month, day.day, hour, minute, 59 if minute == 59 else 0),
    days,
    st.sampled_from(_HOURS),
    st.sampled_from((0, 0, 29, 30, 59)),
)
_cents = st.sampled_from((0, 1, 100, 999, 5_000, 123_456_789_012))


def _user(user_id: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "user_id": st.just(user_id),
            "joined_at": st.none() | moments,
            "tier": st.sampled_from(("gold", "silver", None)),
            "is_test": st.sampled_from((False, False, False, None, True)),
            "deleted_at": st.none() | st.none() | st.none() | moments,
        }
    )


_order = st.fixed_dictionaries(
    {
        "user_id": st.none() | st.sampled_from(_USERS) | st.sampled_from(_USERS) | st.sampled_from(_USERS[:2]),
        "ordered_at": moments,
        "status": st.sampled_from(
            ("completed", "paid", "completed", "shipped", "cancelled", "unpaid", "refunded", None)
        ),
        "paid_cents": _cents,
        "refunded_cents": st.none() | st.none() | _cents,
        "refunded_at": st.none() | moments,
        "is_test": st.sampled_from((False, False, None, True)),
    }
)
_touch = st.fixed_dictionaries(
    {
        "user_id": st.sampled_from(_USERS),
        "campaign_id": st.sampled_from(_CAMPAIGNS),
        "assigned_at": moments,
        "is_control": st.sampled_from((False, False, True, None)),
        "delivered_at": st.none() | moments,
        "opened_at": st.none() | moments,
        "is_machine_open": st.sampled_from((None, False, True)),
        "clicked_at": st.none() | moments,
    }
)
_interaction = st.fixed_dictionaries(
    {"user_id": st.sampled_from(_USERS), "occurred_at": moments, "interaction_kind": st.just("view")}
)
_item = st.fixed_dictionaries(
    {
        "order_id": st.integers(0, 46).map(lambda number: f"o{number}"),
        "product_id": st.sampled_from(("tea", "tea", "tea", "cup", "pot")),
        "quantity": st.sampled_from((1.0, 2.0, 0.5, 1.001, 0.0004, None)),
    }
)
_cost = st.fixed_dictionaries(
    {
        "cost_date": days,
        "cost_kind": st.sampled_from(("获客投放", "acquisition", "活动", None)),
        "cost_cents": st.sampled_from((0, 100, 70_000)),
    }
)


def _campaign(campaign_id: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "campaign_id": st.just(campaign_id),
            "campaign_name": st.just(campaign_id.title()),
            "start_date": days,
            "window_days": st.none() | st.sampled_from((1, 7, 30)),
            "control_share": st.none() | st.just(0.1),
        }
    )


brands = st.builds(
    lambda timezone, users, orders, interactions, campaigns, touches, order_items, costs: SmallBrand(
        timezone,
        users,
        [{"order_id": f"o{number}", **order} for number, order in enumerate(orders)],
        interactions,
        campaigns,
        touches,
        order_items,
        costs,
    ),
    st.sampled_from(_ZONES),
    st.tuples(*(_user(user_id) for user_id in _USERS)).map(list),
    st.lists(_order, min_size=1, max_size=45),
    st.lists(_interaction, min_size=1, max_size=12),
    st.tuples(*(_campaign(campaign_id) for campaign_id in _CAMPAIGNS)).map(list),
    st.lists(_touch, min_size=1, max_size=20),
    st.lists(_item, min_size=1, max_size=60),
    st.lists(_cost, min_size=1, max_size=8),
)
