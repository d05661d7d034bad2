"""The rule on past days: what the people it selected then did in the days after, against everyone of that day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.progress import Progress, silent
from data.sentence import Sentence
from queries.audience import Audience
from queries.insight.trade import Compared, bought, compared
from queries.lists.reach import reach
from queries.question import Ask
from queries.segments import Segment

HORIZONS = (30, 60, 90)
MOST_DAYS = 36


@dataclass(frozen=True)
class Afterwards:
    """`figures` is None until the data reach the last of the `days`, `complete_on`."""

    days: int
    complete_on: date
    figures: tuple[Compared, ...] | None


@dataclass(frozen=True)
class PastDay:
    """Whom the rule selected at the end of a day, with nothing known of what came later."""

    day: date
    people: int
    everyone: int
    afterwards: tuple[Afterwards, ...]


def back_test(
    ask: Ask,
    segment: Segment,
    days: Sequence[date],
    *,
    horizons: Sequence[int] = HORIZONS,
    progress: Progress = silent,
) -> tuple[PastDay, ...]:
    """One row per day, in order.

    Raises `SegmentError`, `NotDelivered` without buyers on the orders, and what the engine raises.
    """
    found: list[PastDay] = []
    for number, day in enumerate(sorted(days)):
        progress("backtest", number / len(days), Sentence("As of {day} …", {"day": day}))
        found.append(_past_day(ask, segment, day, horizons))
    progress("backtest", 1.0, Sentence("All days are judged."))
    return tuple(found)


def _past_day(ask: Ask, segment: Segment, day: date, horizons: Sequence[int]) -> PastDay:
    own, every = Audience(day, segment), Audience(day)
    afterwards = tuple(_afterwards(ask, own, every, days) for days in horizons)
    return PastDay(day, reach(ask, own).people, reach(ask, every).people, afterwards)


def _afterwards(ask: Ask, own: Audience, every: Audience, days: int) -> Afterwards:
    complete_on = own.as_of + timedelta(days=days)
    if complete_on > ask.version.manifest.data_end:
        return Afterwards(days, complete_on, None)
    return Afterwards(days, complete_on, compared(bought(ask, own, days=days), bought(ask, every, days=days)))
