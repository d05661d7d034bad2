"""Doors of the time between purchases: the repurchase curve, the ladder of order numbers, the gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from data.schemes import LifecycleScheme
from data.sentence import Sentence
from queries.audience import Audience
from queries.layers.suggest import customary_lifecycle, suggested_lifecycle
from queries.question import Ask, Row
from queries.retention.repurchase import Repurchase
from queries.stats import Estimate, Survival, Waits, rate, survival

STEPS = 5


@dataclass(frozen=True, eq=False)
class Rung:
    """Of the buyers who reached a purchase number: who bought again.

    `within`: of those watched so many days, the share who did within them. `curve` takes everyone, the unfinished
    waits as censored; `median_days` is known only where half of them bought again.
    """

    purchase_number: int
    reached: int
    within: tuple[Repurchase, ...]
    curve: Survival
    median_days: Estimate


@dataclass(frozen=True)
class Bar:
    """Finished waits of `first_days` to `last_days`, both included."""

    first_days: int
    last_days: int
    waits: int


@dataclass(frozen=True, eq=False)
class Gaps:
    """Days between purchases. The bars and their median hold finished waits only: they read too short, because long
    waits have had less time to finish. The curve takes all waits, and its median is the one to plan by.

    `suggested` are the days of silence after which a buyer is dormant and lost by this curve; `remarks` say why there
    are none but the presets. `customary` are those of the finished waits alone; None where these are few.
    """

    bars: tuple[Bar, ...]
    finished: int
    unfinished: int
    finished_median_days: float | None
    curve: Survival
    median_days: Estimate
    suggested: LifecycleScheme
    customary: LifecycleScheme | None
    remarks: tuple[Sentence, ...]


def repurchase_waits(ask: Ask, audience: Audience) -> tuple[Waits, ...]:
    """From the first purchase day to the second, or until now: what groups are compared by."""
    rows = ask("retention/waits", audience, steps=STEPS).rows
    return _waits(row for row in rows if row["purchase_number"] == 1)


def repurchase_curve(ask: Ask, audience: Audience) -> Survival:
    """Repurchase within any number of days, `curve.ended_by(days)`, of all first-time buyers however short watched."""
    return survival(repurchase_waits(ask, audience))


def ladder(ask: Ask, audience: Audience, *, days: int = 90, steps: int = STEPS) -> tuple[Rung, ...]:
    """From the first purchase to the second, the second to the third and so on. Rungs that nobody reached are absent.

    `days` is judged beside 30, 60, 90, 180 and 365.
    """
    waits = ask("retention/waits", audience, steps=steps).rows
    rows = ask("retention/ladder", audience, days=days, steps=steps).rows
    rungs = groupby(rows, key=lambda row: row["purchase_number"])
    return tuple(
        _rung(number, list(own), [w for w in waits if w["purchase_number"] == number]) for number, own in rungs
    )


def gaps(ask: Ask, audience: Audience, *, bar_days: int = 7) -> Gaps:
    """Between any purchase and the next, in bars of so many days; the first holds days 1 to `bar_days`."""
    waits = _waits(ask("retention/waits", audience, steps=STEPS).rows)
    finished = Counter[int]()
    for one in waits:
        finished[one.days] += one.ended
    curve = survival(waits)
    history = (audience.as_of - ask.version.manifest.data_start).days + 1
    suggested, remarks = suggested_lifecycle(curve, history)
    return Gaps(
        bars=_bars(finished, bar_days),
        finished=finished.total(),
        unfinished=sum(one.unfinished for one in waits),
        finished_median_days=_median(finished),
        curve=curve,
        median_days=curve.quantile(0.5),
        suggested=suggested,
        customary=customary_lifecycle(waits),
        remarks=remarks,
    )


def _rung(number: int, within: list[Row], waits: list[Row]) -> Rung:
    shares = tuple(Repurchase(row["within_days"], rate(row["went_on"], row["eligible"])) for row in within)
    curve = survival(_waits(waits))
    return Rung(number, within[0]["reached"], shares, curve, curve.quantile(0.5))


def _waits(rows: Iterable[Row]) -> tuple[Waits, ...]:
    return tuple(Waits(row["waited_days"], row["bought"], row["unfinished"]) for row in rows)


def _bars(finished: Counter[int], width: int) -> tuple[Bar, ...]:
    """Empty bars between others are kept."""
    longest = max((days for days, waits in finished.items() if waits), default=0)
    firsts = range(1, longest + 1, width)
    return tuple(
        Bar(first, first + width - 1, sum(finished[days] for days in range(first, first + width))) for first in firsts
    )


def _median(finished: Counter[int]) -> float | None:
    """Mean of the two in the middle; None of none."""
    total, seen, middles = finished.total(), 0, []
    for days, waits in sorted(finished.items()):
        middles += [days] * sum(seen < place <= seen + waits for place in ((total + 1) // 2, total // 2 + 1))
        seen += waits
    return sum(middles) / 2 if total else None
