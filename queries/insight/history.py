"""How many people a rule selected on past days, and who came and went from one day to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from data.progress import Progress, silent
from data.sentence import Label, Sentence
from queries.engines.duck import DuckDBCursor, DuckDBEngine
from queries.segments import Segment, evaluate
from queries.segments.leaves import Leaves
from queries.segments.people import Bits, count


class Step(StrEnum):
    """How far past days lie apart."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


STEP_LABELS = {
    Step.DAY: Label("Days", "每天", "每天"),
    Step.WEEK: Label("Ends of weeks", "每周最后一天", "每週最後一天"),
    Step.MONTH: Label("Ends of months", "每月最后一天", "每月最後一天"),
}


@dataclass(frozen=True)
class Size:
    """`people` of `everyone` known by the day. `entered` and `left` since the day before it in the list; the first
    has neither. Always `people` = those before + `entered` − `left`."""

    day: date
    people: int
    everyone: int
    entered: int | None
    left: int | None


def sizes(
    engine: DuckDBEngine | DuckDBCursor, segment: Segment, days: Sequence[date], *, progress: Progress = silent
) -> tuple[Size, ...]:
    """Exact, each day with what was known at its end. Raises `SegmentError`, and `Cancelled` once the cursor is."""
    found: list[Size] = []
    before: Bits | None = None
    for number, day in enumerate(sorted(days)):
        progress("history", number / len(days), Sentence("As of {day} …", {"day": day}))
        people = evaluate(engine, segment, as_of=day).bits
        found.append(
            Size(
                day,
                people=count(people),
                everyone=count(Leaves(engine, day).everyone),
                entered=None if before is None else count(people & ~before),
                left=None if before is None else count(before & ~people),
            )
        )
        before = people
    progress("history", 1.0, Sentence("All days are counted."))
    return tuple(found)


def past_days(step: Step, *, first: date, last: date, most: int) -> tuple[date, ...]:
    """The last day and, before it, the ends of whole weeks (Sundays) or months down to the first; at most so many."""
    found = [last]
    while len(found) < most and (earlier := _before(found[-1], step)) >= first:
        found.append(earlier)
    return tuple(reversed(found))


def _before(day: date, step: Step) -> date:
    match step:
        case Step.DAY:
            return day - timedelta(days=1)
        case Step.WEEK:
            return day - timedelta(days=day.isoweekday())
        case Step.MONTH:
            return day.replace(day=1) - timedelta(days=1)
