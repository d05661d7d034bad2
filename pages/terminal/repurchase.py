"""Repurchase, judged: within so many days, in a window, from order to order; and a segment beside everyone else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import click

from data.errors import BadParameter
from data.sentence import Sentence
from pages.terminal.ask import SEGMENT
from pages.terminal.judged import curve_share_of, days_of, share_of
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, asked_of
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.audience import Audience
from queries.layers import customary_words
from queries.question import Ask
from queries.retention import (
    CurvesApart,
    Gaps,
    Repurchase,
    Rung,
    Window,
    compare_repurchase,
    gaps,
    ladder,
    others,
    repurchase,
    repurchase_elapsed,
    window,
)

ELAPSED_NOTE = Sentence("By single orders every second order counts, also one of the same day, so it reads higher.")
CENSORED = Sentence("Days between finished purchases, in the middle: {finished}; with the buyers still waiting: {all}.")
CUTS = Sentence("Days of silence after which a buyer is dormant, by these gaps: {dormant}; and lost: {lost}.")


@click.command("repurchase")
@SEGMENT
@AS_OF
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 3650), help="within so many days")
@click.option("--window", "window_days", default=365, show_default=True, type=click.IntRange(1, 36500), help="in days")
@click.option("--against-others", is_flag=True, help="the segment beside everyone who is not in it")
@AS_JSON
@at_terminal
def show_repurchase(
    terminal: Terminal,
    segment_name: str | None,
    as_of: datetime | None,
    days: int,
    window_days: int,
    against_others: bool,
    as_json: bool,
) -> None:
    """Who bought again: within so many days, in a window, from order to order, and after how long."""
    ask, audience = asked_of(terminal, segment_name, as_of)
    if against_others:
        _compare(terminal, ask, audience, days, as_json)
        return
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
    if not rungs:
        terminal.say("Nobody of this audience had bought by that day.")
        return
    _print_within(terminal, within, elapsed)
    _print_window(terminal, in_window)
    _print_ladder(terminal, rungs, days)
    _print_gaps(terminal, between)


def _compare(terminal: Terminal, ask: Ask, audience: Audience, days: int, as_json: bool) -> None:
    if audience.segment is None:
        raise BadParameter(
            Sentence("Nobody is left beside everyone: say which segment, by {option}.", {"option": "--segment"})
        )
    compared = compare_repurchase(ask, (others(audience), audience), days=days)
    if as_json:
        terminal.print_json(plain({"as_of": audience.as_of, "compared": compared}, terminal))
        return
    _print_compared(terminal, compared)


def _print_within(terminal: Terminal, within: Iterable[Repurchase], elapsed: Iterable[Repurchase]) -> None:
    headers = (Sentence("Within days"), Sentence("By purchase days"), Sentence("By single orders"))
    both = zip(within, elapsed, strict=True)
    terminal.print_table(
        headers, [(day.within_days, share_of(day.share), share_of(order.share)) for day, order in both]
    )
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
        (Sentence("New buyers"), found.new),
        (Sentence("Returning"), found.returning),
    )
    rows = [
        (name, kind.buyers, share_of(kind.by_users), share_of(kind.by_purchase_days), share_of(kind.by_orders))
        for name, kind in kinds
    ]
    terminal.print_table(headers, rows)


def _print_ladder(terminal: Terminal, rungs: Iterable[Rung], days: int) -> None:
    terminal.say("\nAfter each purchase, by its number:")
    headers = (
        Sentence("Purchase"),
        Sentence("People who reached it"),
        Sentence("Bought again within {days} day", {"days": days}, "Bought again within {days} days", "days"),
        Sentence("Days until half of them bought again"),
    )
    rows = [
        (
            rung.purchase_number,
            rung.reached,
            next(share_of(each.share) for each in rung.within if each.within_days == days),
            days_of(rung.median_days),
        )
        for rung in rungs
    ]
    terminal.print_table(headers, rows)


def _print_gaps(terminal: Terminal, between: Gaps) -> None:
    gaps_of = {"finished": between.finished_median_days, "all": days_of(between.median_days)}
    terminal.paper.print("\n" + terminal.words(Sentence(CENSORED.text, gaps_of)), soft_wrap=True)
    days = {"dormant": between.suggested.dormant_days, "lost": between.suggested.lost_days}
    custom = [customary_words(between.customary)] if between.customary else []
    for said in (Sentence(CUTS.text, days), *between.remarks, *custom):
        terminal.paper.print(terminal.words(said), soft_wrap=True)


def _print_compared(terminal: Terminal, found: CurvesApart) -> None:
    days = found.days
    headers = (
        Sentence("Group"),
        Sentence("First-time buyers"),
        Sentence("Bought again within {days} day", {"days": days}, "Bought again within {days} days", "days"),
        Sentence("Mean days waited, of the first {days}", {"days": days}),
    )
    names = (Sentence("Everyone else"), Sentence("The segment"))
    rows = [
        (name, curve.waits, curve_share_of(curve.ended_by(days)), days_of(mean))
        for name, curve, mean in zip(names, found.curves, found.mean_days, strict=True)
    ]
    terminal.print_table(headers, rows)
    terminal.say("Mean days waited, segment minus everyone else: {days}.", days=days_of(found.mean_days_apart[0]))
    if found.log_rank is None:
        terminal.say("Whether the curves differ cannot be tested.")
    else:
        terminal.say("Chance alone makes curves differ so much with p {p} (log-rank).", p=_p(found.log_rank.p_value))


def _p(value: float) -> str:
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"
