"""The real door, which on a busy machine waits also for what a page can do without: tests read that too."""

from __future__ import annotations

import runpy

from pages.parts import asking

if __name__ == "__main__":
    asking.SOON_SECONDS = 120
    runpy.run_path("app.py", run_name="__main__")
