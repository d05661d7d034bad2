"""A segment against everyone: who its people are, and what those of past days did afterwards."""

from __future__ import annotations

from datetime import datetime

import click

from data.sentence import Gap, Money, Sentence, Share
from pages.terminal.plain import plain
from pages.terminal.rule import AS_OF, RULE, audience_of, day_of, named_segment, opened
from pages.terminal.segment.past import STEP
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal, watched
from queries.catalog import ValueType
from queries.insight import (
    FIGURE_LABELS,
    FIGURE_TYPES,
    Afterwards,
    Compared,
    Step,
    back_test,
    figures,
    past_days,
    portrait,
)
from queries.question import Asking
from queries.stats import Estimate

FIGURE_HEADERS = (
    Sentence("Figure"),
    Sentence("Segment"),
    Sentence("Everyone"),
    Sentence("Difference"),
    Sentence("from"),
    Sentence("to"),
)
VALUE_HEADERS = (
    Sentence("Measure"),
    Sentence("Value"),
    Sentence("Segment"),
    Sentence("Everyone"),
    Sentence("Difference"),
    Sentence("from"),
    Sentence("to"),
)
AFTER_HEADERS = (Sentence("Days"), *FIGURE_HEADERS[:4])
LINES = 12


@click.command("backtest")
@RULE
@AS_OF
@STEP
@click.option("--days", "how_many", type=click.IntRange(1, 36), default=6, show_default=True, help="past days")
@AS_JSON
@at_terminal
def segment_backtest(
    terminal: Terminal, name: str, as_of: datetime | None, step: str, how_many: int, as_json: bool
) -> None:
    """The rule on past days, and what its people bought in the next 30, 60 and 90 days against everyone."""
    engine = opened(terminal)
    rule = named_segment(terminal, engine.version, name)
    last, begin = day_of(engine.version, as_of), engine.version.manifest.data_start
    days = past_days(Step(step), first=begin, last=last, most=how_many)
    with watched(terminal) as progress:
        found = back_test(Asking(engine), rule, days, progress=progress)
    if as_json:
        terminal.print_json(plain(found, terminal))
        return
    for each in found:
        terminal.say(
            "\n{day}: {people} of {everyone} person",
            plural="\n{day}: {people} of {everyone} people",
            count="everyone",
            day=each.day,
            people=each.people,
            everyone=each.everyone,
        )
        terminal.print_table(AFTER_HEADERS, [row for after in each.afterwards for row in _after(after)])


def _after(after: Afterwards) -> list[tuple[Gap, ...]]:
    if after.figures is None:
        return [(after.days, Sentence("complete on {day}", {"day": after.complete_on}), None, None, None)]
    return [(after.days, *_figure(figure)[:4]) for figure in after.figures]


@click.command("profile")
@RULE
@AS_OF
@AS_JSON
@at_terminal
def segment_profile(terminal: Terminal, name: str, as_of: datetime | None, as_json: bool) -> None:
    """Who they are against everyone: figures, and the values that are more and less frequent among them."""
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, name, as_of)
    assert audience.segment is not None
    found = figures(Asking(engine), audience)
    with watched(terminal) as progress:
        drawn = portrait(engine, audience.segment, as_of=audience.as_of, progress=progress)
    if as_json:
        terminal.print_json({"figures": plain(found, terminal), "portrait": plain(drawn, terminal)})
        return
    terminal.say(
        "{people} of {everyone} person.",
        plural="{people} of {everyone} people.",
        count="everyone",
        people=drawn.people,
        everyone=drawn.everyone,
    )
    terminal.say(
        "Figures of the last {days} day:", plural="Figures of the last {days} days:", count="days", days=found.days
    )
    terminal.print_table(FIGURE_HEADERS, [_figure(figure) for figure in found.figures])
    terminal.say(
        "The {compared} interval holds with 95 %.",
        plural="All {compared} intervals hold together with 95 %.",
        count="compared",
        compared=drawn.compared,
    )
    over = [each for each in drawn.values if each.is_over]
    under = [each for each in drawn.values if each.is_under]
    rows = [
        (each.measure.label, each.value, *_estimates(each.share, each.base, each.difference, ValueType.SHARE))
        for each in (*over[:LINES], *under[-LINES:])
    ]
    terminal.print_table(VALUE_HEADERS, rows)


def _figure(found: Compared) -> tuple[Gap, ...]:
    kind = FIGURE_TYPES[found.figure]
    return (FIGURE_LABELS[found.figure], *_estimates(found.segment, found.everyone, found.difference, kind))


def _estimates(own: Estimate, every: Estimate, difference: Estimate, kind: ValueType) -> tuple[Gap, ...]:
    numbers = (own.value, every.value, difference.value, difference.ci_low, difference.ci_high)
    return tuple(_number(number, kind) for number in numbers)


def _number(number: float | None, kind: ValueType) -> Gap:
    if number is None:
        return None
    match kind:
        case ValueType.SHARE:
            return Share(number)
        case ValueType.MONEY:
            return Money(round(number))
        case _:
            return round(number, 2)
