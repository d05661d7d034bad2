"""A real server on a free port of this machine, and a real Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.pages.brand import built_brand

ROOT = Path(__file__).parents[2]
CHROMIUM = next(
    (found for found in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if found), None
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') === 'CONNECTED';
}"""
Visit = Callable[..., Page]


def settled(page: Page) -> Page:
    """Until the script has run and the connection stands. After a click, wait for the expected text as well."""
    page.wait_for_function(SETTLED, timeout=60_000)
    return page


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """The address of `python app.py` over this home; the server ends with the block."""
    port = free_port()
    environment = {**os.environ, "FENQUN_HOME": str(home), "FENQUN_PORT": str(port)}
    environment |= {f"FENQUN_{name.upper()}": value for name, value in settings.items()}
    log = (home.parent / f"server-{port}.log").open("wb")
    with log, subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", server)
        finally:
            server.terminate()
            server.wait(30)


def _answering(address: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):
                return address
        except urllib.error.URLError:
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}") from None
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


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
