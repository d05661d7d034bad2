"""What is counted for a study: sizes of cohorts, people per cohort and period, sums of money, sums over people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from queries.engines import Engine
from queries.relations import with_relations
from queries.retention.followed import complete, part
from queries.retention.starts import Asked
from queries.retention.study import Measure, RelativeTo
from queries.retention.windows import Windows
from queries.segments.rows import column
from queries.stats import RatioSums

Place = tuple[int, int]  # number of the cohort's period, index of the cell


@dataclass(frozen=True)
class Amount:
    """Net revenue of a cohort up to a period: the sum, and the sum over people of its square."""

    cents: int
    squares: int


@dataclass(frozen=True)
class Counts:
    """`at_risk` is there only where it is not the size of the cohort, `amounts` only of a value."""

    sizes: Mapping[int, int]
    counted: Mapping[Place, int]
    at_risk: Mapping[Place, int] = field(default_factory=dict)
    amounts: Mapping[Place, Amount] = field(default_factory=dict)


def counts(engine: Engine, asked: Asked, windows: Windows) -> Counts:
    """Asks the engine in the calling thread. Raises what it raises."""
    study = asked.bound.study
    cells = engine.query(cells_sql(engine, asked)).to_pylist()
    return Counts(
        sizes={row["cohort"]: row["people"] for row in cells if row["what"] == "start"},
        counted=_spread([row for row in cells if row["what"] == "counted"], windows),
        at_risk=_spread([row for row in cells if row["what"] == "active"], windows, shift=1),
        amounts=_amounts(_rows(engine, asked, part("amounts")), windows) if study.measure is Measure.VALUE else {},
    )


def cells_sql(engine: Engine, asked: Asked) -> str:
    """The statement that counts the cells, with every value in it."""
    return _sql(engine, asked, _cells(asked))


def rows_of_part(engine: Engine, asked: Asked, name: str, **values: int) -> list[dict[str, Any]]:
    """What one statement of the measures answers."""
    return _rows(engine, asked, part(name, **values))


def _rows(engine: Engine, asked: Asked, statement: exp.Query) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.query(_sql(engine, asked, statement)).to_pylist()
    return found


def _sql(engine: Engine, asked: Asked, statement: exp.Query) -> str:
    return with_relations(complete(asked, statement), asked.audience, engine).sql(engine.dialect, pretty=True)


def _cells(asked: Asked) -> exp.Query:
    cells = part("cells")
    if asked.bound.study.relative_to is RelativeTo.INITIAL:
        return cells
    return exp.union(cells, part("active_cells"), distinct=False)


def _spread(rows: list[dict[str, Any]], windows: Windows, shift: int = 0) -> dict[Place, int]:
    """People by cohort and index, from people by cohort and span of periods."""
    found: dict[Place, int] = defaultdict(int)
    for row in rows:
        first, last = (int(row[name]) // windows.step + shift for name in ("first_age", "last_age"))
        for index in range(first, min(last, windows.last_index) + 1):
            found[row["cohort"], index] += row["people"]
    return found


def _amounts(rows: list[dict[str, Any]], windows: Windows) -> dict[Place, Amount]:
    """Up to each period, from what each period added."""
    added = {(row["cohort"], row["age"] // windows.step): row for row in rows}
    found: dict[Place, Amount] = {}
    for cohort in {row["cohort"] for row in rows}:
        cents = squares = 0
        for index in range(windows.last_index + 1):
            row = added.get((cohort, index))
            cents += int(row["net_cents"]) if row else 0
            squares += int(row["cents_squared"]) if row else 0
            found[cohort, index] = Amount(cents, squares)
    return found


# ── sums over people


def sums_over_people(engine: Engine, asked: Asked, windows: Windows) -> dict[int, RatioSums]:
    """By index, over the starts whose cells are complete: of each person the starts counted, of the starts at risk."""
    if asked.bound.study.relative_to is RelativeTo.PREVIOUS:
        relations = {"counted_starts": _judged_starts(asked, windows), "at_risk": _judged_risks(windows)}
        rows = _rows(engine, asked, _with(part("risks_by_person"), **relations))
        return {row["age"] // windows.step: _ratio_sums(row) for row in rows}
    started = _rows(engine, asked, part("starts_by_person"))
    statement = part("returns_by_person", through=windows.through)
    statement = _with(statement, counted_starts=_judged_starts(asked, windows))
    returned = {row["age"] // windows.step: row for row in _rows(engine, asked, statement)}
    return {index: _of_starts(started, returned, index, windows) for index in range(1, windows.last_index + 1)}


def _of_starts(
    started: list[dict[str, Any]], returned: Mapping[int, dict[str, Any]], index: int, windows: Windows
) -> RatioSums:
    complete_starts = [row for row in started if row["cohort"] + windows.reach(index) <= windows.through]
    sums = {
        name: sum(int(row[name]) for row in complete_starts) for name in ("people", "times_started", "starts_squared")
    }
    counted = returned.get(index, {"counted": 0, "counted_squared": 0, "products": 0})
    return _ratio_sums(
        {
            **counted,
            "people": sums["people"],
            "at_risk": sums["times_started"],
            "at_risk_squared": sums["starts_squared"],
        }
    )


def _ratio_sums(row: Mapping[str, Any]) -> RatioSums:
    names = ("people", "counted", "at_risk", "counted_squared", "at_risk_squared", "products")
    return RatioSums(*(int(row[name]) for name in names))


def _with(statement: exp.Query, **relations: exp.Query) -> exp.Query:
    own = [exp.CTE(this=query, alias=exp.TableAlias(this=exp.to_identifier(name))) for name, query in relations.items()]
    statement.set("with_", exp.With(expressions=[*own, *statement.ctes]))
    return statement


def _judged_starts(asked: Asked, windows: Windows) -> exp.Select:
    """Each start that can be judged, with each index (times the step) that counts it."""
    if asked.bound.study.measure is not Measure.ON_OR_AFTER:
        return _judged(windows, "covered", column("first_age", "covered")).from_("covered")
    age = exp.Mul(this=column("number", "numbers"), expression=exp.Literal.number(windows.step))
    within = exp.Between(this=age, low=column("first_age", "covered"), high=column("last_age", "covered"))
    shown = exp.LTE(this=column("number", "numbers"), expression=exp.Literal.number(windows.last_index))
    judged = _judged(windows, "covered", age).from_("covered").join("numbers", join_type="cross")
    return judged.where(within, shown)


def _judged_risks(windows: Windows) -> exp.Query:
    """Everybody who started, in the first period after it; in later ones whoever was active in the one before."""
    first, step = exp.Literal.number(windows.step), exp.Literal.number(windows.step)
    later = exp.Add(this=column("first_age", "active"), expression=step)
    is_later = exp.GT(this=column("first_age", "active"), expression=exp.Literal.number(0))
    return exp.union(
        _judged(windows, "starts", first).from_("starts"),
        _judged(windows, "active", later).from_("active").where(is_later),
        distinct=False,
    )


def _judged(windows: Windows, source: str, age: exp.Expr) -> exp.Select:
    reach = exp.Paren(this=windows.reach_in_sql(age.copy()))
    over = exp.LTE(
        this=exp.Add(this=column("cohort", source), expression=reach), expression=exp.Literal.number(windows.through)
    )
    later = exp.GT(this=age.copy(), expression=exp.Literal.number(0))
    columns = {"user_no": column("user_no", source), "cohort": column("cohort", source), "age": age, "reach": reach}
    return exp.select(*(x.copy().as_(name) for name, x in columns.items())).where(over, later)
