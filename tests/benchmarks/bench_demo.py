"""How fast, and in how much memory, the demo brand is made."""

from __future__ import annotations

import resource
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import TypedDict

from data.demo import make_demo


class Measured(TypedDict):
    name: str
    seconds: float
    peak_mb: float
    orders_per_second: int


def bench_demo(size: int, folder: Path) -> list[Measured]:
    """Make a demo of `size` people in `folder`/demo, where the other benchmarks find it.

    It runs in a process of its own, so that the peak is its own.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return [process.submit(_made, size, folder / "demo").result()]


def _made(size: int, folder: Path) -> Measured:
    started = perf_counter()
    orders = make_demo(folder, people=size).rows["orders"]
    seconds = perf_counter() - started
    return {
        "name": f"make the demo: {size:,} people, {orders:,} orders",
        "seconds": seconds,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "orders_per_second": round(orders / seconds),
    }
