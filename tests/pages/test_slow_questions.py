"""Several slow questions on one page: each can be stopped, and none disturbs the next."""

from __future__ import annotations

import time

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from pages.parts import asking
from pages.parts.asking import KEPT
from pages.parts.session import open_house


def two_slow_questions() -> None:
    import streamlit as st

    from pages.parts.asking import computed, everyone_now
    from tests.pages.test_slow_questions import slowly

    for name in ("first", "second"):
        st.text(computed(name, slowly, everyone_now()))


def slowly(_: object) -> str:
    time.sleep(0.3)
    return "found"


def test_a_second_slow_question_of_a_page_waits_like_the_first(
    brand: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "CANCEL_AFTER_SECONDS", 0.0)
    open_house(brand)
    page = AppTest.from_function(two_slow_questions, default_timeout=60).run()
    KEPT.forget()
    assert not page.exception
    assert [text.value for text in page.text] == ["found", "found"]
