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

from playwright.sync_api import Page

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
def served(home: Path, *, script: str = "", **settings: str) -> Iterator[str]:
    """The address of `python app.py` over this home, or of a page for tests; the server ends with the block."""
    port = free_port()
    environment = {**os.environ, "FENQUN_HOME": str(home), "FENQUN_PORT": str(port)}
    environment |= {f"FENQUN_{name.upper()}": value for name, value in settings.items()}
    log = (home.parent / f"server-{port}.log").open("wb")
    command = [sys.executable, *(_streamlit(script, port) if script else ("app.py",))]
    environment["PYTHONPATH"] = str(ROOT)
    with log, subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as server:
        try:
            yield _answering(f"http://127.0.0.1:{port}", "/_stcore/health" if script else "/health", server)
        finally:
            server.terminate()
            server.wait(30)


def _streamlit(script: str, port: int) -> tuple[str, ...]:
    return ("-m", "streamlit", "run", script, "--server.address", "127.0.0.1", "--server.port", str(port))


def _answering(address: str, health: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address + health, timeout=5):
                return address
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}") from None
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")
