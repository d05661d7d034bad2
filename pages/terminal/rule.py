"""Which segment and which day a command is about."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from data.access import Action, require
from data.errors import SegmentError
from data.library import load_segment
from data.sentence import Sentence
from data.store import Version, open_version
from pages.terminal.terminal import Terminal
from queries.audience import Audience
from queries.catalog import catalog
from queries.engines import DuckDBEngine, open_engine
from queries.question import Asking, check_day
from queries.segments import LibraryShelf, Segment, parse_segment

RULE = click.argument("name")
AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="a day of the data; default: its last")


def opened(terminal: Terminal) -> DuckDBEngine:
    return open_engine(open_version(terminal.settings), terminal.settings)


def named_segment(terminal: Terminal, version: Version, name: str) -> Segment:
    """From a file if there is one of that name, else from the library."""
    path, shelf = Path(name), LibraryShelf(terminal.settings)
    if path.suffix != ".json" and not path.is_file():
        return parse_segment(load_segment(terminal.settings, name).document, catalog(version), shelf=shelf)
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as reason:
        raise SegmentError(
            Sentence("{file} cannot be read as a segment: {reason}.", {"file": name, "reason": str(reason)})
        ) from reason
    return parse_segment(document, catalog(version), shelf=shelf)


def day_of(version: Version, as_of: datetime | None) -> date:
    """Raises `BadParameter` for a day outside the data, which would be answered with a number that means nothing."""
    day = as_of.date() if as_of else version.manifest.data_end
    check_day(Audience(day), version.manifest)
    return day


def audience_of(terminal: Terminal, version: Version, name: str | None, as_of: datetime | None) -> Audience:
    return Audience(day_of(version, as_of), named_segment(terminal, version, name) if name else None)


def asked_of(terminal: Terminal, name: str | None, as_of: datetime | None) -> tuple[Asking, Audience]:
    """Raises `Forbidden` before anything is opened."""
    require(terminal.person, Action.LOOK)
    engine = opened(terminal)
    return Asking(engine), audience_of(terminal, engine.version, name, as_of)
