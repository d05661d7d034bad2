"""Members who are named by orders and other tables but were not delivered: derived only where that was declared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sqlglot import exp

from data.contract import Table, table
from data.errors import MappingError
from data.intake.batches import Batch, TypedTable, typed_table
from data.intake.checked import Finding, Severity
from data.intake.columns import Way
from data.intake.headers import Recognised
from data.intake.mapping import ExportMapping
from data.intake.parts import Header, Part, Sheet, Source
from data.intake.statements import column, from_parquet, named, statement
from data.intake.workbench import Workbench
from data.sentence import Sentence


def check_people(tables: Mapping[Table, Sequence[Batch]], mapping: ExportMapping) -> list[Finding]:
    """Whether questions about people can be answered from what was delivered. Raises `MappingError` where to ask."""
    names = {each.name for each in tables}
    if "orders" not in names:
        raise MappingError(
            Sentence(
                "No delivered file holds orders, which every export needs. Files were recognised as: {tables}.",
                {"tables": ", ".join(sorted(names)) or "–"},
            )
        )
    if "users" in names or mapping.users_from_orders:
        return []
    if any("user_id" in batch.recognised.columns for batch in tables[table("orders")]):
        raise MappingError(
            Sentence(
                "Orders name their members, but no file holds the members. Deliver the members too, or let them be "
                "derived from the orders by writing into the mapping file:\nusers_from_orders = true"
            )
        )
    words = Sentence(
        "The orders do not say who bought, and no members were delivered: questions about people cannot be answered."
    )
    return [Finding("no_people", "orders", Severity.NOTE, words)]


def with_derived_people(
    typed: Mapping[str, TypedTable], bench: Workbench, scratch: Path, default: Way
) -> tuple[dict[str, TypedTable], list[Finding]]:
    """Adds a member for every id that some table names and that the members lack."""
    known = typed["users"].query if "users" in typed else exp.select(named(exp.null(), "user_id")).limit(0)
    named_people = [
        exp.select(named(column(each.table.person_column), "person")).from_(each.query.subquery("rows_read"))
        for name, each in typed.items()
        if name != "users" and each.table.person_column and each.has(each.table.person_column)
    ]
    if not named_people:
        return dict(typed), []
    people = statement(
        "people_named",
        tables={
            "named_people": exp.union(*named_people, distinct=False) if len(named_people) > 1 else named_people[0],
            "known_people": exp.select(named(column("user_id"), "known")).from_(known.subquery("users")),
        },
    )
    path = scratch / "derived-people" / "users.parquet"
    bench.write(people, path)
    counted = exp.select(named(exp.Count(this=exp.Star()), "rows")).from_(from_parquet(path).subquery("people"))
    rows = bench.row(counted)["rows"]
    if not rows:
        return dict(typed), []
    words = Sentence(
        "Members derived from the orders and other tables that name them, as the mapping file allows: {rows}. "
        "Nothing is known of them but what they did.",
        {"rows": rows},
    )
    users = _with(typed.get("users"), _derived(path, rows, typed["orders"]), default)
    finding = Finding("users_from_orders", "users", Severity.WARNING, words, rows)
    return {"users": users, **{name: each for name, each in typed.items() if name != "users"}}, [finding]


def _derived(path: Path, rows: int, orders: TypedTable) -> Batch:
    header = Header("user_id", "user_id", Source.TEXT)
    source = replace(orders.batches[0].parts[0].sheet.file, partitions=())
    part = Part(Sheet(source, (header,)), path, rows, is_staged=False)
    return Batch(table("users"), (part,), Recognised({"user_id": header}))


def _with(users: TypedTable | None, derived: Batch, default: Way) -> TypedTable:
    alone = typed_table(table("users"), (derived,), {}, {}, default)
    if users is None:
        return alone
    held = set(alone.query.named_selects)
    aligned = exp.select(
        *(named(column(name) if name in held else exp.null(), name) for name in users.query.named_selects)
    ).from_(alone.query.subquery("derived"))
    return replace(users, batches=(*users.batches, derived), query=exp.union(users.query, aligned, distinct=False))
