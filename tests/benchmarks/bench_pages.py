"""How fast the pages are: painted in a browser, in their scripts alone, and with fifty people at work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from data.settings import Settings
from pages.parts.session import open_house
from tests.benchmarks.house import built_house
from tests.benchmarks.load import clicked
from tests.browser.serving import CHROMIUM, FLAGS, ROOT, served

PEOPLE_AT_WORK, THINK_SECONDS, LASTS_SECONDS = 50, 4.0, 60.0
COLD, WARM, RERUNS = 5, 3, 25
Figures = list[dict[str, Any]]


def bench_pages(size: int, folder: Path) -> Figures:
    """Over the demo of `size` people in `folder`/demo, built in `folder`/home when no store is there."""
    settings, _ = built_house(size, folder)
    with served(settings.home) as address:
        painted = _painted(address)
        at_work = asyncio.run(
            clicked(
                address,
                people=PEOPLE_AT_WORK,
                think_seconds=THINK_SECONDS,
                lasts_seconds=LASTS_SECONDS,
                control="overview_days",
            )
        )
    return [*painted, *_scripts(settings), _at_work(at_work)]


def _painted(address: str) -> Figures:
    """Cold: a browser that has nothing; the first visit also pays for the questions. Warm: the same browser again."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        first = _visits(browser, address, again=0)
        visits = [_visits(browser, address, again=WARM) for _ in range(COLD)]
        browser.close()
    cold, warm = [seconds[0] for seconds in visits], [one for seconds in visits for one in seconds[1:]]
    return [
        {"name": "overview painted, first of all", "seconds": first[0]},
        {"name": "overview painted, cold", "seconds": median(cold), "worst": max(cold), "goal": 1.5},
        {"name": "overview painted, warm", "seconds": median(warm), "worst": max(warm), "goal": 0.5},
    ]


def _visits(browser: Browser, address: str, *, again: int) -> list[float]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    seconds = [_visit(page, address) for _ in range(1 + again)]
    context.close()
    return seconds


def _visit(page: Page, address: str) -> float:
    """From the request to the six numbers and the drawn chart."""
    begun = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("[data-testid=stMetricValue]").nth(5).wait_for()
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    return perf_counter() - begun


def _scripts(settings: Settings) -> Figures:
    """A page's own work in CPU time, its answers being kept."""
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    open_house(settings)
    return [
        {"name": f"script of {name}, beyond its questions", "seconds": _script(page), "goal": 0.03}
        for name, page in (("the overview", ""), ("the data page", "../keep/data.py"))
    ]


def _script(page: str) -> float:
    test = AppTest.from_file(str(ROOT / "pages" / "parts" / "house.py"), default_timeout=120).run()
    if page:
        test.switch_page(page).run()
    return median(_cpu_seconds(test) for _ in range(RERUNS))


def _cpu_seconds(test: AppTest) -> float:
    begun = process_time()
    test.run()
    return process_time() - begun


def _at_work(seconds: Sequence[float]) -> dict[str, Any]:
    hundredths = quantiles(seconds, n=100)
    return {
        "name": f"{PEOPLE_AT_WORK} people, a click every {THINK_SECONDS:.0f} s: p95 of {len(seconds)} clicks",
        "seconds": hundredths[94],
        "p50": hundredths[49],
        "worst": max(seconds),
        "goal": 0.5,
    }
