"""Errands of a reader through the frame, in a real browser."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewReader, Visit
from tests.browser.serving import PATIENCE, click, settled

pytestmark = pytest.mark.browser

# Latin words that a Chinese page may hold: our name, names of methods, formats, zones, files and columns; hashes.
ALLOWED = re.compile(
    r"Fenqun|English|RFM|AIPL|Newcombe|Wilson|Kaplan–Meier|CUPED|TSV|TXT|XLSX|PARQUET|CSV|HTML|PDF|SHA-256|Asia/Shanghai|CNY"
    r"|[\w./-]*/[\w./-]+|\d{8}T\d{6}Z-[0-9a-f]+|[0-9a-f]{16}|[a-z]+(?:_[a-z]+)+|users|orders|interactions|role|\w+-\w+"
)


def english_in(page: Page) -> list[str]:
    """Latin words in what a reader sees of the page's own text; symbols of the icon font are no words."""
    text = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stMain] *, [data-testid=stSidebar] *')]
          .filter(e => !e.closest('[data-testid=stIconMaterial], [data-testid=stExpanderIcon], [translate=no]'))
          .filter(e => !e.closest('style,script,code'))
          .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.nodeValue)).join('\\n')"""
    )
    return re.findall(r"[A-Za-z]{3,}", ALLOWED.sub("", text))


@pytest.mark.parametrize("path", ["/", "/data", "/definitions"])
@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_a_chinese_page_holds_no_english(visit: Visit, path: str, locale: str) -> None:
    page = visit(path, locale=locale)
    expect(page.get_by_text("数据截至" if locale == "zh-CN" else "資料截至").first).to_be_visible()
    assert english_in(page) == []


def test_a_link_to_a_page_asks_for_nothing_that_is_not_there(new_reader: NewReader, address: str) -> None:
    page, missing = new_reader().new_page(), list[str]()
    page.on("response", lambda answered: missing.append(answered.url) if answered.status >= 400 else None)
    page.goto(address + "/data")
    expect(settled(page).get_by_role("heading", name="Data", exact=True)).to_be_visible()
    assert missing == []


def test_the_document_follows_the_chosen_language(visit: Visit) -> None:
    page = visit("/?overview_days=90", locale="en-GB")
    assert page.evaluate("document.documentElement.lang") == "en"
    click(page.locator(".st-key-lang").get_by_role("combobox"))
    page.get_by_role("option", name="简体中文").click()
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    expect(page).to_have_url(re.compile("lang=zh_CN"))
    expect(page.get_by_role("radio", name="90天")).to_be_checked()


def test_a_copied_link_opens_the_same_view(visit: Visit) -> None:
    page = visit("/", locale="en-GB")
    click(page.get_by_text("90 days", exact=True))
    page.wait_for_url("**overview_days=90**")
    again = visit(page.url, locale="zh-CN")
    expect(again.get_by_role("radio", name="90天")).to_be_checked()


def test_a_copied_link_leaves_the_language_to_its_reader(visit: Visit) -> None:
    page = visit("/?overview_days=90&lang=zh_CN", locale="en-GB")
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: (text) => { window.got = text; }}})"
    )
    click(page.get_by_role("button", name="复制链接"))
    page.wait_for_function("window.got")
    assert page.evaluate("window.got").endswith("/?overview_days=90")


def test_streamlits_own_words_are_put_into_the_pages_language(visit: Visit) -> None:
    page = visit("/", locale="zh-CN")
    page.evaluate(
        """() => { const word = document.createElement('p'); word.id = 'word'; word.textContent = 'Select all';
          document.body.append(word); }"""
    )
    expect(page.locator("#word")).to_have_text("全选")
    expect(page.get_by_role("button", name="购买人数的说明")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_the_screen(visit: Visit, width: int, dark: bool) -> None:
    page = visit("/", locale="zh-CN", width=width, dark=dark)
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert (background != "rgb(255, 255, 255)") is dark


def test_a_table_is_opened_and_downloaded_and_on_record(visit: Visit, brand_home: Path) -> None:
    page = visit("/", locale="zh-CN")
    click(page.get_by_text("表格与下载"))
    with page.expect_download() as coming:
        click(page.locator(".st-key-overview_trend_csv").get_by_role("button", name="下载 CSV"))
    file = coming.value
    assert file.suggested_filename == "总览_按日.csv"
    text = Path(file.path()).read_text("utf-8-sig")
    assert text.splitlines()[0].startswith('"日期","订单数"')
    assert len(text.splitlines()) == 31
    record = (brand_home / "state" / "audit.jsonl").read_text("utf-8")
    assert '"act": "file_sent"' in record
    assert "总览_按日.csv" in record


def test_a_count_opens_its_people(visit: Visit) -> None:
    page = visit("/", locale="en-GB")
    click(page.locator(".st-key-buyers_people").get_by_role("button"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"people as of 20 Dec 2025"))).to_be_visible()


def test_nothing_is_fetched_from_elsewhere(visit: Visit, address: str) -> None:
    page = visit("/", locale="en-GB")
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith(address) else None)
    page.goto(address + "/data")
    page.get_by_role("heading", name="Tables").wait_for()
    page.goto(address + "/")
    page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first.wait_for()
    assert [url for url in foreign if not url.startswith(("data:", "blob:", "about:"))] == []


def test_a_false_download_link_is_refused_in_the_readers_language(address: str) -> None:
    asked = urllib.request.Request(f"{address}/download/not-a-token", headers={"Accept-Language": "zh-CN,zh"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=PATIENCE / 1000)
    assert refused.value.code == 403
    assert refused.value.read().decode("utf-8") == "下载链接无效。"
    refused.value.close()
