"""The contract: every table declared once, in dependency order (a table follows what it references)."""

from __future__ import annotations

from data.contract.contact import CAMPAIGNS, INTERACTIONS, SURVEYS, TOUCHES
from data.contract.declare import KIND_LABELS, Choice, Column, Kind, Sensitivity, Table
from data.contract.people import REFERRALS, USER_SNAPSHOTS, USERS
from data.contract.trade import COSTS, ORDER_ITEMS, ORDERS, PRODUCTS

__all__ = ["CONTRACT", "CONTRACT_VERSION", "KIND_LABELS", "Choice", "Column", "Kind", "Sensitivity", "Table", "table"]

CONTRACT_VERSION = 1

CONTRACT: tuple[Table, ...] = (
    USERS,
    PRODUCTS,
    CAMPAIGNS,
    ORDERS,
    ORDER_ITEMS,
    INTERACTIONS,
    TOUCHES,
    SURVEYS,
    REFERRALS,
    USER_SNAPSHOTS,
    COSTS,
)


def table(name: str) -> Table:
    return {declared.name: declared for declared in CONTRACT}[name]
