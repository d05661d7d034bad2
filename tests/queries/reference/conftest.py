"""Whole exports through check, build and questions, as a person's own would go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.demo import Truths, make_demo
from data.intake import check_export
from data.settings import Settings
from data.store import Version, build_store
from queries.audience import Audience
from queries.engines import DuckDBEngine
from queries.question import answer, question
from queries.segments import Segment
from tests.samples import complete_journey

NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)


@dataclass(frozen=True)
class Brand:
    """A built store that answers."""

    version: Version
    engine: DuckDBEngine

    def rows(
        self, name: str, *, as_of: date | None = None, segment: Segment | None = None, **params: Any
    ) -> list[dict[str, Any]]:
        audience = Audience(as_of or self.version.manifest.data_end, segment)
        return answer(question(name), self.engine, audience=audience, **params).rows


def built(folder: Path, settings: Settings) -> Brand:
    export = check_export([folder], settings=settings, now=NOW)
    version = build_store(export, settings=settings, now=NOW)
    return Brand(version, DuckDBEngine(version, settings))


@pytest.fixture(scope="session")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brand]:
    """The real retailer's year."""
    folder = tmp_path_factory.mktemp("journey")
    settings = Settings(
        home=folder / "home", timezone=complete_journey.TIMEZONE, currency=complete_journey.CURRENCY, threads=2
    )
    brand = built(complete_journey.write_export(folder / "export"), settings)
    yield brand
    brand.engine.close()


@dataclass(frozen=True)
class PlantedBrand(Brand):
    truths: Truths


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantedBrand]:
    """The demo brand with what was planted in it."""
    folder = tmp_path_factory.mktemp("planted")
    truths = make_demo(folder / "demo", people=20_000)
    brand = built(folder / "demo", Settings(home=folder / "home", threads=2))
    yield PlantedBrand(brand.version, brand.engine, truths)
    brand.engine.close()
