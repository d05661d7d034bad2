"""Rows that share a key, exactly and cheaply: 64-bit hashes are sorted first, only their twins are compared in full."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlglot import exp

from data.contract import Column
from data.intake.batches import TypedTable
from data.intake.checked import Finding, Severity
from data.intake.columns import SOURCE_FILE, SOURCE_ROW
from data.intake.examined import Examined
from data.intake.statements import column, named, statement
from data.sentence import Sentence, Share

# Lines of money without a key of their own can be alike and both be true; they are only reported.
ALIKE_MAY_BE_TRUE = ("order_items", "costs")


def key_of(typed: TypedTable) -> tuple[str, ...]:
    """Stored columns that make a row unique; a table without a key is unique by all its columns."""
    if typed.table.key:
        return tuple(typed.table.column(name).stored_name for name in typed.table.key)
    if typed.has("order_id") and typed.has("line_no"):
        return ("order_id", "line_no")
    return typed.stored


def judge_keys(examined: Examined) -> list[Finding]:
    """Exact copies are dropped but for one. Of rows that contradict each other none is right: all are set aside."""
    names = key_of(examined.typed)
    hashed = exp.select(named(exp.func("hash", *map(column, names), dialect="duckdb"), "key_hash"))
    hashes = examined.bench.table(hashed.from_(examined.good().subquery("good")))
    twins = repeated(hashes.column("key_hash"))
    if not len(twins):
        return []
    examined.bench.register("twin_hashes", pa.table({"key_hash": twins}))
    kept = examined.bench.keep("twin_rows", statement("twins", tables={"twins": _candidates(examined, names)}))
    examined.bench.unregister("twin_hashes")
    if examined.name in ALIKE_MAY_BE_TRUE and "line_no" not in names:
        return _alike(examined, kept)
    examined.set_apart(kept)
    return [*_duplicates(examined), *_conflicts(examined)]


def repeated(hashes: pa.ChunkedArray) -> npt.NDArray[np.uint64]:
    """The values that occur more than once."""
    ordered = np.empty(len(hashes), dtype=np.uint64)
    filled = 0
    for chunk in hashes.chunks:
        values = np.frombuffer(chunk.buffers()[1], dtype=np.uint64)  # to_numpy would import pandas
        ordered[filled : filled + len(chunk)] = values[chunk.offset : chunk.offset + len(chunk)]
        filled += len(chunk)
    ordered.sort()
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def _candidates(examined: Examined, names: tuple[str, ...]) -> exp.Query:
    content = exp.func("row", *(column(name) for name in examined.typed.stored), dialect="duckdb")
    key = exp.func("row", *map(column, names), dialect="duckdb")
    good = examined.good().subquery("good")
    wanted = exp.select(column("key_hash")).from_("twin_hashes")
    return (
        exp.select(column(SOURCE_FILE), column(SOURCE_ROW), named(key, "key_of"), named(content, "content"))
        .from_(good)
        .where(exp.In(this=exp.func("hash", *map(column, names), dialect="duckdb"), query=wanted.subquery()))
    )


def _duplicates(examined: Examined) -> list[Finding]:
    rows = examined.apart.get("exact_duplicate", 0)
    if not rows:
        return []
    words = Sentence(
        "{table}: rows that are exact copies of another: {rows} ({share}). One of each is kept.",
        {"table": examined.typed.table.label, "rows": rows, "share": Share(rows / examined.rows, 2)},
    )
    examples = examined.examples(examined.rows_apart("exact_duplicate"))
    return [Finding("exact_duplicate", examined.name, Severity.NOTE, words, rows, rows / examined.rows, examples)]


def _conflicts(examined: Examined) -> list[Finding]:
    rows = examined.apart.get("conflicting_key", 0)
    if not rows:
        return []
    words = Sentence(
        "{table}: rows that share their {key} with a row that says something else: {rows} ({share}). Nothing in the "
        "export says which is right, so all were set aside. Export one row per {key}.",
        {
            "table": examined.typed.table.label,
            "rows": rows,
            "share": Share(rows / examined.rows, 2),
            "key": ", ".join(examined.typed.table.key or key_of(examined.typed)),
        },
    )
    examples = examined.examples(examined.rows_apart("conflicting_key"))
    return [
        Finding("conflicting_key", examined.name, Severity.QUARANTINED, words, rows, rows / examined.rows, examples)
    ]


def _alike(examined: Examined, kept: exp.Query) -> list[Finding]:
    rows = examined.bench.row(exp.select(named(exp.Count(this=exp.Star()), "rows")).from_(kept.subquery("twins")))[
        "rows"
    ]
    words = Sentence(
        "{table}: rows exactly like another: {rows} ({share}). Without a line number both can be true, so all "
        "are kept.",
        {"table": examined.typed.table.label, "rows": rows, "share": Share(rows / examined.rows, 2)},
    )
    return [Finding("alike_lines", examined.name, Severity.WARNING, words, rows, rows / examined.rows)]


def persons_alike(examined: Examined) -> list[Finding]:
    """Members who share a phone or a WeChat identity are probably one person; they are counted as delivered."""
    return [
        finding
        for each in examined.typed.delivered
        if each.name in ("phone", "unionid")
        for finding in _shared(examined, each)
    ]


def _shared(examined: Examined, each: Column) -> list[Finding]:
    facts = examined.bench.row(
        statement("shared_by", tables={"members": examined.good()}, columns={"identity": column(each.stored_name)})
    )
    if not facts["members"]:
        return []
    words = Sentence(
        "{rows} members share their {column} with another member (values shared: {groups}; one by {largest} members). "
        "They are probably fewer persons; they are counted as delivered.",
        {"rows": facts["members"], "column": each.label, "groups": facts["shared"], "largest": facts["largest"]},
    )
    share = facts["members"] / examined.rows
    return [Finding("shared_identity", "users", Severity.NOTE, words, facts["members"], share)]
