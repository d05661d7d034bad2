"""Campaigns that went wrong: the page and the terminal say which way, and show no number that nobody could know."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import cli
from data.settings import Settings
from tests.pages.conftest import Opener, texts
from tests.pages.odd_campaigns import ODD, Odd, built_odd_brand

NAMES = [f"{odd.sent.key}-{odd.as_of}" for odd in ODD]


@pytest.fixture(scope="module")
def odd_house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("odd")
    built_odd_brand(folder)
    return Settings(home=folder / "home", threads=1)


@pytest.mark.parametrize("odd", ODD, ids=NAMES)
def test_the_page_says_what_went_wrong_and_invents_no_number(odd: Odd, odd_house: Settings, opened: Opener) -> None:
    day = odd.as_of.isoformat()
    page = opened(odd_house, page="../act/campaigns.py", camp=odd.sent.key, campaigns_as_of=day)
    assert not page.exception
    shown = texts(page)
    assert [sentence for sentence in odd.said if sentence not in shown] == []
    effects = [table.value for table in page.table if {"Measure", "p"} <= set(table.value.columns)]
    assert bool(effects) is (odd.effects is not None)
    for measure, cell in (odd.effects or {}).items():
        assert effects[0].set_index("Measure").loc[measure, "Difference"] == cell


@pytest.mark.parametrize("odd", ODD[::2], ids=NAMES[::2])
def test_the_terminal_s_report_says_the_same(odd: Odd, odd_house: Settings, tmp_path: Path) -> None:
    file, given = tmp_path / "odd.html", {"FENQUN_HOME": str(odd_house.home), "LC_ALL": "C"}
    words = ("campaigns", "report", str(file), "--campaign", odd.sent.key, "--as-of", odd.as_of.isoformat())
    CliRunner().invoke(cli, words, env=given, catch_exceptions=False)
    written = unescape(file.read_text("utf-8"))
    assert [sentence for sentence in odd.said if sentence not in written] == []
    assert ("Share who bought" in written) is (odd.effects is not None)
    assert not [cell for cell in (odd.effects or {}).values() if f">{cell}<" not in written]
