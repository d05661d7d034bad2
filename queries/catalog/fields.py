"""Stored columns as fields: what the contract declares, then what the export brought besides."""

from __future__ import annotations

from collections.abc import Iterator

from data.contract import Column, Kind, Sensitivity, table
from data.contract.declare import Table
from data.intake.checked import ExtraColumn
from data.sentence import Label
from data.store.manifest import Manifest
from queries.catalog.clock import business_clock
from queries.catalog.declare import VALUE_TYPES, Event, Field, ValueType

# Filters see what an event was, not whose it was; its one day is a filter of its own, for weekdays and the like.
_NOT_A_FILTER = frozenset({"user_id", "inviter_id", "invitee_id", "is_test", "line_no", "snapshot_date"})
# As they stand today: on a past day they would tell what happened later.
_KNOWN_LATER = frozenset({"status", "refunded_amount", "net_amount"})
_INTERNAL = frozenset({"unit_cost_amount"})
_DAY = Label("Day", "发生日期", "發生日期")
_HOUR = Label("Hour of the day, from 0 to 23", "发生时刻（0–23点）", "發生時刻（0–23點）")
_ORDER_NUMBERS = (
    ("order_number", Label("Number of the order, from the first", "订单序号（从首单起）", "訂單序號（從首單起）")),
    (
        "order_number_from_last",
        Label("Number of the order, from the last", "订单序号（从最近一单起）", "訂單序號（從最近一單起）"),
    ),
    (
        "purchase_number",
        Label("Number of the purchase day, from the first", "购买日序号（从首购起）", "購買日序號（從首購起）"),
    ),
)
_NET_REVENUE = Label("Net revenue of the order", "订单净收入", "訂單淨收入")


def contract_field(declared: Table, column: Column) -> Field:
    return Field(
        key=column.name.removesuffix("_amount"),
        table=declared.name,
        column=column.date_name or column.stored_name,
        type=VALUE_TYPES[column.kind],
        label=column.label,
        needs=f"{declared.name}.{column.name}",
        choices=column.choices,
        unit=column.unit,
        sensitivity=column.sensitivity,
        has_history=column.has_history,
    )


def extra_field(table_name: str, extra: ExtraColumn, manifest: Manifest) -> Field:
    """A column that the contract does not know keeps its own header as its name in every language.

    Nobody declared how carefully it is to be shown, so it is shown as carefully as internal data.
    """
    return Field(
        key=extra.name,
        table=table_name,
        column=extra.name,
        type=VALUE_TYPES[extra.kind],
        label=Label(extra.header, extra.header, extra.header),
        needs=table_name,
        sensitivity=Sensitivity.INTERNAL,
        is_extra=True,
        utc_time_in=manifest.timezone if extra.kind is Kind.TIMESTAMP else None,
    )


def event_fields(event: Event, manifest: Manifest) -> dict[str, Field]:
    """What the rows of an event may be filtered by, its describing tables included. Only what was delivered."""
    fields = {found.key: found for found in _table_filters(event.table, manifest)}
    for described_by, shared in event.described_by:
        if manifest.delivers(event.table, shared):
            for found in _table_filters(described_by, manifest):
                fields.setdefault(found.key, found)
    for name, label in _ORDER_NUMBERS if event.key in ("orders", "items") else ():
        numbered = Field(name, "order_numbers", name, ValueType.NUMBER, label, "orders")
        fields.setdefault(name, numbered)
    fields.setdefault("local_day", Field("local_day", event.table, event.day, ValueType.DATE, _DAY, event.table))
    if not event.day.startswith("snapshot") and manifest.delivers(event.table):
        fields.setdefault("local_hour", _hour(event, manifest))
    if event.key == "orders":
        fields["net_revenue"] = Field("net_revenue", "orders", "net_cents", ValueType.MONEY, _NET_REVENUE, "orders")
    return fields


def _hour(event: Event, manifest: Manifest) -> Field:
    first = manifest.tables[event.table].first_date or manifest.data_start
    clock = business_clock(manifest.timezone, first, manifest.data_end)
    return Field("local_hour", event.table, event.time, ValueType.NUMBER, _HOUR, event.table, unit="hour", clock=clock)


def _table_filters(table_name: str, manifest: Manifest) -> Iterator[Field]:
    declared = table(table_name)
    for column in declared.columns:
        hidden = column.name in _NOT_A_FILTER | _KNOWN_LATER | _INTERNAL or column.kind in (Kind.TIMESTAMP, Kind.TAGS)
        if not hidden and manifest.delivers(table_name, column.name):
            yield contract_field(declared, column)
    for extra in manifest.tables[table_name].extras:
        if extra.kind is not Kind.TAGS:
            yield extra_field(table_name, extra, manifest)
