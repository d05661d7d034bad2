"""What the terminal says in English: one is one, and two are several."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from data.settings import Settings
from pages.terminal.terminal import Terminal

TERMINAL = Path(__file__).parents[2] / "pages" / "terminal"
COUNTED = re.compile(
    r"\{(\w+)\} (?:people|members|orders|lists|days|months|rows|segments|buyers|purchases|records|intervals|messages"
    r"|versions|events|names|files|conditions)\b"
)


@dataclass(frozen=True)
class Said:
    """A text that the terminal says, and the gap by which its plural is chosen."""

    place: str
    text: str
    count: str | None


def said() -> Iterator[Said]:
    for path in sorted(TERMINAL.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                named = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if named in ("say", "Sentence") and isinstance(node.args[0].value, str):
                    yield Said(f"{path.name}:{node.lineno}", node.args[0].value, _count(node))


def _count(call: ast.Call) -> str | None:
    given = [word.value for word in call.keywords if word.arg == "count"] or call.args[3:4]
    return str(ast.literal_eval(given[0])) if given else None


def test_a_number_before_a_noun_has_a_singular_and_a_plural() -> None:
    found = list(said())
    assert len([each for each in found if each.count]) > 15
    assert [each for each in found if set(COUNTED.findall(each.text)) - {each.count}] == []


@pytest.mark.parametrize(("lists", "words"), [(1, "1 list"), (2, "2 lists"), (0, "0 lists")])
def test_the_terminal_chooses_by_the_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lists: int, words: str
) -> None:
    terminal = Terminal(Settings(home=tmp_path), "en")
    terminal.say("{lists} list", plural="{lists} lists", count="lists", lists=lists)
    assert capsys.readouterr().out == f"{words}\n"
