"""The three languages ship together: every text is translated, keeps its gaps, its script and our words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from data.contract import KIND_LABELS, Kind
from data.intake import SEVERITY_LABELS, Severity
from data.sentence import Label
from pages.locale.extract import DOORS, FLOORS, ROOT, catalogue_path, written_texts
from pages.locale.words import LANGUAGES_WITH_CATALOGUE
from pages.locale.words import catalogue as translations

HAN = r"[\u4e00-\u9fff]"
# Signs of ours that the two code pages lack: they say which characters a script has, not which signs.
SIGNS = {"zh_CN": "–·✓⚠", "zh_TW": "≤≥✓⚠"}
CODE_PAGES = {"zh_CN": "gb2312", "zh_TW": "big5"}
# Simplified forms that Big5 holds too, as rare characters of their own.
SIMPLIFIED_IN_BIG5 = frozenset("并触党儿复构挂划怀机极价洁惊据离么扑气确扰胜适体听涂万网优与愿种筑庄")
QUOTES = {"zh_CN": "「」『』", "zh_TW": "“”‘’"}
# One word per idea (the glossary of the README), and the words of the other side of the strait.
NOT_OUR_WORDS = {
    "zh_CN": ("用户", "回购", "受众", "短讯", "资料", "客户", "置信度", "会籍"),
    "zh_TW": (
        *("數據", "短信", "積分", "復購", "信息", "默認", "設置", "打印", "屏幕", "鏈接", "賬", "郵箱", "網絡"),
        *("服務器", "內存", "硬盤", "激活", "當前", "軟件", "文本", "引數", "視窗", "對映", "點選", "用戶", "計劃"),
    ),
}
# Only a control group lets us speak of what a campaign caused.
CAUSED = re.compile(r"增量|提升|\blift|\buplift", re.IGNORECASE)
CONTROL = re.compile(r"对照组|對照組|control group")
# What a person is told to copy into a file stands on lines of its own, in the file's own signs.
CODE_LINE = re.compile(r'^(\[.*\]|\w+ = .*|"\{\w+\}" = .*)$', re.MULTILINE)


@cache
def catalogue(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as source:
        return read_po(source, locale=language)


@cache
def texts() -> Catalog:
    return written_texts()


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(written: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written or ())


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def marked_calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield path, node, getattr(node.func, "attr", "") or getattr(node.func, "id", "")


@cache
def python_files() -> tuple[Path, ...]:
    return (
        *(ROOT / door for door in DOORS),
        *(path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))),
    )


@cache
def labels() -> tuple[Label, ...]:
    """Every label that stands in the code as three texts."""
    return tuple(
        Label(*(str(each.value) for each in call.args if isinstance(each, ast.Constant)))
        for _, call, name in marked_calls()
        if name == "Label" and len(call.args) == 3 and all(isinstance(each, ast.Constant) for each in call.args)
    )


@cache
def chinese(language: str) -> tuple[str, ...]:
    """Everything a reader of the language may meet, without the lines that are code."""
    translated = (form for message in messages(catalogue(language)) for form in forms(message.string))
    named = (label.in_language(language) for label in labels())
    return tuple(CODE_LINE.sub("", text) for text in (*translated, *named))


def offences(language: str, pattern: str) -> list[str]:
    return [text for text in chinese(language) if re.search(pattern, text)]


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_a_catalogue_holds_exactly_the_texts_of_the_code(language: str) -> None:
    held, written = ({forms(message.id) for message in messages(each)} for each in (catalogue(language), texts()))
    assert held == written
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_every_text_is_translated_by_a_person(language: str) -> None:
    unsure = [message.id for message in messages(catalogue(language)) if message.fuzzy]
    empty = [message.id for message in messages(catalogue(language)) if not all(forms(message.string))]
    assert not unsure
    assert not empty


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_chinese_has_one_form_for_every_number(language: str) -> None:
    assert catalogue(language).num_plurals == 1
    assert not [message.id for message in messages(catalogue(language)) if len(forms(message.string)) != 1]


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_a_translation_has_the_gaps_of_its_text(language: str) -> None:
    def differs(message: Message) -> bool:
        wanted = set().union(*map(gaps, forms(message.id)))
        return any(gaps(form) != wanted for form in forms(message.string))

    assert not [message.id for message in messages(catalogue(language)) if differs(message)]


def test_every_label_has_its_three_languages() -> None:
    assert labels()
    assert not [label for label in labels() if not (label.en and label.zh_CN and label.zh_TW)]


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_each_catalogue_keeps_to_its_script(language: str) -> None:
    def is_foreign(character: str) -> bool:
        if language == "zh_TW" and character in SIMPLIFIED_IN_BIG5:
            return True
        return character not in SIGNS[language] and not character.encode(CODE_PAGES[language], "ignore")

    assert not {text: found for text in chinese(language) if (found := "".join(filter(is_foreign, text)))}


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_signs_beside_chinese_are_full_width(language: str) -> None:
    assert not offences(language, rf"{HAN}[,.;:!?()\"]|[,;:!?()\"]{HAN}")
    assert not offences(language, r"\}[,;:!?](?!\w)")


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_quotation_marks_are_those_of_the_language(language: str) -> None:
    assert not offences(language, f"[{QUOTES[language]}]")


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_no_space_stands_where_chinese_has_none(language: str) -> None:
    assert not offences(language, r"\s%")
    assert not offences(language, r" [，。；：？！、）」”]|[（「“] |^ | $")
    assert not offences(language, rf"{HAN} {HAN}")


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_a_sentence_ends_as_its_english_does(language: str) -> None:
    def differs(message: Message) -> bool:
        text = forms(message.id)[-1]
        if "\n" in text:  # lines to copy may stand elsewhere in it
            return False
        ends = re.search(r"[^.]\.$", text) is not None
        return any(form.endswith("。") != ends for form in forms(message.string))

    assert not [message.id for message in messages(catalogue(language)) if differs(message)]


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_words_are_ours(language: str) -> None:
    # 回购率 has a meaning of its own: the share of one period's buyers who bought in the next.
    said = {text: text.replace("回购率", "") for text in chinese(language)}
    assert not {text: word for text, without in said.items() for word in NOT_OUR_WORDS[language] if word in without}


def test_nobody_speaks_of_lift_without_a_control_group() -> None:
    told = [
        *(form for message in messages(texts()) for form in forms(message.id)),
        *(text for language in LANGUAGES_WITH_CATALOGUE for text in chinese(language)),
        *(label.en for label in labels()),
    ]
    assert not [text for text in told if CAUSED.search(text) and not CONTROL.search(text)]


def test_no_text_is_glued_where_it_is_written() -> None:
    glued = (ast.JoinedStr, ast.BinOp, ast.IfExp)
    found = [
        f"{path.name}: {ast.unparse(call)[:100]}"
        for path, call, name in marked_calls()
        if name in ("say", "plain", "Sentence") and call.args and isinstance(call.args[0], glued)
    ]
    assert not found


def test_a_text_with_a_plural_names_the_gap_that_counts() -> None:
    uncounted = [
        ast.unparse(call)[:100]
        for _, call, name in marked_calls()
        if name in ("say", "plain", "Sentence")
        and any(given.arg == "plural" for given in call.keywords)
        and not any(given.arg == "count" for given in call.keywords)
    ]
    assert not uncounted


def test_every_kind_and_severity_has_a_name() -> None:
    assert set(KIND_LABELS) == set(Kind)
    assert set(SEVERITY_LABELS) == set(Severity)


@pytest.mark.parametrize("language", LANGUAGES_WITH_CATALOGUE)
def test_headers_of_one_table_differ_in_every_language(language: str) -> None:
    """A table is a dictionary by header: two that read alike would be one column."""
    for path in (ROOT / "pages").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Dict):
                texts = set(filter(None, map(said, node.keys)))
                assert len({translations(language).gettext(text) for text in texts}) == len(texts), (path, node.lineno)


def said(key: ast.expr | None) -> str:
    """The text of a key `plain("…")` or `say("…")`."""
    match key:
        case ast.Call(func=ast.Name(id="plain" | "say"), args=[ast.Constant(value=str(text)), *_]):
            return text
    return ""
