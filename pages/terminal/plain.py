"""Whatever an insight found as JSON can hold it: sentences in the reader's words, people as their number."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

from data.sentence import Label, Money, Sentence, Share
from pages.terminal.terminal import Terminal
from queries.catalog import Measure
from queries.segments import People
from queries.stats import Survival


def plain(found: Any, terminal: Terminal) -> Any:
    """Money stays in minor units, shares stay fractions, what is unknown is null."""
    for kind, written in WRITTEN.items():
        if isinstance(found, kind):
            return written(found, terminal)
    if dataclasses.is_dataclass(found):
        return {field.name: plain(getattr(found, field.name), terminal) for field in dataclasses.fields(found)}
    return found


def _each(found: Any, terminal: Terminal) -> list[Any]:
    return [plain(one, terminal) for one in found]


def _named(found: Mapping[Any, Any], terminal: Terminal) -> dict[str, Any]:
    return {str(plain(key, terminal)): plain(value, terminal) for key, value in found.items()}


def _curve(found: Survival, terminal: Terminal) -> dict[str, Any]:
    """The days on which somebody's wait ended, and the last day."""
    days = [day for day in range(found.observed_days + 1) if found.ended[day] or day == found.observed_days]
    points = [{"days": day, "at_risk": int(found.at_risk[day]), **plain(found.ended_by(day), terminal)} for day in days]
    return {"waits": found.waits, "observed_days": found.observed_days, "ended_by": points}


WRITTEN: dict[type, Callable[[Any, Terminal], Any]] = {
    Sentence: lambda found, terminal: terminal.words(found),
    Label: lambda found, terminal: found.in_language(terminal.language),
    Money: lambda found, terminal: found.minor_units,
    Share: lambda found, terminal: found.value,
    Fraction: lambda found, terminal: float(found),
    Survival: _curve,
    People: lambda found, terminal: found.count,
    Measure: lambda found, terminal: found.key,
    Enum: lambda found, terminal: found.value,
    date: lambda found, terminal: found.isoformat(),
    Mapping: _named,
    tuple: _each,
    list: _each,
}
