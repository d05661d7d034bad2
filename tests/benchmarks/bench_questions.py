"""How long each question of the first pages takes on a built store, asked first and asked again; and a whole list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psutil

from data.access import local_person
from data.settings import Settings
from queries.audience import Audience
from queries.engines import open_engine
from queries.engines.duck import DuckDBEngine
from queries.lists import write_list
from queries.question import answer, question
from tests.benchmarks.house import built_house

ASKED = (
    "overview/people",
    "overview/trade",
    "overview/daily",
    "overview/monthly",
    "retention/repurchase",
)
LIST_COLUMNS = (
    "users.user_id",
    "users.name",
    "users.tier",
    "users.city",
    "users.phone",
    "users.email",
    "users.joined_at",
    "users.points",
)
AGAIN = 3


def bench_questions(people: int, folder: Path) -> list[dict[str, Any]]:
    """Over the demo of `people` members in `folder`, built when no store is there; everyone, as of its last day."""
    settings, version = built_house(people, folder)
    engine = open_engine(version, settings)
    everyone = Audience(version.manifest.data_end)
    rows = [_figure(name, engine, everyone) for name in ASKED]
    return [*rows, _list(engine, everyone, settings)]


def _figure(name: str, engine: DuckDBEngine, audience: Audience) -> dict[str, Any]:
    def ask() -> object:
        return answer(question(name), engine, audience=audience)

    first = _seconds(ask)
    return {"name": name, "first_seconds": first, "seconds": median(_seconds(ask) for _ in range(AGAIN))}


def _seconds(act: Callable[[], object]) -> float:
    started = perf_counter()
    act()
    return perf_counter() - started


def _list(engine: DuckDBEngine, audience: Audience, settings: Settings) -> dict[str, Any]:
    """Every member as CSV with eight columns, masked; memory is what the process grew by."""
    before = psutil.Process().memory_info().rss
    started = perf_counter()
    written = write_list(
        engine.cursor(),
        audience,
        LIST_COLUMNS,
        person=local_person(settings),
        language="zh_CN",
        path=settings.lists / "bench.csv",
        settings=settings,
    )
    seconds = perf_counter() - started
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    return {"name": f"list of {written.rows:,} members, 8 columns", "seconds": seconds, "grown_mb": grown}
