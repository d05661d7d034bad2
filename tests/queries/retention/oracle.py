"""What a study means, said a second time: plain loops over people, starts and returns, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tests.queries.segments.oracle import AT, Oracle, local_day
from tests.queries.segments.worlds import FIRST_DAY

Document = dict[str, Any]
TIMELESS = ("snapshots", "refunds")
PURCHASES = {"orders", "paid_orders", "items"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Happened:
    """One row of an event: its business day, its time in UTC where it has one, and its money."""

    day: date
    at: datetime | None
    net_cents: int = 0


class History(Protocol):
    """A brand as it is known at the end of a day."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def data_start(self) -> date: ...

    def people(self, as_of: date) -> set[str]: ...

    def members(self, document: Document, as_of: date) -> set[str]: ...

    def saved(self, name: str, as_of: date) -> set[str]: ...

    def rows(self, event: str, where: list[Document], user_id: str, as_of: date) -> list[Happened]: ...


@dataclass(frozen=True)
class WorldHistory:
    """The worlds of the segments' tests through their oracle."""

    oracle: Oracle
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    data_start: date = FIRST_DAY

    def people(self, as_of: date) -> set[str]:
        return {user_id for user_id in self.oracle.users if self.oracle.is_known(user_id, as_of)}

    def members(self, document: Document, as_of: date) -> set[str]:
        return self.oracle.members(document, as_of)

    def saved(self, name: str, as_of: date) -> set[str]:
        return self.oracle.saved(name, as_of)

    def rows(self, event: str, where: list[Document], user_id: str, as_of: date) -> list[Happened]:
        if event == "joined":
            at = self.oracle.users[user_id]["joined_at"]
            day = local_day(at)
            return [] if day is None or day > as_of else [Happened(day, at)]
        return [
            Happened(day, row.get("" if event in TIMELESS else AT[event]), self._net(event, row, as_of))
            for day, row in self.oracle.rows(event, user_id, as_of)
            if self.oracle.passes(where, row, as_of)
        ]

    def _net(self, event: str, row: dict[str, Any], as_of: date) -> int:
        return (self.oracle.left(row, as_of) or 0) if event == "orders" else 0


@dataclass(frozen=True)
class Start:
    user_id: str
    cohort: int
    day: date
    at: datetime | None


class StudyOracle:
    """One study of one history, as of a day. Periods are a list, found by walking over the days."""

    def __init__(self, history: History, document: Document, as_of: date, about: Document | None = None) -> None:
        self.history, self.asked, self.as_of = history, document, as_of
        self.measure = document.get("measure", "on")
        self.period = document.get("period", "month")
        self.periods = list(self._walk())
        people = history.people(as_of)
        self.people = people if about is None else people & history.members(about, as_of)
        since, until = max(self._since(), history.data_start), min(self._until(), as_of)
        self.first, self.last = (self.place(since), self.place(until)) if since <= until else (0, -1)
        found = {user_id: self._rows("return", user_id) for user_id in self.people}
        self.returns = {start: self._after(start, found[start.user_id]) for start in self._starts()}

    # periods

    def _walk(self) -> Iterator[tuple[date, date]]:
        """From the one in which the data begin to long after the last day."""
        first = self._first_day(self.history.data_start)
        while first < self.as_of + timedelta(days=1500):
            last = first
            while self._first_day(last + timedelta(days=1)) == first:
                last += timedelta(days=1)
            yield first, last
            first = last + timedelta(days=1)

    def _first_day(self, day: date) -> date:
        match self.period:
            case "month":
                return day.replace(day=1)
            case "quarter":
                return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            case "week":
                begins = WEEKDAYS.index(self.asked.get("week_starts", "monday"))
                return day - timedelta(days=(day.weekday() - begins) % 7)
            case _:
                return day

    def place(self, day: date) -> int:
        return next(place for place, (first, last) in enumerate(self.periods) if first <= day <= last)

    def _since(self) -> date:
        return date.fromisoformat(self.asked.get("since", str(self.history.data_start)))

    def _until(self) -> date:
        return date.fromisoformat(self.asked.get("until", str(self.as_of)))

    # starts

    def _rows(self, what: str, user_id: str, *, filtered: bool = True) -> list[Happened]:
        happening = self.asked[what]
        where = happening.get("where", []) if filtered else []
        return self.history.rows(happening["event"], where, user_id, self.as_of)

    def _starts(self) -> Iterator[Start]:
        for user_id in sorted(self.people):
            for start in self._starts_of(user_id):
                day_is_asked = max(self._since(), self.history.data_start) <= start.day <= self._until()
                if day_is_asked and self._is_held(start):
                    yield start

    def _is_held(self, start: Start) -> bool:
        segment = self.asked.get("segment")
        end = min(self.periods[start.cohort][1], self.as_of)
        return segment is None or start.user_id in self.history.members(segment, end)

    def _starts_of(self, user_id: str) -> Iterator[Start]:
        cohorting = self.asked.get("cohort", "first_time")
        if self.asked["start"]["event"] == "entered":
            yield from self._entries(user_id, only_first=cohorting != "recurring")
            return
        rows = [self._start(user_id, row) for row in sorted(self._rows("start", user_id), key=_moment)]
        if cohorting == "recurring":
            asked = [row for row in rows if row and self._since() <= row.day <= self._until()]
            yield from {row.cohort: row for row in reversed(asked)}.values()
            return
        first = rows[0] if rows else None
        if first is None:
            return
        every = sorted(self._rows("start", user_id, filtered=False), key=_moment)
        if cohorting == "first_time" or (every[0].day, every[0].at) == (first.day, first.at):
            yield first

    def _start(self, user_id: str, row: Happened) -> Start | None:
        if row.day < self.history.data_start:
            return Start(user_id, -1, row.day, row.at)
        return Start(user_id, self.place(row.day), row.day, row.at)

    def _entries(self, user_id: str, *, only_first: bool) -> Iterator[Start]:
        name, was_inside = self.asked["start"]["segment"], False
        for place, (_, last) in enumerate(self.periods[: self.last + 1]):
            end = min(last, self.as_of)
            is_inside = user_id in self.history.saved(name, end)
            if is_inside and not was_inside:
                yield Start(user_id, place, end, None)
                if only_first:
                    return
            was_inside = is_inside

    # returns

    def _after(self, start: Start, rows: list[Happened]) -> list[tuple[int, Happened]]:
        """Returns with how many periods after the start they lie."""
        return [(self._age(start, row), row) for row in rows if self._is_after(start, row)]

    def _is_after(self, start: Start, row: Happened) -> bool:
        if self.measure == "value" and start.at is not None and row.at is not None:
            return row.at >= start.at
        events = {self.asked["start"]["event"], self.asked["return"]["event"]}
        if events <= PURCHASES or start.at is None or row.at is None:
            return row.day > start.day
        return row.at > start.at

    def _age(self, start: Start, row: Happened) -> int:
        if self.period != "rolling_day":
            return self.place(row.day) - start.cohort
        assert row.at is not None
        assert start.at is not None
        return int((_second(row.at) - _second(start.at)).total_seconds() // 86_400)

    def holds(self, start: Start, index: int) -> bool:
        """Whether the cell's measure counts this start, by its definition."""
        ages = self.returns[start]
        match self.measure:
            case "on":
                return any(age == index for age, _ in ages)
            case "churned":
                return not any(age == index for age, _ in ages)
            case "at_least":
                found = [row for age, row in ages if age == index]
                is_of_days = self.asked["return"]["event"] in PURCHASES
                return (len({row.day for row in found}) if is_of_days else len(found)) >= int(self.asked["times"])
            case "brackets":
                low, high = self.asked["brackets"][index - 1] if index else (0, 0)
                return any(low <= age <= high for age, _ in ages)
            case "on_or_after":
                return any(self._is_on_or_after(start, index, age, row) for age, row in ages)
            case "streak":
                return all(any(age == k for age, _ in ages) for k in (range(1, index + 1) if index else (0,)))
            case _:
                return any(age <= index for age, _ in ages)

    def _is_on_or_after(self, start: Start, index: int, age: int, row: Happened) -> bool:
        wait = self.asked.get("horizon_days", 90)
        if index == 0 or self.period == "rolling_day":
            return bool(index <= age <= index + (wait if index else 0))
        return age >= index and row.day <= self.periods[start.cohort + index][1] + timedelta(days=wait)

    # cells

    def cohort(self, place: int) -> list[Start]:
        return [start for start in self.returns if start.cohort == place]

    def at_risk(self, place: int, index: int) -> list[Start]:
        starts = self.cohort(place)
        if self.asked.get("relative_to") != "previous" or index < 2:
            return starts
        is_active: Callable[[Start], bool] = lambda start: self.holds(start, index - 1)  # noqa: E731
        if self.measure == "churned":
            return [start for start in starts if not is_active(start)]
        return [start for start in starts if is_active(start)]

    def counted(self, place: int, index: int) -> list[Start]:
        if index == 0 and self.measure != "value":
            return self.cohort(place)
        return [start for start in self.at_risk(place, index) if self.holds(start, index)]

    def cents(self, place: int, index: int) -> list[int]:
        """What each person of the cohort has brought up to the end of the period."""
        return [sum(row.net_cents for age, row in self.returns[start] if age <= index) for start in self.cohort(place)]

    def complete_on(self, place: int, index: int) -> date:
        wait = self.asked.get("horizon_days", 90) if self.measure == "on_or_after" and index else 0
        if self.period == "rolling_day" and index:
            last = self._last_period(index) + wait
            midnight = datetime.combine(
                self.periods[place][1] + timedelta(days=1), datetime.min.time(), self.history.zone
            )
            end = midnight.astimezone(UTC) + timedelta(hours=24 * (last + 1)) - timedelta(seconds=1)
            return end.astimezone(self.history.zone).date()
        return self.periods[place + self._last_period(index)][1] + timedelta(days=wait)

    def _last_period(self, index: int) -> int:
        return int(self.asked["brackets"][index - 1][1]) if self.measure == "brackets" and index else index

    def has_begun(self, place: int, index: int) -> bool:
        first = self.asked["brackets"][index - 1][0] if self.measure == "brackets" and index else index
        return self.periods[place + first][0] <= self.as_of


def _moment(row: Happened) -> tuple[date, datetime]:
    return row.day, row.at or datetime.min


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
