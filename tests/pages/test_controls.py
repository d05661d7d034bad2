"""Choices that stand in the link: what was chosen last is kept, also by a session that knows only the link."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from pages.parts.session import open_house


@pytest.fixture(autouse=True)
def house(empty_house: Settings) -> None:
    open_house(empty_house)


def listed() -> None:
    from pages.parts.controls import one_listed

    one_listed("kind", {"a": "First", "b": "Second", "c": "Third"}, "a", label="Kind")


def segmented() -> None:
    from pages.parts.controls import one_of

    one_of("kind", {"a": "First", "b": "Second", "c": "Third"}, "a", label="Kind")


def always_named() -> None:
    from pages.parts.controls import one_listed

    one_listed("kind", {"a": "First", "b": "Second"}, "a", label="Kind", names_default=True)


def several() -> None:
    import streamlit as st

    from pages.parts.controls import several_of

    offered = [1, 2, 3] if st.session_state.get("fewer") else [1, 2, 3, 6, 12]
    st.session_state["chosen"] = several_of("ages", offered, [1, 3], label="Ages", text=str)


def opened(script: object, **link: str) -> AppTest:
    test = AppTest.from_function(script)  # type: ignore[arg-type]
    for name, value in link.items():
        test.query_params[name] = value
    return test


@pytest.mark.parametrize("script", [listed, segmented])
def test_the_first_click_after_the_server_was_started_anew_is_kept(script: object) -> None:
    before = opened(script, kind="b").run()
    widget = (before.selectbox or before.segmented_control)[0]
    widget.set_value("c")
    after = opened(script, kind="b")
    after._run(before._tree.get_widget_states())  # as the browser sends it: the last click, to a session without a past
    assert after.session_state["kind"] == "c"
    assert after.query_params["kind"] == "c"


@pytest.mark.parametrize("script", [listed, segmented])
def test_the_link_says_where_a_choice_begins_and_is_followed_when_it_changes(script: object) -> None:
    test = opened(script, kind="b").run()
    assert test.session_state["kind"] == "b"
    test.query_params["kind"] = "c"
    assert test.run().session_state["kind"] == "c"


def test_a_default_is_left_out_of_the_link_unless_it_may_move() -> None:
    assert "kind" not in opened(listed, kind="a").run().query_params
    assert opened(always_named).run().query_params["kind"] == "a"


def test_a_link_to_nothing_that_is_offered_says_what_stands_in_until_something_is_chosen() -> None:
    page = opened(listed, kind="gone").run()
    assert "asks for “gone”, which is not here" in page.warning[0].value
    assert "“First” is shown instead" in page.warning[0].value
    assert page.run().warning
    page.selectbox(key="kind").set_value("b").run()
    assert not page.warning
    assert not page.selectbox(key="kind").set_value("a").run().warning


def test_a_link_to_nothing_that_is_offered_begins_with_the_default() -> None:
    assert opened(listed, kind="nowhere").run().session_state["kind"] == "a"


def test_several_numbers_stand_in_the_link_and_begin_there() -> None:
    test = opened(several, ages="12.2").run()
    assert test.session_state["chosen"] == [2, 12]
    test.button_group[0].set_value([6]).run()
    assert test.query_params["ages"] == "6"
    assert opened(several, ages="6").run().session_state["chosen"] == [6]


@pytest.mark.parametrize("link", ["", "x", "99", "1.3", "3.1"])
def test_of_no_known_number_the_first_ones_are_chosen_and_need_no_link(link: str) -> None:
    test = opened(several, ages=link).run()
    assert test.session_state["chosen"] == [1, 3]
    assert "ages" not in test.query_params


def test_nothing_chosen_is_the_first_ones() -> None:
    test = opened(several, ages="2").run()
    test.button_group[0].set_value([]).run()
    assert test.session_state["chosen"] == [1, 3]
    assert "ages" not in test.query_params


def test_a_number_that_is_no_longer_offered_is_left_out() -> None:
    test = opened(several, ages="2.12").run()
    test.session_state["fewer"] = True
    test.run()
    assert test.session_state["chosen"] == [2]
    assert test.query_params["ages"] == "2"


def test_a_link_that_changes_is_followed_by_several() -> None:
    test = opened(several, ages="2").run()
    test.query_params["ages"] = "6.12"
    assert test.run().session_state["chosen"] == [6, 12]
