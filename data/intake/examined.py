"""A table under examination: its typed rows, and the rows that rules have set apart so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from data.contract import Column, Sensitivity
from data.intake.batches import TypedTable
from data.intake.columns import SOURCE_FILE, SOURCE_ROW
from data.intake.statements import column, named, null_of, statement
from data.intake.workbench import Workbench

EXAMPLES = 5


@dataclass
class Examined:
    """`rows` counts what was read, `apart` what rules set apart, by rule. Ragged rows are in neither."""

    typed: TypedTable
    bench: Workbench
    rows: int = 0
    apart: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.typed.table.name

    @property
    def failed_name(self) -> str:
        return f"failed_{self.name}"

    def start(self) -> None:
        nothing = exp.select(
            named(null_of("VARCHAR"), SOURCE_FILE),
            named(null_of("BIGINT"), SOURCE_ROW),
            named(null_of("VARCHAR"), "rule"),
        ).limit(0)
        self.bench.keep(self.failed_name, nothing)

    def failed(self) -> exp.Query:
        return exp.select("*").from_(self.failed_name)

    def good(self, failed: exp.Query | None = None) -> exp.Query:
        """Rows that no rule has set apart; `failed` may stand for the kept table once it lies in a file."""
        if not self.apart:
            return self.typed.query
        return statement("good", tables={"rows_read": self.typed.query, "failed": failed or self.failed()})

    def set_apart(self, rows: exp.Query) -> None:
        """Adds rows (file, row, rule) to those set apart."""
        into = exp.Insert(this=exp.to_table(self.failed_name), expression=rows)
        self.bench.do(into)
        counts = (
            exp.select(column("rule"), named(exp.Count(this=exp.Star()), "rows"))
            .from_(self.failed_name)
            .group_by(column("rule"))
        )
        self.apart = {found["rule"]: found["rows"] for found in self.bench.rows(counts)}

    def rows_apart(self, rule: str) -> exp.Query:
        return statement(
            "set_apart", tables={"rows_read": self.typed.query, "failed": self.failed()}, values={"rule": rule}
        )

    def examples(self, rows: exp.Query, about: Iterable[str] = ()) -> tuple[Mapping[str, Any], ...]:
        """Up to five rows: where they lie, their key, and the raw values a rule is about; contact details masked."""
        shown = dict.fromkeys((*self.typed.table.key, *about))
        held = [each for each in (*self.typed.delivered, *self.typed.extra_columns) if each.name in shown]
        query = exp.select(
            column(SOURCE_FILE),
            column(SOURCE_ROW),
            *(named(column(f"{each.name}: given"), each.name) for each in held),
        ).from_(rows.subquery("failing"))
        query = query.order_by(column(SOURCE_FILE), column(SOURCE_ROW)).limit(EXAMPLES)
        return tuple(_shown(row, held, self._origins()) for row in self.bench.rows(query))

    def _origins(self) -> Mapping[str, str]:
        return origins(self.typed)


def origins(typed: TypedTable) -> dict[str, str]:
    """Staged path → the delivered file it was made of."""
    return {str(part.parquet): part.sheet.title for batch in typed.batches for part in batch.parts}


def _shown(row: Mapping[str, Any], held: Iterable[Column], files: Mapping[str, str]) -> dict[str, Any]:
    masked = {each.name for each in held if each.sensitivity in (Sensitivity.PERSONAL, Sensitivity.CONTACT)}
    shown = {name: mask(value) if name in masked else value for name, value in row.items()}
    return {**shown, SOURCE_FILE: files.get(str(row[SOURCE_FILE]), row[SOURCE_FILE])}


def mask(value: Any) -> Any:
    """Enough to recognise one's own record, too little to reach a person."""
    if value is None:
        return None
    text = str(value)
    return f"{text[:3]}****{text[-2:]}" if len(text) > 7 else f"{text[:1]}****"
