"""Runs the row rules of a table: one scan counts them all; a failing row is set apart under its first rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp

from data.intake.checked import Finding, Severity
from data.intake.columns import SOURCE_FILE, SOURCE_ROW
from data.intake.examined import Examined
from data.intake.money import paid_value
from data.intake.rules import Judged, judged_rules
from data.intake.statements import column, named
from data.sentence import Money, Sentence, Share

ROWS_LIMIT = 5_000_000  # of rows of one finding that are kept apart to compute its effects


@dataclass(frozen=True)
class Found:
    """A finding, and the rows it is about where its effect on metrics can be computed."""

    finding: Finding
    rows: exp.Query | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the rows count in the store; the other treatment is then to leave them out."""
        return self.finding.severity is not Severity.QUARANTINED and self.finding.rule != "exact_duplicate"


def judge_rows(examined: Examined, *, today: date, currency: str) -> list[Found]:
    """Counts every rule that applies, sets failing rows apart, and says what was found."""
    rules = judged_rules(examined.typed, today=today, currency=currency)
    facts = _counted(examined, rules)
    examined.rows = facts["rows"]
    failing = [(place, rule) for place, rule in enumerate(rules) if facts[f"rows {place}"]]
    apart = [rule for _, rule in failing if rule.severity is Severity.QUARANTINED]
    if apart:
        examined.set_apart(_failing(examined, apart))
    return [_found(examined, rule, facts, place, currency) for place, rule in failing]


def _counted(examined: Examined, rules: Sequence[Judged]) -> dict[str, Any]:
    one = exp.Literal.number(1)
    columns = [named(exp.Count(this=exp.Star()), "rows")]
    for place, rule in enumerate(rules):
        when = exp.Case().when(rule.predicate, one.copy())
        columns.append(named(exp.Count(this=when), f"rows {place}"))
        if examined.name == "orders" and rule.severity is not Severity.NOTE:
            worth = exp.Case().when(rule.predicate, paid_value(examined.typed))
            columns.append(named(exp.cast(exp.Sum(this=worth), "BIGINT", dialect="duckdb"), f"amount {place}"))
    return examined.bench.row(exp.select(*columns).from_(examined.typed.query.subquery("rows_read")))


def _failing(examined: Examined, rules: Sequence[Judged]) -> exp.Query:
    case = exp.Case()
    for rule in rules:
        case = case.when(rule.predicate, exp.Literal.string(rule.name))
    rows = exp.select(column(SOURCE_FILE), column(SOURCE_ROW), named(case, "rule"))
    judged = rows.from_(examined.typed.query.subquery("rows_read")).subquery("judged")
    return exp.select("*").from_(judged).where(column("rule").is_(exp.null()).not_())


def _found(examined: Examined, rule: Judged, facts: dict[str, Any], place: int, currency: str) -> Found:
    rows = facts[f"rows {place}"]
    share = rows / examined.rows
    gaps = {
        **rule.words.gaps,
        "rows": rows,
        "share": Share(share, 2),
        "amount": Money(facts.get(f"amount {place}") or 0),
        "currency": currency,
    }
    failing = exp.select("*").from_(examined.typed.query.subquery("rows_read")).where(rule.predicate)
    used = {name: gap for name, gap in gaps.items() if f"{{{name}}}" in rule.words.text}
    finding = Finding(
        rule.name,
        examined.name,
        rule.severity,
        Sentence(rule.words.text, used),
        rows,
        share,
        examined.examples(failing, rule.about),
    )
    return Found(finding, failing if examined.name == "orders" else None)
