"""The tree of errors is drawn in its docstring, and each branch leaves a terminal with its own code."""

from __future__ import annotations

import re
from collections.abc import Iterator

import data.errors
from data.errors import FenqunError


def every_error(base: type[FenqunError] = FenqunError) -> Iterator[type[FenqunError]]:
    yield base
    for below in base.__subclasses__():
        yield from every_error(below)


def test_the_docstring_draws_every_error_and_no_other() -> None:
    drawn = re.findall(r"^[│├└─ ]*(\w+)", data.errors.__doc__ or "", flags=re.MULTILINE)
    known = [error.__name__ for error in every_error() if error.__module__ == "data.errors"]
    assert [name for name in drawn if name in known or name.endswith("Error")] == known


def test_no_error_leaves_with_success() -> None:
    assert all(error.exit_code > 0 for error in every_error())
