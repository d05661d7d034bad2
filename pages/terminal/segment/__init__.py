"""`segment …`: one module a family of commands, one row here."""

from __future__ import annotations

import click

from pages.terminal.segment.compared import segment_backtest, segment_profile
from pages.terminal.segment.overlap import segment_overlap
from pages.terminal.segment.past import segment_explain, segment_history
from pages.terminal.segment.people import segment_members
from pages.terminal.segment.reading import segment_count, segment_describe, segment_sql

COMMANDS: tuple[click.Command, ...] = (
    *(segment_count, segment_members, segment_describe, segment_sql),
    *(segment_explain, segment_profile, segment_history, segment_backtest, segment_overlap),
)


@click.group(commands=COMMANDS)
def segment() -> None:
    """Count a segment, see who is in it and why, how it came and went, read it as words or as SQL."""
