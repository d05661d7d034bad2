"""Accounting of buyers over time, and cohort value, judged: shares and money with their people and intervals."""

from __future__ import annotations

from datetime import datetime

import click

from data.sentence import Gap, Money, Sentence, Share
from pages.terminal.ask import SEGMENT
from pages.terminal.judged import NOT_KNOWN, money_of, share_of
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, asked_of
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.retention import lifecycle
from queries.value import CohortValue, Payback, cohort_value


@click.command("lifecycle")
@SEGMENT
@AS_OF
@click.option("--period", default="month", show_default=True, type=click.Choice(("week", "month", "quarter")))
@click.option("--week-starts", default=1, show_default=True, type=click.IntRange(1, 7), help="1 Monday to 7 Sunday")
@AS_JSON
@at_terminal
def show_lifecycle(
    terminal: Terminal, segment_name: str | None, as_of: datetime | None, period: str, week_starts: int, as_json: bool
) -> None:
    """Who was new, stayed, came back and went, period by period."""
    ask, audience = asked_of(terminal, segment_name, as_of)
    periods = lifecycle(ask, audience, period=period, week_starts=week_starts)
    if as_json:
        terminal.print_json(plain({"as_of": audience.as_of, "periods": periods}, terminal))
        return
    if not any(each.active for each in periods):
        terminal.say("Nobody of this audience had bought by that day.")
        return
    headers = (
        Sentence("Begins on"),
        Sentence("Active"),
        Sentence("New buyers"),
        Sentence("Retained"),
        Sentence("Came back"),
        Sentence("Churned"),
        Sentence("Quick ratio"),
        Sentence("Of the buyers of the period before, bought again"),
    )
    rows = [
        (
            each.period_date,
            *(each.active, each.new_buyers, each.retained, each.resurrected, each.churned),
            None if each.quick_ratio is None else round(each.quick_ratio, 2),
            share_of(each.repurchase),
        )
        for each in periods
    ]
    terminal.print_table(headers, rows)


@click.command("value")
@SEGMENT
@AS_OF
@click.option(
    "--cost-kind", "kinds", multiple=True, help="a kind of cost that won new buyers; default: those that say so"
)
@AS_JSON
@at_terminal
def show_value(
    terminal: Terminal, segment_name: str | None, as_of: datetime | None, kinds: tuple[str, ...], as_json: bool
) -> None:
    """What cohorts of first-time buyers brought in, what a new buyer cost, and when that came back."""
    ask, audience = asked_of(terminal, segment_name, as_of)
    found = cohort_value(ask, audience, acquisition_kinds=kinds or None)
    if as_json:
        terminal.print_json(plain({"as_of": audience.as_of, "value": found}, terminal))
        return
    _print_value(terminal, found)


def _print_value(terminal: Terminal, found: CohortValue) -> None:
    if not found.cohorts:
        terminal.say("Nobody of this audience had bought by that day.")
        return
    for missing in (*found.margin_missing, *found.cost_missing):
        terminal.paper.print(terminal.words(missing), soft_wrap=True)
    headers = (
        Sentence("First bought in"),
        Sentence("People"),
        Sentence("Months since"),
        Sentence("Net revenue per person"),
        Sentence("Margin per person"),
        Sentence("Cost of a new buyer"),
        Sentence("Paid back"),
    )
    rows = [
        (
            cohort.cohort_date,
            cohort.size,
            cohort.cells[-1].months_since,
            money_of(cohort.cells[-1].value),
            money_of(cohort.cells[-1].margin),
            None if cohort.cost_cents is None else Money(round(cohort.cost_cents)),
            _payback(cohort.payback),
        )
        for cohort in found.cohorts
    ]
    terminal.print_table(headers, rows)


def _payback(found: Payback | None) -> Gap:
    if found is None:
        return NOT_KNOWN
    if found.months is None:
        return Sentence(
            "{share} after {months} month",
            {"share": Share(found.share), "months": found.after_months},
            "{share} after {months} months",
            "months",
        )
    return Sentence("in month {months}", {"months": found.months})
