"""What an order was worth and whether it counts, from whichever columns were delivered."""

from __future__ import annotations

from sqlglot import exp

from data.intake.batches import TypedTable
from data.intake.statements import column

COUNTED_STATUSES = ("completed", "paid", "shipped", "refunded")


def paid_value(typed: TypedTable) -> exp.Expr:
    """What was paid, before refunds, in minor units: paid, else gross − discount, else net + refunded."""
    ways: list[exp.Expr] = []
    if typed.has("paid_amount"):
        ways.append(column("paid_cents"))
    if typed.has("gross_amount"):
        ways.append(exp.Sub(this=column("gross_cents"), expression=_or_zero(typed, "discount_amount")))
    if typed.has("net_amount"):
        ways.append(exp.Add(this=column("net_cents"), expression=_or_zero(typed, "refunded_amount")))
    return exp.func("coalesce", *ways, exp.Literal.number(0), dialect="duckdb")


def net_value(typed: TypedTable) -> exp.Expr:
    """What remained after refunds, never below zero."""
    rest = exp.Sub(this=paid_value(typed), expression=_or_zero(typed, "refunded_amount"))
    return exp.func("greatest", rest, exp.Literal.number(0), dialect="duckdb")


def is_counted(typed: TypedTable) -> exp.Expr:
    """Whether the order is a valid one: by its status, else by its payment time, else always; never a test."""
    conditions: list[exp.Expr] = [was_paid(typed)]
    if typed.has("is_test"):
        conditions.append(exp.not_(exp.func("coalesce", column("is_test"), exp.false(), dialect="duckdb")))
    return exp.and_(*conditions)


def was_paid(typed: TypedTable) -> exp.Expr:
    if typed.has("status"):
        known = exp.func("coalesce", column("status"), exp.Literal.string(""), dialect="duckdb")
        return exp.In(this=known, expressions=[exp.Literal.string(status) for status in COUNTED_STATUSES])
    if typed.has("paid_at"):
        return column("paid_at").is_(exp.null()).not_()
    return exp.true()


def _or_zero(typed: TypedTable, name: str) -> exp.Expr:
    if not typed.has(name):
        return exp.Literal.number(0)
    stored = typed.table.column(name).stored_name
    return exp.func("coalesce", column(stored), exp.Literal.number(0), dialect="duckdb")
