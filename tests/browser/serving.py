"""A real server on a free port of this machine, for browser tests and benchmarks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

ROOT = Path(__file__).parents[2]
PATIENT_APP = str(Path(__file__).with_name("patient_app.py"))
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
PATIENCE = 120_000  # milliseconds: a busy machine is no fault, and a wait that is met ends at once
# The page says "not running" also while a click is on its way to the server, so the connection is listened to.
LISTEN = """(() => {
  window.talk = {isAsking: true, last: performance.now()};
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (words) {
    if (!this.isHeard) {
      this.isHeard = true;
      this.addEventListener('message', () => { window.talk = {isAsking: false, last: performance.now()}; });
    }
    window.talk = {isAsking: true, last: performance.now()};
    return send.call(this, words);
  };
})()"""
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app && app.getAttribute('data-test-script-state') === 'notRunning'
    && app.getAttribute('data-test-connection-state') === 'CONNECTED'
    && !window.talk.isAsking && performance.now() - window.talk.last > 100;
}"""


def patient(context: BrowserContext) -> BrowserContext:
    """Whatever this reader waits for may take its time; `settled` works on the pages opened from here on."""
    context.set_default_timeout(PATIENCE)
    context.add_init_script(LISTEN)
    return context


def settled(page: Page) -> Page:
    """Until the connection stands and the script has answered all that was asked: nothing is being redrawn.

    Belongs before a click or an input that a rerun could lose, and after one whose effect is read without `expect`.
    """
    page.wait_for_function(SETTLED)
    return page


def click(target: Locator) -> None:
    """Clicks when nothing is being redrawn, as a person would who sees the page stand."""
    target.wait_for()
    settled(target.page)
    target.click()


def enter(target: Locator, text: str, *, key: str = "Enter") -> None:
    """Fills a field when nothing is being redrawn, and leaves it with the key."""
    target.wait_for()
    settled(target.page)
    target.fill(text)
    target.press(key)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(home: Path, *, script: str = "", door: str = PATIENT_APP, **settings: str) -> Iterator[str]:
    """The address of the app over this home, or of a page for tests; the server ends with the block."""
    port = free_port()
    environment = {**os.environ, "FENQUN_HOME": str(home), "FENQUN_PORT": str(port)}
    environment |= {f"FENQUN_{name.upper()}": value for name, value in settings.items()}
    log = (home.parent / f"server-{port}.log").open("wb")
    command = [sys.executable, *(_streamlit(script, port) if script else (door,))]
    environment["PYTHONPATH"] = str(ROOT)
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", "/_stcore/health" if script else "/health", server)
        finally:
            server.terminate()
            server.wait(PATIENCE / 1000)


def _streamlit(script: str, port: int) -> tuple[str, ...]:
    return ("-m", "streamlit", "run", script, "--server.address", "127.0.0.1", "--server.port", str(port))


def _answering(address: str, health: str, server: subprocess.Popen[bytes]) -> str:
    give_up = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address + health, timeout=PATIENCE / 1000):
                return address
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}") from None
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")
