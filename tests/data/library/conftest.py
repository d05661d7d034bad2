"""One library in SQLite and one in a real PostgreSQL: every test that takes `settings` is asked of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from data.library import library_engine
from data.settings import Settings
from tests.postgresql import INITDB, new_schema, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    if INITDB is None:
        pytest.skip("no PostgreSQL on this machine")
    with running_postgresql() as socket_folder:
        yield socket_folder


@pytest.fixture
def in_postgresql(postgresql: Path, tmp_path: Path) -> Iterator[Settings]:
    address = new_schema(postgresql, f"library_{uuid4().hex}")
    settings = Settings(home=tmp_path, library_url=address)
    yield settings
    library_engine(settings).dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    found: Settings = request.getfixturevalue("in_postgresql")
    return found
