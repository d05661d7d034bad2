"""The page of definitions: each number once, in the reader's language."""

from __future__ import annotations

import pytest

from data.settings import Settings
from pages.parts.definitions import DEFINITIONS
from tests.pages.conftest import Opener, texts


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("zh-CN", "zh_CN"), ("zh-TW", "zh_TW")])
def test_every_number_is_defined_with_its_zone_and_day(
    brand: Settings, opened: Opener, locale: str, language: str
) -> None:
    page = opened(brand, page="../keep/definitions.py", locale=locale)
    assert not page.exception
    assert texts(page).count("Asia/Shanghai") == len(DEFINITIONS)
    assert all(f"**{known.name.in_language(language)}**" in texts(page) for known in DEFINITIONS.values())
