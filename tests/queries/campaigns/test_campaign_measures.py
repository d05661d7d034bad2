"""The statements of a campaign's result: portable, and each person once."""

from __future__ import annotations

from pathlib import Path

import pytest

from queries.campaigns.behaviour import MEASURES
from queries.engines.portable import faults
from queries.header import read_header, statement_in

FILES = sorted(MEASURES.glob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_statement_keeps_to_the_portable_subset(path: Path) -> None:
    assert not faults(statement_in(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_statement_says_what_it_asks_and_of_what(path: Path) -> None:
    assert {"question", "grain", "reads"} <= read_header(path.read_text("utf-8")).keys()
