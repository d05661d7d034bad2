"""Sentences in the reader's language: the catalogues, and the filling of gaps."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.sentence import Gap, Label, Money, Sentence, Share
from pages.locale import figures

FOLDER = Path(__file__).parent
LANGUAGES_WITH_CATALOGUE = ("zh_CN", "zh_TW")  # English is what stands in the code
HAN = re.compile(r"[\u3400-\u9fff]")
YES, NO = Label("yes", "是", "是"), Label("no", "否", "否")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The .po file of a language, compiled in memory; English texts are their own catalogue."""
    path = FOLDER / language / "LC_MESSAGES" / "fenqun.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def render(
    sentence: Sentence,
    language: str,
    currency: str = "CNY",
    *,
    timezone: str | None = None,
    escape: Callable[[str], str] = str,
) -> str:
    """The sentence in a language. `escape` guards what fills the gaps, never the sentence's own text."""

    def written(value: Gap) -> str:
        if isinstance(value, Sentence):
            return render(value, language, currency, timezone=timezone, escape=escape)
        return escape(_written(value, language, currency, timezone))

    text, gaps = _text(sentence, language), {name: written(value) for name, value in sentence.gaps.items()}
    return text.format_map(gaps) if language == "en" else _in_chinese(text, gaps)


def _in_chinese(text: str, gaps: Mapping[str, str]) -> str:
    """Chinese is set apart from figures and foreign words by a space, from Chinese by none. A translation cannot know
    which of both fills its gap, so a space at the edge of one goes where it stands between Chinese signs."""
    filled = ""
    for said, gap, _, _ in Formatter().parse(text):
        filled = _beside(filled, said)
        if gap is not None:
            filled = _beside(filled, gaps[gap])
    return filled


def _beside(before: str, after: str) -> str:
    if before.endswith(" ") and HAN.match(before[-2:-1]) and HAN.match(after):
        return before[:-1] + after
    if after.startswith(" ") and HAN.match(before[-1:]) and HAN.match(after[1:]):
        return before + after[1:]
    return before + after


def _text(sentence: Sentence, language: str) -> str:
    if sentence.plural is None or sentence.count is None:
        return catalogue(language).gettext(sentence.text)
    counted = sentence.gaps.get(sentence.count)
    number = counted if isinstance(counted, int) else 2  # a fraction of something is spoken of in the plural
    return catalogue(language).ngettext(sentence.text, sentence.plural, number)


def _written(value: Gap, language: str, currency: str, timezone: str | None) -> str:
    match value:
        case None:
            return "–"
        case str():
            return value
        case Label():
            return value.in_language(language)
        case Money():
            return figures.money(value.minor_units, currency, language)
        case datetime():
            return figures.moment(value, language, timezone)
        case date():
            return figures.day(value, language)
        case _:
            return _number(value, language)


def _number(value: Gap, language: str) -> str:
    match value:
        case bool():
            return (YES if value else NO).in_language(language)
        case int():
            return figures.whole(value, language)
        case float() | Decimal():
            return figures.whole(value, language, 3)
        case Share():
            return figures.share(value.value, language, value.digits)
        case _:
            raise TypeError(f"a gap cannot hold {type(value).__name__}")
