"""The tree of errors is drawn in its docstring, and each branch leaves a terminal with its own code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import data.errors
from data.errors import FenqunError
from pages.terminal.exports import ROWS_IN_QUARANTINE


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


def branch_codes() -> list[int]:
    """A code of its own for the root, each branch below it, and a check that set rows aside."""
    return [FenqunError.exit_code, *(branch.exit_code for branch in FenqunError.__subclasses__()), ROWS_IN_QUARANTINE]


def test_no_two_branches_leave_with_the_same_code() -> None:
    assert len(set(branch_codes())) == len(branch_codes())


def test_the_readme_tells_every_code() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    told = {int(code) for code in re.findall(r"(\d+) ", readme.partition("Exit codes:")[2].partition("\n\n")[0])}
    assert told == {0, *branch_codes()}
