"""The demo brand as a built store, shared by the benchmarks that ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

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
