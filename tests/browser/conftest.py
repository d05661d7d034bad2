"""A real server on a free port of this machine, and a real Chromium in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import CHROMIUM, FLAGS, served, settled
from tests.pages.brand import built_brand

Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def brand_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shown")
    built_brand(folder)
    return folder / "home"


@pytest.fixture(scope="session")
def address(brand_home: Path) -> Iterator[str]:
    with served(brand_home) as at:
        yield at


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """Opens a page as a reader would: `visit("/data", locale="zh-CN", width=390, dark=True)`. Its own session each."""
    contexts = []

    def open_page(path: str = "/", *, locale: str = "en-GB", width: int = 1440, dark: bool = False) -> Page:
        context = chromium.new_context(
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(path if path.startswith("http") else address + path)
        return settled(page)

    yield open_page
    for context in contexts:
        context.close()
