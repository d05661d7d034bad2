"""What first-time buyers bring over the months: net revenue and margin per member, what winning one cost, payback."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import streamlit as st

from data.sentence import Label, Sentence
from pages.charts.curves import curves
from pages.charts.words import Unit, Words
from pages.locale import figures
from pages.parts.definition_texts import how_counted
from pages.parts.drawing import Table, chart_card, draw, theme
from pages.parts.files import file_name_of
from pages.parts.session import currency, in_a_row, language, plain, say, spoken
from pages.parts.tables import plain_table
from queries.audience import Audience
from queries.stats import Estimate
from queries.value import Cohort, CohortValue, Payback, Point, complete_on

REVENUE = Label("Net revenue", "净收入", "淨收入")
MARGIN = Label("Margin after cost of goods", "毛利", "毛利")
COHORTS_SHOWN = 12
SHOWN_MONTHS = (0, 3, 6, 12)
HEADERS = {
    "kind": Label("Of", "口径", "口徑"),
    "months": Label("Months since", "距首单月数", "距首單月數"),
    "cohorts": Label("Cohorts", "同期群数", "同期群數"),
    "people": Label("People", "人数", "人數"),
    "value": Label("Per member", "人均", "人均"),
    "ci_low": Label("95% from", "95%下限", "95%下限"),
    "ci_high": Label("95% to", "95%上限", "95%上限"),
}


def show_value(found: CohortValue, audience: Audience) -> None:
    """The pooled curve, and below it the newest cohorts one by one."""
    lines = _lines(found)
    if not lines:
        st.info(say("No month since a first purchase has ended for 30 people yet: value cannot be judged."))
        return
    title = say("What a first-time buyer brings, by months since the first purchase")
    groups = tuple(dict.fromkeys(label.in_language(language()) for label, _, _ in lines))
    words = Words(
        language(),
        x=HEADERS["months"].in_language(language()),
        y=HEADERS["value"].in_language(language()),
        unit=Unit.MONEY,
        sign=figures.currency_sign(currency(), language()),
    )
    cost = found.acquisition.cost_per_buyer_cents if found.acquisition else None
    last = max(point.months_since for _, point, _ in lines)
    draw(
        "value_cohorts",
        curves(
            words,
            theme(),
            evidence=plain("Rests on"),
            first=0,
            last=last,
            groups=groups,
            has_level=cost is not None,
        ),
        pa.Table.from_pylist([_point(*line) for line in lines] + _level(cost), schema=_POINTS),
        _table(found.curve),
        title=title,
        alt=title,
        note=_note(found.curve),
        definition=how_counted("cohort_value", audience.as_of),
    )
    _missing(found)
    _cohorts(found)


def _lines(found: CohortValue) -> list[tuple[Label, Point, Estimate]]:
    pairs = [(REVENUE, point, point.value) for point in found.curve]
    pairs += [(MARGIN, point, point.margin) for point in found.curve]
    return [pair for pair in pairs if pair[2].is_known]


_POINTS = pa.schema(
    [("group", pa.string()), ("since", pa.int64())]
    + [(name, pa.float64()) for name in ("rate", "low", "high", "level")]
    + [(name, pa.string()) for name in ("since_text", "rate_text", "evidence", "level_text")]
)


def _point(label: Label, point: Point, value: Estimate) -> dict[str, object]:
    return {
        "group": label.in_language(language()),
        "since": point.months_since,
        "rate": _units(value.value),
        "low": _units(value.ci_low),
        "high": _units(value.ci_high),
        "since_text": figures.whole(point.months_since, language()),
        "rate_text": _money(value.value),
        "evidence": plain(
            "{people} people; 95% {low}–{high}",
            people=value.denominator,
            low=_money(value.ci_low),
            high=_money(value.ci_high),
        ),
    }


def _level(cost: float | None) -> list[dict[str, object]]:
    if cost is None:
        return []
    return [{"level": cost / 100, "level_text": plain("a new buyer cost {money}", money=_money(cost))}]


def _note(curve: Sequence[Point]) -> str:
    words = [Sentence("Later months rest on fewer, older cohorts. Bands are 95% intervals.")]
    if any(point.is_skewed for point in curve):
        words.append(Sentence("A few people weigh so much that some intervals say too little."))
    if any(point.is_provisional for point in curve):
        words.append(Sentence("Refunds of the newest orders may still arrive."))
    return in_a_row(words)


def _missing(found: CohortValue) -> None:
    for fault in (*found.margin_missing, *found.cost_missing):
        st.caption(spoken(fault))
    if found.acquisition:
        st.caption(
            say(
                "Costs of these kinds are counted as winning buyers: {kinds}. Buyers who came by themselves are among "
                "those divided by, so the next one costs more.",
                kinds=", ".join(kind or "–" for kind in found.acquisition.kinds),
            )
        )


def _cohorts(found: CohortValue) -> None:
    """Newest first: what each brought so far, what it cost, and when that was back."""
    shown = [cohort for cohort in reversed(found.cohorts) if cohort.cells][:COHORTS_SHOWN]
    columns = {
        plain("First purchase"): [figures.month(cohort.cohort_date, language()) for cohort in shown],
        plain("People"): [figures.whole(cohort.size, language()) for cohort in shown],
    }
    for months in SHOWN_MONTHS:
        columns[_head(months)] = [_after(one, months) for one in shown]
    if found.acquisition:
        columns[plain("A new buyer cost")] = [_money(cohort.cost_cents) for cohort in shown]
        columns[plain("Paid back")] = [_payback(cohort.payback) for cohort in shown]
    with chart_card("value_newest", say("The newest cohorts one by one")):
        plain_table(columns, download=plain("Value of the newest cohorts"))


def _head(months: int) -> str:
    if months == 0:
        return plain("Net revenue in the first month")
    return plain("Net revenue after {months} months", months=months)


def _after(cohort: Cohort, months: int) -> str:
    """The day on which it can be known, while it cannot."""
    value = next((cell.value for cell in cohort.cells if cell.months_since == months), None)
    if value is None:
        return plain("known on {day}", day=complete_on(cohort.cohort_date, months))
    return _money(value.value) if value.is_known else plain("{people} people: too few", people=value.denominator)


def _payback(payback: Payback | None) -> str:
    if payback is None:
        return "–"
    if payback.months == 0:
        return plain("in the month of the first purchase")
    if payback.months is not None:
        return plain("after {months} month", plural="after {months} months", count="months", months=payback.months)
    return plain(
        "{share} after {months} months", share=figures.share(payback.share, language()), months=payback.after_months
    )


def _units(cents: float | None) -> float | None:
    return None if cents is None else cents / 100


def _money(cents: float | None) -> str:
    return "–" if cents is None else figures.money(round(cents), currency(), language())


def _table(curve: Sequence[Point]) -> Table:
    both = [(REVENUE, point, point.value) for point in curve] + [(MARGIN, point, point.margin) for point in curve]
    columns = {
        "kind": [label.in_language(language()) for label, _, _ in both],
        "months": [point.months_since for _, point, _ in both],
        "cohorts": [point.cohorts for _, point, _ in both],
        "people": [value.denominator for _, _, value in both],
        "value": pa.array([_units(value.value) for _, _, value in both], pa.float64()),
        "ci_low": pa.array([_units(value.ci_low) for _, _, value in both], pa.float64()),
        "ci_high": pa.array([_units(value.ci_high) for _, _, value in both], pa.float64()),
    }
    headers = {name: label.in_language(language()) for name, label in HEADERS.items()}
    return Table(pa.table(columns), headers, file_name_of(plain("Value per member")))
