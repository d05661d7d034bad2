"""Who sits at the terminal, and what every command there has in common: words, tables, JSON, faults, progress."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from data.access import Person, local_person
from data.errors import Cancelled, FenqunError
from data.progress import Progress as Watching
from data.sentence import Gap, Sentence
from data.settings import Settings, read_settings
from pages.locale import render
from pages.locale.readers import language_of_terminal
from pages.terminal.columns import column_of, tables

Arguments = ParamSpec("Arguments")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="as JSON")


@dataclass(frozen=True)
class Terminal:
    """Who sits at the terminal: their settings, language, and where words and progress go."""

    settings: Settings
    language: str

    @property
    def person(self) -> Person:
        return local_person(self.settings)

    @cached_property
    def paper(self) -> Console:
        return Console(highlight=False, markup=False, emoji=False)

    def words(self, said: Sentence) -> str:
        return render(said, self.language, self.settings.currency, timezone=self.settings.timezone)

    def say(self, text: str, /, *, plural: str | None = None, count: str | None = None, **gaps: Gap) -> None:
        """`plural` is the English plural; the gap that `count` names decides."""
        self.paper.print(self.words(Sentence(text, gaps, plural, count)), soft_wrap=True)

    def print_json(self, document: Any) -> None:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))

    def print_table(self, headers: Sequence[Gap], rows: Sequence[Sequence[Gap]]) -> None:
        """On narrow paper the columns that have no room stand in a table of their own below."""
        columns = [
            column_of(header, values, tuple(self._cells(values)))
            for header, *values in zip(self._cells(headers), *rows, strict=True)
        ]
        for number, table in enumerate(tables(columns, self.paper.width)):
            self.paper.print(*([""] if number else []), table, sep="\n")

    def _cells(self, values: Sequence[Gap]) -> Iterator[str]:
        return (self.words(Sentence("{value}", {"value": value})) for value in values)


def at_terminal(
    command: Callable[Concatenate[Terminal, Arguments], None],
) -> Callable[Arguments, None]:
    """Our own errors become sentences on stderr and an exit code; anything else is a defect and keeps its trace."""

    @wraps(command)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        language = language_of_terminal(os.environ)
        try:
            settings = read_settings()
            language = settings.language or language
            command(Terminal(settings, language), *args, **kwargs)
        except FenqunError as error:
            for fault in error.faults:
                click.echo(render(fault, language), err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt:
            sys.exit(Cancelled.exit_code)

    return guarded


@contextmanager
def watched(terminal: Terminal) -> Iterator[Watching]:
    """Progress of a long job on stderr; Ctrl-C stops it."""
    console = Console(stderr=True, highlight=False, markup=False)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: float, sentence: Sentence) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task("", total=1.0)
            bars.update(tasks[step], completed=done, description=terminal.words(sentence))

        yield progress
