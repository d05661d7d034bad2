"""Lifecycle accounting: who is new, stayed, came back and went from period to period, and the quick ratio."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from data.sentence import Label
from pages.charts.accounting import accounting
from pages.charts.words import Words
from pages.locale import figures
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, draw_in_card, theme
from pages.parts.files import file_name_of
from pages.parts.session import language, plain, say
from queries.audience import Audience
from queries.retention import Accounted

PERIODS_DRAWN = 36
HEADERS = {
    "period_date": Label("Period from", "周期起始日", "週期起始日"),
    "active": Label("Buyers", "购买人数", "購買人數"),
    "new_buyers": Label("New", "新客", "新客"),
    "retained": Label("Retained", "留存", "留存"),
    "resurrected": Label("Resurrected", "回流", "回流"),
    "churned": Label("Churned", "流失", "流失"),
    "quick_ratio": Label("Quick ratio", "速动比", "速動比"),
    "is_complete": Label("Complete", "是否完整", "是否完整"),
}
ROLES = ("retained", "resurrected", "new_buyers", "churned")  # from the zero line upwards, and below it


def show_accounts(found: Sequence[Accounted], period: str, audience: Audience) -> None:
    """The first period has no parts: nothing is known of the one before."""
    drawn = [one for one in found if one.churned is not None][-PERIODS_DRAWN:]
    stayed, returned, new, went = (HEADERS[role].in_language(language()) for role in ROLES)
    words = Words(language(), x=HEADERS["period_date"].in_language(language()), y=plain("Buyers"))
    draw_in_card(
        "value_accounts",
        accounting(words, theme(), roles=(stayed, returned, new, went)),
        pa.Table.from_pylist([row for one in drawn for row in _bars(one, period)], schema=_ROWS),
        _table(found),
        alt=say("New, retained, resurrected and churned buyers of each period"),
        note=say(
            "Buyers of a period are those of the one before, plus new and resurrected, less churned. "
            "Pale: the period has not ended, and who is missing may still come."
        ),
        definition=how_counted("lifecycle_accounts", audience.as_of),
    )


def period_text(day: date, period: str) -> str:
    if period == "quarter":
        return plain("Q{quarter} {year}", quarter=(day.month + 2) // 3, year=str(day.year))
    return figures.month(day, language()) if period == "month" else figures.day(day, language())


_ROWS = pa.schema(
    [
        ("when_text", pa.string()),
        ("role", pa.string()),
        ("value", pa.int64()),
        ("value_text", pa.string()),
        ("is_running", pa.bool_()),
    ]
)


def _bars(one: Accounted, period: str) -> list[dict[str, object]]:
    people = {role: getattr(one, role) or 0 for role in ROLES}
    return [
        {
            "when_text": period_text(one.period_date, period),
            "role": HEADERS[role].in_language(language()),
            "value": -count if role == "churned" else count,
            "value_text": figures.whole(count, language()),
            "is_running": not one.is_complete,
        }
        for role, count in people.items()
    ]


def _table(found: Sequence[Accounted]) -> Table:
    columns = {name: [getattr(one, name) for one in found] for name in HEADERS}
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Lifecycle accounting")))
