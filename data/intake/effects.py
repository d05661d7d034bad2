"""What the rows of a finding do to three metrics, computed: as counted, and as if they were treated the other way.

The whole is computed once; for each finding only the people whom its rows touch are computed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlglot import exp

from data.intake.checked import Effect, Finding
from data.intake.examined import Examined
from data.intake.money import is_counted, net_value, paid_value
from data.intake.row_check import ROWS_LIMIT, Found
from data.intake.statements import column, from_parquet, named, null_of, statement
from data.sentence import Label

REPURCHASE = Label("90-day repurchase rate", "90日复购率", "90日複購率")
REVENUE = Label("Net revenue", "净收入", "淨收入")
BUYERS = Label("Buyers", "购买人数", "購買人數")


@dataclass(frozen=True)
class Counts:
    net_cents: int
    buyers: int
    eligible: int
    returned: int

    def changed(self, before: Counts, after: Counts) -> Counts:
        """These counts once the people of `before` count as in `after`."""
        return Counts(
            self.net_cents - before.net_cents + after.net_cents,
            self.buyers - before.buyers + after.buyers,
            self.eligible - before.eligible + after.eligible,
            self.returned - before.returned + after.returned,
        )

    @property
    def repurchase(self) -> float | None:
        return self.returned / self.eligible if self.eligible else None


def with_effects(
    found: Sequence[Found], tables: Mapping[str, Examined], data_end: date, scratch: Path
) -> tuple[Finding, ...]:
    """The findings, those about orders with their effects."""
    orders = tables["orders"]
    about = [each for each in found if each.rows is not None and 0 < each.finding.rows <= ROWS_LIMIT]
    if not about:
        return tuple(each.finding for each in found)
    members = _members(tables)
    path = scratch / "purchases.parquet"
    orders.bench.write(_purchases(orders, orders.good(), members), path)
    good = from_parquet(path)
    whole = _counts(orders, good, data_end)
    effects = {id(each): _effects(each, orders, good, whole, members, data_end) for each in about}
    return tuple(replace(each.finding, effects=effects.get(id(each), ())) for each in found)


def _effects(
    found: Found, orders: Examined, good: exp.Query, whole: Counts, members: exp.Query, data_end: date
) -> tuple[Effect, ...]:
    if found.rows is None:
        return ()
    touched = orders.bench.keep("touched_rows", _purchases(orders, found.rows, members))
    theirs = orders.bench.keep(
        "their_purchases", statement("purchases_of", tables={"purchases": good, "touched_rows": touched})
    )
    before = _counts(orders, theirs, data_end)
    if found.is_kept:
        after = _counts(
            orders, statement("purchases_without", tables={"purchases": theirs, "touched_rows": touched}), data_end
        )
        nameless = -_nameless_money(orders, touched)
    else:
        after = _counts(orders, exp.union(theirs, touched, distinct=False), data_end)
        nameless = 0
    other = whole.changed(before, replace(after, net_cents=after.net_cents + nameless))
    return (
        Effect(REPURCHASE, whole.repurchase, other.repurchase, is_share=True),
        Effect(REVENUE, whole.net_cents / 100, other.net_cents / 100, is_share=False, is_money=True),
        Effect(BUYERS, whole.buyers, other.buyers, is_share=False),
    )


def _nameless_money(orders: Examined, touched: exp.Query) -> int:
    """Money of touched rows without a person: they are among nobody's purchases."""
    nameless = exp.select("*").from_(touched.subquery("touched")).where(column("user_key").is_(exp.null()))
    total = exp.alias_(exp.cast(exp.Sum(this=column("net_cents")), "BIGINT", dialect="duckdb"), "net_cents")
    return int(orders.bench.row(exp.select(total).from_(nameless.subquery("nameless")))["net_cents"] or 0)


def _counts(orders: Examined, purchases: exp.Query, data_end: date) -> Counts:
    query = statement("purchase_metrics", tables={"purchases": purchases}, values={"data_end": data_end})
    return Counts(**orders.bench.row(query))


def _purchases(orders: Examined, rows: exp.Query, members: exp.Query) -> exp.Query:
    typed = orders.typed
    refunded = column("refunded_cents") if typed.has("refunded_amount") else exp.Literal.number(0)
    fully = exp.and_(
        exp.GT(this=refunded, expression=exp.Literal.number(0)),
        exp.GTE(this=refunded.copy(), expression=paid_value(typed)),
    )
    return statement(
        "purchases",
        tables={"rows_of_orders": rows, "members": members},
        columns={
            "person": column("user_id") if typed.has("user_id") else null_of("VARCHAR"),
            "net_value": net_value(typed),
            "counted": is_counted(typed),
            "fully_refunded": exp.func("coalesce", fully, exp.false(), dialect="duckdb"),
        },
    )


def _members(tables: Mapping[str, Examined]) -> exp.Query:
    """Every good member, and whether their orders are left out (test accounts, deleted members)."""
    if "users" not in tables:
        nobody = exp.select(named(null_of("VARCHAR"), "member_id"), named(null_of("BOOLEAN"), "is_left_out"))
        return nobody.limit(0)
    users = tables["users"]
    reasons: list[exp.Expr] = [exp.false()]
    if users.typed.has("is_test"):
        reasons.append(exp.func("coalesce", column("is_test"), exp.false(), dialect="duckdb"))
    if users.typed.has("deleted_at"):
        reasons.append(column("deleted_at").is_(exp.null()).not_())
    wanted = exp.select(named(column("user_id"), "member_id"), named(exp.or_(*reasons), "is_left_out"))
    return wanted.from_(users.good().subquery("users"))
