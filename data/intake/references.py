"""Rows that point to something that was not delivered, and orders older than their member."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from data.contract import Column
from data.intake.checked import Finding, Severity
from data.intake.columns import SOURCE_FILE, SOURCE_ROW
from data.intake.examined import Examined
from data.intake.money import net_value
from data.intake.row_check import ROWS_LIMIT, Found
from data.intake.statements import column, named, null_of, statement
from data.sentence import Gap, Money, Sentence, Share

# A line takes its person, its time and whether it counts from its order: without one it means nothing.
NEEDED = (("order_items", "order_id"),)


def judge_references(tables: Mapping[str, Examined], child: Examined) -> list[Found]:
    """One finding per reference column with unknown values. A table that was not delivered cannot be missed from."""
    found: list[Found] = []
    of_members = _orders_of_members(tables, child)
    for each in child.typed.delivered:
        parent_name, _, target = (each.references or "").partition(".")
        if each.name == "user_id" and of_members.get("of_unknown") == 0:
            continue
        if parent_name in tables and parent_name != child.name:
            found += _unknown(child, each, tables[parent_name], target)
        elif parent_name == child.name and each.name not in child.typed.table.key:
            found += _unknown(child, each, child, target)
    if of_members.get("too_early"):
        found += _before_joining(child, tables["users"])
    return found


def _orders_of_members(tables: Mapping[str, Examined], child: Examined) -> Mapping[str, int]:
    """How many orders are of unknown members (`unknown`) or older than their member (`early`); empty if not orders."""
    if child.name != "orders" or "users" not in tables or not child.typed.has("user_id"):
        return {}
    users = tables["users"]
    joined = column("joined_date") if users.typed.has("joined_at") else null_of("DATE")
    members = exp.select(column("user_id"), named(joined, "joined_date")).from_(users.good().subquery("users"))
    orders = exp.select(column("user_id"), column("ordered_date")).from_(child.good().subquery("orders"))
    return child.bench.row(statement("orders_and_members", tables={"orders": orders, "users": members}))


def _unknown(child: Examined, each: Column, parent: Examined, target: str) -> list[Found]:
    children = exp.select("*", named(column(each.stored_name), "reference")).from_(child.good().subquery("rows_read"))
    rows = statement(
        "unknown_references",
        tables={"children": children, "parents": parent.good()},
        columns={"target": column(target)},
    )
    rows = _kept(child, each.name, rows)
    facts = _facts(child, rows)
    if not facts["rows"]:
        return []
    is_needed = (child.name, each.name) in NEEDED
    rule = f"unknown_reference:{each.name}"
    finding = Finding(
        rule,
        child.name,
        Severity.QUARANTINED if is_needed else Severity.WARNING,
        _words(child, each, parent, facts, is_needed=is_needed),
        facts["rows"],
        facts["rows"] / child.rows,
        child.examples(rows, (each.name,)),
    )
    if is_needed:
        apart = exp.select(column(SOURCE_FILE), column(SOURCE_ROW), named(exp.Literal.string(rule), "rule"))
        child.set_apart(apart.from_(rows.subquery("orphans")))
    return [Found(finding, rows if child.name == "orders" else None)]


def _kept(child: Examined, about: str, rows: exp.Query) -> exp.Query:
    """Joins are costly to repeat for counts, examples and effects: rows are kept, up to a bound."""
    kept = child.bench.keep(f"{child.name}_{about}", rows.limit(ROWS_LIMIT + 1))
    count = child.bench.row(exp.select(named(exp.Count(this=exp.Star()), "rows")).from_(kept.subquery("kept")))["rows"]
    return kept if count <= ROWS_LIMIT else rows


def _facts(child: Examined, rows: exp.Query) -> dict[str, int]:
    columns = [named(exp.Count(this=exp.Star()), "rows")]
    if child.name == "orders":
        columns.append(named(exp.cast(exp.Sum(this=net_value(child.typed)), "BIGINT", dialect="duckdb"), "net"))
    return child.bench.row(exp.select(*columns).from_(rows.subquery("orphans")))


def _words(child: Examined, each: Column, parent: Examined, facts: Mapping[str, int], *, is_needed: bool) -> Sentence:
    share = Share(facts["rows"] / child.rows, 2)
    if child.name == "orders" and each.name == "user_id":
        return Sentence(
            "Orders of members who were not delivered: {rows} ({share}), {amount} net. "
            "Their money counts, their buyers do not. Export the members of the same day.",
            {"rows": facts["rows"], "share": share, "amount": Money(facts["net"] or 0)},
        )
    gaps: dict[str, Gap] = {
        "table": child.typed.table.label,
        "rows": facts["rows"],
        "share": share,
        "column": each.name,
        "parent": parent.typed.table.label,
    }
    if is_needed:
        return Sentence(
            "{table}: rows whose {column} is not among the good rows of {parent}: {rows} ({share}). Set aside.",
            gaps,
        )
    return Sentence(
        "{table}: rows whose {column} is not among {parent}: {rows} ({share}). Kept without that link.",
        gaps,
    )


def _before_joining(orders: Examined, users: Examined) -> list[Found]:
    rows = _kept(
        orders,
        "before_joining",
        statement("before_joining", tables={"orders": orders.good(), "users": users.good()}),
    )
    facts = _facts(orders, rows)
    words = Sentence(
        "Orders placed before their member joined: {rows} ({share}). Kept: a guest often buys first.",
        {"rows": facts["rows"], "share": Share(facts["rows"] / orders.rows, 2)},
    )
    examples = orders.examples(rows, ("user_id", "ordered_at"))
    finding = Finding(
        "before_joining", "orders", Severity.WARNING, words, facts["rows"], facts["rows"] / orders.rows, examples
    )
    return [Found(finding, rows)]
