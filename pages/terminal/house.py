"""What the house knows of itself: its settings, the columns it recognises, whether its record is whole."""

from __future__ import annotations

import dataclasses
import sys

import click

from data.audit import verify_audit
from data.contract.dictionary import data_dictionary
from data.sentence import Sentence
from data.settings import declared_settings, shown_value
from pages.terminal.terminal import AS_JSON, Terminal, at_terminal

SETTING_HEADERS = (Sentence("Setting"), Sentence("Value"), Sentence("Where from"), Sentence("What it is"))
COLUMN_HEADERS = (
    Sentence("Table"),
    Sentence("Column"),
    Sentence("Name"),
    Sentence("Kind"),
    Sentence("Required"),
    Sentence("Also known as"),
)


@click.command()
@AS_JSON
@at_terminal
def settings(terminal: Terminal, as_json: bool) -> None:
    """Every setting, its value and where the value came from."""
    rows = [
        (
            each.name,
            shown_value(terminal.settings, each),
            terminal.settings.origins[each.name],
            terminal.words(each.metadata["help"]),
        )
        for each in declared_settings()
    ]
    if as_json:
        terminal.print_json([dict(zip(("name", "value", "origin", "help"), row, strict=True)) for row in rows])
    else:
        terminal.print_table(SETTING_HEADERS, rows)


@click.command()
@AS_JSON
@at_terminal
def dictionary(terminal: Terminal, as_json: bool) -> None:
    """Every column an export may bring, with the headers under which it is recognised."""
    rows = data_dictionary(terminal.language)
    if as_json:
        terminal.print_json([dataclasses.asdict(row) for row in rows])
        return
    shown = [(row.table, row.column, row.label, row.kind, row.is_required, "、".join(row.aliases)) for row in rows]
    terminal.print_table(COLUMN_HEADERS, shown)


@click.command()
@at_terminal
def audit(terminal: Terminal) -> None:
    """Whether the record of who did what is whole."""
    found = verify_audit(terminal.settings)
    for fault in found.faults:
        terminal.paper.print(terminal.words(fault), soft_wrap=True)
    if found.faults:
        sys.exit(1)
    terminal.say("The audit log is whole. Events on record: {events}.", events=found.events)
