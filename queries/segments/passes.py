"""Measures of the same event share one pass over its rows, whatever their windows and filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True)
class Pass:
    """`rows` has one row per person with such an event; `values` are more columns it can give, by their names."""

    rows: exp.Select
    values: tuple[tuple[str, exp.Expr], ...]

    def query(self) -> exp.Select:
        return self.rows.select(*(value.as_(name) for name, value in self.values))

    @property
    def is_grouped(self) -> bool:
        """Whether its values see the rows in aggregates only, a group for each person."""
        parts = {name for name, part in self.rows.args.items() if part}
        is_plain_select = {"from_", "group"} <= parts <= {"expressions", "from_", "joins", "where", "group"}
        return is_plain_select and all(_sees_rows_in_aggregates(value) for _, value in self.values)

    def source(self) -> exp.Select | None:
        """Equal for passes that can be made together: all but the rows they test and the values they bring."""
        if not self.is_grouped or any(value.find(exp.Filter) for _, value in self.values):
            return None
        source = self.rows.copy()
        source.set("expressions", [])
        source.set("where", None)
        return source


def _sees_rows_in_aggregates(value: exp.Expr) -> bool:
    if value.find(exp.Window, exp.Query, exp.Anonymous) is not None:
        return False
    return all(found.find_ancestor(exp.AggFunc, exp.Filter) is not None for found in value.find_all(exp.Column))


def together(passes: Sequence[Pass]) -> Pass:
    """One pass that brings the values of all, each under its `shared_name`. The passes must have equal sources.

    Whoever has no row of one of them has unknown values of it, as if that pass had been made alone.
    """
    tests = [_tests(one.rows) for one in passes]
    shared = [test for test in tests[0] if all(test in others for others in tests)]
    own = [[test for test in all_of_one if test not in shared] for all_of_one in tests]
    rows = passes[0].rows.copy()
    rows.set("where", None)
    rows = rows.where(*shared)
    if all(own):
        rows = rows.where(exp.or_(*(exp.and_(*only) for only in own)))
    values = (
        (shared_name(number, name), _of_rows(value, only))
        for number, (one, only) in enumerate(zip(passes, own, strict=True))
        for name, value in one.values
    )
    return Pass(rows, tuple(values))


def shared_name(number: int, name: str) -> str:
    """Of a value of the pass with that number, from 0."""
    return f"pass_{number}_{name}"


def _tests(rows: exp.Select) -> list[exp.Expr]:
    where = rows.args.get("where")
    if where is None:
        return []
    return list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]


def _of_rows(value: exp.Expr, tests: Iterable[exp.Expr]) -> exp.Expr:
    """The value of those rows alone. Where none would give a 0 or a name, whether there is one is asked apart."""
    if not tests:
        return value
    only = exp.Where(this=exp.and_(*tests))
    # In parentheses, because the outermost part of an expression cannot be replaced.
    of_rows = exp.Paren(this=value.copy()).transform(lambda part: _only(part, only), copy=False)
    if _is_unknown_of_no_rows(value):
        return of_rows
    rows = exp.Filter(this=exp.Count(this=exp.Star()), expression=only.copy())
    return exp.Case().when(exp.GT(this=rows, expression=exp.Literal.number(0)), of_rows)


def _is_unknown_of_no_rows(value: exp.Expr) -> bool:
    """Not a count, which is 0 then, nor a name that a person gets because nothing else holds."""
    names = (found for found in value.find_all(exp.Case) if found.find_ancestor(exp.AggFunc) is None)
    return value.find(exp.Count) is None and next(names, None) is None


def _only(part: exp.Expr, only: exp.Where) -> exp.Expr:
    return exp.Filter(this=part, expression=only.copy()) if isinstance(part, exp.AggFunc) else part
