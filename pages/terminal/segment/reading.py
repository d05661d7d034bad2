"""A rule in figures and in words: its count, its sentence, its SQL."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import click

from data.sentence import Gap, Sentence
from data.store import open_version
from pages.terminal.rule import AS_OF, RULE, audience_of, day_of, named_segment, opened
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal
from queries.catalog import catalog
from queries.relations import with_relations
from queries.segments import condition_counts, describe

CONDITION_HEADERS = (Sentence("Condition"), Sentence("By itself"), Sentence("After those before"))


@click.command("count")
@RULE
@AS_OF
@AS_JSON
@at_terminal
def segment_count(terminal: Terminal, name: str, as_of: datetime | None, as_json: bool) -> None:
    """The exact number of people, and what each condition selects alone and after those before it."""
    engine = opened(terminal)
    rule, day = named_segment(terminal, engine.version, name), day_of(engine.version, as_of)
    counts = condition_counts(engine, rule, as_of=day)
    words = describe(rule, catalog=catalog(engine.version), as_of=day)
    if as_json:
        terminal.print_json(dataclasses.asdict(counts) | {"as_of": day, "sentence": terminal.words(words)})
        return
    terminal.paper.print(terminal.words(words), soft_wrap=True)
    terminal.say(
        "{people} of {everyone} person.",
        plural="{people} of {everyone} people.",
        count="everyone",
        people=counts.people,
        everyone=counts.everyone,
    )
    rows: list[tuple[Gap, ...]] = [(each.place, each.alone, each.running) for each in counts.conditions]
    if counts.before_limit is not None:
        rows.append((Sentence("Limit"), None, counts.people))
    terminal.print_table(CONDITION_HEADERS, rows)


@click.command("describe")
@RULE
@AS_OF
@at_terminal
def segment_describe(terminal: Terminal, name: str, as_of: datetime | None) -> None:
    """The rule as a sentence."""
    version = open_version(terminal.settings)
    rule, day = named_segment(terminal, version, name), day_of(version, as_of)
    terminal.paper.print(terminal.words(describe(rule, catalog=catalog(version), as_of=day)), soft_wrap=True)


@click.command("sql")
@RULE
@AS_OF
@at_terminal
def segment_sql(terminal: Terminal, name: str, as_of: datetime | None) -> None:
    """The rule as one SELECT that runs unmodified in a DuckDB shell."""
    engine = opened(terminal)
    asked = audience_of(terminal, engine.version, name, as_of)
    click.echo(with_relations(asked.query(engine), asked, engine).sql(engine.dialect, pretty=True))
