"""Four small brands, built once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from data.schemes import PRESETS, AiplScheme, LifecycleScheme, QuintileScheme, RfmScheme, Schemes
from data.settings import Settings
from queries.catalog import Catalog, catalog
from queries.engines import DuckDBEngine
from queries.segments import compile_segment
from tests.queries.segments.oracle import Oracle
from tests.queries.segments.saved import rule_of
from tests.queries.segments.worlds import FIRST_DAY, LAST_DAY, World, make_world
from tests.stores import store_from_rows

# Cuts that people of a world of four months pass.
TIGHT = Schemes(
    rfm=RfmScheme(60, (5, 15, 40), (1, 2), (500, 15_00, 40_00), (2.4, 1.5, 2.2)),
    quintiles=QuintileScheme(lookback_days=75, least_buyers=4, least_history_days=45),
    lifecycle=LifecycleScheme(20, 45, 15),
    aipl=AiplScheme(20, 3, ("签到",), 40, 2, 25, 9.5),
    version=3,
)


@dataclass(frozen=True)
class Brand:
    """A world with its store, its engine and its oracle."""

    world: World
    engine: DuckDBEngine
    catalog: Catalog
    oracle: Oracle
    ids: tuple[str, ...]

    def members(self, document: dict[str, Any], as_of: date) -> set[str]:
        """What the compiled segment selects, as user_id."""
        segment = rule_of(document, self.catalog)
        sql = compile_segment(segment, as_of=as_of, catalog=self.catalog).sql(self.engine.dialect)
        numbers = self.engine.query(sql)["user_no"].to_pylist()
        assert len(numbers) == len(set(numbers)), "a person twice"
        return {self.ids[number] for number in numbers}


def make_brand(folder_factory: pytest.TempPathFactory, seed: int) -> Brand:
    folder = folder_factory.mktemp(f"world{seed}")
    world = make_world(seed)
    schemes = TIGHT if seed % 2 else PRESETS
    built = store_from_rows(folder, data_start=FIRST_DAY, data_end=LAST_DAY, **world.tables)  # type: ignore[arg-type]
    version = replace(built, schemes=schemes)
    engine = DuckDBEngine(version, Settings(home=folder / "home", threads=1))
    ids = sorted(user["user_id"] for user in world.tables["users"])
    return Brand(world, engine, catalog(version), Oracle(world, schemes), tuple(ids))


@pytest.fixture(scope="session")
def brands(tmp_path_factory: pytest.TempPathFactory) -> tuple[Brand, ...]:
    return tuple(make_brand(tmp_path_factory, seed) for seed in range(4))


@pytest.fixture(scope="session")
def brand(brands: tuple[Brand, ...]) -> Brand:
    return brands[0]
