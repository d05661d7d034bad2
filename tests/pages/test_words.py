"""Sentences: gaps in each language, plurals, and foreign text that cannot act."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from data.sentence import Label, Money, Sentence, Share
from pages.locale import render
from pages.locale.extract import update, written_texts
from pages.locale.texts import extract, extract_questions
from pages.parts.session import shielded

DAYS = Sentence(
    "Data to {day}, {days} day old",
    {"day": date(2026, 11, 21), "days": 1234},
    "Data to {day}, {days} days old",
    "days",
)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Data to 21 Nov 2026, 1,234 days old"),
        ("zh_CN", "数据截至2026年11月21日，已过 1,234 天"),
        ("zh_TW", "資料截至2026年11月21日，已過 1,234 天"),
    ],
)
def test_a_sentence_takes_the_order_of_its_language(language: str, written: str) -> None:
    assert render(DAYS, language) == written


@pytest.mark.parametrize(
    ("gap", "written"),
    [
        ("12", "条件 12 单独看也没有人满足。"),
        ("甲", "条件甲单独看也没有人满足。"),
        ("A 组", "条件 A 组单独看也没有人满足。"),
    ],
)
def test_a_space_in_a_translation_stands_beside_figures_and_not_between_chinese_signs(gap: str, written: str) -> None:
    sentence = Sentence("Condition {place} selects nobody, even by itself.", {"place": gap})
    assert render(sentence, "zh_CN") == written
    assert render(sentence, "en") == f"Condition {gap} selects nobody, even by itself."


@pytest.mark.parametrize(
    ("files", "written"), [(1, "1 file lies in x."), (0, "0 files lie in x."), (2, "2 files lie in x.")]
)
def test_english_counts_its_plurals(files: int, written: str) -> None:
    sentence = Sentence(
        "{files} file lies in {inbox}.", {"files": files, "inbox": "x"}, "{files} files lie in {inbox}.", "files"
    )
    assert render(sentence, "en") == written


def test_a_text_no_catalogue_knows_stays_english() -> None:
    assert render(Sentence("Never seen {n}", {"n": 1}), "zh_CN") == "Never seen 1"


@pytest.mark.parametrize(
    ("gap", "written"),
    [
        (None, "–"),
        (True, "是"),
        (Share(0.312), "31.2%"),
        (Money(123_450), "¥1,234.50"),
        (Label("City", "城市", "城市"), "城市"),
        (Sentence("Cancel"), "取消"),
        (1234.5678, "1,234.568"),
    ],
)
def test_a_gap_keeps_its_type_until_it_is_written(gap: object, written: str) -> None:
    assert render(Sentence("{gap}", {"gap": gap}), "zh_CN") == written  # type: ignore[dict-item]


def test_what_fills_a_gap_cannot_act_as_markdown() -> None:
    hostile = "[x](https://evil.example) :red[y] ![z](u) $a$ <b>"
    written = render(Sentence("{name} **stays**", {"name": hostile}), "en", escape=shielded)
    assert "\\[x\\](https\\://evil" in written
    assert "**stays**" in written


def test_braces_in_a_name_are_no_gaps() -> None:
    assert render(Sentence("{name}", {"name": "{other}"}), "en") == "{other}"


def test_texts_are_found_with_their_plurals() -> None:
    source = b"""
say("one")
session.plain("two {n}", plural="twos {n}", count="n", n=1)
Sentence("three {n}", {"n": 1, "m": 2}, "threes {n}", "n")
other("not this")
say(variable)
"""
    found = [message for _, _, message, _ in extract(BytesIO(source), {}, (), {})]
    assert found == ["one", ("two {n}", "twos {n}"), ("three {n}", "threes {n}")]


def test_the_header_of_a_question_is_a_text() -> None:
    source = b"-- question: How many?\n-- grain: one row\n-- reads: users\nselect 1 as people"
    assert [message for _, _, message, _ in extract_questions(BytesIO(source), {}, (), {})] == ["How many?", "one row"]


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
def test_an_update_keeps_what_is_translated(language: str) -> None:
    updated = update(language, written_texts())
    message = updated.get("Cancel")
    assert message is not None
    assert message.string == "取消"
