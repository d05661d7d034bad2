"""Layers: sizes, moves and cuts are what the questions count; who may freeze does, and everyone is layered anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.schemes import PRESETS, LifecycleScheme, frozen_schemes, schemes_from_json
from data.settings import Settings
from data.store import open_version
from pages.parts.layers.cuts import document_of, entries_of
from queries.engines import open_engine
from queries.layers import layer_sizes, suggest
from tests.pages.brand import LAST, built_brand
from tests.pages.conftest import Opener, texts
from tests.stores import store_from_rows

PAGE = "../look/layers.py"


@pytest.mark.parametrize(("locale", "title"), [("en-GB", "Layers"), ("zh-CN", "分层"), ("zh-TW", "分層")])
def test_the_page_speaks_the_browsers_language(brand: Settings, opened: Opener, locale: str, title: str) -> None:
    page = opened(brand, page=PAGE, locale=locale)
    assert not page.exception
    assert page.title[0].value == title


def test_the_verdict_is_the_largest_layer_of_the_question(brand: Settings, opened: Opener) -> None:
    found = layer_sizes(open_engine(open_version(brand), brand), "layers.lifecycle", as_of=LAST)
    largest = max(found.sizes, key=lambda size: size.people)
    shown = texts(opened(brand, page=PAGE, layers_of="layers.lifecycle"))
    assert largest.choice is not None
    assert f"{largest.choice.label.en}: {largest.people} people" in shown
    assert f"of {found.everyone} members" in shown


def test_whoever_is_in_no_layer_is_told_the_reason_of_that_layer(brand: Settings, opened: Opener) -> None:
    shown = texts(opened(brand, page=PAGE, layers_of="layers.rfm_type"))
    assert "people are in none of these layers: no order in the last 365 days." in shown


@pytest.mark.parametrize("layer", ["rfm_type", "rfm_group", "lifecycle", "aipl"])
def test_every_layer_opens_without_a_fault(brand: Settings, opened: Opener, layer: str) -> None:
    page = opened(brand, page=PAGE, layers_of=f"layers.{layer}", layers_moved="90")
    assert not page.exception
    assert "presets" in texts(page)


def test_only_who_may_freeze_is_offered_it(brand: Settings, opened: Opener) -> None:
    page = with_suggestion(opened(brand, page=PAGE, role="operator"))
    assert "An administrator can freeze cuts." in texts(page)
    assert "layers_note" not in [field.key for field in page.text_input]


def test_frozen_cuts_layer_everyone_anew(tmp_path: Path, opened: Opener) -> None:
    built_brand(tmp_path)
    home = Settings(home=tmp_path / "home", threads=1)
    page = with_suggestion(opened(home, page=PAGE, layers_of="layers.lifecycle"))
    for entry, typed in {"dormant_days": "20", "lost_days": "40", "returned_days": "9"}.items():
        page.text_input(key=f"layers_cut_lifecycle.{entry}").input(typed)
    page.text_input(key="layers_note").input("换季")
    freeze(page)
    assert frozen_schemes(home).lifecycle == LifecycleScheme(20, 40, 9)
    assert frozen_schemes(home).note == "换季"
    assert "silent for more than 20 days" in texts(page)
    assert "Version 1 of the cuts is in force." in [found.value for found in page.success]


def test_cuts_as_custom_takes_them_can_be_frozen_with_the_note_that_they_come_too_early(
    tmp_path: Path, opened: Opener
) -> None:
    version = built_brand(tmp_path)
    home = Settings(home=tmp_path / "home", threads=1)
    custom = suggest(open_engine(version, home), as_of=version.manifest.data_end).customary
    assert custom
    page = with_suggestion(opened(home, page=PAGE, layers_cuts_by="gaps"))
    assert "so it calls buyers lost too early" in texts(page)
    freeze(page)
    assert frozen_schemes(home).lifecycle == custom


def test_what_cannot_be_frozen_is_said_and_nothing_is(tmp_path: Path, opened: Opener) -> None:
    built_brand(tmp_path)
    home = Settings(home=tmp_path / "home", threads=1)
    page = with_suggestion(opened(home, page=PAGE))
    page.text_input(key="layers_cut_rfm.recency_days").input("90, thirty")
    page.text_input(key="layers_cut_lifecycle.lost_days").input("1")
    freeze(page)
    assert "“rfm.recency" in page.error[0].value
    assert frozen_schemes(home).version == 0


def test_an_export_without_buyers_says_what_is_missing(tmp_path: Path, opened: Opener) -> None:
    store_from_rows(
        tmp_path, users=[{"user_id": "ann", "joined_at": "2025-01-01"}], data_start="2025-01-01", data_end="2025-03-01"
    )
    page = opened(Settings(home=tmp_path / "home", threads=1), page=PAGE)
    assert not page.exception
    assert "which the export does not bring" in texts(page)


def test_before_anything_is_built_the_page_says_what_to_do(empty_house: Settings, opened: Opener) -> None:
    assert "There is no data yet" in texts(opened(empty_house, page=PAGE))


def test_what_is_typed_is_read_back_as_it_was() -> None:
    typed = entries_of(PRESETS)
    assert typed["rfm.spend"] == "100, 1000"
    assert schemes_from_json(json.dumps(document_of(typed))) == PRESETS
    assert document_of({"rfm.recency_days": "10，20、30"}) == {"rfm": {"recency_days": [10, 20, 30]}}
    assert document_of({"rfm.lookback_days": "soon"}) == {"rfm": {"lookback_days": "soon"}}


def with_suggestion(page: AppTest) -> AppTest:
    page.session_state["layers_suggestion"] = True
    return page.run()


def freeze(page: AppTest) -> None:
    next(button for button in page.button if button.label == "Freeze these cuts").click().run()
