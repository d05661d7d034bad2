"""A real server on a free port of this machine, and a real Chromium in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.serving import CHROMIUM, FLAGS, PATIENCE, patient, served, settled
from tests.pages.brand import built_brand

Visit = Callable[..., Page]
NewReader = Callable[..., BrowserContext]
expect.set_options(timeout=PATIENCE)


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
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def new_reader(chromium: Browser) -> Iterator[NewReader]:
    """Somebody with a browser of their own, and patience: `new_reader(locale="zh-CN", width=390, dark=True)`."""
    contexts = []

    def sit_down(*, locale: str = "en-GB", width: int = 1440, dark: bool = False) -> BrowserContext:
        context = chromium.new_context(
            locale=locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(patient(context))
        return context

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def visit(new_reader: NewReader, request: pytest.FixtureRequest) -> Visit:
    """Opens a page as a new reader would, and waits until it stands: `visit("/data", locale="zh-CN", width=390)`.

    The server over the brand starts with the first visit to a path; whole addresses are served by others.
    """

    def open_page(path: str = "/", *, locale: str = "en-GB", width: int = 1440, dark: bool = False) -> Page:
        page = new_reader(locale=locale, width=width, dark=dark).new_page()
        page.goto(path if path.startswith("http") else request.getfixturevalue("address") + path)
        return settled(page)

    return open_page
