"""The segments page, freshly opened."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from tests.pages.act.builder import PAGE
from tests.pages.conftest import Opener


@pytest.fixture
def page(brand: Settings, opened: Opener) -> AppTest:
    return opened(brand, page=PAGE)
