"""Numbers, money and days as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pages.locale import figures, language_of_browser, language_of_terminal

LANGUAGES = ("zh_CN", "zh_TW", "en")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (9_999, ("9,999", "9,999", "9,999")),
        (12_345, ("1.23万", "1.23萬", "12.3K")),
        (123_456, ("12.3万", "12.3萬", "123.5K")),
        (123_456_789, ("1.23亿", "1.23億", "123.5M")),
        (-98_765, ("-9.88万", "-9.88萬", "-98.8K")),
        (0, ("0", "0", "0")),
    ],
)
def test_large_numbers_are_short(value: int, written: tuple[str, ...]) -> None:
    assert tuple(figures.short(value, language) for language in LANGUAGES) == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_has_its_sign_before_the_amount(language: str) -> None:
    assert figures.money(-1_234_560, "CNY", language) == "-¥12,345.60"


def test_a_currency_without_cents_is_written_whole() -> None:
    assert figures.money(1_234_500, "JPY", "en") == "¥12,345"


@pytest.mark.parametrize(
    ("language", "written"), [("zh_CN", "+3.4个百分点"), ("zh_TW", "+3.4 個百分點"), ("en", "+3.4 pp")]
)
def test_a_difference_of_shares_is_in_points(language: str, written: str) -> None:
    assert figures.points(0.034, language) == written


@pytest.mark.parametrize(
    ("language", "written"), [("zh_CN", "2026年11月21日"), ("zh_TW", "2026年11月21日"), ("en", "21 Nov 2026")]
)
def test_no_day_puts_the_month_first(language: str, written: str) -> None:
    assert figures.day(date(2026, 11, 21), language) == written


def test_a_moment_is_told_in_the_business_zone() -> None:
    assert figures.moment(datetime(2026, 11, 21, 17, 5, tzinfo=UTC), "en", "Asia/Shanghai") == "22 Nov 2026 01:05"


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh-CN", "zh_CN"),
        ("zh", "zh_CN"),
        ("zh-Hans-SG", "zh_CN"),
        ("zh-TW", "zh_TW"),
        ("zh-HK", "zh_TW"),
        ("zh-Hant", "zh_TW"),
        ("zh_TW", "zh_TW"),
        ("de-DE", "en"),
        (None, "en"),
    ],
)
def test_a_browser_is_answered_in_the_nearest_language(tag: str | None, language: str) -> None:
    assert language_of_browser(tag) == language


def test_a_terminal_speaks_by_its_strongest_variable() -> None:
    assert language_of_terminal({"LANG": "en_US.UTF-8", "LC_ALL": "zh_TW.UTF-8"}) == "zh_TW"
    assert language_of_terminal({}) == "en"
