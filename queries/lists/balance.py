"""Whether chance made two like groups: of each measure how far apart those written to and those kept back are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from scipy.stats import norm
from sqlglot import exp

from data.ledger import CONTROL
from queries.catalog import Measure, ValueType, catalog
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.lists.draw import Draw
from queries.segments.compile import Measuring
from queries.segments.rows import column

LARGEST_GOOD = 0.1  # beyond it groups are commonly called unlike (Austin 2009; METRICS §6.14)
COMPARED = ("orders.count", "orders.net_revenue", "orders.days_since_last", "users.points", "users.tier", "users.city")
_MOST_VALUES = 50


@dataclass(frozen=True)
class Balance:
    """`smd`: difference of means (of words: of the share of that value) over the pooled standard deviation, the value
    that differs most of the `compared` ones for words; None where nothing varies. `treated` and `control` are the two
    means or shares. Beyond `limit` the groups are unlike."""

    measure: Measure
    value: str | None
    treated: float | None
    control: float | None
    smd: float | None
    compared: int = 1
    limit: float = LARGEST_GOOD

    @property
    def is_good(self) -> bool:
        return self.smd is None or abs(self.smd) < self.limit


@dataclass(frozen=True)
class _Moments:
    n: int
    mean: float
    variance: float


def balance(
    engine: DuckDBEngine | DuckDBCursor, found: Draw, measures: Sequence[str] = COMPARED
) -> tuple[Balance, ...]:
    """Standardised mean differences between the people written to and the control group, by measure as of the day.

    Measures that were not delivered are left out; without a control group there is nothing to compare.
    """
    if not found.listed or not len(found.control):
        return ()
    known = catalog(engine.version).measures
    keys = dict.fromkeys((*measures, *found.plan.control.strata))
    told = [_of(engine, found, known[key]) for key in keys if key in known and known[key].is_available]
    limit = chance_limit(found.listed, len(found.control), sum(each.compared for each in told))
    return tuple(replace(each, limit=max(LARGEST_GOOD, limit)) for each in told)


def chance_limit(listed: int, control: int, comparisons: int) -> float:
    """What the largest of so many differences reaches by chance alone in at most 1 of 20 draws (Bonferroni).

    A fair draw of small groups differs by more than 0.1 in some city nearly always; that is no fault of the draw.
    """
    return float(norm.ppf(1 - 0.025 / max(comparisons, 1))) * sqrt(1 / listed + 1 / control)


def _of(engine: DuckDBEngine | DuckDBCursor, found: Draw, measure: Measure) -> Balance:
    if measure.type in (ValueType.NUMBER, ValueType.MONEY, ValueType.SHARE):
        return _of_numbers(engine, found, measure)
    return _of_words(engine, found, measure)


def _of_numbers(engine: DuckDBEngine | DuckDBCursor, found: Draw, measure: Measure) -> Balance:
    table = engine.query(_moments(found, measure).sql(engine.dialect), {"drawn": found.assigned()})
    sides = {
        row["held"]: _Moments(row["n"], row["mean"], row["variance"] or 0.0) for row in table.to_pylist() if row["n"]
    }
    if len(sides) < 2:
        return Balance(measure, None, None, None, None)
    return Balance(measure, None, sides[False].mean, sides[True].mean, _smd(sides[False], sides[True]))


def _of_words(engine: DuckDBEngine | DuckDBCursor, found: Draw, measure: Measure) -> Balance:
    table = engine.query(_counted(found, measure).sql(engine.dialect), {"drawn": found.assigned()})
    counts: dict[str | None, dict[bool, int]] = {}
    for row in table.to_pylist():
        counts.setdefault(row["value"], {})[row["held"]] = row["people"]
    compared = [_compared(measure, value, sides, found.listed, len(found.control)) for value, sides in counts.items()]
    frequent = sorted(compared, key=lambda each: -((each.treated or 0) + (each.control or 0)))[:_MOST_VALUES]
    return replace(max(frequent, key=lambda each: abs(each.smd or 0)), compared=len(frequent))


def _compared(measure: Measure, value: str | None, sides: dict[bool, int], listed: int, held: int) -> Balance:
    treated, control = sides.get(False, 0) / listed, sides.get(True, 0) / held
    smd = _smd(*(_Moments(n, share, share * (1 - share)) for n, share in ((listed, treated), (held, control))))
    return Balance(measure, value, treated, control, smd)


def _smd(treated: _Moments, control: _Moments) -> float | None:
    deviation = sqrt((treated.variance + control.variance) / 2)
    return (treated.mean - control.mean) / deviation if deviation else None


def _valued(found: Draw, measure: Measure) -> exp.Select:
    """One row per person written to or kept back: which of the two, and the value."""
    measuring = Measuring(found.plan.as_of)
    value = measuring.plain_value(measure)
    held = exp.EQ(this=exp.cast(column("arm", "drawn"), exp.DataType.Type.TEXT), expression=exp.Literal.string(CONTROL))
    on = exp.EQ(this=column("user_no", "users"), expression=column("user_no", "drawn"))
    return measuring.people(held.as_("held"), value.as_("value")).join("drawn", on=on, join_type="inner")


def _counted(found: Draw, measure: Measure) -> exp.Select:
    text = exp.cast(column("value", "valued"), exp.DataType.Type.TEXT)
    return (
        exp.select(column("held", "valued").as_("held"), text.as_("value"), exp.Count(this=exp.Star()).as_("people"))
        .from_("valued")
        .with_("valued", as_=_valued(found, measure))
        .group_by(column("held", "valued"), text.copy())
    )


def _moments(found: Draw, measure: Measure) -> exp.Select:
    x = exp.cast(column("value", "valued"), exp.DataType.Type.DOUBLE)
    return (
        exp.select(
            column("held", "valued").as_("held"),
            exp.Count(this=x).as_("n"),
            exp.Avg(this=x.copy()).as_("mean"),
            exp.Variance(this=x.copy()).as_("variance"),
        )
        .from_("valued")
        .with_("valued", as_=_valued(found, measure))
        .group_by(column("held", "valued"))
    )
