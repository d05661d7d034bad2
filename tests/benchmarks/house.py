"""The demo brand as a built store, shared by the benchmarks that ask."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.demo import make_demo
from data.errors import NoStore
from data.intake import check_export, discard_staging
from data.settings import Settings
from data.store import Version, build_store, open_version


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
