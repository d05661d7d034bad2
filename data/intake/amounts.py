"""Whether the delivered amount is before or after refunds. Rows must prove it: no refund is taken off twice."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from data.contract import Kind
from data.errors import MappingError
from data.intake.batches import TypedTable
from data.intake.checked import Finding, Severity
from data.intake.headers import plain
from data.intake.mapping import AMOUNT_BASES, ExportMapping
from data.intake.money import was_paid
from data.intake.statements import column, named, statement
from data.intake.workbench import Workbench
from data.sentence import Sentence, Share

PROVEN = 0.99


def with_amount_basis(orders: TypedTable, bench: Workbench, mapping: ExportMapping) -> tuple[TypedTable, list[Finding]]:
    """Orders whose `paid_cents` is before refunds, whatever was delivered, and the note on how that was found."""
    delivered = [name for name in ("paid_amount", "net_amount") if orders.has(name)]
    if len(delivered) != 1:
        return orders, []
    basis, findings = _basis(orders, delivered[0], bench, mapping)
    return _before_refunds(orders, delivered[0], basis), findings


def _basis(orders: TypedTable, name: str, bench: Workbench, mapping: ExportMapping) -> tuple[str, list[Finding]]:
    promised = name.removesuffix("_amount")
    if mapping.amount_basis in AMOUNT_BASES:
        return mapping.amount_basis, []
    if not orders.has("refunded_amount"):
        return promised, []
    facts = _facts(orders, name, bench)
    refunded = facts["refunded_orders"]
    if refunded and facts["as_net"] >= PROVEN * refunded and facts["as_paid"] < PROVEN * refunded:
        return "net", [_note(orders, name, "net", facts["as_net"] / refunded, refunded)]
    if refunded and facts["as_paid"] >= PROVEN * refunded:
        return "paid", [_note(orders, name, "paid", facts["as_paid"] / refunded, refunded)]
    if _is_own_name(orders, name) or not _has_refunds(orders, bench):
        return promised, []
    if not orders.has("gross_amount"):
        raise MappingError(_without_gross(orders, name))
    raise MappingError(
        Sentence(
            "orders, column {header}: {rows} orders have refunds, and their amounts do not prove whether the column is "
            "before or after refunds ({as_paid} fit before, {as_net} fit after). Say it in the mapping file:\n"
            'amount_basis = "…"\nwith "net" if refunds are already taken off, or with "paid" if they are not.',
            {
                "header": _header(orders, name),
                "rows": refunded,
                "as_paid": facts["as_paid"],
                "as_net": facts["as_net"],
            },
        )
    )


def _without_gross(orders: TypedTable, name: str) -> Sentence:
    return Sentence(
        "orders, column {header}: some orders have refunds, and without a gross amount nothing proves whether the "
        "column is before or after refunds. Say it in the mapping file:\n"
        'amount_basis = "…"\nwith "net" if refunds are already taken off, or with "paid" if they are not.',
        {"header": _header(orders, name)},
    )


def _facts(orders: TypedTable, name: str, bench: Workbench) -> dict[str, int]:
    if not orders.has("gross_amount"):
        return {"refunded_orders": 0, "as_paid": 0, "as_net": 0}
    zero = exp.Literal.number(0)
    discount = column("discount_cents") if orders.has("discount_amount") else exp.null()
    amounts = exp.select(
        named(column(f"{name.removesuffix('_amount')}_cents"), "amount_cents"),
        named(column("gross_cents"), "gross_cents"),
        named(exp.func("coalesce", discount, zero, dialect="duckdb"), "discount_cents"),
        named(column("refunded_cents"), "refunded_cents"),
        named(was_paid(orders), "was_paid"),
    ).from_(orders.query.subquery("rows_read"))
    return bench.row(statement("amount_basis", tables={"orders": amounts}))


def _has_refunds(orders: TypedTable, bench: Workbench) -> bool:
    refunded = exp.select("*").from_(orders.query.subquery("rows_read"))
    return bool(
        bench.rows(refunded.where(exp.GT(this=column("refunded_cents"), expression=exp.Literal.number(0))).limit(1))
    )


def _is_own_name(orders: TypedTable, name: str) -> bool:
    """Who writes the contract's own column name has declared what it means."""
    return plain(_header(orders, name)) == plain(name)


def _header(orders: TypedTable, name: str) -> str:
    return next(batch.recognised.columns[name].text for batch in orders.batches if name in batch.recognised.columns)


def _note(orders: TypedTable, name: str, basis: str, share: float, rows: int) -> Finding:
    before = Sentence(
        "{header} is read as before refunds: on {share} of {rows} refunded orders it equals gross less discount."
    )
    after = Sentence(
        "{header} is read as after refunds: on {share} of {rows} refunded orders it equals gross less discount less "
        "refund. The refund is not taken off again."
    )
    words = after if basis == "net" else before
    return Finding(
        "amount_basis",
        "orders",
        Severity.NOTE,
        Sentence(words.text, {"header": _header(orders, name), "share": Share(share), "rows": rows}),
        rows=rows,
        share=share,
    )


def _before_refunds(orders: TypedTable, name: str, basis: str) -> TypedTable:
    """The same orders with `paid_cents` before refunds, and `net_cents` where the amount was after refunds."""
    amount = column(f"{name.removesuffix('_amount')}_cents")
    refunded = column("refunded_cents") if orders.has("refunded_amount") else exp.Literal.number(0)
    paid: exp.Expr = amount
    if basis == "net":
        paid = exp.Add(this=amount, expression=exp.func("coalesce", refunded, exp.Literal.number(0), dialect="duckdb"))
    wanted = {"paid_amount", "net_amount"} if basis == "net" else {"paid_amount"}
    delivered = tuple(
        each
        for each in orders.table.columns
        if each.name in wanted or (orders.has(each.name) and each.name not in ("paid_amount", "net_amount"))
    )
    kept = [*(each.stored_name for each in delivered if each.kind is not Kind.MONEY or each.name not in wanted)]
    dates = [each.date_name for each in delivered if each.date_name]
    given = [f"{each.name}: given" for each in (*orders.delivered, *orders.extra_columns)]
    names = (*kept, *dates, *(each.name for each in orders.extras), *sorted(orders.flags), *given)
    others = [column(each) for each in names]
    moved = [named(paid, "paid_cents"), *([named(amount.copy(), "net_cents")] if basis == "net" else [])]
    as_given = column(f"{name}: given")
    moved += [named(as_given.copy(), f"{each.name}: given") for each in delivered if not orders.has(each.name)]
    query = exp.select(column("source_file"), column("source_row"), *others, *moved).from_(
        orders.query.subquery("amounts")
    )
    return replace(orders, delivered=delivered, query=query)
