"""Finds texts for the catalogues: every `say(…)`, `plain(…)` and `Sentence(…)`, and the headers of questions.

Babel's own extractor reads tokens and loses a plural given by keyword behind a dictionary; this one reads the tree.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, TypeAlias

from queries.header import read_header

MARKS = frozenset({"say", "plain", "Sentence"})
HEADER_TEXTS = ("question", "grain", "note")

Message: TypeAlias = "tuple[int, str, str | tuple[str, str], list[str]]"


def extract(
    source: IO[bytes], keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """Babel's extraction protocol for Python: line, function, text or (text, plural), comments."""
    for node in ast.walk(ast.parse(source.read())):
        if isinstance(node, ast.Call) and _is_marked(node):
            text, plural = _written(node.args[0]), _plural(node)
            if text is not None:
                yield node.lineno, "ngettext" if plural else "gettext", (text, plural) if plural else text, []


def extract_questions(
    source: IO[bytes], keywords: Mapping[str, Any], comment_tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[Message]:
    """The same for .sql files: what they ask, what a row means, what could mislead."""
    header = read_header(source.read().decode("utf-8"))
    for key in HEADER_TEXTS:
        if header.get(key):
            yield 1, "gettext", header[key], []


def _is_marked(call: ast.Call) -> bool:
    """`say` takes one text and names its gaps; a `say(step, sentence)` is somebody else's."""
    return _name(call) in MARKS and (len(call.args) == 1 or (_name(call) == "Sentence" and len(call.args) > 1))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _plural(call: ast.Call) -> str | None:
    by_keyword = [given.value for given in call.keywords if given.arg == "plural"]
    by_place = call.args[2:3] if _name(call) == "Sentence" else []
    return next((text for text in map(_written, [*by_keyword, *by_place]) if text), None)


def _written(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
