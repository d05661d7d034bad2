"""What the values of a batch prove about how they are to be read: counted over every row, never over a sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from data.contract import Column, Kind, Sensitivity
from data.intake.batches import Batch
from data.intake.columns import Delivered, Layers, Way, add_readings
from data.intake.parts import Header, Source
from data.intake.statements import column, named, reading
from data.intake.workbench import Workbench
from data.sentence import Label

TIME_FACTS = (
    "either_order",
    "day_first",
    "month_first",
    "one_date",
    "another_date",
    "short_years",
    "short_year",
    "naive_times",
)
NUMBER_FACTS = ("comma_decimals", "point_decimals", "comma_example", "point_example")
ID_FACTS = ("scientific", "scientific_example", "long_numbers", "rounded_numbers", "rounded_example")
FLOAT_ID_FACTS = ("beyond_exact", "beyond_example")
EXTRA_FACTS = ("values_given", "whole_numbers", "numbers", "booleans", "dates", "times")
NUMBER_KINDS = (Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.SHARE)
WORDS_LIMIT = 1000


@dataclass(frozen=True)
class Evidence:
    """Facts by column name; for columns with choices, the words used and how often."""

    facts: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, Mapping[str, int]]


def is_identifier(each: Column) -> bool:
    """Columns whose digits are a name and not a number."""
    is_named_so = each.name.endswith("_id") or each.sensitivity is Sensitivity.CONTACT
    return each.kind is Kind.TEXT and (is_named_so or each.references is not None)


def batch_evidence(batch: Batch, default: Way, bench: Workbench) -> Evidence:
    """One scan of the columns that arrive as text or, for ids, as floating numbers, and one per column of words."""
    layers = Layers()
    aggregates: list[exp.Expr] = []
    for each, header in (*batch.recognised.columns_of(batch.table), *_extras(batch)):
        add_readings(layers, Delivered(each, header, batch.is_staged, default))
        aggregates += [named(_fact(fact, each), f"{each.name}: {fact}") for fact in _facts_wanted(each, header, batch)]
    rows = layers.over(batch.source())
    found = bench.row(exp.select(*aggregates).from_(rows.subquery("given"))) if aggregates else {}
    facts: dict[str, dict[str, Any]] = {}
    for label, value in found.items():
        name, _, fact = label.rpartition(": ")
        facts.setdefault(name, {})[fact] = value
    words = {
        each.name: _words(rows, each, bench) for each, _ in batch.recognised.columns_of(batch.table) if each.choices
    }
    return Evidence(facts, words)


def _extras(batch: Batch) -> Iterable[tuple[Column, Header]]:
    """Extras are looked at as text before their kind is known, under their header as name."""
    for header in batch.recognised.extras:
        yield Column(f"extra {header.text.casefold()}", Kind.TEXT, Label(header.text, header.text, header.text)), header


def _facts_wanted(each: Column, header: Header, batch: Batch) -> Sequence[str]:
    if each.name.startswith("extra "):
        return EXTRA_FACTS if header.source is Source.TEXT else ()
    if is_identifier(each):
        if header.source is Source.FLOAT:
            return FLOAT_ID_FACTS
        return ID_FACTS if header.source is Source.TEXT and batch.is_staged else ()
    if header.source is not Source.TEXT:
        return ()
    if each.kind in (Kind.DATE, Kind.TIMESTAMP):
        return TIME_FACTS
    return NUMBER_FACTS if each.kind in NUMBER_KINDS else ()


def _fact(fact: str, each: Column) -> exp.Expr:
    bare = column(f"{each.name}: bare")
    return reading(
        fact,
        file="evidence",
        given=column(f"{each.name}: given"),
        raw=column(f"{each.name}: raw"),
        comma=reading("proves_comma", bare=bare),
        point=reading("proves_point", bare=bare),
    )


def _words(rows: exp.Query, each: Column, bench: Workbench) -> Mapping[str, int]:
    word = column(f"{each.name}: given")
    query = (
        exp.select(named(word, "word"), named(exp.Count(this=exp.Star()), "times"))
        .from_(rows.subquery("given"))
        .where(word.copy().is_(exp.null()).not_())
        .group_by(word.copy())
        .order_by(column("times").desc(), column("word"))
        .limit(WORDS_LIMIT)
    )
    return {found["word"]: found["times"] for found in bench.rows(query)}
