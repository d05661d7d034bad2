"""Each question and statement behind campaigns as an engine gets it. `python -m tests.engines.goldens` writes anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
from sqlglot import exp

from queries.audience import Audience
from queries.question import assembled, questions
from tests.queries.campaigns.statements import GIVEN, statement

GOLDEN = Path(__file__).parent.parent / "golden"
DAY = Audience(date(2025, 6, 30))
DIALECTS = ("duckdb", "clickhouse", "spark")


DELIVERED = SimpleNamespace(
    manifest=SimpleNamespace(
        delivers=lambda table, column=None: True, data_start=date(2025, 1, 1), data_end=date(2025, 12, 31)
    )
)


@dataclass(frozen=True)
class Paper:
    """An engine that answers nothing and only says how it would be asked; everything is delivered."""

    dialect: str

    @property
    def version(self) -> Any:
        return DELIVERED

    def relation(self, table: str) -> exp.Table:
        return exp.to_table(f"store.{table}")

    def query(self, sql: str) -> pa.Table:
        raise NotImplementedError

    def cancel(self) -> None: ...


def goldens() -> Iterator[tuple[Path, str]]:
    """Where each golden lies, and what the SQL is now."""
    for dialect in DIALECTS:
        for question in questions().values():
            values = {parameter.name: parameter.default for parameter in question.parameters}
            tree = assembled(question, Paper(dialect), audience=DAY, values=values)  # type: ignore[arg-type]
            yield GOLDEN / dialect / f"{question.name}.sql", tree.sql(dialect, pretty=True) + "\n"
        for name, given in GIVEN.items():
            tree = statement(name, Paper(dialect), DAY, given)
            yield GOLDEN / dialect / "campaigns" / f"{name}.sql", tree.sql(dialect, pretty=True) + "\n"


if __name__ == "__main__":
    for path, sql in goldens():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql, "utf-8")
