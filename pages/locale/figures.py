"""Numbers, money, shares and days as each language writes them: thin adapters over Babel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, get_month_names
from babel.numbers import (
    format_compact_decimal,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)

BABEL_NAMES = {"zh_CN": "zh_Hans_CN", "zh_TW": "zh_Hant_TW", "en": "en"}
DAY_PATTERNS = {"en": "d MMM y"}  # "21 Nov 2026": no month comes first for half of the world
POINTS = {"zh_CN": "{value}个百分点", "zh_TW": "{value} 個百分點", "en": "{value} pp"}
COMPACT_FROM = 10_000
STEPS: Mapping[str, tuple[int, ...]] = {
    "zh_CN": (100_000_000, 10_000),
    "zh_TW": (100_000_000, 10_000),
    "en": (1_000_000_000, 1_000_000, 1_000),
}


@cache
def locale_of(language: str) -> Locale:
    return Locale.parse(BABEL_NAMES[language])


def whole(value: float | Decimal, language: str, digits: int = 0) -> str:
    """12,345 with at most `digits` decimals."""
    return format_decimal(value, "#,##0" + ("." + "#" * digits if digits else ""), locale=locale_of(language))


def short(value: float | Decimal, language: str) -> str:
    """1.23万, 12.3万 or 12.3K from ten thousand on, every digit below. Show the whole number beside it."""
    if -COMPACT_FROM < value < COMPACT_FROM:
        return whole(value, language, 0 if float(value).is_integer() else 1)
    size = abs(float(value))
    step = next(step for step in STEPS[language] if size >= step)
    digits = 2 if size < 10 * step else 1
    return format_compact_decimal(value, locale=locale_of(language), fraction_digits=digits)


@cache
def currency_sign(currency: str, language: str) -> str:
    """One store has one currency, so ¥ is enough where CLDR would write CN¥."""
    return "¥" if currency == "CNY" else get_currency_symbol(currency, locale=locale_of(language))


def money(minor_units: int | float, currency: str, language: str) -> str:
    """¥12,345.60; minor units are hundredths in the store whatever the currency."""
    digits = min(2, int(get_currency_precision(currency)))
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    amount = format_decimal(Decimal(str(minor_units)) / 100, pattern, locale=locale_of(language))
    return _signed(amount, currency_sign(currency, language))


def short_money(minor_units: int | float, currency: str, language: str) -> str:
    """¥12.3万 or ¥1.2M; whole units below ten thousand."""
    units = Decimal(str(minor_units)) / 100
    amount = short(units if abs(units) >= COMPACT_FROM else round(units), language)
    return _signed(amount, currency_sign(currency, language))


def _signed(amount: str, sign: str) -> str:
    return f"-{sign}{amount[1:]}" if amount.startswith("-") else sign + amount


def share(value: float, language: str, digits: int = 1) -> str:
    return format_percent(value, "#,##0" + ("." + "0" * digits if digits else "") + "%", locale=locale_of(language))


def points(difference: float, language: str, digits: int = 1) -> str:
    """A difference of two shares: +3.4 pp, +3.4个百分点."""
    value = format_decimal(difference * 100, "+#,##0.0;-#,##0.0", locale=locale_of(language))
    return POINTS[language].format(value=value)


def change(ratio: float, language: str) -> str:
    """A relative change with its sign: +4.2%."""
    return format_percent(ratio, "+#,##0.0%;-#,##0.0%", locale=locale_of(language))


def day(value: date, language: str) -> str:
    """2026年11月21日, 21 Nov 2026."""
    return format_date(value, DAY_PATTERNS.get(language, "long"), locale=locale_of(language))


def short_day(value: date, language: str) -> str:
    """11月21日, 21 Nov."""
    if language == "en":
        return format_date(value, "d MMM", locale=locale_of(language))
    return format_skeleton("MMMd", value, locale=locale_of(language))


def month(value: date, language: str) -> str:
    """2026年11月, Nov 2026."""
    return format_skeleton("yMMM", value, locale=locale_of(language))


def month_name(number: int, language: str) -> str:
    """11月, November."""
    return str(get_month_names("wide", "stand-alone", locale=locale_of(language))[number])


def moment(value: datetime, language: str, timezone: str | None = None) -> str:
    """A time in the business zone when it is aware; as it stands when it is not."""
    if timezone is not None and value.tzinfo is not None:
        value = value.astimezone(ZoneInfo(timezone))
    return f"{day(value, language)} {format_datetime(value, 'HH:mm', locale=locale_of(language))}"
