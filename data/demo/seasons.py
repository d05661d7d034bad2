"""Days of the demo: how busy each is, and at which hour people act. Busyness stretches time (see purchases)."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from data.demo.brand import FIRST_DAY, LAST_DAY

DAYS = (LAST_DAY - FIRST_DAY).days + 1
FUTURE_DAYS = 90  # simulated beyond the export, so that truths know who would have bought
EPOCH_DAY = FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal()
DAY_SECONDS = 86_400
UTC_OFFSET_SECONDS = 8 * 3600  # Asia/Shanghai has had no summer time since 1991

_MONTHS = (0.95, 0.80, 1.05, 0.95, 1.05, 1.10, 0.92, 0.95, 1.05, 1.05, 1.15, 1.05)
_WEEKDAYS = (0.94, 0.92, 0.94, 0.97, 1.03, 1.12, 1.08)
_PEAKS = {(11, 10): 2.0, (11, 11): 4.0, (6, 17): 1.8, (6, 18): 3.2, (12, 12): 2.0, (3, 8): 1.7, (5, 20): 1.6}
_SPRING_FESTIVALS = (date(2024, 2, 9), date(2025, 1, 28), date(2026, 2, 16))
_HOURS = (2, 1, 0.5, 0.3, 0.3, 0.6, 1.5, 3, 4, 5, 6, 6, 6, 5, 5, 5, 5, 5, 5.5, 6.5, 8.5, 9, 7, 4)


def busyness() -> NDArray[np.float64]:
    """One weight a day, future days included, with mean 1 over the days of the export."""
    weights = np.array([_busy(FIRST_DAY + timedelta(days=day)) for day in range(DAYS + FUTURE_DAYS)])
    return np.asarray(weights / weights[:DAYS].mean())


def _busy(day: date) -> float:
    weight = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * _PEAKS.get((day.month, day.day), 1.0)
    if (day.month == 11 and day.day < 11) or (day.month == 6 and day.day < 19):
        weight *= 1.2
    if any(0 <= (day - festival).days < 7 for festival in _SPRING_FESTIVALS):
        weight *= 0.45
    return weight


def joining_chances() -> NDArray[np.float64]:
    """How likely a member who came uninvited joined on each day: busy days, and slow growth over the years."""
    weights = busyness()[:DAYS] * np.linspace(1.0, 1.4, DAYS)
    return np.asarray(weights / weights.sum())


def seconds_of_day(generator: np.random.Generator, size: int) -> NDArray[np.int64]:
    """A local time of day for each of `size` acts, most of them in the evening."""
    hours = np.repeat(np.arange(24), np.round(np.array(_HOURS) / sum(_HOURS) * 4096).astype(int))
    drawn = hours[generator.integers(0, len(hours), size)]
    return np.asarray(drawn * 3600 + generator.integers(0, 3600, size), dtype=np.int64)


def day_number(day: date) -> int:
    """0 on the first day of the export."""
    return (day - FIRST_DAY).days
