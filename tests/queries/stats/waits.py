"""Published survival data, and rows of people turned into counts of waits."""

from __future__ import annotations

from collections.abc import Sequence

from queries.stats.survival import Waits

# Freireich and others (1963): weeks of remission of 42 children with leukaemia; + is still in remission.
SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"

# Miller (1981), R's `aml`: weeks of remission with and without maintenance chemotherapy.
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NONMAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"


def published(text: str) -> list[Waits]:
    """Times as books print them, each a wait of one person."""
    return [Waits(int(time.rstrip("+")), int(time[-1] != "+"), int(time[-1] == "+")) for time in text.split()]


def counted(days: Sequence[int], has_ended: Sequence[bool]) -> list[Waits]:
    """One row per length, as a question answers."""
    rows: dict[int, list[int]] = {}
    for day, ended in zip(days, has_ended, strict=True):
        rows.setdefault(int(day), [0, 0])[int(ended)] += 1
    return [Waits(day, ended, unfinished) for day, (unfinished, ended) in sorted(rows.items())]


def times_over(waits: list[Waits], factor: int) -> list[Waits]:
    """The same curve for so many times more people."""
    return [Waits(one.days, one.ended * factor, one.unfinished * factor) for one in waits]
