"""Scores and kinds as SQL: a value against cuts, and the name of what a condition finds."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from queries.segments.values import One, literal


def named(*kinds: tuple[exp.Expr, One], otherwise: One) -> exp.Case:
    """The name of the first condition that holds."""
    case = exp.Case()
    for condition, name in kinds:
        case = case.when(condition, literal(name))
    return case.else_(literal(otherwise))


def score(x: exp.Expr, cuts: Iterable[int]) -> exp.Case:
    """1, and one more for each cut strictly below the value: the higher, the better."""
    rising = sorted(cuts)
    above = [(exp.GT(this=x.copy(), expression=literal(cut)), number + 2) for number, cut in enumerate(rising)]
    return named(*reversed(above), otherwise=1)


def reversed_score(x: exp.Expr, cuts: Iterable[int]) -> exp.Case:
    """The highest score up to the lowest cut, and one less beyond each: the lower, the better."""
    rising = sorted(cuts)
    within = [
        (exp.LTE(this=x.copy(), expression=literal(cut)), len(rising) + 1 - number) for number, cut in enumerate(rising)
    ]
    return named(*within, otherwise=1)
