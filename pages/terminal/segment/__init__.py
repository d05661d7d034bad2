"""`segment …`: one module a family of commands, one row here."""

from __future__ import annotations

import click

from pages.terminal.segment.people import segment_members
from pages.terminal.segment.reading import segment_count, segment_describe, segment_sql

COMMANDS: tuple[click.Command, ...] = (segment_count, segment_members, segment_describe, segment_sql)


@click.group(commands=COMMANDS)
def segment() -> None:
    """Count a segment, see who is in it, read it as words or as SQL."""
