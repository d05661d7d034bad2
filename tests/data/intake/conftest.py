"""Small exports on disk, and the check called as a door would call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.intake import CheckedExport, ExportMapping, check_export
from data.settings import Settings

NOW = datetime(2024, 7, 1, 4, tzinfo=UTC)

Check = Callable[..., CheckedExport]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def check(tmp_path: Path, home: Path) -> Check:
    """Writes `name=text` files and checks the folder they are in."""

    def run(
        files: dict[str, str | bytes], mapping: ExportMapping | None = None, *, now: datetime = NOW, **settings: Any
    ) -> CheckedExport:
        inbox = tmp_path / "inbox"
        for name, content in files.items():
            path = inbox / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return check_export([inbox], settings=Settings(home=home, **settings), mapping=mapping, now=now)

    return run


def good_rows(export: CheckedExport, table: str) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        rows: list[dict[str, Any]] = (
            connection.sql(export.tables[table].good.sql("duckdb")).to_arrow_table().to_pylist()
        )
    return rows


def rules(export: CheckedExport) -> dict[str, int]:
    return {finding.rule: finding.rows for finding in export.findings}
