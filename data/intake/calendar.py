"""Which days the export covers: its last full local day, how that was judged, and whole days without orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from data.intake.checked import Finding, Severity
from data.intake.examined import Examined
from data.intake.mapping import ExportMapping
from data.intake.statements import column, statement
from data.sentence import Gap, Sentence

WEEKS_COMPARED = 4
ENOUGH_TO_JUDGE = 20  # orders on such a day; below it a quiet day proves nothing
PARTIAL_SHARE = 0.5
DAILY_SHARE = 0.9  # members join on so many of the last days: then a missing end of that table shows


@dataclass(frozen=True)
class Day:
    day: date
    rows: int
    last_time: datetime | None


@dataclass(frozen=True)
class Span:
    start: date
    end: date
    findings: tuple[Finding, ...]


def covered_days(tables: Mapping[str, Examined], mapping: ExportMapping, today: date) -> Span:
    """First and last full local day. Raises nothing: an export without a dated order is refused elsewhere."""
    days = [day for day in _days(tables["orders"], "ordered_at") if day.day <= today]
    start, last = days[0].day, days[-1].day
    if mapping.data_end is not None:
        declared = Sentence("The last full day is {day}, as the mapping file declares.", {"day": mapping.data_end})
        return Span(start, mapping.data_end, (_note(declared), *_gaps(days, mapping.data_end)))
    end, judged = _last_full_day(days, today)
    findings = [_note(judged)]
    if "users" in tables and tables["users"].typed.has("joined_at"):
        joined = [day.day for day in _days(tables["users"], "joined_at") if day.day <= end]
        if joined and joined[-1] < end and _joins_daily(joined):
            findings.append(_members_end(joined[-1], end))
            end = joined[-1]
    return Span(start, max(end, start), (*findings, *_gaps(days, last)))


def _days(examined: Examined, time_name: str) -> list[Day]:
    each = examined.typed.table.column(time_name)
    query = statement(
        "days",
        tables={"events": examined.good()},
        columns={"day_of_row": column(str(each.date_name)), "time_of_row": column(each.stored_name)},
    )
    return [Day(row["local_day"], row["rows_of_day"], row["last_time"]) for row in examined.bench.rows(query)]


def _last_full_day(days: Sequence[Day], today: date) -> tuple[date, Sentence]:
    """The last day is compared with the same weekday of the weeks before; today itself is never full."""
    last = days[-1]
    if last.day >= today:
        return last.day - timedelta(days=1), Sentence(
            "Orders reach into {day}, the day of this check. The last full day is the one before.", {"day": last.day}
        )
    by_day = {each.day: each.rows for each in days}
    before = [by_day.get(last.day - timedelta(weeks=week), 0) for week in range(1, WEEKS_COMPARED + 1)]
    usual = median(before)
    if usual < ENOUGH_TO_JUDGE or len(days) < 7 * WEEKS_COMPARED:
        return last.day, Sentence(
            "The last day with orders is {day}. There are too few orders to judge whether it is complete; "
            "it is taken as complete.",
            {"day": last.day},
        )
    gaps: dict[str, Gap] = {"day": last.day, "rows": last.rows, "usual": usual, "weeks": WEEKS_COMPARED}
    if last.rows < PARTIAL_SHARE * usual:
        return last.day - timedelta(days=1), Sentence(
            "Orders on {day}: {rows}; on the same weekday of the {weeks} weeks before: {usual}. "
            "The day is taken as incomplete, and the last full day is the one before.",
            gaps,
        )
    return last.day, Sentence(
        "Orders on {day}: {rows}; on the same weekday of the {weeks} weeks before: {usual}. "
        "The day is taken as complete.",
        gaps,
    )


def _joins_daily(joined: Sequence[date]) -> bool:
    last_days = {joined[-1] - timedelta(days=back) for back in range(28)}
    return len(last_days & set(joined)) >= DAILY_SHARE * 28


def _members_end(members_end: date, orders_end: date) -> Finding:
    words = Sentence(
        "Members join daily until {members_end}, but orders reach until {orders_end}: members were exported earlier. "
        "The last full day is {members_end}.",
        {"members_end": members_end, "orders_end": orders_end},
    )
    return Finding("members_end_earlier", "users", Severity.WARNING, words)


def _note(words: Sentence) -> Finding:
    return Finding("last_full_day", "orders", Severity.NOTE, words)


def _gaps(days: Sequence[Day], end: date) -> list[Finding]:
    """Whole days without an order between others; for a brand that sells on few days that is no news."""
    have = {each.day for each in days}
    span = (end - days[0].day).days + 1
    empty = [day for back in range(span) if (day := days[0].day + timedelta(days=back)) not in have]
    if not empty or len(empty) > 0.5 * span:
        return []
    words = Sentence(
        "Whole days without an order: {days}, the first of them {first}. Check that no file is missing.",
        {"days": len(empty), "first": empty[0]},
    )
    examples = tuple({"day": day.isoformat()} for day in empty[:5])
    return [Finding("days_without_orders", "orders", Severity.WARNING, words, len(empty), len(empty) / span, examples)]
