"""Questions: ask one about everyone or a segment, or list them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

import click

from data.access import Action, require
from data.sentence import Sentence
from pages.terminal.rule import AS_OF, audience_of, opened
from pages.terminal.terminal import Terminal, at_terminal
from queries.asking import FORMS
from queries.question import Question, answer, question, questions

SEGMENT = click.option("--segment", "segment_name", help="a saved segment's name, or a JSON file; default: everyone")


@click.command()
@click.argument("name", required=False)
@SEGMENT
@AS_OF
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="a parameter of the question")
@click.option("--format", "form", type=click.Choice(tuple(FORMS)), default="table", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="a file; default: here")
@click.option("--sql", "as_sql", is_flag=True, help="the SQL that gives the answer, instead of the answer")
@at_terminal
def ask(
    terminal: Terminal,
    name: str | None,
    segment_name: str | None,
    as_of: datetime | None,
    given: tuple[str, ...],
    form: str,
    out: Path | None,
    as_sql: bool,
) -> None:
    """Ask a question about everyone or a segment, as of any day. Without a name: list them."""
    if name is None:
        list_questions(terminal)
        return
    require(terminal.person, Action.LOOK)
    params = dict(pair.partition("=")[::2] for pair in given)
    engine = opened(terminal)
    audience = audience_of(terminal, engine.version, segment_name, as_of)
    answered = answer(question(name), engine, audience=audience, **params)
    if as_sql:
        click.echo(answered.sql)
        return
    with click.open_file(str(out or "-"), "wb") as target:
        FORMS[form](answered, cast(BinaryIO, target))


def list_questions(terminal: Terminal) -> None:
    for each in questions().values():
        terminal.paper.print(f"{each.name}\n    {terminal.words(Sentence(each.text))}", soft_wrap=True)
        terminal.paper.print(f"    {promises(each)}", soft_wrap=True)


def promises(asked: Question) -> str:
    parameters = ", ".join(f"{each.name} ({each}) = {each.default}" for each in asked.parameters)
    columns = ", ".join(f"{each.name} {each.kind}" for each in asked.columns)
    return f"({parameters}) → {columns}"
