"""The small brands of the segments' tests, whose oracle knows every event as of a day."""

from __future__ import annotations

import pytest

from tests.queries.segments.conftest import Brand, make_brand


@pytest.fixture(scope="session")
def brands(tmp_path_factory: pytest.TempPathFactory) -> tuple[Brand, ...]:
    return tuple(make_brand(tmp_path_factory, seed) for seed in (0, 1))


@pytest.fixture(scope="session")
def brand(brands: tuple[Brand, ...]) -> Brand:
    return brands[0]
