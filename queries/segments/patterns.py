"""Patterns in a text: regular expressions as RE2 reads them, in DuckDB and in ClickHouse alike, in linear time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

import duckdb

from data.sentence import Sentence

MAX_PATTERN = 200
BLANK = r"(?s)\A[\s\p{Z}]*\z"
_MAX_ALTERNATIVES = 2_000  # characters of values in one pattern: a fraction of what RE2 takes
_LOOKING = re.compile(r"\(\?(=|!|<|>)")  # RE2 names the operator that it does not know only up to the "<"
_REFERRING = re.compile(r"invalid escape sequence: \\[1-9k]")
_TOO_LARGE = re.compile(r"pattern too large|invalid repetition size")


class UnfitPattern(ValueError):
    """A pattern that is not read, with the reason in words."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.reason = reason


def checked_pattern(pattern: str) -> str:
    """The pattern, when the engine really compiles it. Raises `UnfitPattern`.

    RE2 looks at each character of a text once, whatever the pattern, and refuses what would fill its memory.
    """
    if len(pattern) > MAX_PATTERN:
        raise UnfitPattern(
            Sentence(
                "the pattern is {found} characters long; at most {limit} are read",
                {"found": len(pattern), "limit": MAX_PATTERN},
            )
        )
    try:
        _engine().cursor().execute("select regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.Error as refusal:
        raise UnfitPattern(_reason(pattern, str(refusal))) from refusal
    return pattern


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:", config={"threads": 1})


def _reason(pattern: str, refusal: str) -> Sentence:
    if _TOO_LARGE.search(refusal):
        return Sentence(
            "the pattern repeats its parts so often that it would fill the memory; "
            "counted repetitions may multiply to at most 1000"
        )
    if _LOOKING.search(pattern) and "invalid perl operator" in refusal:
        return Sentence("a pattern cannot look ahead or behind; say it with two conditions")
    if _REFERRING.search(refusal):
        return Sentence("a pattern cannot refer back to one of its groups; write the text out")
    _, _, reason = refusal.partition(": ")
    return Sentence("the pattern is no regular expression ({reason})", {"reason": reason[:200]})


def checked_like(pattern: str) -> str:
    """The pattern, when its last backslash has a character to stand before. Raises `UnfitPattern`."""
    if len(pattern) > MAX_PATTERN:
        return checked_pattern(pattern)
    if (len(pattern) - len(pattern.rstrip("\\"))) % 2:
        raise UnfitPattern(
            Sentence("the pattern ends with a single backslash; a backslash takes the next character as it is")
        )
    return pattern


def like(pattern: str) -> str:
    """% is any text, _ one character, and a backslash takes the next character as it is. The whole text must match."""
    parts = re.findall(r"\\.|%|_|[^\\%_]+", pattern, re.DOTALL)
    return rf"(?s)\A{''.join(_WILDCARDS.get(part) or re.escape(_unescaped(part)) for part in parts)}\z"


_WILDCARDS = {"%": ".*", "_": "."}


def _unescaped(part: str) -> str:
    return part[1:] if part.startswith("\\") else part


def regular(pattern: str) -> str:
    """A point is any character but a line's end: one engine would let it be that too."""
    return f"(?-s){pattern}"


def containing(text: str) -> str:
    """This text anywhere, whatever its case."""
    return f"(?i){re.escape(text)}"


def any_of(texts: Iterable[str]) -> Iterator[str]:
    """Patterns of which one matches a text that is one of these, whatever its case."""
    alternatives: list[str] = []
    for text in texts:
        if sum(map(len, alternatives)) + len(text) > _MAX_ALTERNATIVES:
            yield _one_of(alternatives)
            alternatives = []
        alternatives.append(re.escape(text))
    yield _one_of(alternatives)


def _one_of(alternatives: list[str]) -> str:
    return rf"(?i)\A(?:{'|'.join(alternatives)})\z"
