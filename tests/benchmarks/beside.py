"""What an errand of ours and of a rival took, beside each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median, quantiles
from typing import Any, NamedTuple


class Taken(NamedTuple):
    seconds: float
    cpu_seconds: float


def taken(act: Callable[..., object], *arguments: object) -> Taken:
    begun, cpu_begun = time.perf_counter(), time.process_time()
    act(*arguments)
    return Taken(time.perf_counter() - begun, time.process_time() - cpu_begun)


def apart(taken: list[Taken]) -> tuple[list[float], list[float]]:
    return [one.seconds for one in taken], [one.cpu_seconds for one in taken]


def figure(name: str, taken: list[Taken], best: Taken | None = None) -> dict[str, Any]:
    """The ratios are to the best rival's medians, of time and, which a busy machine changes less, of processor time."""
    seconds, cpu_seconds = apart(taken)
    figure = {"name": name, "seconds": median(seconds), "p95": quantiles(seconds, n=20, method="inclusive")[-1]}
    figure |= {"cpu_seconds": median(cpu_seconds)}
    if best is None:
        return figure
    return figure | {
        "ratio": median(seconds) / best.seconds,
        "cpu_ratio": median(cpu_seconds) / best.cpu_seconds,
    }
