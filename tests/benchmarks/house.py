"""The demo brand as a built store, shared by the benchmarks that ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

import duckdb

from data.demo import make_demo
from data.errors import NoStore
from data.intake import check_export, discard_staging
from data.settings import Settings
from data.store import Version, build_store, open_version
from tests.benchmarks.bench_build import ORDERS_PER_PERSON, checked_export, write_export


def built_house(people: int, folder: Path) -> tuple[Settings, Version]:
    """The demo of `people` members in `folder`/demo, built in `folder`/home when no store is there."""
    settings = Settings(home=(folder / "home").absolute())
    try:
        return settings, open_version(settings)
    except NoStore:
        pass
    demo = folder / "demo"
    if not demo.exists():
        make_demo(demo, people=people)
    export = check_export([demo], settings=settings, now=datetime.now(UTC))
    version = build_store(export, settings=settings, now=datetime.now(UTC))
    discard_staging(export)
    return settings, version


def contacts_store(people: int, folder: Path) -> tuple[Settings, Version]:
    """Users who can be written to, an order and two messages each, in `folder`/lists-home, built when none is there."""
    settings = Settings(home=(folder / "lists-home").absolute())
    try:
        return settings, open_version(settings)
    except NoStore:
        source = folder / "lists-export"
        source.mkdir(parents=True, exist_ok=True)
        write_export(source, people, people)
        write_contacts(source, people)
        version = build_store(checked_export(source), settings=settings, now=datetime.now(UTC))
        rmtree(source)
        return settings, version


def write_contacts(folder: Path, people: int) -> None:
    """Names, addresses and consent beside the users, of whom one in twenty shares an address; messages of 90 days."""
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    connection.execute("set enable_progress_bar = false")
    connection.execute("create macro draw(seed, below) as cast(hash(seed) % below as bigint)")
    connection.execute(
        f"""
        copy (
            select
                *,
                '会员' || draw(user_id, 100000) as name,
                if(draw(user_id || 'e', 20) = 0, 'shared' || draw(user_id || 's', {people // 40 + 1}), user_id)
                    || '@example.com' as email,
                'O' || user_id as unionid
            from read_parquet('{folder}/users-0.parquet')
        ) to '{folder}/users-1.parquet' (format parquet)
        """
    )
    (folder / "users-0.parquet").unlink()
    connection.execute(
        f"""
        copy (
            select
                printf('U%09d', draw(i, {people})) as user_id,
                'C' || draw(i + 1, 40) as campaign_id,
                timestamp '2025-10-02' + to_seconds(draw(i + 2, 86400 * 90)) as assigned_at,
                ['sms', 'wecom'][1 + draw(i + 3, 2)] as channel,
                draw(i + 4, 10) = 0 as is_control
            from range({people * 2}) as numbers(i)
        ) to '{folder}/touches-0.parquet' (format parquet)
        """
    )


def orders_store(people: int, folder: Path) -> Version:
    """Users and their orders only, ten each, in `folder`/segments-home, built when no store is there."""
    settings = Settings(home=folder / "segments-home")
    try:
        return open_version(settings)
    except NoStore:
        source = folder / "segments-export"
        source.mkdir(parents=True, exist_ok=True)
        write_export(source, people, people * ORDERS_PER_PERSON)
        version = build_store(checked_export(source), settings=settings, now=datetime.now(UTC))
        rmtree(source)
        return version
