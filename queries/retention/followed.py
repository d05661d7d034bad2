"""Who returned how long after a start, as SQL, and whom a measure counts for which periods."""

from __future__ import annotations

from pathlib import Path

from sqlglot import exp

from queries.header import literal as parameter
from queries.header import statement_in
from queries.retention.bind import PURCHASES
from queries.retention.starts import Asked, moment, starts
from queries.retention.study import Measure, Period, RelativeTo
from queries.segments.filters import filters_of
from queries.segments.rows import EventRows, column
from queries.segments.spans import Span

MEASURES = Path(__file__).parent / "measures"
SECONDS = {"hour": 3600, "minute": 60, "second": 1}
FAR = 10**6  # periods: beyond all data
ONCE_IS_ENOUGH = frozenset({Measure.ON, Measure.CHURNED, Measure.BRACKETS, Measure.STREAK})


def complete(asked: Asked, statement: exp.Query, only: int | None = None) -> exp.Query:
    """The statement with the relations in front of it that it may read: `starts`, `followed`, `covered`.

    `covered`: from which period after the start to which the measure counts somebody; `active`: the same, whoever was
    counted before. `only`: of one cohort.
    """
    relations: dict[str, exp.Query] = {
        "starts": starts(asked, only),
        "returns": _returns(asked),
        "followed": _followed(asked),
        "active": _measured(asked),
        "covered": _covered(asked),
    }
    shared = [
        exp.CTE(this=query, alias=exp.TableAlias(this=exp.to_identifier(name))) for name, query in relations.items()
    ]
    statement.set("with_", exp.With(expressions=[*shared, *statement.ctes]))
    return statement


def _covered(asked: Asked) -> exp.Query:
    if asked.bound.study.relative_to is RelativeTo.PREVIOUS:
        return part("previous", step=asked.calendar.step)
    return exp.select("*").from_("active")


def part(name: str, **values: int) -> exp.Query:
    """A statement of the measures with its parameters filled in."""
    statement = statement_in(MEASURES / f"{name}.sql").copy()
    for placeholder in tuple(statement.find_all(exp.Placeholder)):
        placeholder.replace(parameter(values[placeholder.name]))
    return statement


def _measured(asked: Asked) -> exp.Query:
    study, step = asked.bound.study, asked.calendar.step
    is_of_days = study.returning.event in PURCHASES
    match study.measure:
        case Measure.ON | Measure.CHURNED | Measure.BRACKETS:
            return part("on")
        case Measure.AT_LEAST:
            return part("at_least_days" if is_of_days else "at_least", times=study.times)
        case Measure.STREAK:
            return part("streak", step=step)
        case Measure.ON_OR_AFTER:
            return part("on_or_after", step=step)
        case Measure.VALUE:
            return part("value", last=FAR)


def _returns(asked: Asked) -> exp.Select:
    """Returns up to the day: person, day, time and number of the period. One per period where one says it all."""
    event, study = asked.bound.returning.event, asked.bound.study
    assert event is not None
    rows = EventRows(event, Span(None, asked.as_of), asked.as_of)
    day = rows.value_of(event.day)
    columns = {"return_date": day, "return_at": moment(rows), "period": asked.calendar.number(day.copy())}
    if study.measure is Measure.ON_OR_AFTER:
        early = exp.Paren(this=exp.Sub(this=day.copy(), expression=exp.Literal.number(study.horizon_days)))
        columns["early_period"] = asked.calendar.number(early)
    if study.measure is Measure.VALUE:
        columns["net_cents"] = rows.value_of("net_cents")
    where, person = asked.bound.returning.where, rows.value_of("user_no")
    is_once = study.measure in ONCE_IS_ENOUGH and study.period is not Period.ROLLING_DAY
    if is_once:  # the last of a period is after the start if any is
        columns |= {name: exp.Max(this=columns[name]) for name in ("return_date", "return_at")}
    found = rows.select(
        *(x.as_(name) for name, x in columns.items()),
        where=filters_of(where, rows),
        tables={found.field.table for found in where},
    )
    return found.group_by(person, columns["period"].copy()) if is_once else found


def _followed(asked: Asked) -> exp.Select:
    """Each return after each start of its person; `age`: so many steps after."""
    study = asked.bound.study
    on = exp.EQ(this=column("user_no", "starts"), expression=column("user_no", "returns"))
    age = _age(asked)
    columns = {
        "user_no": column("user_no", "starts"),
        "cohort": column("cohort", "starts"),
        "return_date": column("return_date", "returns"),
        "age": _bracket(age, study.brackets, asked.calendar.step) if study.measure is Measure.BRACKETS else age,
    }
    if study.measure is Measure.ON_OR_AFTER:
        columns["early_age"] = _early_age(asked, age)
    if study.measure is Measure.VALUE:
        columns["net_cents"] = column("net_cents", "returns")
    found = exp.select(*(x.as_(name) for name, x in columns.items())).from_("starts").join("returns", on=on)
    found = found.where(_after(asked))
    if study.measure is not Measure.BRACKETS:
        return found
    return found.where(exp.not_(exp.Is(this=exp.Paren(this=columns["age"].copy()), expression=exp.null())))


def _early_age(asked: Asked, age: exp.Expr) -> exp.Expr:
    """Of the first period whose end lies no more than the horizon before the return."""
    if asked.bound.study.period is Period.ROLLING_DAY:
        return exp.Sub(this=exp.Paren(this=age.copy()), expression=exp.Literal.number(asked.bound.study.horizon_days))
    return exp.Sub(this=column("early_period", "returns"), expression=column("cohort", "starts"))


def _after(asked: Asked) -> exp.Expr:
    """Later than the start: of purchases on a later day, of what has no time too. Money counts from the start on."""
    study, bound = asked.bound.study, asked.bound
    if study.measure is Measure.VALUE and bound.start.event is not None and bound.start.event.at is not None:
        return exp.LTE(this=column("start_at", "starts"), expression=column("return_at", "returns"))
    events = (bound.start.event, bound.returning.event)
    if bound.is_repurchase or any(event is None or event.at is None for event in events):
        return exp.LT(this=column("start_date", "starts"), expression=column("return_date", "returns"))
    return exp.LT(this=column("start_at", "starts"), expression=column("return_at", "returns"))


def _age(asked: Asked) -> exp.Expr:
    """In steps of the calendar; of rolling days the whole spans of 24 hours between both moments, to the second."""
    if asked.bound.study.period is not Period.ROLLING_DAY:
        return exp.Sub(this=column("period", "returns"), expression=column("cohort", "starts"))
    start, back = column("start_at", "starts"), column("return_at", "returns")
    days = exp.DateDiff(
        this=exp.cast(back, exp.DataType.Type.DATE),
        expression=exp.cast(start, exp.DataType.Type.DATE),
        unit=exp.var("day"),
    )
    is_earlier = exp.LT(this=_second_of_day(back), expression=_second_of_day(start))
    missing = exp.Case().when(is_earlier, exp.Literal.number(1)).else_(exp.Literal.number(0))
    return exp.Sub(this=days, expression=missing)


def _second_of_day(at: exp.Expr) -> exp.Expr:
    """Times are kept in UTC, whose days all have 24 hours."""
    terms: list[exp.Expr] = [
        exp.Mul(this=exp.Extract(this=exp.var(unit), expression=at.copy()), expression=exp.Literal.number(seconds))
        for unit, seconds in SECONDS.items()
    ]
    return exp.Paren(this=exp.Add(this=exp.Add(this=terms[0], expression=terms[1]), expression=terms[2]))


def _bracket(age: exp.Expr, brackets: tuple[tuple[int, int], ...], step: int) -> exp.Expr:
    """The number of the bracket, in steps like an age; NULL between brackets."""
    found = exp.Case().when(exp.EQ(this=exp.Paren(this=age), expression=exp.Literal.number(0)), exp.Literal.number(0))
    for place, (first, last) in enumerate(brackets, 1):
        low, high = exp.Literal.number(first * step), exp.Literal.number(last * step)
        within = exp.Between(this=exp.Paren(this=age.copy()), low=low, high=high)
        found = found.when(within, exp.Literal.number(place * step))
    return found
