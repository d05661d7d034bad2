"""Pages under test: the real main script in Streamlit's test runner, over a little brand's store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from pages.parts import asking
from pages.parts.asking import KEPT
from pages.parts.session import open_house
from tests.pages.brand import built_brand

HOUSE = Path(__file__).parents[2] / "pages" / "parts" / "house.py"
Opener = Callable[..., AppTest]


@pytest.fixture(scope="session")
def brand(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("brand")
    built_brand(folder)
    return Settings(home=folder / "home", threads=1)


@pytest.fixture
def own_brand(brand: Settings, tmp_path: Path) -> Settings:
    """The little brand's store, for what a test keeps beside it."""
    shutil.copytree(brand.home / "store", tmp_path / "home" / "store")
    return replace(brand, home=tmp_path / "home")


@pytest.fixture
def empty_house(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens a page as a browser would: `opened(settings, page="../keep/data.py", locale="zh-TW", role="viewer")`.

    On a busy machine it waits also for what a page can do without: tests read that too.
    """
    monkeypatch.setattr(asking, "SOON_SECONDS", 120)

    def open_page(settings: Settings, *, page: str = "", locale: str = "en-GB", role: str = "", **link: str) -> AppTest:
        open_house(replace(settings, role=role) if role else settings)
        test = AppTest.from_file(str(HOUSE), default_timeout=300)
        test.context = {"locale": locale, "theme": "light"}
        for name, value in link.items():
            test.query_params[name] = value
        test.run()
        return test.switch_page(page).run() if page else test

    yield open_page
    KEPT.forget()


def texts(test: AppTest) -> str:
    """Everything in words that the page shows, one element a line; of what is folded too."""
    written = [*test.title, *test.subheader, *test.markdown, *test.caption, *test.button, *test.info]
    shown = [str(getattr(element, "value", "")) or str(getattr(element, "label", "")) for element in written]
    folds = [unescape(found.proto.body) for found in test.get("html") if "<details" in found.proto.body]
    return "\n".join([*shown, *folds, *(f"{metric.label} {metric.value} {metric.delta}" for metric in test.metric)])
