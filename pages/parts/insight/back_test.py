"""The rule on past month-ends, and what its people did in the days after, beside everyone of that day."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from pages.charts.beside import beside
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.asking import watched
from pages.parts.controls import one_of
from pages.parts.drawing import Table, draw, theme
from pages.parts.insight.words import (
    difference_text,
    interval_text,
    note_everyone_includes_them,
    rule_of,
    short_days,
    value_text,
)
from pages.parts.opened import store
from pages.parts.session import currency, language, plain, say
from queries.audience import Audience
from queries.catalog import ValueType
from queries.insight import (
    FIGURE_LABELS,
    FIGURE_TYPES,
    HORIZONS,
    Afterwards,
    Compared,
    Figure,
    PastDay,
    Step,
    back_test,
    past_days,
)
from queries.question import Asking
from queries.stats import Estimate

MONTHS = 12
FIGURES = (Figure.BOUGHT, Figure.ORDERS, Figure.NET_REVENUE, Figure.REPURCHASE)
UNITS = {ValueType.SHARE: Unit.SHARE, ValueType.MONEY: Unit.MONEY, ValueType.NUMBER: Unit.COUNT}


def show_back_test(audience: Audience) -> None:
    rule = rule_of(audience)
    if rule is None:
        return
    with st.container(horizontal=True, gap="medium"):
        figure = Figure(
            one_of(
                "backtest_figure",
                {figure.value: FIGURE_LABELS[figure].in_language(language()) for figure in FIGURES},
                Figure.BOUGHT.value,
                label=say("Figure"),
            )
        )
        horizon = one_of(
            "backtest_days",
            {days: say("{days} days after", days=days) for days in HORIZONS},
            HORIZONS[0],
            label=say("Days after"),
        )
    days = past_days(Step.MONTH, first=store().manifest.data_start, last=audience.as_of, most=MONTHS)
    found = watched(
        "segment_back_test",
        lambda cursor, progress: back_test(Asking(cursor), rule, days, progress=progress),
        audience,
    )
    _draw(found, figure, horizon)
    note_everyone_includes_them()


def _draw(found: Sequence[PastDay], figure: Figure, horizon: int) -> None:
    kind = FIGURE_TYPES[figure]
    label = FIGURE_LABELS[figure].in_language(language())
    sign = figures.currency_sign(currency(), language()) if kind is ValueType.MONEY else ""
    roles = plain("Segment"), plain("Everyone of that day")
    texts = short_days([each.day for each in found])
    rows = [row for past, when in zip(found, texts, strict=True) for row in _points(past, when, figure, horizon, roles)]
    title = say("{figure}, in the {days} days after each day", figure=label, days=horizon)
    table = Table(back_test_table(found, figure, horizon), {}, "back-test")
    if not any(row["value"] is not None for row in rows):
        st.info(_not_yet(found, horizon), icon=":material/hourglass:")
    words = Words(language(), x=plain("Day"), y=label, unit=UNITS[kind], sign=sign)
    draw(
        "insight_back_test",
        beside(words, theme(), segment=roles[0], everyone=roles[1]),
        pa.Table.from_pylist(rows, schema=_POINTS),
        table,
        title=title,
        alt=title,
        note=say(
            "Past days whose {days} days are not over are blank; the table says when they will be. The bars are 95% "
            "intervals. Fewer than 30 people give no figure.",
            days=horizon,
        ),
    )


_POINTS = pa.schema(
    [(name, pa.string()) for name in ("when_text", "role", "value_text")]
    + [(name, pa.float64()) for name in ("value", "low", "high")]
)


def _not_yet(found: Sequence[PastDay], horizon: int) -> str:
    first = min(_after(each, horizon).complete_on for each in found)
    return say("There is nothing to show yet: the first {days} days are over on {day}.", days=horizon, day=first)


def _after(past: PastDay, horizon: int) -> Afterwards:
    return next(after for after in past.afterwards if after.days == horizon)


def _figure_of(past: PastDay, figure: Figure, horizon: int) -> Compared | None:
    return next((found for found in _after(past, horizon).figures or () if found.figure is figure), None)


def _points(past: PastDay, when: str, figure: Figure, horizon: int, roles: tuple[str, str]) -> list[dict[str, object]]:
    found = _figure_of(past, figure, horizon)
    estimates = (None, None) if found is None else (found.segment, found.everyone)
    return [_point(when, role, estimate, FIGURE_TYPES[figure]) for role, estimate in zip(roles, estimates, strict=True)]


def _point(when: str, role: str, found: Estimate | None, kind: ValueType) -> dict[str, object]:
    if found is None or not found.is_known:
        return {"when_text": when, "role": role, "value_text": "–", "value": None, "low": None, "high": None}
    text = plain(
        "{value} ({low} to {high}), {n} of {people}",
        value=value_text(found.value, kind),
        low=value_text(found.ci_low, kind),
        high=value_text(found.ci_high, kind),
        n=found.n,
        people=found.denominator,
    )
    return {
        "when_text": when,
        "role": role,
        "value_text": text,
        "value": found.value if kind is not ValueType.MONEY else (found.value or 0) / 100,
        "low": _scaled(found.ci_low, kind),
        "high": _scaled(found.ci_high, kind),
    }


def _scaled(value: float | None, kind: ValueType) -> float | None:
    return value / 100 if value is not None and kind is ValueType.MONEY else value


def back_test_table(found: Sequence[PastDay], figure: Figure, horizon: int) -> pa.Table:
    kind = FIGURE_TYPES[figure]
    judged = [_figure_of(past, figure, horizon) for past in found]
    return pa.table(
        {
            plain("Day"): [past.day for past in found],
            plain("People"): pa.array([past.people for past in found], pa.int64()),
            plain("Everyone"): pa.array([past.everyone for past in found], pa.int64()),
            plain("Complete on"): [_after(past, horizon).complete_on for past in found],
            plain("Segment"): [value_text(each.segment.value if each else None, kind) for each in judged],
            plain("Everyone of that day"): [value_text(each.everyone.value if each else None, kind) for each in judged],
            plain("Difference"): [difference_text(each.difference.value if each else None, kind) for each in judged],
            plain("95% interval"): [interval_text(each.difference, kind) if each else "–" for each in judged],
        }
    )
