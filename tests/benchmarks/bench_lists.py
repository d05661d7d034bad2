"""How long a list takes to draw with every step, and to leave as each kind of file; memory the process grew by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from data.access import local_person
from queries.engines import open_engine
from queries.lists.draw import draw
from queries.lists.form import FileKind, Form, FormColumn
from queries.lists.leave import earlier_than, leave, salts_of
from queries.lists.plan import WECOM_MONTHLY, Cap, Control, ListPlan, Step, Variant
from tests.benchmarks.bench_questions import LIST_COLUMNS
from tests.benchmarks.house import built_house

SPARING_NOBODY = dict.fromkeys((Step.NO_CONSENT, Step.NO_ADDRESS), "measured")


def bench_lists(people: int, folder: Path) -> list[dict[str, Any]]:
    """Over the demo of `people` members in `folder`, built when no store is there; everyone, as of its last day."""
    settings, version = built_house(people, folder)
    settings = replace(settings, approval_rows=10**9)
    engine, day = open_engine(version, settings), version.manifest.data_end
    halves = (Variant("A", 0.5), Variant("B", 0.5))
    caps = (Cap(3, 14), WECOM_MONTHLY)
    plan = ListPlan("bench", "measure", "sms", day, day, day, caps=caps, variants=halves, salt="bench")
    strata = replace(plan, control=Control(0.1, ("users.city", "users.tier")))
    whole = replace(
        plan, skipped=SPARING_NOBODY, caps=(), control=Control(0), variants=(Variant("A", 1.0),), priority=1
    )
    form = Form(tuple(FormColumn(key) for key in LIST_COLUMNS))

    def drawing(asked: ListPlan) -> Callable[[], int]:
        salts, earlier = salts_of(asked, settings), earlier_than(settings)
        return lambda: draw(engine.cursor(), asked, salts=salts, earlier=earlier, global_share=0.05).listed

    def leaving(kind: FileKind) -> Callable[[], int]:
        def left() -> int:
            chosen = replace(form, kind=kind)
            gone = leave(
                engine.cursor(), whole, chosen, person=local_person(settings), settings=settings, language="zh_CN"
            )
            return sum(file.rows for file in gone.files)

        return left

    return [
        _figure("draw, every step, first", drawing(plan)),
        _figure("draw, every step, again", drawing(plan)),
        _figure("draw, control equal within cities and tiers", drawing(strata)),
        *(_figure(f"leave as {kind.value}, 8 columns", leaving(kind)) for kind in FileKind),
    ]


def _figure(name: str, act: Callable[[], int]) -> dict[str, Any]:
    before = psutil.Process().memory_info().rss
    started = perf_counter()
    people = act()
    seconds = perf_counter() - started
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    return {"name": name, "people": people, "seconds": seconds, "grown_mb": grown}
