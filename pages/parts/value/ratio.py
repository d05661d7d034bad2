"""The quick ratio of each period: buyers gained for each one lost, with its table and its files."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data.sentence import Label
from pages.charts.quick_ratio import quick_ratio
from pages.charts.words import Words
from pages.locale import figures
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from pages.parts.value.accounts import PERIODS_DRAWN, period_text
from queries.audience import Audience
from queries.retention import Accounted
from queries.stats import ENOUGH_PEOPLE

HEADERS = {
    "period_date": Label("Period from", "周期起始日", "週期起始日"),
    "gained": Label("Gained: new and resurrected", "增加（新客与回流）", "增加（新客與回流）"),
    "churned": Label("Churned", "流失", "流失"),
    "quick_ratio": Label("Quick ratio", "速动比", "速動比"),
}


def show_quick_ratio(found: Sequence[Accounted], period: str, audience: Audience) -> None:
    """Nothing where no period has a ratio yet."""
    accounted = [one for one in found if one.churned is not None]
    if all(one.quick_ratio is None for one in accounted):
        return
    title = HEADERS["quick_ratio"].in_language(language())
    words = Words(language(), x=HEADERS["period_date"].in_language(language()), y=title)
    draw(
        "value_quick_ratio",
        quick_ratio(words, theme(), evidence=plain("Rests on")),
        pa.Table.from_pylist([_point(one, period) for one in accounted[-PERIODS_DRAWN:]], schema=_POINTS),
        _table(accounted),
        title=title,
        alt=say("Buyers gained for each one lost, period by period"),
        note=say(
            "Above the dashed line at 1 the buyers grow. Hollow: fewer than {people} were lost, so chance moves it. "
            "A period that has not ended has no ratio.",
            people=ENOUGH_PEOPLE,
        ),
        definition=how_counted("quick_ratio", audience.as_of),
    )


_POINTS = pa.schema(
    [(name, pa.string()) for name in ("when_text", "ratio_text", "evidence")]
    + [("ratio", pa.float64()), ("is_few", pa.bool_())]
)


def _gained(one: Accounted) -> int:
    return (one.new_buyers or 0) + (one.resurrected or 0)


def _point(one: Accounted, period: str) -> dict[str, object]:
    return {
        "when_text": period_text(one.period_date, period),
        "ratio": one.quick_ratio,
        "ratio_text": "–" if one.quick_ratio is None else figures.whole(one.quick_ratio, language(), 2),
        "evidence": plain("{gained} gained, {churned} lost", gained=_gained(one), churned=one.churned),
        "is_few": (one.churned or 0) < ENOUGH_PEOPLE,
    }


def _table(accounted: Sequence[Accounted]) -> Table:
    columns = {
        "period_date": [one.period_date for one in accounted],
        "gained": [_gained(one) for one in accounted],
        "churned": [one.churned for one in accounted],
        "quick_ratio": pa.array([one.quick_ratio for one in accounted], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Quick ratio")))
