"""What each engine is asked does not change by accident."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlglot import exp

from queries.audience import Audience
from queries.question import questions
from queries.relations import with_relations
from tests.engines.goldens import GOLDEN, Paper, goldens


@pytest.mark.parametrize(
    ("path", "sql"), tuple(goldens()), ids=lambda value: "/".join(value.parts[-2:]) if isinstance(value, Path) else ""
)
def test_the_sql_is_the_golden_one(path: Path, sql: str) -> None:
    """If the change is meant: `python -m tests.engines.goldens`, and read the difference."""
    assert sql == path.read_text("utf-8")


@pytest.mark.parametrize("name", questions())
def test_no_name_means_two_relations(name: str) -> None:
    """Spark's dialect has all CTEs at the top, also those that shared relations bring along."""
    tree = with_relations(questions()[name].tree, Audience(date(2025, 6, 30)), Paper("spark"))
    names = [cte.alias for cte in tree.find_all(exp.CTE)]
    assert len(names) == len(set(names))


def test_no_golden_is_left_over() -> None:
    assert set(GOLDEN.rglob("*.sql")) == {path for path, _ in goldens()}
