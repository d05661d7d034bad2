"""How long a list takes to draw with every step, and to leave as each kind of file, beside files written by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psutil

from data.access import local_person
from data.settings import Settings
from data.store import Version
from queries.engines import open_engine
from queries.lists.draw import draw
from queries.lists.form import FileKind, Form, FormColumn
from queries.lists.leave import earlier_than, leave, salts_of
from queries.lists.plan import WECOM_MONTHLY, Cap, Control, ListPlan, Step, Variant
from tests.benchmarks.bench_questions import LIST_COLUMNS
from tests.benchmarks.beside import taken
from tests.benchmarks.house import contacts_store

SPARING_NOBODY = dict.fromkeys(
    (Step.NO_CONSENT, Step.NO_ADDRESS, Step.DUPLICATE, Step.HIGHER_PRIORITY, Step.GLOBAL_CONTROL), "measured"
)
MOST_WRITTEN = 5_000_000
MOST_IN_WORKBOOKS = 1_000_000
BY_HAND = """
    select user_id, substring(name, 1, 1) || '*' as name, tier, city,
        left(phone, 3) || '****' || right(phone, 4) as phone,
        left(email, 1) || '***' || substring(email, strpos(email, '@')) as email, joined_at, points
    from read_parquet('{users}') where user_no < {people} order by user_no
"""


def bench_lists(people: int, folder: Path) -> list[dict[str, Any]]:
    """Over `people` members with two messages each, one in twenty sharing an address; everyone, as of the last day."""
    settings, version = contacts_store(people, folder)
    settings = replace(settings, home=(folder / "lists-leave").absolute(), approval_rows=10**9)
    shutil.rmtree(settings.home, ignore_errors=True)
    written = min(people, MOST_WRITTEN)
    kinds = [kind for kind in FileKind if kind is not FileKind.XLSX or written <= MOST_IN_WORKBOOKS]
    figures = [*_drawing(version, settings), *(_leaving(version, settings, kind, written) for kind in kinds)]
    figures += [_figure(name, act) for name, act in _rivals(version, settings.home, written).items()]
    shutil.rmtree(settings.home)
    return figures


def _plan(version: Version) -> ListPlan:
    day, caps = version.manifest.data_end, (Cap(3, 14), WECOM_MONTHLY)
    halves = (Variant("A", 0.5), Variant("B", 0.5))
    return ListPlan("bench", "measure", "sms", day, day, day, caps=caps, variants=halves, salt="bench")


def _drawing(version: Version, settings: Settings) -> list[dict[str, Any]]:
    engine, plan = open_engine(version, settings), _plan(version)
    strata = replace(plan, control=Control(0.1, ("users.city", "users.tier")))

    def drawn(asked: ListPlan) -> int:
        salts, earlier = salts_of(asked, settings), earlier_than(settings)
        return draw(engine.cursor(), asked, salts=salts, earlier=earlier, global_share=0.05).listed

    engine.query("select count(*) from users")
    return [
        _figure("draw, every step, first", lambda: drawn(plan)),
        _figure("draw, every step, again", lambda: drawn(plan)),
        _figure("draw, control equal within cities and tiers", lambda: drawn(strata)),
    ]


def _leaving(version: Version, settings: Settings, kind: FileKind, people: int) -> dict[str, Any]:
    """A share is kept back where there are more people than are to be written."""
    engine, share = open_engine(version, settings), 1 - people / version.manifest.people
    plan = replace(_plan(version), skipped=SPARING_NOBODY, caps=(), control=Control(share), priority=1)
    form = Form(tuple(FormColumn(key) for key in LIST_COLUMNS), kind)

    def left() -> int:
        gone = leave(engine.cursor(), plan, form, person=local_person(settings), settings=settings, language="zh_CN")
        return sum(file.rows for file in gone.files)

    return _figure(f"leave as {kind.value}, 8 columns", left)


def _rivals(version: Version, folder: Path, people: int) -> dict[str, Callable[[], int]]:
    """The same masked columns of as many people, with no draw, no record and nothing kept back."""
    query = BY_HAND.format(users=version.path("users"), people=people)

    def copied() -> int:
        with duckdb.connect(config={"threads": psutil.cpu_count() or 1}) as connection:
            connection.execute(f"copy ({query}) to '{folder}/by-hand.csv' (header, delimiter ',')")
        return people

    def sunk() -> int:
        with duckdb.connect() as connection:
            frame = pl.DataFrame(connection.sql(query).to_arrow_table())
        frame.write_csv(folder / "by-hand.csv", include_bom=True)
        return frame.height

    def booked() -> int:
        with duckdb.connect() as connection:
            frame = pl.DataFrame(connection.sql(query).to_arrow_table())
        frame.write_excel(folder / "by-hand.xlsx")
        return frame.height

    rivals = {"CSV by hand: DuckDB COPY": copied, "CSV by hand: Polars write_csv": sunk}
    return rivals | ({"XLSX by hand: Polars write_excel": booked} if people <= MOST_IN_WORKBOOKS else {})


def _figure(name: str, act: Callable[[], int]) -> dict[str, Any]:
    before = psutil.Process().memory_info().rss
    people: list[int] = []
    found = taken(lambda: people.append(act()))
    grown = (psutil.Process().memory_info().rss - before) / 2**20
    figure = {"name": name, "people": people[0], "seconds": found.seconds, "cpu_seconds": found.cpu_seconds}
    return figure | {"grown_mb": grown}
