"""The tabs below the segment builder: what each shows, and its states."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.access import local_person
from data.drafts import keep_draft
from data.library import save_segment
from data.settings import Settings
from pages.parts.segments.tree import draft_of, to_document
from queries.segments import parse_segment
from tests.pages.brand import built_brand
from tests.pages.conftest import Opener, texts

PAGE = "../act/segments.py"
ORDERED = {"measure": "orders.count", "operator": "at_least", "value": 2}
GOLD = {"measure": "users.tier", "operator": "in_list", "value": ["金卡"]}


def rule(*conditions: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "match": "all", "conditions": list(conditions)}


def link_to(settings: Settings, *conditions: dict[str, Any]) -> str:
    return keep_draft(settings, to_document(draft_of(parse_segment(rule(*conditions)))))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The little brand, with a saved segment of its own."""
    folder: Path = tmp_path_factory.mktemp("insight")
    built_brand(folder)
    settings = Settings(home=folder / "home", threads=1)
    save_segment(settings, "Gold", rule(GOLD), person=local_person(settings), now=datetime(2026, 1, 1, tzinfo=UTC))
    return settings


@pytest.fixture
def tab(house: Settings, opened: Opener) -> Any:
    def open_tab(name: str, *conditions: dict[str, Any], role: str = "", **link: str) -> AppTest:
        draft = {"draft": link_to(house, *conditions)} if conditions else {}
        return opened(house, page=PAGE, role=role, tab=name, **draft, **link)

    return open_tab


@pytest.mark.parametrize("name", ["profile", "why", "history", "backtest", "overlap"])
def test_without_a_rule_there_is_nothing_to_compare(tab: Any, name: str) -> None:
    assert "Everyone is selected" in texts(tab(name))


def test_a_profile_sets_figures_and_values_against_everyone(tab: Any) -> None:
    shown = tab("profile", ORDERED)
    assert "against everyone" in texts(shown)
    figures = next(table.value for table in shown.table if "Figure" in table.value.columns)
    assert len(figures) == 6
    assert figures["Segment"].iloc[0] != figures["Everyone"].iloc[0]
    assert "values were compared" in texts(shown)


def test_of_a_handful_of_people_no_value_is_said_to_be_frequent(tab: Any) -> None:
    shown = tab("profile", {"measure": "orders.count", "operator": "at_least", "value": 12})
    assert "Too few to judge" in texts(shown)


def test_a_member_in_the_link_is_explained(tab: Any) -> None:
    shown = tab("why", ORDERED, GOLD, who="M000000")
    assert "M000000" in texts(shown)
    assert any(f"is {side}" in texts(shown) for side in ("in", "out"))
    assert "Found:" in texts(shown)


def test_whom_nobody_knows_is_not_explained(tab: Any) -> None:
    assert "No member is found" in texts(tab("why", ORDERED, who="X"))


def test_a_viewer_sees_nobody_explained(tab: Any) -> None:
    assert "This is not open to you" in texts(tab("why", ORDERED, role="viewer", who="M000000"))


def test_a_history_adds_up_and_says_who_came_and_went(tab: Any) -> None:
    told = texts(tab("history", ORDERED))
    assert "Who came and went, and why" in told
    assert "entered and" in told
    assert "Time passed" in told


def test_a_history_by_months_compares_with_the_month_shown_before_not_with_yesterday(tab: Any) -> None:
    told = texts(tab("history", ORDERED))
    assert "since the day shown before it" in told
    assert "size on the day shown before" in told


def test_who_came_by_an_edit_is_told_from_who_came_by_time(house: Settings, opened: Opener) -> None:
    who, now = local_person(house), datetime(2026, 1, 1, tzinfo=UTC)
    first = save_segment(house, "Buyers", rule({**ORDERED, "value": 9}), person=who, now=now)
    save_segment(house, "Buyers", rule(ORDERED), person=who, now=now, opened_version=first.version)
    page = opened(house, page=PAGE, tab="history", saved="Buyers")
    assert not any("The rule was edited" in button.label for button in page.button)
    page.selectbox("history_was").set_value("1").run()
    assert any("The rule was edited" in button.label for button in page.button)
    assert page.query_params["history_was"] == "1"


def test_past_days_are_compared_with_everyone_of_that_day(tab: Any) -> None:
    told = texts(tab("backtest", ORDERED))
    assert "in the 30 days after each day" in told
    assert "in the 90 days after each day" in texts(tab("backtest", ORDERED, backtest_days="90"))


def test_an_overlap_needs_a_saved_segment_to_compare_with(tab: Any) -> None:
    assert "Choose saved segments" in texts(tab("overlap", ORDERED))


def test_an_overlap_in_the_link_shows_whom_they_share_and_opens_a_new_rule(tab: Any) -> None:
    shown = tab("overlap", ORDERED, **{"with": "Gold"})
    pairs = next(table.value for table in shown.table if "Gold" in table.value.columns)
    assert pairs["Gold"].iloc[0] == pairs["This rule"].iloc[1]
    shown.selectbox("insight_join").set_value("intersection").run()
    shown.button("insight_combine").click().run()
    assert shown.metric[0].value == pairs["Gold"].iloc[0]


def test_the_open_tab_stands_in_the_link(tab: Any) -> None:
    assert tab("history", ORDERED).query_params["tab"] == "history"
