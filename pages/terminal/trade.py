"""Repurchase, accounting of buyers over time, and cohort value, judged: shares with their people and intervals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from data.access import Action, require
from data.sentence import Gap, Money, Sentence, Share
from pages.terminal.ask import SEGMENT
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.audience import Audience
from queries.question import Asking
from queries.retention import (
    Gaps,
    Repurchase,
    Rung,
    Window,
    gaps,
    ladder,
    lifecycle,
    repurchase,
    repurchase_elapsed,
    window,
)
from queries.stats import Estimate
from queries.value import CohortValue, Payback, cohort_value

NOT_KNOWN = Sentence("not known")
ELAPSED_NOTE = Sentence("By single orders every second order counts, also one of the same day, so it reads higher.")
CENSORED = Sentence(
    "Between finished purchases lie {finished} days in the middle; with the buyers still waiting it is {all}."
)


@click.command("repurchase")
@SEGMENT
@AS_OF
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3650), help="within so many days")
@click.option("--window", "window_days", default=365, show_default=True, type=click.IntRange(1, 36500), help="in days")
@AS_JSON
@at_terminal
def show_repurchase(
    terminal: Terminal, segment_name: str | None, as_of: datetime | None, days: int, window_days: int, as_json: bool
) -> None:
    """Who bought again: within so many days, in a window, from order to order, and after how long."""
    ask, audience = _asked(terminal, segment_name, as_of)
    within, elapsed = repurchase(ask, audience, days=days), repurchase_elapsed(ask, audience, days=days)
    in_window, rungs = window(ask, audience, days=window_days), ladder(ask, audience, days=days)
    between = gaps(ask, audience)
    if as_json:
        found = {
            "as_of": audience.as_of,
            "by_purchase_days": within,
            "by_elapsed_orders": elapsed,
            "window": in_window,
            "ladder": rungs,
            "gaps": between,
        }
        terminal.print_json(plain(found, terminal))
        return
    _print_within(terminal, within, elapsed)
    _print_window(terminal, in_window)
    _print_ladder(terminal, rungs, days)
    _print_gaps(terminal, between)


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
    ask, audience = _asked(terminal, segment_name, as_of)
    periods = lifecycle(ask, audience, period=period, week_starts=week_starts)
    if as_json:
        terminal.print_json(plain({"as_of": audience.as_of, "periods": periods}, terminal))
        return
    headers = (
        Sentence("Begins on"),
        Sentence("Active"),
        Sentence("New"),
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
            _share(each.repurchase),
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
    ask, audience = _asked(terminal, segment_name, as_of)
    found = cohort_value(ask, audience, acquisition_kinds=kinds or None)
    if as_json:
        terminal.print_json(plain({"as_of": audience.as_of, "value": found}, terminal))
        return
    _print_value(terminal, found)


def _asked(terminal: Terminal, segment_name: str | None, as_of: datetime | None) -> tuple[Asking, Audience]:
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    return Asking(engine), audience_of(terminal, engine.version, segment_name, as_of)


def _print_within(terminal: Terminal, within: Iterable[Repurchase], elapsed: Iterable[Repurchase]) -> None:
    headers = (Sentence("Within days"), Sentence("By purchase days"), Sentence("By single orders"))
    both = zip(within, elapsed, strict=True)
    terminal.print_table(headers, [(day.within_days, _share(day.share), _share(order.share)) for day, order in both])
    terminal.paper.print(terminal.words(ELAPSED_NOTE), soft_wrap=True)


def _print_window(terminal: Terminal, found: Window) -> None:
    terminal.say("\nFrom {first} to {last}:", first=found.first, last=found.last)
    headers = (
        Sentence("Buyers"),
        Sentence("People"),
        Sentence("Bought again, of the buyers"),
        Sentence("Repeat purchases, of the purchase days"),
        Sentence("Repeat purchases, of the orders"),
    )
    kinds = (
        (Sentence("All"), found.everyone),
        (Sentence("New"), found.new),
        (Sentence("Returning"), found.returning),
    )
    rows = [
        (name, kind.buyers, _share(kind.by_users), _share(kind.by_purchase_days), _share(kind.by_orders))
        for name, kind in kinds
    ]
    terminal.print_table(headers, rows)


def _print_ladder(terminal: Terminal, rungs: Iterable[Rung], days: int) -> None:
    terminal.say("\nAfter each purchase, by its number:")
    headers = (
        Sentence("Purchase"),
        Sentence("People who reached it"),
        Sentence("Bought again within {days} days", {"days": days}),
        Sentence("Days until half of them bought again"),
    )
    rows = [
        (
            rung.purchase_number,
            rung.reached,
            next(_share(each.share) for each in rung.within if each.within_days == days),
            _days(rung.median_days),
        )
        for rung in rungs
    ]
    terminal.print_table(headers, rows)


def _print_gaps(terminal: Terminal, between: Gaps) -> None:
    gaps_of = {"finished": between.finished_median_days, "all": _days(between.median_days)}
    terminal.paper.print("\n" + terminal.words(Sentence(CENSORED.text, gaps_of)), soft_wrap=True)


def _print_value(terminal: Terminal, found: CohortValue) -> None:
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
            _money(cohort.cells[-1].value),
            _money(cohort.cells[-1].margin),
            None if cohort.cost_cents is None else Money(round(cohort.cost_cents)),
            _payback(cohort.payback),
        )
        for cohort in found.cohorts
    ]
    terminal.print_table(headers, rows)


def _share(found: Estimate) -> Gap:
    counts: dict[str, Gap] = {"n": found.n, "people": found.denominator}
    if found.value is None:
        return Sentence("{n} of {people}", counts) if found.denominator else NOT_KNOWN
    if found.ci_low is None or found.ci_high is None:
        return Share(found.value)
    ends: dict[str, Gap] = {"share": Share(found.value), "low": Share(found.ci_low), "high": Share(found.ci_high)}
    return Sentence("{share} ({low} to {high}), {n} of {people}", {**ends, **counts})


def _days(found: Estimate) -> Gap:
    if found.value is None:
        return NOT_KNOWN
    return Sentence("{days} ({low} to {high})", {"days": int(found.value), "low": found.ci_low, "high": found.ci_high})


def _money(found: Estimate) -> Gap:
    if found.value is None or found.ci_low is None or found.ci_high is None:
        return NOT_KNOWN
    low, high = Money(round(found.ci_low)), Money(round(found.ci_high))
    return Sentence("{value} ({low} to {high})", {"value": Money(round(found.value)), "low": low, "high": high})


def _payback(found: Payback | None) -> Gap:
    if found is None:
        return NOT_KNOWN
    if found.months is None:
        return Sentence("{share} after {months} months", {"share": Share(found.share), "months": found.after_months})
    return Sentence("in month {months}", {"months": found.months})
